"""The laws of permission, of an interview's life and of its end are seen to be broken, each alone."""

from __future__ import annotations

import pytest

from campaign_story import Story, begun, broken
from given_interview import CARD, HOUR, NOON, TERMS
from interviewer.calling.campaign import Status
from interviewer.interviews.commands import Evaluate, LoseLease, Observe, Review
from interviewer.interviews.events import Event
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import (
    InterviewCompleted,
    InterviewDeferred,
    InterviewInterrupted,
    InterviewLeased,
    InterviewQueued,
)
from interviewer.interviews.observations import CallEnded, QuestionAsked
from interviewer.simulation.campaign import laws, lives, outcomes, permission


@pytest.fixture
async def story() -> Story:
    return await begun()


def asked(number: int, *, epoch: int = 1, late: bool = False) -> QuestionAsked:
    return QuestionAsked(epoch=epoch, number=number, at=NOON, late=late, question_id="q1", turn_id=TurnId("t"))


async def taken_over(story: Story) -> str:
    """An interview whose second agent is talking; the first, epoch 1, has reported two observations."""
    interview = await story.someone()
    await story.answered(interview)
    await story.do(interview, LoseLease(1, "agent_lost", story.now))
    await story.leased(interview, "agent-2")
    return interview


async def test_a_dial_while_the_number_is_on_the_do_not_call_list(story: Story) -> None:
    interview = await story.someone()
    await story.list_number()
    story.forced = True
    await story.held(interview)
    assert await story.broken() == [permission.unlisted]


async def test_a_dial_after_an_opt_out_that_is_not_yet_an_entry_of_the_list(story: Story) -> None:
    await story.campaign(TERMS, "camp_2")
    await story.held(await story.someone(), "opted_out")
    story.let(seconds=10)
    other, story.forced = await story.interview(interview_id="int_2", campaign_id="camp_2"), True
    await story.held(other)
    await story.list_number()
    assert await story.broken() == [permission.unlisted]


async def test_a_dial_before_the_number_was_listed_or_after_it_was_taken_off(story: Story) -> None:
    interview = await story.someone()
    await story.held(interview)
    await story.list_number()
    await story.unlist_number()
    story.let(seconds=10)
    await story.held(await story.interview(interview_id="int_2", campaign_id=None, due=story.now))
    assert await story.broken() == []


@pytest.mark.parametrize("given", [True, False])
async def test_a_dial_without_consent(story: Story, *, given: bool) -> None:
    await story.candidate(consent=given)
    interview, story.forced = await story.interview(), True
    if given:
        await story.withdraw()
    await story.held(interview)
    assert await story.broken() == [permission.consented]


@pytest.mark.parametrize("status", ["paused", "cancelled"])
async def test_a_dial_while_the_campaign_is_halted(story: Story, status: Status) -> None:
    interview, story.forced = await story.someone(), True
    await story.turn(status)
    await story.held(interview)
    assert await story.broken() == [permission.unhalted]


async def test_a_campaign_that_was_resumed_calls(story: Story) -> None:
    interview = await story.someone()
    await story.turn("paused")
    await story.turn("running")
    await story.held(interview)
    assert await story.broken() == []


async def test_who_opted_out_and_is_not_on_the_list(story: Story) -> None:
    await story.held(await story.someone(), "opted_out")
    assert await story.broken() == [permission.opted_out_listed]
    await story.list_number()
    assert await story.broken() == []


async def test_who_opted_out_towards_an_agent_that_had_lost_the_call_and_is_not_on_the_list(story: Story) -> None:
    interview = await taken_over(story)
    await story.do(interview, Observe(CallEnded(epoch=1, number=3, at=story.now, reason="opted_out")))
    await story.over(interview)
    assert await story.broken() == [permission.opted_out_listed]


async def test_two_leases_at_once(story: Story) -> None:
    interview = await story.someone()
    await story.answered(interview)
    await story.forge(interview, InterviewLeased(2, "agent-2", story.now))
    await story.over(interview)
    assert await story.broken() == [lives.leases]


async def test_an_epoch_that_is_left_out_or_comes_again(story: Story) -> None:
    interview = await story.someone()
    await story.answered(interview)
    await story.do(interview, LoseLease(1, "agent_lost", story.now))
    await story.forge(interview, InterviewLeased(3, "agent-2", story.now))
    await story.over(interview)
    assert await story.broken() == [lives.leases]


async def test_a_lease_without_a_call(story: Story) -> None:
    interview = await story.someone()
    await story.forge(interview, InterviewLeased(1, "agent-1", NOON), InterviewDeferred(NOON, "not_due", NOON))
    await story.held(interview)
    assert await story.broken() == [lives.leases]


@pytest.mark.parametrize(
    "event", [asked(3), asked(1, epoch=2), asked(9, epoch=2), asked(1, epoch=9, late=True), asked(4, late=True)]
)
async def test_an_observation_of_an_older_epoch_one_out_of_order_or_one_of_nobody(story: Story, event: Event) -> None:
    interview = await taken_over(story)
    await story.forge(interview, event)
    await story.over(interview)
    assert await story.broken() == [lives.epochs]


async def test_an_older_epoch_that_interrupts_the_newer(story: Story) -> None:
    interview = await taken_over(story)
    await story.forge(interview, InterviewInterrupted(1, "agent_lost", story.now))
    await story.leased(interview, "agent-3")
    await story.over(interview)
    assert await story.broken() == [lives.epochs]


async def test_an_interruption_by_an_agent_that_had_lost_the_call(story: Story) -> None:
    interview = await taken_over(story)
    await story.do(interview, LoseLease(2, "agent_lost", story.now))
    await story.forge(interview, InterviewInterrupted(2, "agent_failed", story.now))
    await story.leased(interview, "agent-3")
    await story.over(interview)
    assert await story.broken() == [lives.epochs]


async def test_an_end_that_no_agent_told(story: Story) -> None:
    interview = await story.someone()
    await story.answered(interview)
    await story.forge(interview, InterviewCompleted(story.now))
    story.ring_is(gone="put_out", hung_up_at=story.now)
    assert await story.broken() == [lives.epochs]


async def test_what_an_older_epoch_reports_late_is_no_violation(story: Story) -> None:
    interview = await taken_over(story)
    await story.do(interview, Observe(asked(3)))
    await story.over(interview)
    await story.do(interview, Observe(asked(4)))
    await story.do(interview, Evaluate(CARD, story.now))
    await story.do(interview, Review("ann", story.now))
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.figures["leases lost"] == 1


@pytest.mark.parametrize("event", [InterviewDeferred(NOON, "hour", NOON), InterviewQueued(NOON)])
async def test_something_after_the_end(story: Story, event: Event) -> None:
    interview = await story.someone()
    await story.held(interview)
    await story.forge(interview, event)
    assert await story.broken() == [lives.terminal]


async def test_an_interview_that_goes_on_for_ever(story: Story) -> None:
    await story.held(await story.someone(1))
    await story.someone(2)
    verdict = await story.verdict()
    assert broken(verdict) == [lives.accounted_for]
    assert verdict.outcomes.interviews == {"completed": 1, "scheduled": 1}


async def test_a_candidate_of_whom_nothing_is_known(story: Story) -> None:
    await story.held(await story.someone(1))
    await story.candidate(2)
    assert await story.broken() == [lives.accounted_for]


async def test_an_interview_may_be_held_for_a_person_to_look_at(story: Story) -> None:
    await story.someone(hold="zone_unknown")
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.outcomes.interviews == {"held: zone_unknown": 1}


async def test_an_attempt_that_came_out_otherwise_than_the_log_has_it(story: Story) -> None:
    interview = await story.someone()
    await story.missed(interview, "busy")
    story.ring_is(outcome="no_answer")
    story.let(minutes=15)
    await story.held(interview)
    verdict = await story.verdict()
    assert broken(verdict) == [outcomes.agree]
    assert (verdict.outcomes.attempts, verdict.outcomes.rings) == (
        {"answered": 1, "busy": 1},
        {"answered": 1, "no_answer": 1},
    )


async def test_a_call_that_still_rings_at_the_end(story: Story) -> None:
    interview = await story.someone()
    await story.missed(interview, "voicemail")
    await story.forge(interview, InterviewCompleted(story.now))
    story.ring_is(outcome=None, ended=None)
    assert outcomes.agree in await story.broken()


async def test_an_attempt_unknown_to_the_log_may_have_come_out_anyhow_and_is_listed(story: Story) -> None:
    interview = await story.someone()
    await story.missed(interview, "unknown")
    story.now = NOON + 2 * HOUR
    story.let(seconds=8)
    await story.held(interview)
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.outcomes.unknown == ("int_1 attempt 1: unknown in the log, no_answer in the record",)


async def test_a_call_that_ended_otherwise_than_the_person_was_going_to(story: Story) -> None:
    await story.held(await story.someone())
    story.ring_is(ending="declined")
    assert await story.broken() == [outcomes.end_as_meant]


async def test_a_call_whose_agent_was_lost_may_end_otherwise_and_is_listed(story: Story) -> None:
    interview = await taken_over(story)
    await story.over(interview)
    story.ring_is(ending="declined")
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.outcomes.lost == (
        "int_1 attempt 1: answered and finished in the log, answered and declined in the record",
    )


@pytest.mark.parametrize("ending", ["finished", "declined", "wrong_person", "hung_up"])
async def test_each_end_is_found_to_be_the_same(story: Story, ending: str) -> None:
    await story.held(await story.someone(), ending)
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.outcomes.talks == verdict.outcomes.endings == {ending: 1}


async def test_another_time_that_is_asked_for_in_the_call_is_no_end(story: Story) -> None:
    interview = await story.someone()
    await story.answered(interview)
    await story.over(interview, "rescheduled", due=NOON + 9 * HOUR)
    story.now = NOON + 9 * HOUR
    await story.held(interview)
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.outcomes.talks == verdict.outcomes.endings == {"finished": 1, "rescheduled": 1}


async def test_a_row_of_the_log_that_was_altered(story: Story) -> None:
    await story.held(await story.someone())
    verdict = await story.verdict(breaks=["position 4 was altered"])
    assert broken(verdict) == [laws.chained]
    assert [law.broken for law in verdict.laws if not law.holds] == [("position 4 was altered",)]
