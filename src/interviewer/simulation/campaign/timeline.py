"""The log of a campaign as the judge reads it: what happened, and each interview cut into its calls.

It folds the events anew instead of asking the decider or its states, whose mistakes it is to find. Deliberately not
here: what is right and wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, TypeVar

from interviewer.calling.campaign import CAMPAIGN, CampaignChanged, CampaignCreated, CampaignEvent
from interviewer.calling.campaign import STREAM_PREFIX as CAMPAIGN_PREFIX
from interviewer.calling.permission import (
    CONSENT,
    CONSENT_PREFIX,
    CONTACT,
    CONTACT_PREFIX,
    ConsentEvent,
    ContactEvent,
)
from interviewer.calling.terms import ALONE, CampaignTerms
from interviewer.interviews import lifecycle
from interviewer.interviews.events import CODEC, OVER, Event
from interviewer.interviews.ids import STREAM_PREFIX
from interviewer.interviews.observations import CallJoined, ConsentGiven
from interviewer.kernel.log import Recorded

E_co = TypeVar("E_co", covariant=True)
AnyEvent = Event | CampaignEvent | ContactEvent | ConsentEvent
UNANSWERED: Final = "unanswered"
"""The outcome of an attempt that found nobody and yet ended as if it had."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[E_co]):
    """An event at its place in the log; `subject` is the stream's name without its prefix."""

    position: int
    subject: str
    event: E_co


@dataclass(frozen=True, slots=True)
class Call:
    """What happened from one DialStarted to the event that ended the call."""

    interview_id: str
    candidate_id: str
    campaign_id: str | None
    position: int
    dial: lifecycle.DialStarted
    agreed: datetime | None
    """The time agreed with the candidate that the call was for; None if it was for the windows to allow it."""
    met: bool
    """Whether the candidate had agreed to the interview before this call."""
    facts: tuple[Fact[Event], ...]
    """After the dial, up to the one that ended the call and including it."""
    end: Fact[Event] | None
    """The one that ended it; None if it goes on."""

    def __str__(self) -> str:
        return f"{self.interview_id} attempt {self.dial.attempt}"

    @property
    def by_phone(self) -> bool:
        """A telephone was rung; else the candidate came by its link."""
        return self.dial.line == "phone"

    @property
    def over(self) -> datetime | None:
        """When it ended, by the world's clock as the log has it."""
        return None if self.end is None else self.end.event.at

    @property
    def answered(self) -> bool:
        """Somebody was reached."""
        return any(_finds_somebody(fact.event) for fact in self.facts)

    @property
    def lease_lost(self) -> bool:
        """An agent lost it on the way."""
        return any(_loses_agent(fact.event) for fact in self.facts)

    @property
    def outcome(self) -> str | None:
        """How the attempt came out: an `AttemptOutcome`, `answered`, or `UNANSWERED`; None while it goes on."""
        match self.end and self.end.event:
            case None:
                return None
            case lifecycle.AttemptFailed(outcome=outcome):
                return outcome
            case lifecycle.InterviewInterrupted():
                return "dropped"
            case _:
                return "answered" if self.answered else UNANSWERED

    @property
    def ending(self) -> str | None:
        """How the talk ended, in the words of the telephones' record; None while it goes on."""
        match self.end and self.end.event:
            case lifecycle.InterviewCompleted():
                return "finished"
            case lifecycle.InterviewDeclined():
                return "declined"
            case lifecycle.InterviewOptedOut():
                return "opted_out"
            case lifecycle.InterviewMisdirected():
                return "wrong_person"
            case lifecycle.InterviewRescheduled() | lifecycle.InterviewHeld(reason="time_unclear"):
                return "rescheduled"
            case lifecycle.InterviewAbandoned(reason="candidate_hung_up"):
                return "hung_up"
            case lifecycle.InterviewAbandoned(reason=reason) | lifecycle.InterviewFailed(reason=reason):
                return reason
            case _:
                return self.outcome


@dataclass(frozen=True, slots=True)
class Life:
    """One interview from its first event to its last."""

    interview_id: str
    candidate_id: str
    campaign_id: str | None
    contact: str | None
    facts: tuple[Fact[Event], ...]
    calls: tuple[Call, ...]

    @property
    def by_phone(self) -> tuple[Call, ...]:
        """Its calls by telephone."""
        return tuple(call for call in self.calls if call.by_phone)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that the log holds of campaigns, permissions and interviews."""

    facts: tuple[Fact[AnyEvent], ...] = ()
    lives: Mapping[str, Life] = field(default_factory=dict)
    terms: Mapping[str, Sequence[CampaignTerms]] = field(default_factory=dict)
    """Of each campaign, version after version."""

    def terms_of(self, call: Call) -> CampaignTerms | None:
        """Those that the dial names; None if there are no such."""
        if call.campaign_id is None:
            return ALONE
        versions = self.terms.get(call.campaign_id, ())
        return versions[call.dial.terms_version - 1] if 1 <= call.dial.terms_version <= len(versions) else None


def read(rows: Sequence[Recorded]) -> Timeline:
    """The timeline of these rows; those of other streams are left out. Raises `UnknownEvent`."""
    facts: list[Fact[AnyEvent]] = []
    lives: dict[str, list[Fact[Event]]] = {}
    terms: dict[str, list[CampaignTerms]] = {}
    for row in rows:
        prefix = f"{row.stream.partition('-')[0]}-"
        subject = row.stream.removeprefix(prefix)
        match prefix:
            case _ if prefix == STREAM_PREFIX:
                fact = Fact(row.global_position, subject, CODEC.decode(row))
                lives.setdefault(subject, []).append(fact)
                facts.append(fact)
            case _ if prefix == CAMPAIGN_PREFIX:
                change = CAMPAIGN.codec.decode(row)
                facts.append(Fact(row.global_position, subject, change))
                versions = terms.setdefault(subject, [])
                versions += [change.terms] if isinstance(change, CampaignCreated | CampaignChanged) else versions[-1:]
            case _ if prefix == CONTACT_PREFIX:
                facts.append(Fact(row.global_position, subject, CONTACT.codec.decode(row)))
            case _ if prefix == CONSENT_PREFIX:
                facts.append(Fact(row.global_position, subject, CONSENT.codec.decode(row)))
            case _:
                pass
    return Timeline(tuple(facts), {one: _life(one, tuple(found)) for one, found in lives.items()}, terms)


def ends_call(event: Event) -> bool:
    """Whether no call of the interview goes on after it."""
    match event:
        case lifecycle.AttemptFailed() | lifecycle.InterviewHeld() | lifecycle.InterviewRescheduled():
            return True
        case lifecycle.InterviewInterrupted(cause="candidate_lost"):
            return True
        case _:
            return isinstance(event, OVER)


def _life(interview_id: str, facts: tuple[Fact[Event], ...]) -> Life:
    match facts[0].event:
        case lifecycle.InterviewScheduled() as agreed:
            candidate_id, campaign_id, contact = agreed.candidate_id, agreed.campaign_id, agreed.contact
        case _:
            candidate_id, campaign_id, contact = "", None, None
    calls = tuple(_calls(candidate_id, campaign_id, facts))
    return Life(interview_id, candidate_id, campaign_id, contact, facts, calls)


def _calls(candidate_id: str, campaign_id: str | None, facts: tuple[Fact[Event], ...]) -> Iterator[Call]:
    agreed: datetime | None = None
    met = False
    for index, fact in enumerate(facts):
        match fact.event:
            case lifecycle.InterviewScheduled(due=due, appointed=appointed):
                agreed = due if appointed else None
            case lifecycle.InterviewRescheduled(due=due):
                agreed = due
            case ConsentGiven():
                met = True
            case lifecycle.DialStarted() as dial:
                during, end = _during(facts[index + 1 :])
                place = fact.subject, candidate_id, campaign_id, fact.position
                yield Call(*place, dial, agreed, met, during, end)
                agreed = None
            case _:
                pass


def _during(facts: tuple[Fact[Event], ...]) -> tuple[tuple[Fact[Event], ...], Fact[Event] | None]:
    """The facts of a call that began just before them, and the one that ended it."""
    for index, fact in enumerate(facts):
        if ends_call(fact.event):
            return facts[: index + 1], fact
        if isinstance(fact.event, lifecycle.DialStarted):
            return facts[:index], None
    return facts, None


def _finds_somebody(event: Event) -> bool:
    return isinstance(event, lifecycle.CallAnswered) or (isinstance(event, CallJoined) and not event.late)


def _loses_agent(event: Event) -> bool:
    return isinstance(event, lifecycle.InterviewInterrupted) and event.cause != "candidate_lost"
