"""A campaign told call by call: its log through the real deciders, and beside it what the telephones recorded.

What no decider would do, and no log would take, is forged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from given_interview import BERLIN, NOON, TERMS
from interviewer.calling.campaign import CAMPAIGN, CampaignCommand, Create, Status, Turn
from interviewer.calling.campaign import STREAM_PREFIX as CAMPAIGN_PREFIX
from interviewer.calling.openings import Place
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
from interviewer.calling.terms import ALONE, CampaignTerms
from interviewer.interviews.commands import (
    Command,
    Consider,
    Dial,
    Lease,
    NoteAnswered,
    NoteAttemptFailed,
    Observe,
    Schedule,
)
from interviewer.interviews.decider import INTERVIEWS
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import TurnId, attempt_identity, room_of, stream_of
from interviewer.interviews.lifecycle import AttemptOutcome, DialStarted
from interviewer.interviews.observations import (
    CallEnded,
    CallJoined,
    CandidateChoseTime,
    ConsentGiven,
    EndReason,
    Observed,
)
from interviewer.interviews.policy import Situation
from interviewer.interviews.state import Course, Dialling, Interview, Unknown
from interviewer.interviews.waiting import CALLS
from interviewer.kernel.execute import execute, load
from interviewer.kernel.log import Metadata, Recorded, Unit
from interviewer.kernel.memory import MemoryStore
from interviewer.providers.line import Outcome
from interviewer.simulation.campaign.law import Law
from interviewer.simulation.campaign.laws import LAWS, Verdict, check
from interviewer.simulation.line.talk import Ending, Gone, Ring

HERE: Final = Metadata("req_1", actor="tester")
REASONS: Final[Mapping[str, EndReason]] = {
    "finished": "finished",
    "declined": "declined",
    "opted_out": "opted_out",
    "wrong_person": "wrong_person",
    "rescheduled": "rescheduled",
    "hung_up": "candidate_hung_up",
    "dropped": "candidate_lost",
}


class Story:
    """One log, one record. Time goes on with what is told."""

    def __init__(self, limit: int = 2) -> None:
        self.store = MemoryStore()
        self.now = NOON
        self.rings: list[Ring] = []
        self.numbers: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self.limits = {CALLS: limit}
        self.forced = False
        """Whether the next dials are forged, whatever speaks against them."""

    async def campaign(self, terms: CampaignTerms = TERMS, campaign_id: str = "camp_1") -> None:
        await self.change(Create("Autumn", "plan_1", terms, "ann", self.now), campaign_id)

    async def change(self, command: CampaignCommand, campaign_id: str = "camp_1") -> None:
        await execute(self.store, CAMPAIGN, CAMPAIGN_PREFIX + campaign_id, command, HERE)

    async def turn(self, to: Status) -> None:
        await self.change(Turn(to, "ann", self.now))

    async def candidate(self, number: int = 1, place: Place = BERLIN, *, consent: bool = True) -> None:
        """`cand_N`, whose number is `contact_N`."""
        candidate_id = f"cand_{number}"
        self.numbers[candidate_id], self.places[candidate_id] = f"+4930{number:06}", place
        if consent:
            given = RecordConsent(f"contact_{number}", "web form", "You may call me.", self.now, self.now)
            await execute(self.store, CONSENT, CONSENT_PREFIX + candidate_id, given, HERE)

    async def withdraw(self, number: int = 1) -> None:
        await execute(self.store, CONSENT, f"{CONSENT_PREFIX}cand_{number}", WithdrawConsent("ann", self.now), HERE)

    async def list_number(self, number: int = 1) -> None:
        command = ListNumber("said so", "ann", self.now)
        await execute(self.store, CONTACT, f"{CONTACT_PREFIX}contact_{number}", command, HERE)

    async def unlist_number(self, number: int = 1) -> None:
        command = UnlistNumber("a mistake", "ann", self.now)
        await execute(self.store, CONTACT, f"{CONTACT_PREFIX}contact_{number}", command, HERE)

    async def interview(self, number: int = 1, interview_id: str = "", **given: Any) -> str:
        """One with `cand_N`, by default `int_N`."""
        interview_id = interview_id or f"int_{number}"
        facts = {"due": self.now, "campaign_id": "camp_1", "contact": f"contact_{number}", **given}
        await self.do(interview_id, Schedule("plan_1", f"cand_{number}", ("q1",), now=self.now, **facts))
        return interview_id

    async def someone(self, number: int = 1, place: Place = BERLIN, **given: Any) -> str:
        """A candidate who agreed to be called, and its interview."""
        await self.candidate(number, place)
        return await self.interview(number, **given)

    async def state(self, interview_id: str) -> Interview:
        return (await load(self.store, INTERVIEWS, stream_of(interview_id)))[0]

    async def course(self, interview_id: str) -> Course:
        state = await self.state(interview_id)
        assert not isinstance(state, Unknown)
        return state.course

    async def do(self, interview_id: str, command: Command) -> None:
        await execute(self.store, INTERVIEWS, stream_of(interview_id), command, HERE)

    async def forge(self, interview_id: str, *events: Event) -> None:
        """Put events into the log that nobody decided."""
        stream = stream_of(interview_id)
        version = len(await self.store.read_stream(stream))
        await self.store.append(Unit(uuid4(), stream, version, tuple(map(CODEC.encode, events)), HERE))

    async def situation(self, interview_id: str) -> Situation:
        agreement = (await self.course(interview_id)).agreement
        found, version = await load(self.store, CAMPAIGN, f"{CAMPAIGN_PREFIX}{agreement.campaign_id}")
        consent, _ = await load(self.store, CONSENT, CONSENT_PREFIX + agreement.candidate_id)
        listed, _ = await load(self.store, CONTACT, f"{CONTACT_PREFIX}{agreement.contact}")
        return Situation(
            found.terms if found else ALONE,
            self.places[agreement.candidate_id],
            consent=consent is not None,
            do_not_call=listed is not None,
            campaign=found.status if found else "running",
            terms_version=version,
        )

    async def dial(self, interview_id: str) -> int:
        """Queue the call and begin it; the number of the attempt."""
        situation = await self.situation(interview_id)
        if self.forced:
            attempt = len((await self.course(interview_id)).attempts) + 1
            room, version = room_of(interview_id, attempt), situation.terms_version
            await self.forge(interview_id, DialStarted(attempt, room, self.now, line="phone", terms_version=version))
        else:
            await self.do(interview_id, Consider(situation, self.now))
            await self.do(interview_id, Dial(interview_id, situation, self.now))
        assert isinstance(await self.state(interview_id), Dialling)
        return len((await self.course(interview_id)).attempts)

    def let(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    async def ring(self, interview_id: str, attempt: int, outcome: Outcome = "answered", **facts: Any) -> None:
        """The telephone rings for eight seconds, and nobody else's does in between."""
        began, ended = self.now, self.now + timedelta(seconds=8)
        ring = Ring(
            number=self.numbers[(await self.course(interview_id)).agreement.candidate_id],
            room=room_of(interview_id, attempt),
            identity=attempt_identity(attempt),
            index=attempt - 1,
            overlapping=False,
            began=began,
            local=None,
            ended=ended,
            outcome=outcome,
            answered_at=ended if outcome == "answered" else None,
            ending="finished" if outcome == "answered" else None,
        )
        self.rings.append(ring.model_copy(update=facts))
        self.now = ended

    def ring_is(self, index: int = -1, **facts: Any) -> None:
        """The record has it otherwise."""
        self.rings[index] = self.rings[index].model_copy(update=facts)

    async def missed(self, interview_id: str, outcome: AttemptOutcome = "no_answer", *, rang: bool = True) -> None:
        """A whole attempt that finds nobody."""
        attempt = await self.dial(interview_id)
        match outcome:
            case _ if not rang:
                pass
            case "not_rung":
                pass
            case "unknown" | "dropped":
                await self.ring(interview_id, attempt, "no_answer")
            case heard:
                await self.ring(interview_id, attempt, heard)
        await self.do(interview_id, NoteAttemptFailed(attempt, outcome, self.now))

    async def answered(self, interview_id: str, *, agent: str = "agent-1") -> None:
        """An attempt that finds the candidate, up to the talk."""
        attempt = await self.dial(interview_id)
        await self.ring(interview_id, attempt)
        await self.do(interview_id, NoteAnswered(attempt, self.now))
        await self.leased(interview_id, agent)

    async def leased(self, interview_id: str, agent: str = "agent-1") -> None:
        """An agent takes the call and meets the candidate."""
        await self.do(interview_id, Lease(agent, self.now))
        await self.seen(interview_id, CallJoined(epoch=0, number=0, at=self.now))
        await self.seen(interview_id, ConsentGiven(epoch=0, number=0, at=self.now, turn_id=TurnId("t")))

    async def seen(self, interview_id: str, observation: Observed) -> None:
        """Epoch and number are filled in."""
        course = await self.course(interview_id)
        numbered = replace(observation, epoch=course.epoch, number=course.observed.get(course.epoch, 0) + 1)
        await self.do(interview_id, Observe(numbered))

    async def over(
        self, interview_id: str, ending: Ending | str = "finished", seconds: float = 60, due: datetime | None = None
    ) -> None:
        """The talk ends; the telephone says so first where the person goes by itself, else the line is hung up."""
        self.let(seconds=seconds)
        index = next(i for i in reversed(range(len(self.rings))) if self.rings[i].room.startswith(f"{interview_id}."))
        gone: Gone = "dropped" if ending == "dropped" else "hung_up" if ending == "hung_up" else "put_out"
        meant = self.rings[index].ending if ending == "dropped" else ending
        self.ring_is(index, gone=gone, hung_up_at=self.now, ending=meant, talked=seconds)
        if due is not None:
            await self.seen(interview_id, CandidateChoseTime(epoch=0, number=0, at=self.now, due=due))
        await self.seen(interview_id, CallEnded(epoch=0, number=0, at=self.now, reason=REASONS[ending]))
        if gone == "put_out":
            self.ring_is(index, hung_up_at=self.now + timedelta(seconds=2))

    async def held(self, interview_id: str, ending: Ending | str = "finished") -> None:
        """A whole call that finds the candidate."""
        await self.answered(interview_id)
        await self.over(interview_id, ending)

    async def rows(self) -> tuple[Recorded, ...]:
        return await self.store.read_all(limit=100_000)

    async def verdict(self, rows: Sequence[Recorded] | None = None, **given: Any) -> Verdict:
        known = {"numbers": self.numbers, "places": self.places, "limits": self.limits, **given}
        return check(rows or await self.rows(), self.rings, **known)

    async def broken(self, rows: Sequence[Recorded] | None = None) -> list[object]:
        """The laws that do not hold."""
        return broken(await self.verdict(rows))


async def begun(*, limit: int = 2, **changed: object) -> Story:
    """A story with a campaign on terms that are changed so."""
    told = Story(limit)
    await told.campaign(TERMS.model_copy(update=changed))
    return told


def broken(verdict: Verdict) -> list[object]:
    """The laws that do not hold, as the functions that look for it."""
    return [LAWS[law.name] for law in verdict.laws if not law.holds]


def law_of(verdict: Verdict, find: object) -> Law:
    """How that law fared."""
    return next(law for law in verdict.laws if LAWS[law.name] is find)
