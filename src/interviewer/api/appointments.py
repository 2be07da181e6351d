"""Interviews by telephone that are agreed one by one, outside of any campaign, and the times agreed for interviews.

Deliberately not here: whole files of candidates (`candidate_import`).
"""

from __future__ import annotations

from datetime import datetime

from interviewer.api.context import Context, metadata
from interviewer.api.phone_interviews import PhoneInterview
from interviewer.api.refusals import NumberRefused, RequestInvalid, ZoneMissing
from interviewer.calling.importing import CLOCKS, Consent, place_zone
from interviewer.calling.numbers import Number, Unclear, ZoneUnclear, read_number, zone_of
from interviewer.calling.openings import Place, instant
from interviewer.calling.permission import contact_of
from interviewer.calling.zones import ZoneUnknown
from interviewer.interviews.commands import Schedule
from interviewer.providers.people import Standing
from interviewer.providers.plans import KeptPlan
from interviewer.wire.appointments import NewInterview, NewTime
from interviewer.wire.campaigns import NewConsent


def agreed(time: NewTime, zone: str | None, now: datetime) -> datetime:
    """The instant that was agreed on, with a candidate who lives in that zone. Raises RequestInvalid, ZoneMissing."""
    if (time.at is None) == (time.local is None):
        raise RequestInvalid("When? Give `at`, a time with its offset, or `local`, the time where the candidate lives.")
    if time.at is not None:
        due = time.at
    else:
        assert time.local is not None  # noqa: S101 - one of the two is given
        if zone is None:
            raise ZoneMissing
        due = instant(time.local, Place(zone))
    if due <= now:
        raise RequestInvalid("The time has passed already. Give one that is still to come.")
    return due


def proof(given: NewConsent, now: datetime) -> Consent:
    """The proof of a consent. Raises RequestInvalid for one that is still to come."""
    if given.obtained_at > now + CLOCKS:
        raise RequestInvalid("obtained_at: the time lies in the future. Give the time at which the candidate agreed.")
    return Consent(given.source, given.wording, given.obtained_at)


async def by_telephone(here: Context, wanted: NewInterview, written: str, plan: KeptPlan) -> Schedule:
    """What agrees the interview with the owner of the number as written, who is kept with any consent given.

    Nothing is kept of a request that is refused, but the person of one whose consent is outdated. Raises
    RequestInvalid, NumberInvalid, NumberRefused, ZoneUnknown, CandidateUnknown, ConsentOutdated.
    """
    plane, now = here.plane, here.plane.clock.now()
    number = read_number(written, wanted.region and wanted.region.upper())
    contact = contact_of(number.e164, here.settings.contact_secret)
    name = await _name(here, wanted, contact)
    standing = (await plane.people.standings(None, [contact]))[contact]
    if standing.listed:
        raise NumberRefused
    interview = _read(wanted, name, number, contact, standing, now)
    candidate_id = (await plane.people.put([interview.person]))[contact]
    if (consent := interview.record_consent(now)) is not None:
        await plane.execute_consent(candidate_id, consent, metadata(), here.command_id(candidate_id))
    questions = plan.plan.plan.first(wanted.questions).questions
    return interview.schedule(candidate_id, plan, [question.id for question in questions], now)


async def _name(here: Context, wanted: NewInterview, contact: str) -> str:
    if wanted.candidate_id is None:
        if wanted.candidate_name is None:
            raise RequestInvalid("Whose number is it? Give candidate_name, or candidate_id for somebody known.")
        return wanted.candidate_name
    candidate = await here.plane.candidates.get(wanted.candidate_id)
    known = (await here.plane.people.reachable([candidate.id])).get(candidate.id)
    if known is None or known.contact != contact:
        remedy = "Give candidate_name instead: whoever has the number is found by it."
        raise RequestInvalid(f"candidate_id: that candidate has another number, or none. {remedy}")
    return candidate.name


def _read(
    wanted: NewInterview, name: str, number: Number, contact: str, standing: Standing, now: datetime
) -> PhoneInterview:
    zone, unclear = _zone(wanted.zone, number, now)
    interview = PhoneInterview(
        name,
        number,
        contact,
        standing,
        zone,
        wanted.zone is not None,
        unclear,
        proof(wanted.consent, now) if wanted.consent else None,
        at=wanted.at,
        local=wanted.local,
    )
    if wanted.at is not None or wanted.local is not None:
        try:
            agreed(NewTime(at=wanted.at, local=wanted.local), interview.zone, now)
        except ZoneMissing as missing:
            reason = "zone: nobody knows by whose clocks `local` is, for the number does not tell where its owner lives"
            raise RequestInvalid(f"{reason}. Give the zone, as Europe/Berlin, or `at`.") from missing
    return interview


def _zone(given: str | None, number: Number, now: datetime) -> tuple[str | None, Unclear | None]:
    """The zone given, else that of the number, or why there is none."""
    if given is not None:
        if (zone := place_zone(given)) is None:
            raise ZoneUnknown(given)
        return zone, None
    try:
        return zone_of(number, now), None
    except ZoneUnclear as unclear:
        return None, unclear.why
