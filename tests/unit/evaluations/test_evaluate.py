from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from hearings import APOLOGY, HEARING, LATER, ScriptedJudge, proposal, said, with_turns
from interviewer.catalog.models import Job
from interviewer.evaluations.evaluate import evaluate
from interviewer.evaluations.hearing import Case, Hearing
from interviewer.evaluations.ports import NoJudge, Opinion
from interviewer.interviews.findings import Signalled
from interviewer.interviews.ids import TurnId
from interviewer.interviews.observations import Signal
from interviewer.interviews.scorecard import Scorecard

GOOD = (proposal("care", 4, [("t1", APOLOGY)]), proposal("ownership", 1.5, [("t3", LATER)]))


def codes(card: Scorecard) -> list[str]:
    return [flag.code for flag in card.flags]


def scores(card: Scorecard) -> list[float | None]:
    return [score.score for score in card.criteria]


async def test_a_scorecard_names_its_judge_and_sums_up() -> None:
    card = await evaluate(ScriptedJudge(*GOOD, summary="Calm and open."), HEARING)
    assert (card.judge, card.method, card.indicative, card.summary) == (
        "scripted",
        "scripted 0 to 5",
        False,
        "Calm and open.",
    )
    assert scores(card) == [4.0, 1.5]
    assert card.flags == ()


async def test_a_summary_is_composed_where_the_judge_writes_none() -> None:
    card = await evaluate(ScriptedJudge(*GOOD), HEARING)
    assert card.summary == "3 of 3 questions have an answer. Highest: Care (4.0); lowest: Ownership (1.5)."


async def test_a_composed_summary_says_what_could_not_be_judged() -> None:
    card = await evaluate(ScriptedJudge(GOOD[0]), HEARING)
    assert card.summary == "3 of 3 questions have an answer. Scored: Care (4.0). Not enough evidence: Ownership."


@pytest.mark.parametrize(
    "hearing",
    [
        replace(HEARING, turns=(), outcome="abandoned", reason="candidate_silent"),
        replace(HEARING, outcome="declined", reason="declined"),
        with_turns(said("t1", "angry", "I don't know.")),
        with_turns(said("t4", "weekends", "Yes, I could do that every week.")),
    ],
    ids=["silent", "declined", "too short", "nothing that serves a criterion"],
)
async def test_no_judge_is_asked_and_no_score_invented_where_there_is_nothing_to_judge(hearing: Hearing) -> None:
    judge = ScriptedJudge(*GOOD)
    card = await evaluate(judge, hearing)
    assert judge.asked == []
    assert scores(card) == [None, None]
    assert card.judge == "none"
    assert card.flags


async def test_a_silent_call_says_that_it_was_abandoned_and_holds_no_answers() -> None:
    card = await evaluate(None, replace(HEARING, turns=(), outcome="abandoned", reason="candidate_silent"))
    assert codes(card) == ["abandoned", "no_answers"]
    assert card.flags[0].detail == ("The call ended early: the candidate was silent. 0 of 3 questions have an answer.")


async def test_a_consent_taken_back_is_said_and_nothing_judged() -> None:
    judge = ScriptedJudge(*GOOD)
    card = await evaluate(judge, replace(HEARING, outcome="declined", reason="withdrawn"))
    assert (codes(card), scores(card), judge.asked) == (["withdrawn"], [None, None], [])


def signals(*wanted: Signal) -> tuple[Signalled, ...]:
    return tuple(Signalled(signal, TurnId(f"t{number}")) for number, signal in enumerate(wanted, 1))


async def test_what_the_candidate_did_is_for_a_person_to_look_at_with_the_turn_in_which_it_did() -> None:
    did = signals("noise", "instructs", "distressed", "wants_person", "bad_line", "instructs", "wants_person")
    card = await evaluate(ScriptedJudge(*GOOD), replace(HEARING, signals=did))
    assert [(flag.code, flag.turn) for flag in card.flags] == [
        ("wants_person", "t4"),
        ("distressed", "t3"),
        ("instructed", "t2"),
        ("instructed", "t6"),
        ("bad_line", "t5"),
    ]
    assert scores(card) == [4.0, 1.5], "and changes no score"


async def test_a_wish_that_the_interviewer_could_meet_is_no_flag() -> None:
    did = signals("slower", "repeat", "rude", "asks_back", "thinks", "corrects", "skips")
    assert (await evaluate(ScriptedJudge(*GOOD), replace(HEARING, signals=did))).flags == ()


async def test_an_answer_that_rules_out_by_the_plan_is_for_a_person_to_decide() -> None:
    out = (("weekends", TurnId("t4")), ("gone", None))
    card = await evaluate(ScriptedJudge(*GOOD), replace(HEARING, knocked_out=out))
    assert [(flag.code, flag.turn) for flag in card.flags] == [("knocked_out", "t4"), ("knocked_out", None)]
    assert "Can you work on weekends?" in card.flags[0].detail
    assert scores(card) == [4.0, 1.5], "nobody is rejected by a machine"


async def test_who_stopped_is_judged_by_what_was_answered() -> None:
    judge = ScriptedJudge(GOOD[0])
    card = await evaluate(judge, replace(HEARING, outcome="abandoned", reason="candidate_stopped"))
    assert card.flags[0].detail.startswith("The call ended early: the candidate wanted to stop. 3 of 3")
    assert len(judge.asked) == 1


async def test_a_declined_call_says_only_that() -> None:
    assert codes(await evaluate(ScriptedJudge(*GOOD), replace(HEARING, outcome="declined"))) == ["declined"]


async def test_an_abandoned_call_is_judged_by_what_was_answered() -> None:
    judge = ScriptedJudge(GOOD[0])
    hung_up = replace(HEARING, turns=HEARING.turns[:1], outcome="abandoned", reason="candidate_hung_up")
    card = await evaluate(judge, hung_up)
    assert [case.criterion.id for (cases,) in judge.asked for case in (cases,)] == ["care"]
    assert scores(card) == [4.0, None]
    assert codes(card) == ["abandoned", "insufficient_evidence"]


async def test_an_answer_too_short_to_be_judged_is_named_as_that() -> None:
    card = await evaluate(ScriptedJudge(*GOOD), with_turns(said("t1", "angry", "Um, no."), *HEARING.turns[1:]))
    assert scores(card)[1] == 1.5
    short = await evaluate(ScriptedJudge(), with_turns(said("t1", "mistake", "Um, no.")))
    assert codes(short) == ["insufficient_evidence", "insufficient_evidence"]
    assert {score.rationale for score in short.criteria} == {"The answer is too short to be judged."}


async def test_interruptions_and_a_failed_call_are_flagged() -> None:
    twice = await evaluate(ScriptedJudge(*GOOD), replace(HEARING, interruptions=2))
    assert [(flag.code, "2 times" in flag.detail) for flag in twice.flags] == [("interrupted", True)]
    failed = await evaluate(ScriptedJudge(*GOOD), replace(HEARING, outcome="failed", reason="failed"))
    assert codes(failed) == ["interrupted"]


async def test_words_that_the_recogniser_was_unsure_of_are_flagged_with_their_turn() -> None:
    unsure = with_turns(
        said("t1", "angry", APOLOGY, 0.59), said("t2", "angry", LATER, 0.6), said("t3", "angry", LATER, None)
    )
    card = await evaluate(ScriptedJudge(GOOD[0]), unsure)
    assert [(flag.code, flag.turn) for flag in card.flags if flag.code == "low_confidence"] == [
        ("low_confidence", "t1")
    ]


@pytest.mark.parametrize("judge", [ScriptedJudge(unavailable="Too little memory."), NoJudge("Too little memory.")])
async def test_without_a_judge_the_scorecard_says_why_and_scores_nothing(judge: ScriptedJudge | NoJudge) -> None:
    card = await evaluate(judge, HEARING)
    assert scores(card) == [None, None]
    assert [(flag.code, flag.detail) for flag in card.flags] == [("judge_unavailable", "Too little memory.")]
    assert card.judge == "none"
    assert card.indicative


async def test_without_any_judge_configured_the_scorecard_says_what_to_set() -> None:
    card = await evaluate(None, HEARING)
    assert "INTERVIEWER_JUDGE" in card.flags[0].detail


class Endless:
    """A judge that never comes to an end."""

    label = ScriptedJudge.label

    async def judge(self, _job: Job, _cases: tuple[Case, ...]) -> Opinion:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_judge_that_takes_too_long_is_stopped() -> None:
    card = await evaluate(Endless(), HEARING, seconds=0)
    assert codes(card) == ["judge_unavailable"]
    assert "longer than 0 seconds" in card.flags[0].detail
