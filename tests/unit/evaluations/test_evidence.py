"""The one law of a scorecard: each quote stands in its turn, and each score is between 0 and 5 and has a quote."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearings import APOLOGY, HEARING, LATER, MISTAKE, ScriptedJudge, proposal
from interviewer.evaluations.evaluate import evaluate
from interviewer.evaluations.evidence import HIGHEST, LONGEST_RATIONALE, LONGEST_SUMMARY, LOWEST, stands
from interviewer.evaluations.ports import Proposal, Quote
from interviewer.interviews.scorecard import CriterionScore, Scorecard

TURNS = {turn.id: turn.text for turn in HEARING.turns}


async def judged(*proposals: Proposal) -> Scorecard:
    return await evaluate(ScriptedJudge(*proposals), HEARING)


def of(card: Scorecard, name: str) -> CriterionScore:
    return next(score for score in card.criteria if score.id == name)


async def test_a_score_with_a_verbatim_quote_stands() -> None:
    card = await judged(proposal("care", 3.456, [("t1", "I let him finish and I said that I was sorry.")]))
    assert of(card, "care").score == 3.5
    assert [(e.turn, e.quote) for e in of(card, "care").evidence] == [
        ("t1", "I let him finish and I said that I was sorry.")
    ]


@pytest.mark.parametrize(
    ("turn", "quote"),
    [
        ("t1", "I let him finish and said sorry."),
        ("t1", "i let him finish"),
        ("t2", "I let him finish"),
        ("t9", "I let him finish"),
        ("t1", "et him finis"),
        ("t1", "him finish"),
        ("t1", "   "),
    ],
    ids=["altered", "other case", "another turn", "no such turn", "pieces of words", "two words", "nothing"],
)
async def test_a_quote_that_does_not_hold_is_rejected_and_takes_the_score_with_it(turn: str, quote: str) -> None:
    card = await judged(proposal("care", 4, [(turn, quote)]), proposal("ownership", 2, [("t3", LATER)]))
    assert of(card, "care").score is None
    assert of(card, "care").evidence == ()
    raised = [flag for flag in card.flags if flag.code == "quote_rejected"]
    assert [flag.turn for flag in raised] == [turn if turn in TURNS else None]
    assert "insufficient_evidence" in {flag.code for flag in card.flags}
    assert of(card, "ownership").score == 2.0


async def test_a_rejected_quote_beside_a_good_one_is_flagged_and_the_score_stays() -> None:
    card = await judged(proposal("care", 4, [("t1", "I let him finish"), ("t1", "I cried with him")]))
    assert of(card, "care").score == 4.0
    assert len(of(card, "care").evidence) == 1
    assert any(flag.code == "quote_rejected" and "I cried with him" in flag.detail for flag in card.flags)


@pytest.mark.parametrize("score", [-0.1, 5.1, nan, inf, -inf])
async def test_what_is_no_score_from_0_to_5_is_no_score(score: float) -> None:
    assert of(await judged(proposal("care", score, [("t1", "I let him finish")])), "care").score is None


async def test_a_criterion_that_the_judge_forgot_has_not_enough_evidence() -> None:
    card = await judged(proposal("care", 4, [("t1", "I let him finish")]))
    assert of(card, "ownership").score is None
    assert any(flag.code == "insufficient_evidence" and "Ownership" in flag.detail for flag in card.flags)


async def test_the_first_of_two_ratings_counts_and_unknown_criteria_are_left_out() -> None:
    quote = [("t1", "I let him finish")]
    card = await judged(proposal("care", 2, quote), proposal("care", 5, quote), proposal("charm", 5, quote))
    assert of(card, "care").score == 2.0
    assert [score.id for score in card.criteria] == ["care", "ownership"]


async def test_a_judges_prose_is_cut_to_its_bounds() -> None:
    judge = ScriptedJudge(proposal("care", 2, [("t1", APOLOGY)], rationale="so " * 900), summary="word " * 900)
    card = await evaluate(judge, HEARING)
    assert len(of(card, "care").rationale) <= LONGEST_RATIONALE
    assert len(card.summary) <= LONGEST_SUMMARY
    assert card.summary.endswith("word…")


def test_a_quote_ends_where_words_end() -> None:
    assert stands("sorry. Then I", APOLOGY)
    assert not stands("a router to the wrong hous", MISTAKE)
    assert stands("Yes.", "Yes. ")


QUOTES = st.builds(
    Quote,
    st.sampled_from([*TURNS, "t9", ""]),
    st.text(max_size=30)
    | st.sampled_from(list(TURNS.values()))
    | st.tuples(st.sampled_from(list(TURNS.values())), st.integers(0, 90), st.integers(0, 90)).map(
        lambda cut: cut[0][cut[1] : cut[2]]
    ),
)
PROPOSALS = st.builds(
    Proposal,
    st.sampled_from(["care", "ownership", "charm"]),
    st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.integers(-2, 7),
    st.text(max_size=50),
    st.lists(QUOTES, max_size=4).map(tuple),
)


@given(st.lists(PROPOSALS, max_size=5))
async def test_whatever_a_judge_proposes_a_scorecard_quotes_verbatim_and_scores_from_0_to_5(
    proposals: list[Proposal],
) -> None:
    card = await judged(*proposals)
    assert [score.id for score in card.criteria] == ["care", "ownership"]
    for score in card.criteria:
        assert all(evidence.quote and evidence.quote in TURNS[evidence.turn] for evidence in score.evidence)
        assert score.score is None or (LOWEST <= score.score <= HIGHEST and score.evidence)
