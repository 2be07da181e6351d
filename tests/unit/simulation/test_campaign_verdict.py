"""How well lines were used is measured right, and the verdict on a campaign can be read by people and by programs."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console

from campaign_story import Story, begun
from given_interview import MINUTE, NOON, TERMS
from interviewer.interviews.commands import Consider, Reschedule
from interviewer.simulation.campaign.laws import LAWS, Verdict
from interviewer.simulation.campaign.report import as_dict, tables
from interviewer.simulation.campaign.utilisation import Spread


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


async def queued(story: Story, interview_id: str) -> None:
    """The call waits from now on, if it may: else for its time."""
    await story.do(interview_id, Consider(await story.situation(interview_id), story.now))


async def three_calls_on_two_lines() -> Story:
    """All due at noon. The third waits from second 20 on, a line is free at 60, and it begins at 63."""
    story = await begun(limit=2)
    first, second, third = [await story.someone(number) for number in (1, 2, 3)]
    await story.answered(first)
    story.let(seconds=2)
    await story.answered(second)
    story.let(seconds=2)
    await queued(story, third)
    await story.over(first, seconds=40)
    story.let(seconds=3)
    await story.answered(third)
    await story.over(second)
    await story.over(third)
    return story


async def test_unused_slots_are_measured_from_when_all_were_taken_to_when_nobody_waited() -> None:
    found = (await (await three_calls_on_two_lines()).verdict()).utilisation
    assert (found.limit, found.full_at, found.drained_at) == (2, NOON + after(10), NOON + after(63))
    assert found.unused == pytest.approx(3 / 2 / 53, abs=1e-4)
    assert found.unused_while_waiting == pytest.approx(3 / 2 / 43, abs=1e-4)


async def test_a_call_is_late_from_when_it_was_due_and_a_slot_was_free() -> None:
    found = (await (await three_calls_on_two_lines()).verdict(speed=10)).utilisation
    assert found.lateness == Spread(3, 3.0, 10.0, 10.0)
    assert found.lateness_real == Spread(3, 0.3, 1.0, 1.0)
    assert found.waits == Spread(3, 0.0, 43.0, 43.0)
    assert found.waits_real == Spread(3, 0.0, 4.3, 4.3)


async def test_without_a_speed_nothing_is_said_of_real_time() -> None:
    found = (await (await three_calls_on_two_lines()).verdict()).utilisation
    assert (found.lateness_real, found.waits_real) == (None, None)


async def test_what_waits_for_its_own_campaign_leaves_no_slot_unused_and_is_not_late() -> None:
    story = await begun(limit=2, max_calls=1)
    await story.campaign(TERMS, "camp_2")
    first, waiting = await story.someone(1), await story.someone(2)
    other = await story.someone(3, campaign_id="camp_2")
    await story.answered(first)
    await story.answered(other)
    await queued(story, waiting)
    await story.over(other, seconds=10)
    await story.over(first, seconds=600)
    await story.answered(waiting)
    await story.over(waiting)
    found = (await story.verdict()).utilisation
    assert found.unused is not None
    assert found.unused > 0.4
    assert found.unused_while_waiting is None
    assert found.lateness == Spread(3, 0.0, 8.0, 8.0)


async def test_a_paused_campaign_leaves_no_slot_unused_and_nobody_is_late_for_it() -> None:
    story = await begun(limit=1)
    first, waiting = await story.someone(1), await story.someone(2)
    await story.answered(first)
    await queued(story, waiting)
    await story.turn("paused")
    await story.over(first)
    story.let(hours=1)
    await story.turn("running")
    story.let(seconds=2)
    await story.answered(waiting)
    await story.over(waiting)
    found = (await story.verdict()).utilisation
    assert found.unused_while_waiting == pytest.approx(1.0)
    assert found.lateness == Spread(2, 0.0, 2.0, 2.0)


async def test_a_call_is_due_when_the_gap_or_the_agreed_time_is_over() -> None:
    story = await begun(limit=5)
    interview = await story.someone(1)
    await story.missed(interview, "busy")
    await queued(story, interview)
    story.let(minutes=15, seconds=4)
    await story.missed(interview, "busy")
    await story.do(interview, Reschedule(NOON + 60 * MINUTE, "ann", story.now))
    story.now = NOON + 60 * MINUTE + after(1)
    await story.held(interview)
    verdict = await story.verdict()
    assert verdict.holds
    assert verdict.utilisation.lateness == Spread(3, 1.0, 4.0, 4.0)
    assert verdict.utilisation.full_at is None


async def test_where_nothing_happened_nothing_is_measured() -> None:
    verdict = await (await begun()).verdict()
    assert verdict.holds
    assert (verdict.utilisation.unused, verdict.utilisation.lateness) == (None, None)
    assert printed(verdict)


async def test_on_a_narrow_terminal_no_time_is_broken_over_lines() -> None:
    verdict = await (await begun()).verdict()
    long = Spread(p50=4213.25, p99=86399.75, most=172800.5, count=10_000)
    used = replace(verdict.utilisation, full_at=NOON, waits=long, waits_real=long)
    lines = printed(replace(verdict, utilisation=used), width=80)
    assert lines.count("p50 4213.25 s, p99 86399.8 s, most 172800 s (10000)") == 2
    assert f"{NOON:%a %d %b %H:%M:%S}" in lines


def printed(verdict: Verdict, width: int = 140) -> str:
    console = Console(width=width, record=True, file=io.StringIO())
    for table in tables(verdict):
        console.print(table)
    return console.export_text()


async def found_wanting() -> Verdict:
    """Somebody was called without consent, and one attempt is unknown."""
    story = await begun(limit=1)
    await story.candidate(1, consent=False)
    interview, story.forced = await story.interview(1), True
    await story.held(interview)
    other, story.forced = await story.someone(2), False
    await story.missed(other, "unknown")
    await queued(story, other)
    story.let(hours=2)
    await story.held(other)
    return await story.verdict(speed=600)


async def test_the_terminal_shows_outcomes_attempts_lines_and_every_law() -> None:
    shown = printed(await found_wanting())
    assert all(name in shown for name in LAWS)
    assert shown.count("✓") == len(LAWS) - 1
    assert shown.count("✗") == 1
    for sentence in ("int_1 attempt 1: there is no consent", "int_2 attempt 1: unknown in the log", "no answer"):
        assert sentence in shown


async def test_the_file_has_all_of_it_and_no_number() -> None:
    verdict = await found_wanting()
    text = json.dumps(as_dict(verdict))
    read = json.loads(text)
    assert "+49" not in text
    assert (read["holds"], len(read["laws"])) == (False, len(LAWS))
    (broken,) = [law for law in read["laws"] if not law["holds"]]
    assert broken["broken"] == ["int_1 attempt 1: there is no consent"]
    assert (broken["checked"], broken["violations"]) == (3, 1)
    assert read["outcomes"]["interviews"] == {"completed": 2}
    assert read["outcomes"]["attempts"] == {"answered": 2, "unknown": 1}
    assert read["outcomes"]["rings"] == {"answered": 2, "no_answer": 1}
    assert read["utilisation"]["full_at"] == NOON.isoformat()
    assert read["utilisation"]["lateness_real"] == {"count": 2, "p50": 0.0, "p99": 0.0, "most": 0.0}
    assert read["figures"]["rings"] == 3
