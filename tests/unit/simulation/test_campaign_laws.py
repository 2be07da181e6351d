"""The laws of how a campaign rings are seen to be broken, each alone, when just that is wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign_in_a_nutshell import Orchestrator
from campaign_story import Story, begun, broken
from given_interview import DAY, MINUTE, NOON, TERMS
from interviewer.interviews.lifecycle import AttemptFailed, AttemptOutcome, DialStarted
from interviewer.simulation.campaign import ringing
from interviewer.simulation.campaign.law import SHOWN, Law
from interviewer.simulation.campaign.limits import limits

SECOND = timedelta(seconds=1)


@pytest.fixture
async def story() -> Story:
    return await begun()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_campaign_that_kept_all_laws_is_found_to_have_kept_them(seed: int) -> None:
    story = await begun(limit=4, ends=NOON + 5 * DAY)
    await Orchestrator(story, seed).run(30, days=12)
    verdict = await story.verdict(speed=600)
    assert broken(verdict) == []
    assert [law.name for law in verdict.laws if not law.checked] == []
    assert verdict.outcomes.attempts == verdict.outcomes.rings
    assert verdict.outcomes.talks == verdict.outcomes.endings
    assert verdict.figures["most calls at once, by the log"] == 4
    assert verdict.holds


def test_only_the_first_violations_of_a_law_are_told_and_all_are_counted() -> None:
    law = Law.of("Law", [None, *(f"int_{number}" for number in range(30))])
    assert (law.holds, law.checked, law.violations) == (False, 31, 30)
    assert law.broken == tuple(f"int_{number}" for number in range(SHOWN))
    assert Law.of("Law", []).holds


async def test_a_ring_that_nobody_announced(story: Story) -> None:
    await story.held(await story.someone())
    story.rings.append(story.rings[0].model_copy(update={"room": "int_9.1", "number": "+4930999999"}))
    assert await story.broken() == [ringing.announced]


async def test_a_ring_as_another_attempt_than_the_room_is_for(story: Story) -> None:
    interview = await story.someone()
    await story.missed(interview, "unknown")
    story.ring_is(identity="attempt-2")
    story.let(hours=2)
    await story.held(interview)
    assert await story.broken() == [ringing.announced]


async def test_a_ring_that_was_announced_twice(story: Story) -> None:
    first, second = await story.someone(1), await story.someone(2)
    await story.held(first)
    again = DialStarted(1, "int_1.1", story.now, line="phone", terms_version=1)
    await story.forge(second, again, AttemptFailed(1, "unknown", story.now))
    story.let(hours=2)
    await story.held(second)
    assert await story.broken() == [ringing.announced]


async def test_a_ring_of_another_number_than_the_candidates(story: Story) -> None:
    await story.held(await story.someone())
    story.ring_is(number="+4930999999")
    assert await story.broken() == [ringing.announced]


async def test_a_ring_before_it_was_announced_unless_clocks_were_apart(story: Story) -> None:
    await story.held(await story.someone())
    story.ring_is(began=NOON - 5 * SECOND)
    assert await story.broken() == [ringing.announced]
    assert broken(await story.verdict(speed=600)) == []


async def test_an_attempt_that_rings_twice(story: Story) -> None:
    interview = await story.someone()
    await story.missed(interview, "busy")
    later = {"began": NOON + 5 * MINUTE, "ended": NOON + 6 * MINUTE}
    story.rings.append(story.rings[0].model_copy(update=later))
    story.let(minutes=15)
    await story.held(interview)
    assert await story.broken() == [ringing.rings_once]


@pytest.mark.parametrize("outcome", ["no_answer", "busy", "voicemail"])
async def test_an_attempt_that_never_rang_and_is_said_to_have(story: Story, outcome: AttemptOutcome) -> None:
    interview = await story.someone()
    await story.missed(interview, outcome, rang=False)
    story.let(days=1)
    await story.held(interview)
    assert await story.broken() == [ringing.rings_at_all]


@pytest.mark.parametrize("outcome", ["unknown", "unreachable"])
async def test_an_attempt_that_never_rang_may_be_unknown_or_unreachable(story: Story, outcome: AttemptOutcome) -> None:
    interview = await story.someone()
    await story.missed(interview, outcome, rang=False)
    story.let(days=1)
    await story.held(interview)
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.outcomes.unrung == (f"int_1 attempt 1: {outcome}",)


async def test_two_calls_of_one_number_at_once(story: Story) -> None:
    first, second = await story.someone(1), await story.someone(2)
    story.numbers["cand_2"] = story.numbers["cand_1"]
    await story.answered(first)
    await story.answered(second)
    await story.over(first)
    await story.over(second)
    assert await story.broken() == [ringing.one_at_a_time]


async def test_a_ring_that_found_the_number_in_use(story: Story) -> None:
    await story.held(await story.someone())
    story.ring_is(overlapping=True)
    assert await story.broken() == [ringing.one_at_a_time]


@pytest.mark.parametrize("changed", [{"limit": 1}, {"max_calls": 1}])
async def test_more_calls_at_once_than_a_limit_allows(changed: dict[str, int]) -> None:
    story = await begun(**changed)
    first, second = await story.someone(1), await story.someone(2)
    await story.answered(first)
    await story.answered(second)
    await story.over(first)
    await story.over(second)
    assert await story.broken() == [limits]


async def test_a_limit_of_one_campaign_counts_its_calls_alone(story: Story) -> None:
    await story.campaign(TERMS, "camp_2")
    first, second = await story.someone(1), await story.someone(2, campaign_id="camp_2")
    await story.answered(first)
    await story.answered(second)
    await story.over(first)
    await story.over(second)
    story.limits = {"campaign:camp_1": 1, "campaign:camp_2": 1, "calls": 2}
    assert await story.broken() == []


async def test_more_telephones_in_use_than_the_log_has_calls() -> None:
    story = await begun(limit=1)
    first, second = await story.someone(1), await story.someone(2)
    await story.missed(first, "busy")
    story.ring_is(ended=NOON + 10 * SECOND)
    await story.held(second)
    story.let(minutes=15)
    await story.held(first)
    assert await story.broken() == [limits]


async def test_a_line_that_has_still_to_be_hung_up_after_its_call_holds_no_slot() -> None:
    story = await begun(limit=1)
    first, second = await story.someone(1), await story.someone(2)
    await story.held(first)
    await story.held(second)
    verdict = await story.verdict()
    assert broken(verdict) == []
    assert verdict.figures["most telephones in use, by the record"] == 2
