"""The laws of an interview's life: one lease at a time, no word of an older epoch, and an end that is one, for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from interviewer.interviews import lifecycle
from interviewer.interviews.events import OVER, Event
from interviewer.interviews.observations import CallEnded, CallJoined, Observation
from interviewer.simulation.campaign.evidence import Evidence
from interviewer.simulation.campaign.law import Checks
from interviewer.simulation.campaign.timeline import Life, ends_call

AGENTS_WORD: Final[dict[type[Event], str]] = {
    lifecycle.InterviewCompleted: "finished",
    lifecycle.InterviewDeclined: "declined",
    lifecycle.InterviewOptedOut: "opted_out",
    lifecycle.InterviewMisdirected: "wrong_person",
}
"""Ends that come of nothing but an agent's word, and which."""


def leases(evidence: Evidence) -> Checks:
    """An interview has one lease at a time, each an epoch above the last, and only while a call goes on."""
    for life in evidence.timeline.lives.values():
        yield from _leases(life)


def _leases(life: Life) -> Iterator[str | None]:
    epoch, held, calling = 0, False, False
    for fact in life.facts:
        match fact.event:
            case lifecycle.InterviewLeased(epoch=new):
                if held:
                    yield f"{life.interview_id}: epoch {new} began while epoch {epoch} had a valid lease"
                elif new != epoch + 1:
                    yield f"{life.interview_id}: epoch {new} follows {epoch}"
                elif not calling:
                    yield f"{life.interview_id}: epoch {new} began without a call"
                else:
                    yield None
                epoch, held = new, True
            case lifecycle.DialStarted():
                held, calling = False, True
            case lifecycle.InterviewInterrupted(cause=cause):
                held, calling = False, cause != "candidate_lost"
            case event if ends_call(event):
                held, calling = False, False
            case _:
                pass


def epochs(evidence: Evidence) -> Checks:
    """What an agent says counts only while it has the lease, once and in order; later it is marked late."""
    for life in evidence.timeline.lives.values():
        yield from _epochs(life)


def _epochs(life: Life) -> Iterator[str | None]:
    epoch, held = 0, False
    taken: Counter[int] = Counter()
    before: Event | None = None
    for fact in life.facts:
        found: str | None = None
        match fact.event:
            case Observation() as seen:
                taken[seen.epoch] += 1
                if not seen.late and not (held and seen.epoch == epoch):
                    found = f"epoch {seen.epoch} was listened to while {epoch if held else 'none'} had the lease"
                elif seen.epoch > epoch or seen.number != taken[seen.epoch]:
                    found = f"observation {seen.number} of epoch {seen.epoch} was number {taken[seen.epoch]}"
                yield found and f"{life.interview_id}: {found}"
            case lifecycle.InterviewInterrupted(epoch=named, cause=cause):
                if named != epoch or (cause != "candidate_lost" and not held):
                    found = f"epoch {named} interrupted it while {epoch if held else 'none'} had the lease"
                yield found and f"{life.interview_id}: {found}"
            case event if word := AGENTS_WORD.get(type(event)):
                heard = isinstance(before, CallEnded) and not before.late and before.reason == word
                yield None if heard else f"{life.interview_id}: ended as {word} without word of its agent"
            case _:
                pass
        match fact.event:
            case lifecycle.InterviewLeased(epoch=new):
                epoch, held = new, True
            case lifecycle.InterviewInterrupted() | lifecycle.DialStarted():
                held = False
            case event if ends_call(event):
                held = False
            case _:
                pass
        before = fact.event


def terminal(evidence: Evidence) -> Checks:
    """What is over stays over: after the end there are only late words, a scorecard and its review."""
    for life in evidence.timeline.lives.values():
        over = next((index for index, fact in enumerate(life.facts) if isinstance(fact.event, OVER)), None)
        if over is not None:
            after = next((fact for fact in life.facts[over + 1 :] if not _may_follow(fact.event)), None)
            yield None if after is None else f"{life.interview_id}: {type(after.event).__name__} after its end"


def _may_follow(event: Event) -> bool:
    match event:
        case Observation(late=late):
            return late
        case _:
            follows = lifecycle.InterviewEvaluated, lifecycle.InterviewReviewed, lifecycle.CandidateLeft
            return isinstance(event, follows)


def accounted_for(evidence: Evidence) -> Checks:
    """Every interview is over or held with a reason, and every candidate has one."""
    met: set[str] = set()
    for life in evidence.timeline.lives.values():
        met.add(life.candidate_id)
        state = standing(life)
        yield None if state not in GOING_ON else f"{life.interview_id}: is still {state}"
    for candidate_id in evidence.numbers:
        if candidate_id not in met:
            yield f"{candidate_id}: has no interview"


GOING_ON: Final = frozenset({"scheduled", "queued", "dialling", "live", "interrupted"})


def standing(life: Life) -> str:
    """Where the interview stands at the end of the log: how it ended, `held` with the reason, or one of `GOING_ON`."""
    state = "scheduled"
    for fact in life.facts:
        match fact.event:
            case lifecycle.InterviewHeld(reason=reason):
                state = f"held: {reason}"
            case lifecycle.InterviewQueued():
                state = "queued"
            case lifecycle.DialStarted():
                state = "dialling"
            case CallJoined(late=False):
                state = "live"
            case lifecycle.InterviewInterrupted():
                state = "interrupted"
            case lifecycle.InterviewDeferred() | lifecycle.InterviewRescheduled() | lifecycle.AttemptFailed():
                state = "scheduled"
            case lifecycle.InterviewUnreached(outcome=outcome):
                return outcome
            case lifecycle.InterviewMisdirected():
                return "wrong_person"
            case event if isinstance(event, OVER):
                return OUTCOMES[type(event)]
            case _:
                pass
    return state


OUTCOMES: Final[dict[type[Event], str]] = {
    lifecycle.InterviewCompleted: "completed",
    lifecycle.InterviewAbandoned: "abandoned",
    lifecycle.InterviewDeclined: "declined",
    lifecycle.InterviewFailed: "failed",
    lifecycle.InterviewOptedOut: "opted_out",
    lifecycle.InterviewCancelled: "cancelled",
    lifecycle.InterviewExpired: "expired",
}
