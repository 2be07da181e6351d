"""The checklist method: five yes/no questions about each answer; the sum of the probabilities of "yes" is its score.

For language models too small to read a scale: asked for a number they give 5 to everything long. No words of the model
are used, only its odds, so an answer that asks for a score gets nothing by it. The quote is the sentence of the answer
that, read alone, has the best odds for the clearest item; asked to choose a sentence by its letter or to copy one, a
small model is no better than chance.
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

MOST_SENTENCES: Final = 8
"""Read alone for a quote; a longer answer is cut into as many pieces of several sentences."""
MOST_CHARACTERS: Final = 6000
"""Of an answer; seven minutes of speech. What is said after that is not read, and the rationale says so."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer read against one criterion: the probability of "yes" for each item, and the best sentence."""

    odds: tuple[float, ...]
    quote: Quote | None
    cut: bool


class ChecklistJudge:
    """A judge that asks a reader the checklist of each criterion about each answer that serves it."""

    def __init__(self, reader: Reader, *, model: str) -> None:
        self.label = Label(model, "checklist 0\N{EN DASH}5, indicative, not anchored", indicative=True)
        self._reader = reader

    async def judge(self, _job: Job, cases: tuple[Case, ...]) -> Opinion:
        """A proposal for each case; several answers count alike.

        At most 5 + MOST_SENTENCES readings for an answer and criterion. All readings of a whole answer stand together,
        so that a model which keeps its last prompt has read the answer already.
        """
        readings: dict[str, list[Reading]] = {case.criterion.id: [] for case in cases}
        for answer in dict.fromkeys(answer for case in cases for answer in case.answers):
            criteria = [case.criterion for case in cases if answer in case.answers]
            options, cut = _options(answer)
            whole = Passage(answer.question.ask, " ".join(text for _, text in options))
            odds = {c.id: tuple([await self._reader.yes(whole, item) for item in c.checklist]) for c in criteria}
            for criterion in criteria:
                clearest = criterion.checklist[odds[criterion.id].index(max(odds[criterion.id]))]
                quote = await self._quote(answer, options, clearest)
                readings[criterion.id].append(Reading(odds[criterion.id], quote, cut))
        return Opinion(tuple(_proposal(case.criterion, readings[case.criterion.id]) for case in cases))

    async def _quote(self, answer: Answer, options: list[tuple[TurnId, str]], item: str) -> Quote | None:
        """The sentence with the best odds; None when none has any."""
        asked = answer.question.ask
        chances = [1.0] if len(options) == 1 else [await self._reader.yes(Passage(asked, t), item) for _, t in options]
        turn, text = options[chances.index(max(chances))]
        return Quote(turn, text) if any(chances) else None


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
    left_out = "\nThe end of a very long answer was not read." if any(reading.cut for reading in readings) else ""
    return Proposal(
        criterion=criterion.id,
        score=sum(odds),
        rationale="\n".join((f"Chance of yes{over}:", *lines)) + left_out,
        quotes=tuple(dict.fromkeys(reading.quote for reading in readings if reading.quote is not None)),
    )
