"""Whether a person may be called at all: the do-not-call list by number, and each candidate's consent with its proof.

Two small streams: `contact-<contact>`, where a contact stands for a number without telling it, and
`consent-<candidate>`. The list wins over everything, and both take effect on calls that wait already.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from interviewer.calling import names
from interviewer.kernel.codec import Codec, Stored
from interviewer.kernel.execute import Aggregate
from interviewer.kernel.log import Effect, Enqueue, Release, Reserve

CONTACT_PREFIX = "contact-"
CONSENT_PREFIX = "consent-"
CONTACTS = "contacts"
"""The queue of numbers whose interviews have to be looked at anew."""
CONSENTS = "consents"
"""The queue of candidates whose interviews have to be looked at anew."""


def contact_of(number: str, secret: str) -> str:
    """What stands for a number (E.164) in the log: a keyed hash, the same for the same number and secret."""
    return hmac.new(secret.encode(), number.encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class NumberListed:
    """The number may not be called any more; `source` tells where that wish came from."""

    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NumberUnlisted:
    """The number was taken off the list, and why."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ListNumber:
    """Put the number on the do-not-call list."""

    source: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class UnlistNumber:
    """Take the number off the list."""

    reason: str
    by: str
    now: datetime


ContactEvent = NumberListed | NumberUnlisted
ContactCommand = ListNumber | UnlistNumber


def decide_contact(command: ContactCommand, listed: NumberListed | None) -> tuple[ContactEvent, ...]:
    """The events that carry the command out; none if it changes nothing."""
    match command:
        case ListNumber(source, by, now):
            return () if listed else (NumberListed(source, by, now),)
        case UnlistNumber(reason, by, now):
            return (NumberUnlisted(reason, by, now),) if listed else ()
        case _:
            assert_never(command)


def evolve_contact(_: NumberListed | None, event: ContactEvent) -> NumberListed | None:
    """The entry of the list after the event; None when there is none."""
    return event if isinstance(event, NumberListed) else None


def contact_effects(stream: str, event: ContactEvent, _: NumberListed | None) -> tuple[Effect, ...]:
    """The name that forbids the dial, and that the number's interviews have to be looked at anew."""
    contact = stream.removeprefix(CONTACT_PREFIX)
    claim = Reserve if isinstance(event, NumberListed) else Release
    return claim(names.do_not_call(contact), contact), Enqueue(CONTACTS, contact, event.at)


@dataclass(frozen=True, slots=True)
class ConsentRecorded:
    """The candidate agreed to be called by a machine at that number: where, in which words, and when."""

    contact: str
    source: str
    wording: str
    obtained_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """The candidate no longer agrees."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """Keep the proof of a consent; see `ConsentRecorded`."""

    contact: str
    source: str
    wording: str
    obtained_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """The candidate no longer agrees."""

    by: str
    now: datetime


ConsentEvent = ConsentRecorded | ConsentWithdrawn
ConsentCommand = RecordConsent | WithdrawConsent


class ConsentOutdated(Exception):
    """The candidate withdrew the consent after that. Nothing was recorded; ask the candidate again."""


def decide_consent(command: ConsentCommand, last: ConsentEvent | None) -> tuple[ConsentEvent, ...]:
    """The events that carry the command out; none if it changes nothing. Raises `ConsentOutdated`.

    A list that is read again brings old consents again: one from before the last withdrawal is none any more, and one
    older than that on record proves nothing new. A withdrawal counts also where no consent is known yet.
    """
    match command, last:
        case RecordConsent(obtained_at=obtained_at), ConsentWithdrawn(at=withdrawn) if obtained_at <= withdrawn:
            raise ConsentOutdated
        case RecordConsent(obtained_at=obtained_at), ConsentRecorded(obtained_at=known) if obtained_at < known:
            return ()
        case RecordConsent(contact, source, wording, obtained_at, now), _:
            new = ConsentRecorded(contact, source, wording, obtained_at, now)
            return () if isinstance(last, ConsentRecorded) and replace(last, at=now) == new else (new,)
        case WithdrawConsent(by, now), _:
            return (ConsentWithdrawn(by, now),)
        case _:
            assert_never(command)


def evolve_consent(_: ConsentEvent | None, event: ConsentEvent) -> ConsentEvent | None:
    """What was said last about it; None when nothing was."""
    return event


def consent_effects(stream: str, event: ConsentEvent, _: ConsentEvent | None) -> tuple[Effect, ...]:
    """The name that a dial demands, and that the candidate's interviews have to be looked at anew."""
    candidate_id = stream.removeprefix(CONSENT_PREFIX)
    claim = Reserve if isinstance(event, ConsentRecorded) else Release
    return claim(names.consent(candidate_id), candidate_id), Enqueue(CONSENTS, candidate_id, event.at)


CONTACT_EVENTS: dict[type[ContactEvent], Stored] = {
    NumberListed: Stored("number.listed"),
    NumberUnlisted: Stored("number.unlisted"),
}
CONTACT: Aggregate[ContactCommand, ContactEvent, NumberListed | None] = Aggregate(
    initial=None,
    decide=decide_contact,
    evolve=evolve_contact,
    codec=Codec(CONTACT_EVENTS),
    effects=contact_effects,
)
CONSENT_EVENTS: dict[type[ConsentEvent], Stored] = {
    ConsentRecorded: Stored("consent.recorded", personal=("contact", "source", "wording")),
    ConsentWithdrawn: Stored("consent.withdrawn"),
}
CONSENT: Aggregate[ConsentCommand, ConsentEvent, ConsentEvent | None] = Aggregate(
    initial=None,
    decide=decide_consent,
    evolve=evolve_consent,
    codec=Codec(CONSENT_EVENTS),
    effects=consent_effects,
    subject=lambda stream, _: stream.removeprefix(CONSENT_PREFIX),
)
