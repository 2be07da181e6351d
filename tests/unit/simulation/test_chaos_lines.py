"""Where in a recorded line each of its words is."""

from __future__ import annotations

import json

import pytest

from interviewer.simulation.candidate import sound
from interviewer.simulation.chaos import lines
from interviewer.simulation.persona import load_persona


def within(row: dict[str, object], begin: float, end: float) -> bool:
    return begin - 1e-6 <= float(str(row["start"])) and float(str(row["end"])) <= end + 1e-6


@pytest.mark.parametrize(
    ("text", "voiced", "stretches"),
    [
        ("given away. I listened.", [(0.0, 1.1), (1.6, 2.6)], ["given away.", "I listened."]),
        ("I apologised, and I found him", [(0.0, 1.0), (1.2, 2.6)], ["I apologised,", "and I found him"]),
        ("on every device or only on one", [(0.0, 1.2), (1.5, 2.5)], ["on every device", "or only on one"]),
        ("Yes.", [(0.1, 0.5), (2.0, 2.05)], ["Yes.", ""]),
    ],
)
def test_a_pause_stands_where_the_text_has_one_or_the_lengths_say(
    text: str, voiced: list[tuple[float, float]], stretches: list[str]
) -> None:
    rows = lines.placed(text.split(), voiced)
    assert [" ".join(str(row["text"]) for row in rows if within(row, *one)) for one in voiced] == stretches


def test_no_word_of_any_line_lies_across_a_pause() -> None:
    known = {str(line.file): line for line in load_persona(lines.PERSONA).repertoire.lines.values()}
    for row in map(json.loads, lines.script().splitlines()):
        line = known[row["audio"]]
        voiced = [(begin / sound.RATE, end / sound.RATE) for begin, end in sound.load(line.file).voiced]
        assert [word["text"] for word in row["words"]] == line.text.split()
        assert all(any(within(word, *stretch) for stretch in voiced) for word in row["words"]), line.text
