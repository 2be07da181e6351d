"""Checks a judge's proposals against the turns: what is not verbatim is no evidence; no evidence, no score."""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

from interviewer.evaluations.hearing import WORD, Case, Said
from interviewer.evaluations.ports import Opinion, Proposal, Quote
from interviewer.interviews.scorecard import CriterionScore, Evidence, Flag

LOWEST: Final = 0.0
HIGHEST: Final = 5.0
MOST_QUOTES: Final = 5
"""Quotes kept for a criterion."""
SHORTEST_QUOTE: Final = 3
"""Words a quote must have, unless it is the whole turn: less could stand anywhere."""
LONGEST_RATIONALE: Final = 900
LONGEST_SUMMARY: Final = 1200
"""Characters."""


def check(cases: tuple[Case, ...], opinion: Opinion) -> tuple[tuple[CriterionScore, ...], tuple[Flag, ...]]:
    """The scores of these cases, in their order, and what a person should look at."""
    turns = {turn.id: turn for case in cases for answer in case.answers for turn in answer.turns}
    proposals: dict[str, Proposal] = {}
    for proposal in opinion.proposals:
        proposals.setdefault(proposal.criterion, proposal)
    scores: list[CriterionScore] = []
    flags: list[Flag] = []
    for case in cases:
        score, raised = _score(case, proposals.get(case.criterion.id), {str(key): turn for key, turn in turns.items()})
        scores.append(score)
        flags.extend(raised)
    return tuple(scores), tuple(flags)


def bounded(text: str, longest: int) -> str:
    """The text without white space around; cut at a word, with an ellipsis, when it has more characters than that."""
    text = text.strip()
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return (kept.rpartition(" ")[0] or kept) + "…"


def stands(quote: str, text: str) -> bool:
    """Whether the quote is a stretch of whole words of the text, letter by letter."""
    if not quote or not (len(WORD.findall(quote)) >= SHORTEST_QUOTE or quote == text.strip()):
        return False
    left = r"(?<!\w)" if re.match(r"\w", quote) else ""
    right = r"(?!\w)" if re.search(r"\w\Z", quote) else ""
    return re.search(left + re.escape(quote) + right, text) is not None


def _score(case: Case, proposal: Proposal | None, turns: dict[str, Said]) -> tuple[CriterionScore, list[Flag]]:
    name = case.criterion.name
    if proposal is None:
        return _without(case, "The judge said nothing about it.")
    flags: list[Flag] = []
    evidence: list[Evidence] = []
    for quote in dict.fromkeys(Quote(q.turn, q.text.strip()) for q in proposal.quotes):
        turn = turns.get(quote.turn)
        if turn is not None and stands(quote.text, turn.text):
            evidence.append(Evidence(quote.text, turn.id))
        else:
            place = "the turn it names" if turn is not None else "any answer: the turn it names is none"
            detail = f"{name}: a quote was rejected, it does not stand in {place}: “{bounded(quote.text, 160)}”"
            flags.append(Flag("quote_rejected", detail, None if turn is None else turn.id))
    rationale = bounded(proposal.rationale, LONGEST_RATIONALE)
    if proposal.score is None:
        score, more = _without(case, rationale or "The judge found too little to go by.")
    elif not (isfinite(proposal.score) and LOWEST <= proposal.score <= HIGHEST):
        score, more = _without(case, f"The judge gave {proposal.score}, which is no score from 0 to 5.")
    elif not evidence:
        score, more = _without(case, f"The judge gave {proposal.score:.1f} without a quote that holds.")
    else:
        kept = tuple(evidence[:MOST_QUOTES])
        return CriterionScore(case.criterion.id, name, round(proposal.score, 1), rationale, kept), flags
    return score, [*flags, *more]


def _without(case: Case, why: str) -> tuple[CriterionScore, list[Flag]]:
    score = CriterionScore(case.criterion.id, case.criterion.name, None, why)
    return score, [Flag("insufficient_evidence", f"{case.criterion.name}: not enough evidence. {bounded(why, 200)}")]
