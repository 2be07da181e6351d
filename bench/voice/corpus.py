"""The recorded turns that every system is told, in which order, and the plan that they answer.

Deliberately not here: playing them (`candidate`), and how they are made (tools/voices).
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from interviewer.simulation.candidate.sound import Sound, load
from interviewer.simulation.persona import PERSONAS

FOLDER = Path(__file__).parent
COMPANY = "Bluebird Broadband"
CANDIDATE = "Robin"
INNER_PAUSE = 1.0
"""Seconds of silence inside a turn from which it counts as one with an inner pause."""
Kind = Literal["yes_no", "open", "behavioural"]
Word = tuple[str, float, float]
"""The word, where it starts and ends, in seconds of the file."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Something a candidate says, and the question that it answers."""

    line: str
    kind: Kind
    ask: str
    words: tuple[Word, ...]

    @property
    def file(self) -> Path:
        """Its recording: Ogg Opus, mono."""
        persona, _, name = self.line.partition("/")
        return PERSONAS / persona / "voices" / f"{name}.ogg"

    @property
    def text(self) -> str:
        """What is said."""
        return " ".join(word for word, _, _ in self.words)

    @property
    def pauses(self) -> bool:
        """Whether there is a pause in it that could be taken for its end."""
        return any(
            after[1] - before[2] >= INNER_PAUSE for before, after in zip(self.words, self.words[1:], strict=False)
        )

    def sound(self) -> Sound:
        """Its samples, and where in them a voice sounds."""
        return _sound(self.file)


@cache
def _sound(file: Path) -> Sound:
    return load(file)


@cache
def turns() -> tuple[Turn, ...]:
    """The forty."""
    return tuple(_turn(**row) for row in _corpus()["turns"])


def opening() -> Turn:
    """The yes to the greeting."""
    return _turn(_corpus()["opening"], "yes_no", "")


def sittings(count: int, length: int, *, seed: int = 6) -> list[list[list[Turn]]]:
    """So many orders of all turns, each cut into sittings of a call's length: `[sitting][order]`.

    In a sitting the yes/no questions come first, as they do in a screening; so each is answered by its own turn,
    whatever follow-ups a system asks.
    """
    orders = []
    for number in range(count):
        order = list(turns())
        random.Random(seed * 1000 + number).shuffle(order)
        cut = [order[at : at + length] for at in range(0, len(order), length)]
        orders.append([sorted(sitting, key=lambda turn: turn.kind != "yes_no") for sitting in cut])
    return [list(held_together) for held_together in zip(*orders, strict=True)]


def script() -> str:
    """What a recogniser that works from a known script has to know: recordings and their words, one a line."""
    rows = (
        {"audio": str(turn.file), "words": [{"text": w, "start": s, "end": e} for w, s, e in turn.words]}
        for turn in (opening(), *turns())
    )
    return "".join(json.dumps(row) + "\n" for row in rows)


def plan(asked: list[Turn]) -> dict[str, Any]:
    """The interview plan whose questions these turns answer, in their order."""
    checklist = [f"Does the answer say {what}?" for what in ("who", "what", "when", "why", "how")]
    anchors = {0: "Says nothing of it.", 3: "Names it.", 5: "Tells it with detail."}
    questions = [{"id": f"q{number}", "kind": t.kind, "ask": t.ask} for number, t in enumerate(asked, start=1)]
    return {
        "job": {"title": "Shift lead", "company": COMPANY, "summary": "You look after people, machines and customers."},
        "plan": {
            "title": "Latency",
            "questions": [question | {"criteria": ["telling"]} for question in questions],
            "criteria": [
                {
                    "id": "telling",
                    "name": "Telling",
                    "description": "Tells what happened.",
                    "anchors": anchors,
                    "checklist": checklist,
                }
            ],
        },
    }


def _turn(line: str, kind: Kind, ask: str) -> Turn:
    return Turn(line, kind, ask, tuple((w, s, e) for w, s, e in _words()[line]))


@cache
def _corpus() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "corpus.yaml").read_text("utf-8"))
    return found


@cache
def _words() -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = json.loads((FOLDER / "words.json").read_text("utf-8"))
    return found
