"""The checklist method: five yes/no questions about each answer; the sum of the probabilities of "yes" is its score.

For language models too small to read a scale: asked for a number they give 5 to everything long. The candidate cannot
talk the method into anything by asking for a number, since no words of the model are ever used, only its odds.

At most six readings for an answer and criterion: the five questions, and one to choose a quote. All readings of one
answer stand together, so that a model which keeps its last prompt has read the answer already.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import Final

from interviewer.catalog.models import Criterion, Job
from interviewer.evaluations.hearing import Answer, Case
from interviewer.evaluations.ports import Label, Opinion, Passage, Proposal, Quote, Reader
from interviewer.evaluations.sentences import pieces
from interviewer.interviews.ids import TurnId

MOST_SENTENCES: Final = 16
"""Options a reader chooses a quote from; a longer answer is cut into as many pieces of several sentences."""
MOST_CHARACTERS: Final = 6000
"""Of an answer; seven minutes of speech. What is said after that is not read, and the rationale says so."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer read against one criterion: the probability of "yes" for each item, and the sentence chosen."""

    odds: tuple[float, ...]
    quote: Quote | None
    cut: bool


class ChecklistJudge:
    """A judge that asks a reader the checklist of each criterion about each answer that serves it."""

    def __init__(self, reader: Reader, *, model: str) -> None:
        self.label = Label(model, "checklist 0\N{EN DASH}5, indicative, not anchored", indicative=True)
        self._reader = reader

    async def judge(self, _job: Job, cases: tuple[Case, ...]) -> Opinion:
        """A proposal for each case; several answers count alike."""
        readings: dict[str, list[Reading]] = {case.criterion.id: [] for case in cases}
        for answer in dict.fromkeys(answer for case in cases for answer in case.answers):
            for case in cases:
                if answer in case.answers:
                    readings[case.criterion.id].append(await self._read(answer, case.criterion))
        return Opinion(tuple(_proposal(case.criterion, readings[case.criterion.id]) for case in cases))

    async def _read(self, answer: Answer, criterion: Criterion) -> Reading:
        options, cut = _options(answer)
        passage = Passage(answer.question.ask, tuple(text for _, text in options))
        odds = tuple([await self._reader.yes(passage, item) for item in criterion.checklist])
        clearest = criterion.checklist[odds.index(max(odds))]
        chances = (1.0,) if len(options) == 1 else await self._reader.pick(passage, clearest)
        if not any(chances):
            return Reading(odds, None, cut)
        turn, text = options[chances.index(max(chances))]
        return Reading(odds, Quote(turn, text), cut)


def _options(answer: Answer) -> tuple[list[tuple[TurnId, str]], bool]:
    """The sentences of an answer with the turns they stand in, and whether something had to be left out."""
    share = max(1, MOST_SENTENCES // len(answer.turns))
    found = [(turn.id, piece) for turn in answer.turns for piece in pieces(turn.text, share)]
    kept: list[tuple[TurnId, str]] = []
    room = MOST_CHARACTERS
    for turn, piece in found[:MOST_SENTENCES]:
        if len(piece) > room:
            break
        kept.append((turn, piece))
        room -= len(piece)
    # A single piece without any break may be longer than the room: its beginning is still a slice of the turn.
    return kept or [(found[0][0], found[0][1][:MOST_CHARACTERS].rpartition(" ")[0])], len(kept) < len(found)


def _proposal(criterion: Criterion, readings: list[Reading]) -> Proposal:
    odds = [fmean(column) for column in zip(*(reading.odds for reading in readings), strict=True)]
    lines = [f"{chance:.0%} {item}" for chance, item in zip(odds, criterion.checklist, strict=True)]
    over = "" if len(readings) == 1 else f" (mean of {len(readings)} answers)"
    left_out = " The end of a very long answer was not read." if any(reading.cut for reading in readings) else ""
    return Proposal(
        criterion=criterion.id,
        score=sum(odds),
        rationale=f"Chance of yes{over}: {' · '.join(lines)}{left_out}",
        quotes=tuple(dict.fromkeys(reading.quote for reading in readings if reading.quote is not None)),
    )
