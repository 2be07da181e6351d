"""Several interviews of few candidates on one log: what no two of them may do at once, and what nobody may do at all.

Commands come through the one write path, as orchestrators, agents and recruiters give them: also late, twice, decided
on what is no longer true, and at the same time. The laws are judged by the log alone.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any, TypeVar
from uuid import UUID, uuid4

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from given_interview import BERLIN, DAY, MINUTE, NOON
from interview_turns import Turn, anything, awaited, course_of, of, turns
from interviewer.calling import names
from interviewer.calling.campaign import CAMPAIGN, Create, Status
from interviewer.calling.campaign import STREAM_PREFIX as CAMPAIGN_PREFIX
from interviewer.calling.campaign import Turn as TurnCampaign
from interviewer.calling.permission import (
    CONSENT,
    CONSENT_PREFIX,
    CONTACT,
    CONTACT_PREFIX,
    ListNumber,
    RecordConsent,
    UnlistNumber,
    WithdrawConsent,
)
from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Gaps, Window
from interviewer.interviews.commands import Command, Dial, Schedule
from interviewer.interviews.decider import INTERVIEWS, ObservationsMissing, Rejected
from interviewer.interviews.ids import stream_of
from interviewer.interviews.policy import Situation
from interviewer.interviews.state import Interrupted, Queued, Scheduled
from interviewer.interviews.waiting import ADMISSION, APPOINTMENTS, CALLS, TIMERS
from interviewer.kernel.execute import Aggregate, execute, load
from interviewer.kernel.log import ClaimRefused, Metadata, Recorded, Take
from interviewer.kernel.memory import MemoryStore
from laws_of_the_log import Laws, Planned

T = TypeVar("T")
HERE = Metadata("req_1")
FAR = NOON + 1000 * DAY
LIMIT = 2
CAMPAIGNS = ("camp_1", "camp_2")
PEOPLE = {"ada": "contact_1", "bob": "contact_2", "cyd": "contact_2"}
"""Bob and Cyd share a telephone."""
PLANNED = {
    "int_a1": Planned("ada", "camp_1", "contact_1"),
    "int_a2": Planned("ada", "camp_2", "contact_1"),
    "int_b1": Planned("bob", "camp_1", "contact_2"),
    "int_c2": Planned("cyd", "camp_2", "contact_2"),
    "int_b": Planned("bob", None, "contact_2"),
    "int_a": Planned("ada", None, None),
}
TERMS = CampaignTerms(
    starts=NOON - DAY,
    ends=NOON + 300 * DAY,
    windows=(Window(days=WEEKDAYS, start=time(0), end=time(23, 59)),),
    gaps=Gaps(busy=0, no_answer=0, dropped=0, unreachable=0),  # seconds
    max_attempts=20,
    max_attempts_per_day=20,
    callbacks=10,
)
interviews = st.sampled_from(tuple(PLANNED))


class BusyStore(MemoryStore):
    """Between reading and appending, others get their turn."""

    async def read_stream(self, stream: str, after_version: int = 0) -> tuple[Recorded, ...]:
        rows = await super().read_stream(stream, after_version)
        await asyncio.sleep(0)
        return rows


@dataclass(frozen=True, slots=True)
class Sent:
    """A command under way; given again with the same id, it is the same one."""

    interview: str
    command: Command
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Change:
    """A candidate withdraws a consent or gives a new one, a number is listed or not, a campaign pauses or goes on."""

    of: str
    allowed: bool

    def command(self, now: datetime) -> tuple[Aggregate[Any, Any, Any], str, object]:
        if self.of in PEOPLE:
            given = RecordConsent(PEOPLE[self.of], "form", "Yes.", now, now)
            return CONSENT, CONSENT_PREFIX + self.of, given if self.allowed else WithdrawConsent("ann", now)
        if self.of in CAMPAIGNS:
            status: Status = "running" if self.allowed else "paused"
            return CAMPAIGN, CAMPAIGN_PREFIX + self.of, TurnCampaign(status, "ann", now)
        listed, unlisted = ListNumber("letter", "ann", now), UnlistNumber("mistake", "ann", now)
        return CONTACT, CONTACT_PREFIX + self.of, unlisted if self.allowed else listed


changes = st.builds(
    Change,
    of=st.sampled_from((*PEOPLE, *sorted(set(PEOPLE.values())), *CAMPAIGNS)),
    allowed=st.sampled_from((True, True, False)),
)


async def together(*doing: Coroutine[Any, Any, None]) -> None:
    await asyncio.gather(*doing)


class World(RuleBasedStateMachine):
    """The log, everybody who writes to it, and the time."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.store = self.run(self.opened())
        self.laws = Laws(PLANNED, LIMIT)
        self.now = NOON
        self.sent: list[Sent] = []

    def teardown(self) -> None:
        self.runner.close()

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(doing)

    async def opened(self) -> BusyStore:
        return BusyStore()

    @initialize()
    def begin(self) -> None:
        for campaign in CAMPAIGNS:
            self.give(CAMPAIGN, CAMPAIGN_PREFIX + campaign, Create("Spring", "plan_1", TERMS, "ann", NOON))
        for candidate, contact in PEOPLE.items():
            self.give(CONSENT, CONSENT_PREFIX + candidate, RecordConsent(contact, "form", "Yes.", NOON, NOON))
        for interview, planned in PLANNED.items():
            command = Schedule("plan_1", planned.candidate, ("q1",), NOON, NOON, planned.campaign, planned.contact)
            self.give(INTERVIEWS, stream_of(interview), command)

    def give(self, aggregate: Aggregate[Any, Any, Any], stream: str, command: object) -> None:
        self.run(execute(self.store, aggregate, stream, command, HERE))

    async def deliver(self, sent: Sent) -> None:
        also = (Take(CALLS, sent.interview, LIMIT),) if isinstance(sent.command, Dial) else ()
        with contextlib.suppress(Rejected, ObservationsMissing, ClaimRefused):
            await execute(self.store, INTERVIEWS, stream_of(sent.interview), sent.command, HERE, sent.id, also=also)

    def decided(self, interview: str, turn: Turn) -> Sent:
        """What somebody wants of the interview, by what they know at this moment."""
        state, _ = self.run(load(self.store, INTERVIEWS, stream_of(interview)))
        turn = replace(turn, situation=self.situation(interview, turn.situation.terms_version))
        decide = awaited if turn.orderly else anything
        return Sent(interview, decide(state, turn, self.now, interview))

    def situation(self, interview: str, version: int) -> Situation:
        planned = PLANNED[interview]
        status: Status = "running"
        if planned.campaign is not None:
            campaign, _ = self.run(load(self.store, CAMPAIGN, CAMPAIGN_PREFIX + planned.campaign))
            assert campaign is not None
            status = campaign.status
        consent = planned.candidate in self.laws.agreed
        return Situation(TERMS, BERLIN, consent, planned.contact in self.laws.listed, status, version)

    @rule(interview=interviews, wanted=st.lists(turns, min_size=1, max_size=8))
    def ask(self, interview: str, wanted: list[Turn]) -> None:
        for turn in wanted:
            self.now += turn.pause
            self.sent.append(self.decided(interview, turn))
            self.run(self.deliver(self.sent[-1]))

    @rule(wanted=st.lists(st.tuples(interviews, turns), min_size=2, max_size=5))
    def ask_at_once(self, wanted: list[tuple[str, Turn]]) -> None:
        sent = [self.decided(interview, turn) for interview, turn in wanted]
        self.sent.extend(sent)
        self.run(together(*map(self.deliver, sent)))

    @rule(interview=interviews, turn=turns)
    def decide_and_wait(self, interview: str, turn: Turn) -> None:
        self.sent.append(self.decided(interview, turn))

    @rule(back=st.integers(1, 12), same=st.booleans())
    def deliver_late_or_again(self, back: int, *, same: bool) -> None:
        if self.sent:
            sent = self.sent[-min(back, len(self.sent))]
            self.run(self.deliver(sent if same else replace(sent, id=uuid4())))

    @rule(change=changes)
    def change_what_is_allowed(self, change: Change) -> None:
        self.now += MINUTE  # a consent counts that is newer than its withdrawal
        self.run(self.deliver_change(change))

    @rule(interview=interviews, turn=turns, number=st.integers(0, 2), order=st.sampled_from(("before", "while")))
    def forbid_a_call_when_it_is_decided(self, interview: str, turn: Turn, number: int, order: str) -> None:
        planned = PLANNED[interview]
        change = Change(of((planned.candidate, planned.contact, planned.campaign), number) or "ada", allowed=False)
        self.now = max(self.now + MINUTE, getattr(self.laws.states[interview], "until", self.now))
        turn = replace(turn, orderly=True)
        self.run(self.deliver(self.decided(interview, turn)))
        sent = self.decided(interview, turn)
        self.sent.append(sent)
        if order == "before":
            self.run(self.deliver_change(change))
        self.run(together(self.deliver_change(change), self.deliver(sent)))

    async def deliver_change(self, change: Change) -> None:
        aggregate, stream, command = change.command(self.now)
        await execute(self.store, aggregate, stream, command, HERE)

    @invariant()
    def the_laws_hold(self) -> None:
        self.the_log_says_nothing_that_it_must_not_say()
        self.names_and_slots_are_held_as_long_as_the_calls_last()
        self.nobody_who_is_to_be_called_is_forgotten()

    def the_log_says_nothing_that_it_must_not_say(self) -> None:
        for row in self.run(self.store.read_all(self.laws.position)):
            self.laws.see(row)

    def names_and_slots_are_held_as_long_as_the_calls_last(self) -> None:
        claims = self.store._claims
        assert claims.slots == {(CALLS, interview) for interview in self.laws.in_call}
        held = {names.live(candidate): interview for interview, candidate in self.laws.in_call.items()}
        assert {name: owner for name, owner in claims.names.items() if name.startswith(names.live(""))} == held
        assert all(names.do_not_call(contact) in claims.names for contact in self.laws.listed)

    def nobody_who_is_to_be_called_is_forgotten(self) -> None:
        queues = (TIMERS, APPOINTMENTS, *(ADMISSION + campaign for campaign in (*CAMPAIGNS, "none")))
        rows = [(job.key, queue) for queue in queues for job in self.run(self.store.jobs(queue, due_by=FAR))]
        for interview, state in self.laws.states.items():
            waits = isinstance(state, Scheduled | Queued) or (
                isinstance(state, Interrupted) and state.cause == "candidate_lost"
            )
            by_phone = course_of(state).agreement.contact is not None
            assert sum(key == interview for key, _ in rows) == (waits and by_phone)


World.TestCase.settings = settings(
    deadline=None, max_examples=60, stateful_step_count=50, phases=set(Phase) - {Phase.explain}
)
TestRulesAcrossInterviews = World.TestCase
