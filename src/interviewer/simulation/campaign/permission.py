"""The laws of permission, all by position in the log: the do-not-call list, consent, and campaigns that are halted."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.calling.campaign import CampaignCancelled, CampaignPaused, CampaignResumed
from interviewer.calling.permission import ConsentRecorded, ConsentWithdrawn, NumberListed, NumberUnlisted
from interviewer.interviews.lifecycle import DialStarted, InterviewOptedOut
from interviewer.interviews.observations import CallEnded
from interviewer.simulation.campaign.evidence import Evidence
from interviewer.simulation.campaign.law import Checks
from interviewer.simulation.campaign.timeline import AnyEvent, Fact, Life


def unlisted(evidence: Evidence) -> Checks:
    """No dial while the number is on the do-not-call list: from the opt-out in a call on, or from its entry."""
    listed: set[str] = set()
    for fact, life in _facts(evidence):
        match fact.event:
            case NumberListed():
                listed.add(fact.subject)
            case NumberUnlisted():
                listed.discard(fact.subject)
            case _ if life is not None and life.contact is not None and opts_out(fact.event):
                listed.add(life.contact)
            case DialStarted(line="phone", attempt=attempt) if life is not None:
                on_it = life.contact in listed
                yield f"{life.interview_id} attempt {attempt}: the number is on the do-not-call list" if on_it else None
            case _:
                pass


def consented(evidence: Evidence) -> Checks:
    """No dial without the candidate's consent to be called by a machine."""
    given: set[str] = set()
    for fact, life in _facts(evidence):
        match fact.event:
            case ConsentRecorded():
                given.add(fact.subject)
            case ConsentWithdrawn():
                given.discard(fact.subject)
            case DialStarted(line="phone", attempt=attempt) if life is not None:
                missing = life.candidate_id not in given
                yield f"{life.interview_id} attempt {attempt}: there is no consent" if missing else None
            case _:
                pass


def unhalted(evidence: Evidence) -> Checks:
    """No dial while the campaign is paused or cancelled."""
    halted: dict[str, str] = {}
    for fact, life in _facts(evidence):
        match fact.event:
            case CampaignPaused():
                halted[fact.subject] = "paused"
            case CampaignCancelled():
                halted[fact.subject] = "cancelled"
            case CampaignResumed():
                halted.pop(fact.subject, None)
            case DialStarted(line="phone", attempt=attempt) if life is not None:
                status = halted.get(life.campaign_id or "")
                yield f"{life.interview_id} attempt {attempt}: its campaign is {status}" if status else None
            case _:
                pass


def opted_out_listed(evidence: Evidence) -> Checks:
    """Who opted out, be it in a call that was not theirs to end any more, is on the do-not-call list at the end."""
    listed: set[str] = set()
    for fact in evidence.timeline.facts:
        match fact.event:
            case NumberListed():
                listed.add(fact.subject)
            case NumberUnlisted():
                listed.discard(fact.subject)
            case _:
                pass
    for life in evidence.timeline.lives.values():
        if life.contact is not None and any(opts_out(fact.event) for fact in life.facts):
            yield None if life.contact in listed else f"{life.interview_id}: opted out and is not on the list"


def opts_out(event: AnyEvent) -> bool:
    """Whether the candidate says by it that they want no more calls."""
    return isinstance(event, InterviewOptedOut) or (isinstance(event, CallEnded) and event.reason == "opted_out")


def _facts(evidence: Evidence) -> Iterator[tuple[Fact[AnyEvent], Life | None]]:
    """Everything in order, with the interview that it is of."""
    for fact in evidence.timeline.facts:
        yield fact, evidence.timeline.lives.get(fact.subject)
