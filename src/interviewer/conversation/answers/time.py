"""Reads a time at which somebody wants to be called: "tomorrow at three", "on Friday afternoon", "in half an hour"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from interviewer.conversation.answers.amounts import Rate, find
from interviewer.conversation.answers.days import days_in
from interviewer.conversation.answers.segments import plain_digits, segments
from interviewer.conversation.languages import ENGLISH, Language
from interviewer.conversation.languages.values import Times

PARTS = {"morning": time(10), "noon": time(12), "afternoon": time(14), "evening": time(18)}
"""When somebody is called who only named a part of the day."""
SOONEST = timedelta(minutes=2)
FURTHEST = timedelta(days=60)
WORKING = range(8, 20)
"""Hours that are meant where neither morning nor evening was said: three is in the afternoon."""


def spoken_time(text: str, now: datetime, language: Language = ENGLISH) -> datetime | None:
    """The time named, on the same clocks as `now` and always after it; None if it is unclear, past or far away."""
    said = plain_digits(text, language)
    if language.values.times.gone.search(said):
        return None
    parts = segments(said, language)
    found = next((soon for part in parts if (soon := _soon(part, now, language)) is not None), None)
    found = found or _at(parts, now, language)
    return found if found is not None and now + SOONEST <= found <= now + FURTHEST else None


def _soon(said: str, now: datetime, language: Language) -> datetime | None:
    """In so many minutes or hours."""
    days, times = language.values.days, language.values.times
    minutes = re.search(rf"\b(?:{days.within}) (?:the next )?(\d+) (?:{times.minutes})\b(?! ?\d)", said)
    if minutes is not None:
        return now + timedelta(minutes=int(minutes[1]))
    hours = find(said, Rate("hours"), language)
    if len(hours) != 1 or hours[0].rate != Rate("hours") or not hours[0].exact or hours[0].low > 12:  # noqa: PLR2004 - beyond, a day is named
        return None
    before, after = said[: hours[0].start], said[hours[0].end :]
    leads = re.search(rf"\b(?:{days.within}) (?:the next )?$", before)
    if leads or re.match(rf" ?(?:{days.from_now})\b", after):
        return now + timedelta(hours=hours[0].low)
    return None


def _at(parts: tuple[str, ...], now: datetime, language: Language) -> datetime | None:
    """Of the last part that names a time and the last that names a day: either may be corrected by itself."""
    times = language.values.times
    patterns = _patterns(times)
    clock_part = next((part for part in parts if _names_time(part, times)), "")
    day_part = next((part for part in parts if days_in(_without_clocks(part, patterns), now.date(), language)), "")
    clocks = {clock for match in patterns.clock.finditer(clock_part) if (clock := _clock(match, clock_part, times))}
    bare = _without_clocks(clock_part, patterns)
    named = {name for name in PARTS if patterns.parts[name].search(bare)}
    tonight = patterns.tonight.search(bare) is not None
    found = days_in(_without_clocks(day_part, patterns), now.date(), language)
    if len(clocks) > 1 or len(found) > 1 or any(one.precision != "day" or one.vague or one.open for one in found):
        return None
    day = found[0].day if found else now.date()
    if clocks:
        at = _in_part(clocks.pop(), {"evening"} if tonight else named)
        return datetime.combine(day, at, now.tzinfo)
    if len(named) == 1 and (found or tonight or _this(bare, times)):
        return datetime.combine(day, PARTS[next(iter(named))], now.tzinfo)
    return datetime.combine(day, PARTS["evening"], now.tzinfo) if tonight else None


def _names_time(part: str, times: Times) -> bool:
    patterns = _patterns(times)
    return any(pattern.search(part) for pattern in (patterns.clock, patterns.tonight, *patterns.parts.values()))


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time as said: whether in the morning or evening is open where the hour is at most 12."""

    hour: int
    minute: int
    known: bool


@dataclass(frozen=True, slots=True)
class _Patterns:
    clock: re.Pattern[str]
    parts: dict[str, re.Pattern[str]]
    tonight: re.Pattern[str]


@lru_cache(8)
def _patterns(times: Times) -> _Patterns:
    half_day = rf"(?: ?(?P<am>{times.am})| ?(?P<pm>{times.pm}))?"
    hour = r"(?P<hour>\d{1,2})"
    led = rf"(?:\b(?:{times.at}) )?(?<![\d.:/-])"
    side = rf"(?:(?P<past>{times.past})|(?P<to>{times.to}))"
    not_counting = rf"(?! ?(?:{times.minutes}|{times.hours}|days?|weeks?|months?|years?|of)\b)"
    clock = "|".join(
        (
            rf"\b(?:(?P<quarter>{times.quarter})|(?P<m>\d{{1,2}})(?: (?:{times.minutes}))?) {side} {hour}\b",
            rf"\b(?:(?P<half_past>{times.half_past})|(?P<half_to>{times.half_to})) {hour}\b",
            rf"{led}{hour}[:.](?P<minute>[0-5]\d)\b",
            rf"{led}{hour}(?: (?:{times.o_clock}))? (?P<minute>[0-5]\d)\b(?! (?:{times.minutes}|{times.hours}))",
            rf"(?<![\d.:/-]){hour}(?= ?(?:{times.am}|{times.pm}|(?:{times.o_clock})\b))(?: (?:{times.o_clock}))?",
            rf"\b(?:{times.at}) {hour}(?!\d|[.:/-]\d|st\b|nd\b|rd\b|th\b)(?: (?:{times.o_clock}))?{not_counting}",
        )
    )
    numbered = _named_apart(clock)
    return _Patterns(
        re.compile(rf"(?:{numbered}){half_day}"),
        {name: re.compile(rf"\b(?:{getattr(times, name)})\b") for name in PARTS},
        re.compile(rf"\b(?:{times.tonight})\b"),
    )


def _named_apart(pattern: str) -> str:
    """The same pattern, of whose groups of one name each has a number of its own."""
    seen: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        seen[match[1]] = seen.get(match[1], 0) + 1
        return f"(?P<{match[1]}_{seen[match[1]]}>"

    return re.sub(r"\(\?P<(\w+?)>", numbered, pattern)


def _clock(match: re.Match[str], said: str, times: Times) -> _Clock | None:
    given = {name.rpartition("_")[0] or name: text for name, text in match.groupdict().items() if text is not None}
    named = {name: text for name, text in match.groupdict().items() if text is not None}
    hour, minute = int(given["hour"]), int(given.get("minute", 0))
    if "half_past" in given:
        minute = 30
    elif "half_to" in given:
        hour, minute = hour - 1, 30
    elif "past" in given or "to" in given:
        minute = 15 if "quarter" in given else int(given["m"])
        if "to" in given:
            hour, minute = hour - 1, 60 - minute
    if not (0 <= hour < 24 and 0 <= minute < 60):  # noqa: PLR2004 - a clock
        return None
    after = said[match.end() :]
    if "am" in named and hour <= 12:  # noqa: PLR2004
        return _Clock(hour % 12, minute, known=True)
    if "pm" in named and hour <= 12:  # noqa: PLR2004
        return _Clock(hour % 12 + 12, minute, known=True)
    if re.match(rf" ?(?:{times.minutes}|{times.hours})\b", after) and "o_clock" not in named:
        return None
    return _Clock(hour, minute, known=hour > 12 or hour == 0)  # noqa: PLR2004


def _in_part(clock: _Clock, parts: set[str]) -> time:
    hour = clock.hour
    if not clock.known:
        if parts & {"afternoon", "evening"} and "morning" not in parts:
            hour = hour % 12 + 12
        elif "morning" in parts:
            hour = hour % 12 if hour == 12 else hour  # noqa: PLR2004
        elif hour + 12 in WORKING and hour not in WORKING:
            hour += 12
    return time(hour, clock.minute)


def _without_clocks(said: str, patterns: _Patterns) -> str:
    return patterns.clock.sub(" ", said)


def _this(said: str, times: Times) -> bool:
    """Whether the part of the day is today's: "this afternoon"; or noon, of which there is one a day."""
    return re.search(rf"\bthis (?:{times.morning}|{times.afternoon}|{times.evening})\b", said) is not None
