"""Who may be called at all: consent with its proof, withdrawals, and the do-not-call list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from interviewer.calling.permission import (
    CONSENT,
    CONTACT,
    ConsentEvent,
    ConsentOutdated,
    ConsentRecorded,
    ConsentWithdrawn,
    ListNumber,
    NumberListed,
    NumberUnlisted,
    RecordConsent,
    UnlistNumber,
    WithdrawConsent,
    contact_of,
)

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def consent(obtained_at: datetime, now: datetime = NOW + 9 * HOUR) -> RecordConsent:
    return RecordConsent("contact", "web form", "You may call me.", obtained_at, now)


def after(*commands: RecordConsent | WithdrawConsent) -> ConsentEvent | None:
    last: ConsentEvent | None = None
    for command in commands:
        for event in CONSENT.decide(command, last):
            last = CONSENT.evolve(last, event)
    return last


def test_a_consent_that_is_known_is_not_recorded_again() -> None:
    known = after(consent(NOW))
    assert isinstance(known, ConsentRecorded)
    assert CONSENT.decide(consent(NOW, now=NOW + 20 * HOUR), known) == ()


def test_a_consent_from_before_the_withdrawal_is_none_any_more() -> None:
    withdrawn = after(consent(NOW), WithdrawConsent("recruiter", NOW + HOUR))
    for obtained_at in (NOW, NOW + HOUR):
        with pytest.raises(ConsentOutdated):
            CONSENT.decide(consent(obtained_at), withdrawn)
    (given,) = CONSENT.decide(consent(NOW + 2 * HOUR), withdrawn)
    assert isinstance(given, ConsentRecorded)


def test_a_withdrawal_counts_before_any_consent_and_each_one_anew() -> None:
    withdrawn = after(WithdrawConsent("recruiter", NOW), WithdrawConsent("recruiter", NOW + 2 * HOUR))
    assert withdrawn == ConsentWithdrawn("recruiter", NOW + 2 * HOUR)
    with pytest.raises(ConsentOutdated):
        CONSENT.decide(consent(NOW + HOUR), withdrawn)


def test_an_older_proof_does_not_take_the_place_of_a_newer_one() -> None:
    known = after(consent(NOW), WithdrawConsent("recruiter", NOW + HOUR), consent(NOW + 2 * HOUR))
    assert CONSENT.decide(consent(NOW), known) == ()


def test_a_number_is_listed_once_and_taken_off_once() -> None:
    (listed,) = CONTACT.decide(ListNumber("letter", "recruiter", NOW), None)
    assert isinstance(listed, NumberListed)
    assert CONTACT.decide(ListNumber("again", "recruiter", NOW), listed) == ()
    (unlisted,) = CONTACT.decide(UnlistNumber("a mistake", "recruiter", NOW), listed)
    assert isinstance(unlisted, NumberUnlisted)
    assert CONTACT.evolve(listed, unlisted) is None
    assert CONTACT.decide(UnlistNumber("again", "recruiter", NOW), None) == ()


def test_a_contact_tells_no_number_and_differs_between_installations() -> None:
    contact = contact_of("+442079460018", "secret")
    assert contact == contact_of("+442079460018", "secret")
    assert contact != contact_of("+442079460018", "another")
    assert "2079460018" not in contact
