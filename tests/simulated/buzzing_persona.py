"""A persona of four buzzes, written as Ogg Opus files."""

from __future__ import annotations

from pathlib import Path

from interviewer.simulation.persona import Line, Persona, Repertoire
from simulated.synthetic_voice import voice, write_opus

PHRASES = {
    "consent": ["is that okay with you"],
    "team_led": ["tell me about a team that you have led"],
    "goodbye": ["goodbye"],
}
# Line -> (topic, words, stretches of voice and silence in seconds)
SOUNDS = {
    "consent": ("consent", "Yes, that's fine.", (0.0, 0.2, 0.8, 0.3)),
    "team_led": ("team_led", "I led a team. There were eight people in it.", (0.0, 0.1, 1.0, 0.6, 1.2, 0.2)),
    "goodbye": ("goodbye", "Goodbye.", (0.6,)),
    "no_answer": ("no_answer", "I'm sorry, I don't have an answer to that.", (1.0,)),
    "still_there": ("still_there", "Hello? Are you still there?", (0.7,)),
}


def persona(folder: Path) -> Persona:
    """The persona, its files in this folder."""
    lines = {}
    for name, (topic, text, stretches) in SOUNDS.items():
        file = folder / f"{name}.ogg"
        write_opus(file, voice(*stretches, rate=48_000))
        lines[name] = Line(name, topic, text, file, sum(stretches))
    return Persona(Repertoire("buzzing", "four buzzes", lines, PHRASES))
