"""Somebody to be interviewed by telephone, from a row of a file or from a request: what that comes to for the log.

Deliberately not here: where it comes from (`candidate_import`, `appointments`), and how refusals are told there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from interviewer.calling.importing import Consent
from interviewer.calling.numbers import Number, Unclear
from interviewer.calling.openings import Place, instant
from interviewer.calling.permission import RecordConsent
from interviewer.interviews.commands import Schedule
from interviewer.interviews.lifecycle import HoldReason
from interviewer.providers.people import Person, Standing
from interviewer.providers.plans import KeptPlan


@dataclass(frozen=True, slots=True)
class PhoneInterview:
    """A candidate, what is known of its number already, and the time agreed. At most one of `at` and `local`."""

    name: str
    number: Number
    contact: str
    standing: Standing
    told_zone: str | None
    """IANA name, as given now or as the number tells it; None if neither does, and then `unclear` says why."""
    zone_given: bool
    """Somebody named the zone now; else what is known already of the person tells more than the number."""
    unclear: Unclear | None
    consent: Consent | None
    reference: str | None = None
    at: datetime | None = None
    local: datetime | None = None
    """By the clocks where the candidate lives, without offset."""

    @property
    def zone(self) -> str | None:
        """Where the person lives: as given now, else as is known already, else as the number tells."""
        known = self.standing.zone
        return self.told_zone if self.zone_given or known is None else known

    @property
    def due(self) -> datetime | None:
        """The agreed time as an instant; None without one, or while nobody knows by whose clocks it is."""
        if self.local is None or self.zone is None:
            return self.at
        return instant(self.local, Place(self.zone))

    @property
    def hold(self) -> HoldReason | None:
        """Why a person has to look at it first."""
        if self.zone is None:
            return self.unclear or "zone_unknown"
        return None if self.consent or self.standing.consent else "consent_missing"

    @property
    def person(self) -> Person:
        """The candidate as it is kept."""
        zone = self.told_zone if self.zone_given or self.standing.zone is None else None
        return Person(self.name, self.number.e164, self.contact, self.number.region, zone, self.unclear, self.reference)

    def record_consent(self, now: datetime) -> RecordConsent | None:
        """What keeps the proof of the consent; None if none was given now."""
        if (given := self.consent) is None:
            return None
        return RecordConsent(self.contact, given.source, given.wording, given.obtained_at, now)

    def schedule(
        self,
        candidate_id: str,
        plan: KeptPlan,
        question_ids: Sequence[str],
        now: datetime,
        campaign_id: str | None = None,
    ) -> Schedule:
        """What agrees the interview: at the time agreed, else as soon as the candidate may be called."""
        due = self.due
        return Schedule(
            plan.id,
            candidate_id,
            tuple(question_ids),
            due or now,
            now,
            campaign_id=campaign_id,
            contact=self.contact,
            appointed=due is not None,
            minutes=plan.plan.plan.minutes,
            local=self.local,
            hold=self.hold,
        )
