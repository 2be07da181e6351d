"""What a log of several interviews must never say, judged row by row by what it said before and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interviewer.calling.campaign import CAMPAIGN, CampaignCancelled, CampaignPaused, CampaignResumed
from interviewer.calling.campaign import STREAM_PREFIX as CAMPAIGN_PREFIX
from interviewer.calling.permission import (
    CONSENT,
    CONSENT_PREFIX,
    CONTACT,
    CONTACT_PREFIX,
    ConsentRecorded,
    ConsentWithdrawn,
    NumberListed,
    NumberUnlisted,
)
from interviewer.interviews.events import CODEC, OVER, Event
from interviewer.interviews.evolution import evolve
from interviewer.interviews.ids import interview_of
from interviewer.interviews.lifecycle import (
    AttemptFailed,
    DialStarted,
    InterviewHeld,
    InterviewInterrupted,
    InterviewLeased,
    InterviewOptedOut,
    InterviewRescheduled,
)
from interviewer.interviews.observations import CallEnded, Observation
from interviewer.interviews.state import INITIAL, Interview
from interviewer.kernel.log import Recorded


@dataclass(frozen=True, slots=True)
class Planned:
    candidate: str
    campaign: str | None
    contact: str | None


class Laws:
    """What the log says, row by row, and what it must never say."""

    def __init__(self, planned: Mapping[str, Planned], limit: int) -> None:
        self.planned = planned
        self.limit = limit
        self.position = 0
        self.in_call: dict[str, str] = {}
        self.leases: dict[str, int] = {}
        self.epochs: dict[str, int] = {}
        self.states: dict[str, Interview] = {}
        self.listed: set[str] = set()
        self.agreed: set[str] = set()
        self.halted: set[str] = set()

    def see(self, row: Recorded) -> None:
        """Take in the next row, and judge it by all before."""
        assert row.global_position == self.position + 1
        self.position = row.global_position
        if (interview := interview_of(row.stream)) is not None:
            event = CODEC.decode(row)
            self._see(interview, self.planned[interview], event)
            self.states[interview] = evolve(self.states.get(interview, INITIAL), event)
        elif row.stream.startswith(CONTACT_PREFIX):
            match CONTACT.codec.decode(row):
                case NumberListed():
                    self.listed.add(row.stream.removeprefix(CONTACT_PREFIX))
                case NumberUnlisted():
                    self.listed.discard(row.stream.removeprefix(CONTACT_PREFIX))
        elif row.stream.startswith(CONSENT_PREFIX):
            match CONSENT.codec.decode(row):
                case ConsentRecorded():
                    self.agreed.add(row.stream.removeprefix(CONSENT_PREFIX))
                case ConsentWithdrawn():
                    self.agreed.discard(row.stream.removeprefix(CONSENT_PREFIX))
        else:
            match CAMPAIGN.codec.decode(row):
                case CampaignPaused() | CampaignCancelled():
                    self.halted.add(row.stream.removeprefix(CAMPAIGN_PREFIX))
                case CampaignResumed():
                    self.halted.discard(row.stream.removeprefix(CAMPAIGN_PREFIX))
                case _:
                    pass

    def _see(self, interview: str, planned: Planned, event: Event) -> None:
        match event:
            case DialStarted(line=line):
                assert interview not in self.in_call, "one call of an interview at once"
                assert planned.candidate not in self.in_call.values(), "one call of a candidate at once"
                if line == "phone":
                    assert len(self.in_call) < self.limit, "never more calls than the limit"
                    assert planned.contact not in self.listed, "nobody who is not to be called"
                    assert planned.candidate in self.agreed, "nobody without consent"
                    assert planned.campaign not in self.halted, "nobody while the campaign is halted"
                self.in_call[interview] = planned.candidate
            case InterviewLeased(epoch=epoch):
                assert interview in self.in_call
                assert interview not in self.leases, "one lease at once"
                assert epoch == self.epochs.get(interview, 0) + 1
                self.leases[interview] = self.epochs[interview] = epoch
            case InterviewInterrupted(cause=cause):
                assert interview in self.in_call
                self.leases.pop(interview, None)
                if cause == "candidate_lost":
                    del self.in_call[interview]
            case Observation(epoch=epoch, late=late):
                assert late == (self.leases.get(interview) != epoch), "only who has the lease moves the interview"
                if isinstance(event, CallEnded) and event.reason == "opted_out" and late and planned.contact:
                    self.listed.add(planned.contact)
            case AttemptFailed() | InterviewHeld() | InterviewRescheduled():
                self._hang_up(interview)
            case ended if isinstance(ended, OVER):
                self._hang_up(interview)
                if isinstance(ended, InterviewOptedOut) and planned.contact:
                    self.listed.add(planned.contact)
            case _:
                pass

    def _hang_up(self, interview: str) -> None:
        self.leases.pop(interview, None)
        self.in_call.pop(interview, None)
