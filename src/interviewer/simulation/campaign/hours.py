"""The laws of when and how often: windows by the local clock, the campaign's time, attempts, and gaps between them.

Local clocks are read with `zoneinfo` alone, so that a mistake in `calling.openings` does not excuse itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from interviewer.calling.calendars import public_holidays
from interviewer.calling.openings import Place
from interviewer.calling.terms import CampaignTerms
from interviewer.interviews.lifecycle import InterviewInterrupted
from interviewer.simulation.campaign.evidence import Evidence, ended_by_caller, line_free
from interviewer.simulation.campaign.law import Checks
from interviewer.simulation.campaign.timeline import Call, Life
from interviewer.simulation.line.talk import Ring

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LATE_FOR_AGREED: Final = timedelta(minutes=30)
"""How long after an agreed time a call may still be called one for that time."""


def in_the_windows(evidence: Evidence) -> Checks:
    """Nobody is called outside the windows of the terms that the dial names, unless for an agreed time."""
    for call, ring in evidence.pairs:
        terms, place = evidence.timeline.terms_of(call), evidence.places.get(call.candidate_id)
        if terms is None:
            yield f"{call}: names version {call.dial.terms_version} of its campaign's terms, which there is not"
        elif place is None:
            yield f"{call}: where the candidate lives is not known"
        elif call.agreed is not None:
            timely = timedelta(0) <= call.dial.at - call.agreed <= LATE_FOR_AGREED
            yield None if timely else f"{call}: dialled at {call.dial.at}, agreed for {call.agreed}"
        else:
            yield _shut(terms, place, call, ring, evidence.apart)


def _shut(terms: CampaignTerms, place: Place, call: Call, ring: Ring | None, apart: timedelta) -> str | None:
    dialled = _clock(place, call.dial.at)
    if not _open(terms, place, dialled):
        return f"{call}: dialled on {dialled:%a %d %b at %H:%M:%S} there"
    if ring is None:
        return None
    if ring.local is not None and ring.local != _clock(place, ring.began):
        return f"{call}: the clock there showed {ring.local:%H:%M:%S}, which is not that of {place.zone}"
    local = _clock(place, ring.began)
    if any(_open(terms, place, _clock(place, ring.began + shift)) for shift in (timedelta(0), -apart, apart)):
        return None
    return f"{call}: rang on {local:%a %d %b at %H:%M:%S} there"


def _open(terms: CampaignTerms, place: Place, local: datetime) -> bool:
    region, day = place.region, local.date()
    if terms.skip_holidays and region is not None and day in public_holidays(region, day.year):
        return False
    windows = (window for window in terms.windows if DAYS[day.weekday()] in window.days)
    return any(window.start <= local.time() < window.end for window in windows)


def _clock(place: Place, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(place.zone)).replace(tzinfo=None)


def in_the_campaign(evidence: Evidence) -> Checks:
    """Nobody is called before the campaign begins or after it ends, unless for an agreed time."""
    for call, ring in evidence.pairs:
        terms = evidence.timeline.terms_of(call)
        if terms is None or call.agreed is not None:
            continue
        if not terms.starts <= call.dial.at < terms.ends:
            yield f"{call}: dialled at {call.dial.at}"
        elif ring is not None and not terms.starts - evidence.apart <= ring.began < terms.ends + evidence.apart:
            yield f"{call}: rang at {ring.began}"
        else:
            yield None


def attempts(evidence: Evidence) -> Checks:
    """Attempts stay within the terms: in all, by local day, and calls back after a lost line."""
    began = {call.position: ring.began if ring else call.dial.at for call, ring in evidence.pairs}
    for life in evidence.timeline.lives.values():
        yield from _attempts(life, began, evidence)


def _attempts(life: Life, began: dict[int, datetime], evidence: Evidence) -> Iterator[str | None]:
    place, drops = evidence.places.get(life.candidate_id), 0
    counted: list[date] = []
    """The local dates of those that count for their day."""
    before: tuple[Call, date] | None = None
    used = 0
    for count, call in enumerate(life.by_phone, 1):
        if call.outcome == "not_rung":
            continue  # it does not count
        used += 1
        terms = evidence.timeline.terms_of(call)
        if terms is None or place is None:
            continue  # the law of the windows has it
        today = _clock(place, began[call.position]).date()
        back = call.met and before is not None and (before[0].outcome, before[1]) == ("dropped", today)
        counted += [] if back else [today]
        if count != call.dial.attempt:
            yield f"{call}: is the attempt number {count}"
        elif used > terms.max_attempts:
            yield f"{call}: {terms.max_attempts} attempts were allowed"
        elif drops > terms.callbacks:
            yield f"{call}: was called back after {drops} lost lines"
        elif not back and call.agreed is None and counted.count(today) > terms.max_attempts_per_day:
            yield f"{call}: {counted.count(today)} attempts on {today}"
        else:
            yield None
        drops += call.end is not None and isinstance(call.end.event, InterviewInterrupted)
        before = call, today


def gaps(evidence: Evidence) -> Checks:
    """The gap after each outcome is kept, by the log and by the record; after a voicemail it is the next local day."""
    rings = {call.position: ring for call, ring in evidence.pairs}
    for life in evidence.timeline.lives.values():
        for before, call in pairwise(call for call in life.by_phone if call.outcome != "not_rung"):
            terms, place = evidence.timeline.terms_of(call), evidence.places.get(life.candidate_id)
            if terms is None or place is None or call.agreed is not None or before.over is None:
                continue
            told = before.over, call.dial.at
            seen = _between(before, rings[before.position], rings[call.position], evidence.apart)
            broken = (_too_soon(before.outcome, *pause, terms, place) for pause in (told, seen) if pause is not None)
            yield next((f"{call}: {found}" for found in broken if found is not None), None)


def _between(
    before: Call, earlier: Ring | None, later: Ring | None, apart: timedelta
) -> tuple[datetime, datetime] | None:
    """From when to when the telephone was left alone; None where the record does not tell it."""
    if earlier is None or later is None or before.outcome == "unknown" or ended_by_caller(earlier):
        return None
    free = line_free(earlier)
    return None if free is None else (free, later.began + apart)


def _too_soon(outcome: str | None, over: datetime, begins: datetime, terms: CampaignTerms, place: Place) -> str | None:
    match outcome:
        case "voicemail":
            kept = _clock(place, begins).date() > _clock(place, over).date()
        case "busy":
            kept = begins - over >= terms.gaps.busy
        case "no_answer" | "unknown":
            kept = begins - over >= terms.gaps.no_answer
        case "dropped":
            kept = begins - over >= terms.gaps.dropped
        case "unreachable":
            kept = begins - over >= terms.gaps.unreachable
        case _:
            kept = True
    return None if kept else f"called again {(begins - over).total_seconds():.0f} s after {outcome}"
