"""The candidate's recorded lines for the emulated recogniser: each word has its share of where the voice sounds."""

from __future__ import annotations

import json
from typing import Final

from interviewer.simulation.candidate import sound
from interviewer.simulation.persona import Line, load_persona

PERSONA: Final = "concise"
AROUND: Final = 2
"""Letters' worth of time that a word takes besides its letters."""


def script(persona: str = PERSONA) -> str:
    """A script file of all lines of a persona."""
    return "".join(json.dumps(_row(line)) + "\n" for line in load_persona(persona).repertoire.lines.values())


def _row(line: Line) -> dict[str, object]:
    voiced = [(start / sound.RATE, end / sound.RATE) for start, end in sound.load(line.file).voiced]
    words = line.text.split()
    whole = sum(end - start for start, end in voiced)
    letters = sum(len(word) + AROUND for word in words)
    edges = [0.0]
    for word in words:
        edges.append(edges[-1] + (len(word) + AROUND) * whole / letters)

    def at(spoken: float) -> float:
        for start, end in voiced:
            if spoken <= end - start + 1e-6:
                return start + spoken
            spoken -= end - start
        return voiced[-1][1]

    times = [at(edge) for edge in edges]
    rows = [{"text": word, "start": times[n], "end": times[n + 1]} for n, word in enumerate(words)]
    return {"audio": str(line.file), "words": rows}
