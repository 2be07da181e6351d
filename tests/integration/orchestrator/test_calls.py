"""Calls by telephone as the orchestrator holds them: real database, scripted line, everything else as it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import asyncpg
import pytest
import structlog

from held_interview import eventually
from interviewer.bootstrap.wiring import ControlPlane, control_plane
from interviewer.calling.campaign import Change, Create, Status, Turn
from interviewer.calling.openings import Place, instant
from interviewer.calling.permission import ListNumber, RecordConsent, WithdrawConsent
from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Gaps, Window
from interviewer.catalog.check import parse_plan
from interviewer.evaluations.ports import NoJudge
from interviewer.interviews.commands import Lease, LoseLease, Observe, Reschedule, Schedule
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import TurnId, new_id, stream_of
from interviewer.interviews.lifecycle import DialStarted, InterviewInterrupted
from interviewer.interviews.observations import (
    CallEnded,
    CallJoined,
    CandidateChoseTime,
    ConsentGiven,
    EndReason,
    Observed,
    QuestionAsked,
)
from interviewer.interviews.view import InterviewView, view_of
from interviewer.interviews.waiting import CALLS, DIALS
from interviewer.kernel.log import Metadata
from interviewer.kernel.tasks import end
from interviewer.orchestrator.admission import Admission, Bounds
from interviewer.orchestrator.app import work
from interviewer.orchestrator.dialling import RING_WITHIN, Dialler
from interviewer.orchestrator.giving_up import GivingUp
from interviewer.orchestrator.timers import Timers
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.line import LineUnavailable, Lost, MemoryLine
from interviewer.providers.people import Person
from running_api import PLAN, settings_of

NUMBER = "+442079460018"
ACTOR = Metadata("req_test", actor="tester")


def terms(**changed: object) -> CampaignTerms:
    """Terms that allow a call at any hour, and another attempt at once."""
    zero = timedelta(0)
    now = datetime.now(UTC)
    given: dict[str, object] = {
        "starts": now - timedelta(days=1),
        "ends": now + timedelta(days=1),
        "windows": (Window(days=WEEKDAYS, start=time(0), end=time(23, 59, 59, 999999)),),
        "skip_holidays": False,
        "gaps": Gaps(busy=zero, no_answer=zero, dropped=zero, unreachable=zero),
        "max_attempts_per_day": 20,
    }
    return CampaignTerms.model_validate(given | changed)


@dataclass
class Desk:
    """A control plane that works, its telephone, and shorthands of what recruiters and agents do."""

    plane: ControlPlane
    line: MemoryLine

    async def campaign(self, wanted: CampaignTerms | None = None) -> str:
        kept = await self.plane.catalog.add_plan(parse_plan(PLAN, source="plan", base=None))
        campaign_id = new_id("camp")
        command = Create("Autumn", kept.id, wanted or terms(), "tester", self.plane.clock.now())
        await self.plane.execute_campaign(campaign_id, command, ACTOR)
        return campaign_id

    async def turn(self, campaign_id: str, to: Status) -> None:
        await self.plane.execute_campaign(campaign_id, Turn(to, "tester", self.plane.clock.now()), ACTOR)

    async def candidate(self, number: str = NUMBER, *, zone: str | None = "Europe/London", consent: bool = True) -> str:
        person = Person("Ada Byron", number, f"contact-of-{number}", "GB", zone, None if zone else "zone_ambiguous")
        candidate_id = (await self.plane.people.put([person]))[person.contact]
        if consent:
            now = self.plane.clock.now()
            given = RecordConsent(person.contact, "web form", "You may call me.", now, now)
            await self.plane.execute_consent(candidate_id, given, ACTOR)
        return candidate_id

    async def interview(
        self, campaign_id: str | None, candidate_id: str, *, due: datetime | None = None, appointed: bool = False
    ) -> str:
        interview_id, now = new_id("int"), self.plane.clock.now()
        contact = (await self.plane.people.reachable([candidate_id]))[candidate_id].contact
        plan_id = (await self.plane.catalog.page(limit=1))[0].id
        command = Schedule(
            plan_id, candidate_id, ("own_service",), due or now, now, campaign_id, contact=contact, appointed=appointed
        )
        await self.plane.execute(interview_id, command, ACTOR)
        return interview_id

    async def view(self, interview_id: str) -> InterviewView:
        return view_of(await self.plane.store.read_stream(stream_of(interview_id)))

    async def events(self, interview_id: str) -> list[Event]:
        return [CODEC.decode(row) for row in await self.plane.store.read_stream(stream_of(interview_id))]

    async def until(self, interview_id: str, *states: str) -> InterviewView:
        async def there() -> bool:
            return (await self.view(interview_id)).state in states

        await eventually(there)
        return await self.view(interview_id)

    async def rung(self, times: int) -> bool:
        return len(self.line.rings) == times

    async def talk(self, interview_id: str, *seen: Observed) -> None:
        """An agent takes the call and sees this; epochs and numbers are filled in."""
        await self.plane.execute(interview_id, Lease("agent-1", self.plane.clock.now()), ACTOR)
        epoch = (await self.view(interview_id)).epoch
        for number, observation in enumerate(seen, 1):
            numbered = replace(observation, epoch=epoch, number=number, at=self.plane.clock.now())
            await self.plane.execute(interview_id, Observe(numbered), ACTOR)


NOW = datetime(2026, 1, 1, tzinfo=UTC)
JOINED = CallJoined(epoch=0, number=0, at=NOW)
CONSENTED = ConsentGiven(epoch=0, number=0, at=NOW, turn_id=TurnId("t1"))
ASKED = QuestionAsked(epoch=0, number=0, at=NOW, question_id="q1", turn_id=TurnId("t2"))


def ended(reason: EndReason) -> CallEnded:
    return CallEnded(epoch=0, number=0, at=NOW, reason=reason)


@contextlib.asynccontextmanager
async def working(plane: ControlPlane, bounds: Bounds | None = None) -> AsyncIterator[None]:
    judge = NoJudge("there is none in this test")
    task = asyncio.create_task(work(plane, judge, local_judge=False, bounds=bounds or Bounds({CALLS: 8}, None)))
    try:
        yield
    finally:
        await end([task])


@pytest.fixture
async def desk(postgres_dsn: str, tmp_path: Path) -> AsyncIterator[Desk]:
    line = MemoryLine()
    settings = settings_of(postgres_dsn, tmp_path)
    async with control_plane(settings, rooms=line.rooms, line=line, blobs=MemoryBlobs()) as plane:
        yield Desk(plane, line)


async def test_a_candidate_is_rung_talks_and_is_judged(desk: Desk) -> None:
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(), await desk.candidate())
        await desk.until(interview, "dialling")
        await desk.talk(interview, JOINED, CONSENTED, ended("finished"))
        view = await desk.until(interview, "evaluated")
    assert view.outcome == "completed"
    assert [ring.number for ring in desk.line.rings] == [NUMBER]
    assert view.room in desk.line.rooms.deleted


async def test_who_does_not_answer_is_rung_again_up_to_the_maximum(desk: Desk) -> None:
    desk.line.meets(NUMBER, "no_answer", "busy", "no_answer")
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(terms(max_attempts=3)), await desk.candidate())
        view = await desk.until(interview, "no_answer")
    assert [attempt.outcome for attempt in view.attempts] == ["no_answer", "busy", "no_answer"]
    assert len({ring.room for ring in desk.line.rings}) == 3


async def test_without_consent_or_zone_nobody_is_rung_until_a_person_has_seen_to_it(desk: Desk) -> None:
    async with working(desk.plane):
        campaign = await desk.campaign()
        silent = await desk.candidate(consent=False)
        placeless = await desk.candidate("+442079460019", zone=None)
        first, second = await desk.interview(campaign, silent), await desk.interview(campaign, placeless)
        assert (await desk.until(first, "held")).reason == "consent_missing"
        assert (await desk.until(second, "held")).reason == "zone_ambiguous"
        assert desk.line.rings == []
        now = desk.plane.clock.now()
        given = RecordConsent("contact", "telephone", "Yes, do call me.", now, now)
        await desk.plane.execute_consent(silent, given, ACTOR)
        await eventually(lambda: desk.rung(1))


async def test_a_number_on_the_do_not_call_list_is_not_rung_though_its_call_is_queued(desk: Desk) -> None:
    async with working(desk.plane, Bounds({CALLS: 1}, None)):
        campaign = await desk.campaign()
        first = await desk.interview(campaign, await desk.candidate("+442079460011"))
        await desk.until(first, "dialling")
        second = await desk.interview(campaign, await desk.candidate())
        await desk.until(second, "queued")
        listed = ListNumber("letter", "tester", desk.plane.clock.now())
        await desk.plane.execute_contact(f"contact-of-{NUMBER}", listed, ACTOR)
        view = await desk.until(second, "cancelled")
    assert view.end_reason == "do_not_call"
    assert [ring.number for ring in desk.line.rings] == ["+442079460011"]


async def test_a_consent_withdrawn_takes_a_queued_call_out(desk: Desk) -> None:
    async with working(desk.plane, Bounds({CALLS: 1}, None)):
        campaign = await desk.campaign()
        first = await desk.interview(campaign, await desk.candidate("+442079460011"))
        await desk.until(first, "dialling")
        candidate = await desk.candidate()
        second = await desk.interview(campaign, candidate)
        await desk.until(second, "queued")
        await desk.plane.execute_consent(candidate, WithdrawConsent("tester", desk.plane.clock.now()), ACTOR)
        assert (await desk.until(second, "held")).reason == "consent_missing"


async def test_a_paused_campaign_rings_nobody_and_goes_on_where_it_stood(desk: Desk) -> None:
    async with working(desk.plane):
        campaign = await desk.campaign()
        await desk.turn(campaign, "paused")
        interview = await desk.interview(campaign, await desk.candidate())
        other = await desk.interview(await desk.campaign(), await desk.candidate("+442079460011"))
        await desk.until(other, "dialling")
        assert (await desk.view(interview)).state == "scheduled"
        await desk.turn(campaign, "running")
        await desk.until(interview, "dialling")


async def test_a_cancelled_campaign_calls_its_interviews_off_but_cuts_no_call(desk: Desk) -> None:
    async with working(desk.plane, Bounds({CALLS: 1}, None)):
        campaign = await desk.campaign()
        talking = await desk.interview(campaign, await desk.candidate())
        await desk.until(talking, "dialling")
        waiting = await desk.interview(campaign, await desk.candidate("+442079460011"))
        await desk.until(waiting, "queued")
        await desk.turn(campaign, "cancelled")
        assert (await desk.until(waiting, "cancelled")).end_reason == "campaign_cancelled"
        await desk.talk(talking, JOINED, CONSENTED, ended("finished"))
        await desk.until(talking, "evaluated")


async def test_terms_that_change_while_it_runs_are_those_by_which_is_called(desk: Desk) -> None:
    async with working(desk.plane):
        late = terms(starts=datetime.now(UTC) + timedelta(hours=1))
        campaign = await desk.campaign(late)
        interview = await desk.interview(campaign, await desk.candidate())

        async def deferred() -> bool:
            return (await desk.view(interview)).reason == "not_begun"

        await eventually(deferred)
        change = Change("Autumn", terms(), 1, "tester", desk.plane.clock.now())
        await desk.plane.execute_campaign(campaign, change, ACTOR)
        await desk.until(interview, "dialling")
    dials = [event for event in await desk.events(interview) if isinstance(event, DialStarted)]
    assert [dial.terms_version for dial in dials] == [2]


async def test_an_agreed_time_goes_before_the_queue_and_needs_no_window(desk: Desk) -> None:
    ends = datetime.now(UTC) + timedelta(days=9)
    night = terms(ends=ends, windows=(Window(days=("mon",), start=time(3), end=time(3, 1)),))
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(night), await desk.candidate())

        async def deferred() -> bool:
            return (await desk.view(interview)).due != (await desk.view(interview)).created_at

        await eventually(deferred)
        assert desk.line.rings == []
        now = desk.plane.clock.now()
        await desk.plane.execute(interview, Reschedule(now, "recruiter", now), ACTOR)
        await desk.until(interview, "dialling")


async def test_a_candidate_lost_in_mid_call_is_called_back_and_the_talk_goes_on_where_it_was(desk: Desk) -> None:
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(), await desk.candidate())
        first = await desk.until(interview, "dialling")
        await desk.talk(interview, JOINED, CONSENTED, ASKED, ended("candidate_lost"))

        async def rung_again() -> bool:
            view = await desk.view(interview)
            return view.state == "dialling" and len(view.attempts) == 2

        await eventually(rung_again)
        await desk.talk(interview, JOINED, ended("finished"))
        view = await desk.until(interview, "evaluated")
    interruptions = [event for event in await desk.events(interview) if isinstance(event, InterviewInterrupted)]
    assert [(found.cause, found.open_question) for found in interruptions] == [("candidate_lost", "q1")]
    assert view.outcome == "completed"
    assert first.room != view.room


async def test_another_time_asked_for_in_the_call_is_kept(desk: Desk) -> None:
    wanted = datetime.now(UTC) + timedelta(days=2)
    chose = CandidateChoseTime(epoch=0, number=0, at=NOW, due=wanted)
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(), await desk.candidate())
        await desk.until(interview, "dialling")
        await desk.talk(interview, JOINED, chose, ended("rescheduled"))
        view = await desk.until(interview, "scheduled")
    assert (view.due, view.appointed) == (wanted, True)


async def test_another_time_that_is_not_clear_waits_for_a_person(desk: Desk) -> None:
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(), await desk.candidate())
        await desk.until(interview, "dialling")
        await desk.talk(interview, JOINED, ended("rescheduled"))
        view = await desk.until(interview, "held")
    assert (view.reason, view.due, view.over) == ("time_unclear", None, False)


@pytest.mark.parametrize(
    ("reason", "outcome", "last"),
    [
        ("wrong_person", "wrong_person", "wrong_person"),
        ("opted_out", "opted_out", "opted_out"),
        ("candidate_stopped", "abandoned", "evaluated"),
        ("withdrawn", "declined", "evaluated"),
        ("declined", "declined", "evaluated"),
    ],
)
async def test_what_the_candidate_wants_ends_the_call_for_good_and_frees_its_line(
    desk: Desk, reason: EndReason, outcome: str, last: str
) -> None:
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(), await desk.candidate())
        await desk.until(interview, "dialling")
        await desk.talk(interview, JOINED, CONSENTED, ended(reason))
        view = await desk.until(interview, last)

        async def free() -> bool:
            held = await desk.plane.store.pool.fetchval("select count(*) from slots")
            return bool(held == 0)

        await eventually(free)
    assert view.outcome == outcome
    assert len(desk.line.rings) == 1
    assert (view.end_reason == "withdrawn") == (reason == "withdrawn")


async def test_never_more_calls_at_once_than_any_limit_allows_with_two_orchestrators(desk: Desk) -> None:
    bounds = Bounds({CALLS: 5, "deepgram": 3}, None)
    async with working(desk.plane, bounds), working(desk.plane, bounds):
        campaign = await desk.campaign()
        made = [await desk.interview(campaign, await desk.candidate(f"+4420794600{n:02}")) for n in range(12)]
        for interview in made:
            view = await desk.until(interview, "dialling", "queued")
        going = [one for one in made if (await desk.view(one)).state == "dialling"]

        async def three() -> bool:
            return len([one for one in made if (await desk.view(one)).state == "dialling"]) == 3

        await eventually(three)
        for interview in going[:1]:
            await desk.talk(interview, JOINED, CONSENTED, ended("finished"))
            view = await desk.until(interview, "evaluated", "completed")
            assert view.outcome == "completed"
        await eventually(three)

        async def four_rung() -> bool:  # a ring follows the event that announces it
            return len(desk.line.rings) == 4

        await eventually(four_rung)
    assert len(desk.line.rings) == len({ring.number for ring in desk.line.rings}) == 4


async def test_while_the_line_is_away_nothing_counts_and_then_it_rings_once(desk: Desk) -> None:
    desk.line.meets(NUMBER, LineUnavailable("the trunk is down"))
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(), await desk.candidate())
        await eventually(lambda: desk.rung(1))
        view = await desk.until(interview, "dialling")
    assert len(view.attempts) == 1


async def test_a_ring_of_which_nothing_was_heard_again_counts_as_used(desk: Desk) -> None:
    desk.line.meets(NUMBER, Lost("no_answer"))
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(terms(max_attempts=1)), await desk.candidate())
        view = await desk.until(interview, "failed", "evaluated")
    assert [attempt.outcome for attempt in view.attempts] == ["unknown"]
    assert len(desk.line.rings) == 1


async def test_an_orchestrator_that_stops_while_it_rings_leaves_the_ring_to_the_next_one(desk: Desk) -> None:
    desk.line.hold()
    interview = await desk.interview(await desk.campaign(), await desk.candidate())
    async with working(desk.plane):
        await eventually(lambda: desk.rung(1))
    async with working(desk.plane):
        desk.line.release()
        await desk.talk(interview, JOINED, CONSENTED, ended("finished"))
        view = await desk.until(interview, "evaluated")
    assert view.outcome == "completed"
    assert len(desk.line.rings) == 1


async def test_a_candidate_who_answered_and_met_nobody_is_called_again(desk: Desk) -> None:
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(terms(give_up_seconds=1)), await desk.candidate())
        await eventually(lambda: _answered(desk, interview))
        first = await desk.view(interview)
        desk.line.drop(first.room, "attempt-1")
        await GivingUp(desk.plane).look(desk.plane.clock.now())
        await GivingUp(desk.plane).look(desk.plane.clock.now() + timedelta(seconds=2))

        async def rung_again() -> bool:
            return len((await desk.view(interview)).attempts) == 2

        await eventually(rung_again)
    assert (await desk.view(interview)).attempts[0].outcome == "dropped"


async def test_a_telephone_that_still_rings_is_not_given_up_though_its_agent_is_lost(desk: Desk) -> None:
    desk.line.hold()
    interview = await desk.interview(await desk.campaign(terms(give_up_seconds=1)), await desk.candidate())
    async with working(desk.plane):
        await eventually(lambda: desk.rung(1))
        await desk.talk(interview)
        await desk.plane.execute(interview, LoseLease(1, "agent_lost", desk.plane.clock.now()), ACTOR)
        await GivingUp(desk.plane).look(desk.plane.clock.now() + timedelta(seconds=30))
        view = await desk.view(interview)
        assert (view.state, view.attempts[-1].outcome) == ("interrupted", None)
        desk.line.release()
        await eventually(lambda: _answered(desk, interview))
        await desk.talk(interview, JOINED, CONSENTED, ended("finished"))
        await desk.until(interview, "evaluated")
    assert len(desk.line.rings) == 1


async def _answered(desk: Desk, interview_id: str) -> bool:
    return (await desk.view(interview_id)).candidate_present


async def test_a_window_that_closes_between_the_decision_and_the_ring_lets_nothing_ring(desk: Desk) -> None:
    campaign = await desk.campaign()
    interview = await desk.interview(campaign, await desk.candidate())
    async with working(replace(desk.plane, line=None)):
        await desk.until(interview, "queued")
        await Admission(desk.plane, Bounds({CALLS: 8}, None)).look()
    shut = terms(starts=datetime.now(UTC) + timedelta(hours=2))
    await desk.plane.execute_campaign(campaign, Change("Autumn", shut, 1, "tester", desk.plane.clock.now()), ACTOR)
    (claim,) = await desk.plane.jobs.claim(DIALS, seconds=15)
    await Dialler(desk.plane, desk.line).work(claim)
    view = await desk.view(interview)
    assert (view.state, [attempt.outcome for attempt in view.attempts]) == ("scheduled", ["not_rung"])
    assert desk.line.rings == []


async def test_a_vendor_that_asks_to_be_left_alone_holds_back_new_calls_until_it_has_room(desk: Desk) -> None:
    interview = await desk.interview(await desk.campaign(), await desk.candidate())
    full: list[str | None] = ["recognition/deepgram"]

    async def says() -> str | None:
        return full[0]

    admission = Admission(desk.plane, Bounds({CALLS: 8}, None), says)
    async with working(replace(desk.plane, line=None)):
        await desk.until(interview, "queued")
        with structlog.testing.capture_logs() as logs:
            assert [await admission.look(), await admission.look()] == [0, 0]
            assert (await desk.view(interview)).state == "queued"
            full[0] = None
            assert await admission.look() == 1
    told = [(line["event"], line["account"]) for line in logs if line["event"].startswith("admission.")]
    assert told == [("admission.held_back", "recognition/deepgram"), ("admission.goes_on", None)]


async def test_a_process_frozen_after_it_took_the_job_does_not_ring_when_it_wakes(desk: Desk) -> None:
    interview = await desk.interview(await desk.campaign(), await desk.candidate())
    without_dialler = replace(desk.plane, line=None)
    admission = Admission(desk.plane, Bounds({CALLS: 8}, None))
    async with working(without_dialler):
        await desk.until(interview, "queued")
        await admission.look()
    (claim,) = await desk.plane.jobs.claim(DIALS, seconds=15)
    frozen = replace(claim, due=claim.due - timedelta(seconds=12))
    await Dialler(desk.plane, desk.line).work(frozen)
    assert desk.line.rings == []
    assert [attempt.outcome for attempt in (await desk.view(interview)).attempts] == ["unknown"]


async def test_a_transaction_that_somebody_leaves_open_delays_no_dial(desk: Desk, postgres_dsn: str) -> None:
    other = await asyncpg.connect(postgres_dsn)
    try:
        await other.execute("begin isolation level serializable")
        await other.execute("create table somebody_elses (n int)")
        await other.fetchval("select count(*) from events")
        async with working(desk.plane):
            interview = await desk.interview(await desk.campaign(), await desk.candidate())
            await eventually(lambda: desk.rung(1))
            await desk.talk(interview, JOINED, CONSENTED, ended("finished"))
            await desk.until(interview, "evaluated")
    finally:
        other.terminate()


async def test_a_call_costs_a_bounded_number_of_transactions(desk: Desk) -> None:
    async def spent() -> int:
        counted = "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()"
        await desk.plane.store.pool.execute("select pg_stat_force_next_flush()")
        return int(await desk.plane.store.pool.fetchval(counted))

    campaign = await desk.campaign()
    made = [await desk.interview(campaign, await desk.candidate(f"+4420794601{n:02}")) for n in range(40)]
    timers, admission = Timers(desk.plane), Admission(desk.plane, Bounds({CALLS: 40}, None))
    before = await spent()
    while await timers.look():
        pass
    considered = await spent()
    assert await admission.look() == len(made)
    dialled = await spent()
    assert considered - before <= 3 * len(made)
    assert dialled - considered <= 3 * len(made)


async def test_an_agreed_hour_stays_that_hour_when_the_zone_gets_other_rules(desk: Desk) -> None:
    """The timer was set by the rules of the day it was agreed on; a release of the zones has changed them since."""
    local = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(days=30)
    by_former_rules = instant(local, Place("Europe/London")) + timedelta(hours=3)
    candidate = await desk.candidate()
    interview, now = new_id("int"), desk.plane.clock.now()
    await desk.campaign()
    (plan, *_) = await desk.plane.catalog.page(limit=1)
    command = Schedule(
        plan.id, candidate, ("own_service",), by_former_rules, now, contact="c", appointed=True, local=local
    )
    await desk.plane.execute(interview, command, ACTOR)
    async with working(desk.plane):

        async def moved() -> bool:
            return (await desk.view(interview)).due == instant(local, Place("Europe/London"))

        await eventually(moved)
    assert desk.line.rings == []


async def test_nothing_rings_in_the_last_moment_of_a_window(desk: Desk) -> None:
    """What lies between the last look and the ring must not carry it over the end."""
    campaign = await desk.campaign()
    interview = await desk.interview(campaign, await desk.candidate())
    async with working(replace(desk.plane, line=None)):
        await desk.until(interview, "queued")
    ending = terms(ends=datetime.now(UTC) + RING_WITHIN / 2)
    await desk.plane.execute_campaign(campaign, Change("Autumn", ending, 1, "tester", desk.plane.clock.now()), ACTOR)
    admission = Admission(desk.plane, Bounds({CALLS: 8}, None))
    assert await admission.look() == 0

    async def out_of_the_queue() -> bool:
        await admission.look()
        return (await desk.view(interview)).state == "expired"

    await eventually(out_of_the_queue)
    assert not (await desk.view(interview)).attempts


async def test_calls_whose_window_has_closed_leave_the_queue_to_those_whose_has_not(desk: Desk) -> None:
    campaign = await desk.campaign()
    interview = await desk.interview(campaign, await desk.candidate())
    async with working(replace(desk.plane, line=None)):
        await desk.until(interview, "queued")
        later = terms(starts=datetime.now(UTC) + timedelta(hours=1))
        change = Change("Autumn", later, 1, "tester", desk.plane.clock.now())
        await desk.plane.execute_campaign(campaign, change, ACTOR)
        await Admission(desk.plane, Bounds({CALLS: 8}, None)).look()
        view = await desk.view(interview)
    assert (view.state, view.reason) == ("scheduled", "not_begun")


async def test_who_wants_no_more_calls_is_on_the_list_under_the_interviews_correlation_id(desk: Desk) -> None:
    contact = f"contact-of-{NUMBER}"
    async with working(desk.plane):
        interview = await desk.interview(await desk.campaign(), await desk.candidate())
        await desk.until(interview, "dialling")
        await desk.talk(interview, JOINED, ended("opted_out"))

        async def told() -> bool:
            return bool(await desk.plane.store.read_stream(f"contact-{contact}"))

        await eventually(told)
    (entry,) = await desk.plane.store.read_stream(f"contact-{contact}")
    assert entry.metadata.correlation_id == (await desk.view(interview)).correlation_id == "req_test"
    assert await desk.plane.people.listed(contact)
