"""Telephone numbers: read into the one form in which they are stored and dialled, and what they tell of the place.

Deliberately not here: whether a number may be called. It never repeats a number in a message, because it is personal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

from interviewer.calling.zones import Zones, ZoneUnknown, find_zone, spans

Unclear = Literal["zone_ambiguous", "zone_unknown"]
"""Why a number does not tell the time of day where its owner lives: its zones disagree, or it has none."""

AGREEMENT = timedelta(days=400)
"""How far ahead zones must have the same offsets to count as one: a year with both its changes of clocks, and more."""

_PERSONAL = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)
_WRITTEN = re.compile(r"(?:tel:)?[+(\d][\d\s().\-/]*")
_SHORTENED = re.compile(r"\d+[.,]?\d*[eE]\+?\d+")


class NumberInvalid(Exception):
    """This is no telephone number of a person; `reason` and `remedy` say why and what to do, without repeating it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}. {remedy}")
        self.reason, self.remedy = reason, remedy


class ZoneUnclear(Exception):
    """The number does not tell in which time zone its owner lives."""

    def __init__(self, why: Unclear) -> None:
        super().__init__(f"the number does not tell in which time zone its owner lives ({why}); give the zone")
        self.why = why


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number that can belong to a person."""

    e164: str
    """As it is dialled: + and up to 15 digits."""
    region: str | None
    """ISO 3166 code of the country; None if it belongs to no country."""
    zones: tuple[str, ...]
    """IANA names of all time zones in which its owner may be; empty if unknown."""


def read_number(text: str, region: str | None) -> Number:
    """The number in a text as people write it. Raises NumberInvalid.

    `region` is the country (ISO 3166 code) of numbers written without + and country code; None allows none such.
    """
    written = _plain(text)
    if not _WRITTEN.fullmatch(written):
        raise _unreadable(written)
    if region is not None and not is_region(region):
        raise NumberInvalid("its region is no country's code", region_remedy(region))
    try:
        parsed = phonenumbers.parse(written, region)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            reason = "the number does not tell its country"
            remedy = "Write it with + and the country code, or name the region of numbers without, as GB."
            raise NumberInvalid(reason, remedy) from error
        raise NumberInvalid("this is no telephone number", "Write it in full, as +44 20 7946 0018.") from error
    kind = phonenumbers.number_type(parsed)
    if kind == PhoneNumberType.UNKNOWN:
        raise NumberInvalid("no such number exists", "Check for missing or additional digits and the country code.")
    if kind not in _PERSONAL:
        kind_name = PhoneNumberType.to_string(kind).lower().replace("_", " ")
        raise NumberInvalid(f"this is a number of a service ({kind_name})", "Give a number of the person's own.")
    country = phonenumbers.region_code_for_number(parsed)
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    zones = tuple(zone for zone in time_zones_for_number(parsed) if zone != phonenumbers.timezone.UNKNOWN_TIMEZONE)
    return Number(e164, None if country == "001" else country, zones)


def is_region(code: str) -> bool:
    """Whether this is the ISO 3166 code, in capitals, of a country with telephone numbers."""
    return code in phonenumbers.SUPPORTED_REGIONS


def region_remedy(code: str) -> str:
    """What to write instead of a code that is no region."""
    return "Write GB for the United Kingdom." if code.upper() == "UK" else "Write two letters, as DE, GB or US."


def zone_of(number: Number, now: datetime, zones: Zones = ZoneInfo) -> str:
    """The zone (IANA name) by whose clock the owner of the number lives. Raises ZoneUnclear.

    Several zones count as one if their clocks show the same for the 400 days from the date of `now` (UTC) on. Zones of
    other countries than the number's are left out: the library names those of all countries that share a country code.
    """
    named = _own(number)
    if not named:
        raise ZoneUnclear("zone_unknown")
    if len(named) > 1 and not _agree(named, now.astimezone(UTC).date(), zones):
        raise ZoneUnclear("zone_ambiguous")
    return named[0]


def _plain(text: str) -> str:
    """The text without what address books and spreadsheets put in unseen, all its dashes and digits the common ones."""
    visible = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    dashed = "".join("-" if c == "\N{MINUS SIGN}" or unicodedata.category(c) == "Pd" else c for c in visible)
    return dashed.strip().removeprefix("'")


def _unreadable(written: str) -> NumberInvalid:
    if not written:
        return NumberInvalid("there is no number", "Give one, as +44 20 7946 0018.")
    if _SHORTENED.fullmatch(written):
        remedy = "Format the column as text in the spreadsheet, enter the number again and export the file anew."
        return NumberInvalid("a spreadsheet has shortened the number, digits are lost", remedy)
    return NumberInvalid(
        "this is no telephone number", "Give one number without extension or words, as +44 20 7946 0018."
    )


def _own(number: Number) -> tuple[str, ...]:
    """The zones without those of countries other than the number's, unless that leaves none."""
    if number.region is None:
        return number.zones
    countries = _countries()
    return tuple(z for z in number.zones if countries.get(z, number.region) == number.region) or number.zones


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """The country of each zone, by the table that travels with the zones; outdated names are missing in it."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {zone: country for country, _, zone, *_ in rows}


@lru_cache(maxsize=1024)
def _agree(names: tuple[str, ...], day: date, zones: Zones) -> bool:
    begin = datetime.combine(day, time(), UTC)
    try:
        rules = {tuple(spans(find_zone(name, zones), begin, begin + AGREEMENT)) for name in names}
    except ZoneUnknown:
        return False
    return len(rules) == 1
