"""A document's blocks cut into passages: a few sentences on one thing, small enough to be found by what they say.

A passage keeps its headings, without which "30 days a year" tells nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from interviewer.evaluations.sentences import sentences
from interviewer.providers.knowledge.blocks import Block, Reading

LONGEST: Final = 320
"""Letters of a passage that is made of several sentences."""
LONGEST_SENTENCE: Final = 700
"""Letters of a passage that is one sentence; what is longer is cut at a word."""
SHORT_ENTRY: Final = 60
"""Letters of an entry of a list that is no sentence; such entries are told together."""
LONGEST_HEADING: Final = 300
ENDS: Final = (".", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage before it is kept: its headings as `Passage` has them, and what it says."""

    heading: str
    text: str

    def id_in(self, job_id: str, document: str) -> str:
        """The same for the same words of the same document, wherever in it they stand."""
        told = f"{job_id}\x1f{document}\x1f{self.heading}\x1f{self.text}"
        return f"pas_{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def passages(reading: Reading) -> tuple[Piece, ...]:
    """Each once, in the order of the document."""
    return tuple(dict.fromkeys(_pieces(reading)))


def _pieces(reading: Reading) -> Iterator[Piece]:
    for block in _told_together(reading.blocks):
        path = block.headings or ((reading.title,) if reading.title else ())
        if reading.title and path[:1] != (reading.title,):
            path = (reading.title, *path)
        heading = " > ".join(path)[:LONGEST_HEADING]
        yield from (Piece(heading, text) for text in _cut(block.text))


def _told_together(blocks: Iterable[Block]) -> Iterator[Block]:
    """Short entries of one list as one block, behind what introduces them."""
    headings, lead, entries = tuple[str, ...](), "", list[str]()

    def told() -> Iterator[Block]:
        if lead or entries:
            yield Block(headings, f"{lead} {', '.join(entries)}".strip())

    for block in blocks:
        entry = len(block.text) <= SHORT_ENTRY and not block.text.endswith((*ENDS, ":")) and ": " not in block.text
        size = len(lead) + sum(len(other) + 2 for other in entries)
        if entry and block.headings == headings and (lead or entries) and size + len(block.text) <= LONGEST:
            entries.append(block.text)
            continue
        yield from told()
        headings, lead, entries = block.headings, "", []
        if entry:
            entries.append(block.text)
        elif block.text.endswith(":") and len(block.text) < LONGEST:
            lead = block.text
        else:
            yield block
    yield from told()


def _cut(text: str) -> Iterator[str]:
    """Whole sentences, as evenly as they come."""
    said = [part for sentence in sentences(text) or [text] for part in _in_parts(sentence)]
    count = -(-len(text) // LONGEST)
    goal, gathered = len(text) / count, ""
    for sentence in said:
        if gathered and (len(gathered) + len(sentence) > LONGEST or len(gathered) >= goal * 0.9):
            yield gathered
            gathered = ""
        gathered = f"{gathered} {sentence}".strip()
    if gathered:
        yield gathered


def _in_parts(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST_SENTENCE:
        at = sentence.rfind(" ", 0, LONGEST_SENTENCE)
        at = at if at > 0 else LONGEST_SENTENCE
        yield sentence[:at]
        sentence = sentence[at:].strip()
    if sentence:
        yield sentence
