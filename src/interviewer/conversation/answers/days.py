"""Finds days in prepared words: "the first of March", "next Monday", "in two weeks". `today` is the candidate's."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from interviewer.conversation.answers.day import MOST_YEARS, Day, coming, end_of_month, months_on
from interviewer.conversation.answers.lengths import from_now
from interviewer.conversation.languages import Language
from interviewer.conversation.languages.values import Days


def days_in(said: str, today: date, language: Language) -> list[Day]:
    """The different days named in the text, but for those on which the candidate says it cannot."""
    days = language.values.days
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Day]] = []
    for pattern, read in _rows(days):
        for match in pattern.finditer(said):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())  # also by what is no day, of which the parts are none either
            day = _safely(read, match, today, days)
            if day is not None and _meant(said, match, days):
                found.append((match.start(), replace(day, open=bool(days.otherwise.search(said[match.end() :])))))
    found.extend(from_now(said, today, language, taken))
    return _distinct([day for _, day in sorted(found, key=lambda pair: pair[0])])


def _meant(said: str, match: re.Match[str], days: Days) -> bool:
    before, after = said[: match.start()].rstrip(), said[match.end() :]
    return not (days.not_then.search(before) or days.only_until.search(before) or days.vague.search(after))


def _distinct(found: list[Day]) -> list[Day]:
    if any(not day.implied for day in found):
        found = [day for day in found if not day.implied]
    kept: list[Day] = []
    for day in found:
        same = next((one for one in kept if one.day <= day.last and day.day <= one.last), None)
        if same is None:
            kept.append(day)
        elif len(day.text) > len(same.text):
            kept[kept.index(same)] = day
    return kept


Read = Callable[[re.Match[str], date, Days], Day | None]


def _safely(read: Read, match: re.Match[str], today: date, days: Days) -> Day | None:
    """Nothing for the 31st of February or the year 0."""
    try:
        day = read(match, today, days)
    except (ValueError, OverflowError):
        return None
    return day if day is not None and abs(day.day.year - today.year) <= MOST_YEARS else None


@lru_cache(8)
def _rows(days: Days) -> tuple[tuple[re.Pattern[str], Read], ...]:
    """What to look for, the longer before the shorter."""
    month = "|".join(f"(?P<m{n}>{words})" for n, words in enumerate(days.months, start=1))
    sure = "|".join(f"(?P<m{n}>{w})" for n, w in enumerate(days.months, start=1) if n not in days.doubtful_months)
    doubtful = "|".join(f"(?P<m{n}>{days.months[n - 1]})" for n in sorted(days.doubtful_months)) or "(?!)"
    weekday = "|".join(f"(?P<w{n}>{words})" for n, words in enumerate(days.weekdays))
    period = "|".join(f"(?P<{name}>{words})" for name, words in days.periods.items())
    number = rf"(?P<day>\d{{1,2}})(?:{days.ordinal})?"
    ordinal = rf"(?P<day>\d{{1,2}})(?:{days.ordinal})\b"
    year = r"(?:,? (?P<year>20\d\d|20 \d\d|19\d\d))?(?!\d)"
    the = f"(?:{days.the})?"
    part = rf"(?:(?P<begin>{days.begin})|(?P<middle>{days.middle})|(?P<end>{days.end}))"
    in_month = rf"(?:{days.day_in_month}){the}(?:{month}){year}\b"
    of_which = rf"(?:of )?{the}(?:(?P<next>{days.next}) |(?P<this>{days.this}) )?"
    led = rf"(?:(?<=^)|\b(?:{days.into_month}) )"
    written: tuple[tuple[str, Read], ...] = (
        (r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", _iso),
        (r"(?<![\d.])(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>(?:20)?\d\d)(?![\d.])", _written),
        (rf"\b(?:{weekday}),? {the}{number}(?:{days.day_in_month})(?:{month}){year}\b", _in_month),
        (rf"\b{the}{number}(?:{days.day_in_month})(?:{month}){year}\b", _in_month),
        (rf"\b(?:{month}) {the}{number}(?!\d)(?:,? (?P<year>20\d\d|20 \d\d))?(?! ?(?:%|pounds|people))\b", _in_month),
        (
            rf"\b(?P<week>[1-4])(?:{days.ordinal}) (?:{days.periods['week']}){in_month}",
            _week_of,
        ),
        (
            rf"\b(?P<begin>{days.last}) (?:{days.periods['week']}){in_month}",
            _last_week_of,
        ),
        (
            rf"\b(?P<nth>[1-4]|{days.last})(?:{days.ordinal})? (?:{weekday})(?:{days.day_in_month})(?:{month}){year}\b",
            _nth_weekday,
        ),
        (rf"\b{the}{part}[ -](?:of )?{the}(?:{month}){year}\b", _part_of_month),
        (
            rf"\b{the}{part} {of_which}(?P<month>{days.periods['month']})\b",
            _part_of_period,
        ),
        (
            rf"\b{the}{part} {of_which}(?P<year>{days.periods['year']})\b",
            _part_of_period,
        ),
        (rf"\b{the}(?:{period}) (?:{days.after_next})\b", _after_next),
        (rf"\b(?:{days.beyond_next}) (?:{period})\b", _after_next),
        (rf"\b(?:{days.week_before_day}) (?P<next>{days.next})? ?(?:{weekday})\b", _week_later),
        (rf"\b(?:{weekday}) (?:{days.week_later})\b", _week_later),
        (rf"\b(?:{weekday}),? {the}{ordinal}", _weekday_number),
        (rf"\b(?:(?P<next>{days.next}) |(?:{days.this}) )?(?:{weekday})(?:s)?\b", _weekday),
        (rf"\b(?:(?P<next>{days.next})|(?P<this>{days.this})) (?:{period})\b", _next_period),
        (rf"\b(?:{days.words['day_after_tomorrow']})\b", _in_days(2)),
        (rf"\b(?:{days.words['tomorrow']})\b", _in_days(1)),
        (rf"\b(?:{days.words['today']})\b", _in_days(0)),
        (rf"\b(?:{sure}){year}\b", _month),
        (rf"{led}(?:{doubtful}){year}\b", _month),
        (rf"^\W*(?:{doubtful}){year}\W*$", _month),
        (rf"\b{days.the}{ordinal}", _number),
        (r"(?<![\d.,-])(?P<year>20[2-6]\d|20 [2-6]\d)(?![\d.,]\d)\b(?! \w*(?:pound|euro|dollar))", _year),
    )
    return tuple((re.compile(pattern), read) for pattern, read in written)


def _month_of(match: re.Match[str]) -> int:
    return next(int(name[1:]) for name, found in match.groupdict().items() if found and re.fullmatch(r"m\d+", name))


def _weekday_of(match: re.Match[str]) -> int:
    return next(int(name[1:]) for name, found in match.groupdict().items() if found and re.fullmatch(r"w\d", name))


def _year_of(match: re.Match[str]) -> int | None:
    year = match.groupdict().get("year")
    return int(year.replace(" ", "")) if year else None


def _iso(match: re.Match[str], _today: date, _days: Days) -> Day:
    return Day(date(int(match["year"]), int(match["month"]), int(match["day"])))


def _written(match: re.Match[str], _today: date, _days: Days) -> Day | None:
    """3/4/2027 is a day in March for some and in April for others."""
    day, month = int(match["day"]), int(match["month"])
    year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])  # noqa: PLR2004 - digits
    if "." in match[0] or day > 12 or day == month:  # noqa: PLR2004 - months
        return Day(date(year, month, day))
    return Day(date(year, day, month)) if month > 12 else None  # noqa: PLR2004


def _in_month(match: re.Match[str], today: date, _days: Days) -> Day:
    month, day, year = _month_of(match), int(match["day"]), _year_of(match)
    return Day(date(year, month, day) if year else coming(month, day, today))


def _first_of(match: re.Match[str], today: date) -> date:
    """The first day of the month named, of this year only if that month is not over."""
    month, year = _month_of(match), _year_of(match)
    if year is None:
        year = today.year if month >= today.month else today.year + 1
    return date(year, month, 1)


def _month(match: re.Match[str], today: date, _days: Days) -> Day:
    return Day(_first_of(match, today), "month", exact=False)


def _week_of(match: re.Match[str], today: date, _days: Days) -> Day:
    """Its Monday; the first week is the one with the month's first Monday."""
    first = _first_of(match, today)
    monday = first + timedelta((7 - first.weekday()) % 7)
    return Day(monday + timedelta(weeks=int(match["week"]) - 1), exact=False, vague=True)


def _last_week_of(match: re.Match[str], today: date, _days: Days) -> Day:
    first = _first_of(match, today)
    last = end_of_month(first.year, first.month)
    return Day(last - timedelta(last.weekday()), exact=False, vague=True)


def _nth_weekday(match: re.Match[str], today: date, _days: Days) -> Day:
    first, weekday = _first_of(match, today), _weekday_of(match)
    if match["nth"].isdigit():
        return Day(first + timedelta((weekday - first.weekday()) % 7 + 7 * (int(match["nth"]) - 1)))
    last = end_of_month(first.year, first.month)
    return Day(last - timedelta((last.weekday() - weekday) % 7))


def _part_of_month(match: re.Match[str], today: date, _days: Days) -> Day:
    return _part(match, _first_of(match, today), exact=False)


def _part_of_period(match: re.Match[str], today: date, _days: Days) -> Day | None:
    """A part of this month or year, if it is not over, or of the next."""
    ahead = 1 if match["next"] else 0
    if match.groupdict().get("month"):
        first = months_on(today.replace(day=1), ahead)
        day = _part(match, first, exact=False)
        if day.day < today and not ahead:
            day = _part(match, months_on(first, 1), exact=False)
        return day
    first = date(today.year + ahead, 1, 1)
    if match["begin"]:
        return Day(first if first >= today else date(today.year + 1, 1, 1), "month", exact=False)
    return Day(date(first.year, 12, 31), exact=False) if match["end"] else None


def _part(match: re.Match[str], first: date, *, exact: bool) -> Day:
    if match["begin"]:
        return Day(first, exact=exact)
    if match["middle"]:
        return Day(first.replace(day=15), exact=exact)
    return Day(end_of_month(first.year, first.month), exact=exact)


def _period_of(match: re.Match[str]) -> str:
    return next(name for name in ("week", "month", "year") if match.groupdict().get(name))


def _ahead(period: str, steps: int, today: date) -> Day:
    match period:
        case "week":
            return Day(today - timedelta(today.weekday()) + timedelta(weeks=steps), exact=False, vague=True)
        case "month":
            return Day(months_on(today.replace(day=1), steps), "month", exact=False)
        case _:
            return Day(date(today.year + steps, 1, 1), "year", exact=False)


def _after_next(match: re.Match[str], today: date, _days: Days) -> Day:
    return _ahead(_period_of(match), 2, today)


def _next_period(match: re.Match[str], today: date, _days: Days) -> Day | None:
    if match["next"]:
        return _ahead(_period_of(match), 1, today)
    period = _period_of(match)
    return _ahead("month", 0, today) if period == "month" else None


def _weekday(match: re.Match[str], today: date, _days: Days) -> Day:
    """The coming one; "next" may also mean the one of next week, where that is another."""
    days = (_weekday_of(match) - today.weekday() - 1) % 7 + 1
    day = today + timedelta(days)
    this_week = day - timedelta(day.weekday()) == today - timedelta(today.weekday())
    if match["next"] and this_week:
        return Day(day + timedelta(7), exact=False)
    return Day(day)


def _week_later(match: re.Match[str], today: date, _days: Days) -> Day:
    days = (_weekday_of(match) - today.weekday() - 1) % 7 + 1
    return Day(today + timedelta(days + 7))


def _weekday_number(match: re.Match[str], today: date, _days: Days) -> Day | None:
    """Monday the 30th: the next such day that is a Monday, if it comes within two months."""
    number, weekday = int(match["day"]), _weekday_of(match)
    for ahead in range(62):
        day = today + timedelta(ahead)
        if day.day == number:
            return Day(day, exact=day.weekday() == weekday)
    return None


def _in_days(count: int) -> Read:
    def read(_match: re.Match[str], today: date, _days: Days) -> Day:
        return Day(today + timedelta(count))

    return read


def _number(match: re.Match[str], today: date, _days: Days) -> Day:
    """The 15th: the next one."""
    number = int(match["day"])
    for ahead in range(3):
        first = months_on(today.replace(day=1), ahead)
        if number <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=number) >= today:
            return Day(first.replace(day=number))
    raise ValueError


def _year(match: re.Match[str], _today: date, _days: Days) -> Day:
    return Day(date(int(match["year"].replace(" ", "")), 1, 1), "year", exact=False)
