"""Candidates from a CSV or JSON-lines file: each row becomes a person to call, or problems that say how to mend it.

Deliberately not here: how rows are found in a file (`rows`), whether a number is known from an earlier import, and
whether its owner may be called. No problem repeats a value of a row, because all of them are personal.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from interviewer.calling import writing
from interviewer.calling.numbers import (
    Number,
    NumberInvalid,
    Unclear,
    ZoneUnclear,
    is_region,
    read_number,
    region_remedy,
    zone_of,
)
from interviewer.calling.rows import Form, Row, RowProblem, read_rows
from interviewer.calling.terms import FIRST_YEAR, LAST_YEAR

__all__ = ["Consent", "Form", "Imported", "RowProblem", "place_zone", "read"]

LONGEST = {
    "name": 200,
    "number": 60,
    "zone": 60,
    "region": 10,
    "reference": 200,
    "consent_source": 500,
    "consent_wording": 4_000,
    "consent_at": 40,
    "appointment": 40,
}
"""The columns, and how many characters each may have."""

REQUIRED = ("name", "number")
OVER_LINES = ("consent_source", "consent_wording")
_CONSENT = ("consent_source", "consent_wording", "consent_at")

CLOCKS = timedelta(minutes=5)
"""How far ahead of ours the clock may be that noted a consent."""

_UNFIT = re.compile("[\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Consent:
    """The proof that a person agreed to be called by a machine at the number beside it."""

    source: str
    """Where they did."""
    wording: str
    """What they agreed to, in the words that they saw."""
    obtained_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One candidate of the file."""

    line: int
    """The row's first line, counted from 1."""
    name: str
    number: Number
    zone: str | None
    """IANA name, as given or as the number tells it; None if neither does, and then `hold` says why."""
    hold: Unclear | None
    """Why nobody may be dialled before a person has looked at it."""
    reference: str | None
    """What the company calls the candidate."""
    consent: Consent | None
    appointment: datetime | None
    """The agreed time by the clocks where the candidate lives, without offset."""
    zone_given: bool = False
    """The row itself names the zone; else what is known already of the person tells more than the number."""


def place_zone(written: str) -> str | None:
    """The zone (IANA name) that a person means who writes this; None if it names no zone of a place."""
    return _zone_names()[0].get(_zone_key(written))


def read(
    text_lines: Iterable[str], form: Form, default_region: str | None, now: datetime
) -> Iterator[Imported | RowProblem]:
    """The file's candidates and problems, row by row. Whatever the file contains, nothing is raised.

    A row with a problem is left out, whole; it may have several problems, one after the other. A header with a problem
    ends the file. `default_region` is the country (ISO 3166 code) of numbers without + and without a region of their
    own; ValueError if it is none. `now` says what the future is, and from when on zones are compared.
    `text_lines` is best a file opened with `encoding="utf-8", errors="surrogateescape", newline=""`.
    """
    if default_region is not None and not is_region(default_region):
        raise ValueError(f"{default_region!r} is no country's code. {region_remedy(default_region)}")
    rows = read_rows(text_lines, form, columns=tuple(LONGEST), required=REQUIRED, over_lines=OVER_LINES)
    return _read(rows, default_region, now)


def _read(
    rows: Iterable[Row | RowProblem], default_region: str | None, now: datetime
) -> Iterator[Imported | RowProblem]:
    lines: dict[str, int] = {}
    for row in rows:
        if isinstance(row, RowProblem):
            yield row
            continue
        reading = _Reading(row)
        found = _candidate(reading, default_region, now)
        if found is None:
            yield from reading.problems
        elif (first := lines.setdefault(found.number.e164, row.line)) != row.line:
            remedy = "Remove one of the two rows: a person is interviewed once."
            yield RowProblem(row.line, "number", f"the number is that of line {first}", remedy)
        else:
            yield found


class _Reading:
    """A row on its way to a candidate, and what was found wrong with it so far."""

    def __init__(self, row: Row) -> None:
        self.line = row.line
        self.problems: list[RowProblem] = []
        self._texts = row.texts
        for column, text in row.texts.items():
            if len(text) > LONGEST[column]:
                self.wrong(column, f"this has more than {LONGEST[column]} characters", "Shorten it.")
            elif _SURROGATE.search(text):
                self.wrong(column, "a character cannot be read", "Save the file in UTF-8.")
            elif _UNFIT.search(text):
                self.wrong(column, "a character cannot stand in a text", "Remove it.")
            elif unseen := writing.unseen(text, besides=writing.OVER_LINES):
                self.wrong(column, f"the character {unseen} cannot be seen", "Remove it.")

    def wrong(self, column: str, reason: str, remedy: str) -> None:
        self.problems.append(RowProblem(self.line, column, reason, remedy))

    def text(self, column: str) -> str | None:
        return self._texts.get(column)

    def line_of(self, column: str) -> str | None:
        """The text with its line ends and runs of spaces made one space each."""
        text = self._texts.get(column)
        return None if text is None else " ".join(text.split())


def _candidate(reading: _Reading, default_region: str | None, now: datetime) -> Imported | None:
    """The candidate of a row, or None if anything is wrong with it."""
    if reading.problems:  # nothing is looked for in texts that are no texts, or endless
        return None
    name = _name(reading)
    number = _number(reading, default_region)
    zone = _zone(reading)
    consent = _consent(reading, now)
    appointment = _appointment(reading)
    if reading.problems or name is None or number is None:
        return None
    hold: Unclear | None = None
    if zone is None:
        try:
            zone = zone_of(number, now)
        except ZoneUnclear as unclear:
            hold = unclear.why
    reference = reading.line_of("reference")
    given = reading.text("zone") is not None
    return Imported(reading.line, name, number, zone, hold, reference, consent, appointment, zone_given=given)


def _name(reading: _Reading) -> str | None:
    name = reading.line_of("name")
    if name is None:
        reading.wrong("name", "the name is missing", "Give the name that the person is greeted by.")
    elif not any(map(str.isalpha, name)):
        reading.wrong("name", "this is no name", "Give the name that the person is greeted by.")
    return name


def _number(reading: _Reading, default_region: str | None) -> Number | None:
    region = reading.text("region")
    if region is not None and not is_region(region := region.upper()):
        reading.wrong("region", "this is no country's code", region_remedy(region))
        return None
    try:
        return read_number(reading.text("number") or "", region or default_region)
    except NumberInvalid as error:
        reading.wrong("number", error.reason, error.remedy)
        return None


def _zone(reading: _Reading) -> str | None:
    given = reading.text("zone")
    if given is None:
        return None
    if found := place_zone(given):
        return found
    near = _zone_names()[1].get(_zone_key(given).rpartition("/")[2])
    remedy = f"Did you mean {near}?" if near else "Write continent and city, as Europe/Berlin, or leave it empty."
    reading.wrong("zone", "this is no time zone of a place", remedy)
    return None


def _consent(reading: _Reading, now: datetime) -> Consent | None:
    source, wording, at = reading.line_of("consent_source"), reading.text("consent_wording"), reading.text("consent_at")
    if source is None and wording is None and at is None:
        return None
    if source is None or wording is None or at is None:
        missing = [column for column in _CONSENT if reading.text(column) is None]
        remedy = "A consent is proved by source, wording and time: give all three, or none."
        reading.wrong(missing[0], f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing", remedy)
        return None
    remedy = "Write date, time and offset, as 2026-03-01T09:30:00+01:00."
    try:
        obtained = datetime.fromisoformat(at)
    except ValueError:
        reading.wrong("consent_at", "this is no time", remedy)
        return None
    if obtained.tzinfo is None:
        reading.wrong("consent_at", "the time has no offset from UTC", remedy)
    elif not FIRST_YEAR <= obtained.year <= LAST_YEAR:
        reading.wrong("consent_at", "the year cannot be right", remedy)
    elif obtained > now + CLOCKS:
        reading.wrong("consent_at", "the time lies in the future", "Give the time at which the person agreed.")
    else:
        return Consent(source, wording, obtained.astimezone(UTC))
    return None


def _appointment(reading: _Reading) -> datetime | None:
    given = reading.text("appointment")
    if given is None:
        return None
    remedy = "Write date and time by the candidate's clock, as 2026-03-01 14:30."
    try:
        agreed = datetime.fromisoformat(given) if _LOCAL.fullmatch(given) else None
    except ValueError:
        agreed = None
    if agreed is None:
        reading.wrong("appointment", "this is no local date and time", remedy)
    elif not FIRST_YEAR <= agreed.year <= LAST_YEAR:
        reading.wrong("appointment", "the year cannot be right", remedy)
    else:
        return agreed
    return None


def _zone_key(written: str) -> str:
    return "_".join(written.casefold().split())


@lru_cache(maxsize=1)
def _zone_names() -> tuple[dict[str, str], dict[str, str]]:
    """The zones' names by themselves and by their cities, all in lower case.

    Left out are names without a place: EST is five hours behind all year, which nobody who writes it means.
    """
    names = sorted(name for name in zoneinfo.available_timezones() if _of_a_place(name))
    by_city = {name.casefold().rpartition("/")[2]: name for name in names}
    return {name.casefold(): name for name in names}, by_city


def _of_a_place(name: str) -> bool:
    return name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/")))
