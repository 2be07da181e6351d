"""Whether a candidate may be called at this moment, and if not, what becomes of the interview. Pure.

Asked twice for every call: when its time has come, and again when a line is free. The order of the rules is the
order of their weight: what the candidate wishes, then what the recruiters say, then what is lawful, then convenience.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from interviewer.calling.openings import Place, closed, instant, local_date, next_day, next_opening
from interviewer.calling.terms import CampaignTerms
from interviewer.interviews.lifecycle import (
    AttemptOutcome,
    CancelReason,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewDeferred,
    InterviewExpired,
    InterviewFailed,
    InterviewHeld,
    InterviewUnreached,
    WaitReason,
)
from interviewer.interviews.state import Attempt, Course

GRACE = timedelta(minutes=30)
"""How late a candidate may still be called for an agreed time. After that, a person has to look at it."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What stands outside the interview and says with it whether the candidate may be called.

    `place` is where the candidate lives, or why that is not known. `terms_version` counts the changes of the campaign.
    """

    terms: CampaignTerms
    place: Place | Literal["zone_unknown", "zone_ambiguous"]
    consent: bool
    do_not_call: bool = False
    campaign: Literal["running", "paused", "cancelled"] = "running"
    terms_version: int = 0


@dataclass(frozen=True, slots=True)
class MayCall:
    """The candidate may be called now."""


@dataclass(frozen=True, slots=True)
class Rests:
    """The campaign is paused: nothing happens until it is resumed."""


NotNow = InterviewDeferred | InterviewHeld
Never = InterviewCancelled | InterviewExpired | InterviewUnreached | InterviewAbandoned | InterviewFailed


def verdict(course: Course, situation: Situation, now: datetime) -> MayCall | Rests | NotNow | Never:
    """What is to be done now with an interview that waits to be held by telephone."""
    terms, place = situation.terms, situation.place
    if situation.do_not_call:
        return _cancelled("do_not_call", now)
    if situation.campaign == "cancelled":
        return _cancelled("campaign_cancelled", now)
    if ending := _used_up(course, terms, now):
        # Who asked to be called at a time is not dropped without a person's look.
        return InterviewHeld("attempts_used_up", now) if course.appointed else ending
    if isinstance(place, str):
        return InterviewHeld(place, now)
    if not situation.consent:
        return InterviewHeld("consent_missing", now)
    if situation.campaign == "paused":
        return Rests()
    if course.appointed and course.due is not None:
        return _for_appointment(course.due if course.local is None else instant(course.local, place), now)
    if now >= terms.ends:
        return _too_late(course, now)
    return _by_the_windows(course, terms, place, now)


def _for_appointment(due: datetime, now: datetime) -> MayCall | NotNow:
    if now < due:
        return InterviewDeferred(due, "not_due", now)
    return MayCall() if now - due <= GRACE else InterviewHeld("appointment_missed", now)


def _by_the_windows(course: Course, terms: CampaignTerms, place: Place, now: datetime) -> MayCall | NotNow | Never:
    earliest, why = _earliest(course, terms, place, now)
    if earliest > now:
        opening = next_opening(terms, place, earliest)
        return _too_late(course, now) if opening is None else InterviewDeferred(opening, why, now)
    shut = closed(terms, place, now)
    if shut is None:
        return MayCall()
    if shut == "ended":
        return _too_late(course, now)
    opening = next_opening(terms, place, now)
    return _too_late(course, now) if opening is None else InterviewDeferred(opening, shut, now)


def _earliest(course: Course, terms: CampaignTerms, place: Place, now: datetime) -> tuple[datetime, WaitReason]:
    """The first moment that time agreed, last attempt and attempts of the day allow, and which of them decides."""
    bounds: list[tuple[datetime, WaitReason]] = [(course.due or now, "not_due")]
    used = _used(course)
    if used and (last := used[-1]).outcome is not None and last.ended is not None:
        bounds.append(_after(last.outcome, last.ended, terms, place))
    today = local_date(place, now)
    of_today = [attempt for attempt in used if local_date(place, attempt.at) == today]
    called_back = course.met and bool(of_today) and of_today[-1].outcome == "dropped"
    if len(of_today) >= terms.max_attempts_per_day and not called_back:
        bounds.append((next_day(place, now), "daily_limit"))
    return max(bounds, key=lambda bound: bound[0])


def _after(outcome: AttemptOutcome, ended: datetime, terms: CampaignTerms, place: Place) -> tuple[datetime, WaitReason]:
    gaps = terms.gaps
    match outcome:
        case "voicemail":
            return next_day(place, ended), "after_voicemail"
        case "busy":
            return ended + gaps.busy, "after_busy"
        case "dropped":
            return ended + gaps.dropped, "after_dropped"
        case "unreachable":
            return ended + gaps.unreachable, "after_unreachable"
        case "no_answer":
            return ended + gaps.no_answer, "after_no_answer"
        case "unknown" | "not_rung":
            return ended + gaps.no_answer, "after_unknown"


def _used_up(course: Course, terms: CampaignTerms, now: datetime) -> Never | None:
    if course.drops > terms.callbacks:
        return InterviewAbandoned("candidate_lost", now)
    used = _used(course)
    if len(used) < terms.max_attempts:
        return None
    match used[-1].outcome:
        case "busy" | "voicemail" | "no_answer" as outcome if not course.met:
            return InterviewUnreached(outcome, now)
        case "unreachable" | "unknown" if not course.met:
            return InterviewFailed("unreachable", now)
        case _:
            return InterviewAbandoned("candidate_lost", now)


def _used(course: Course) -> list[Attempt]:
    """The attempts that count."""
    return [attempt for attempt in course.attempts if attempt.outcome != "not_rung"]


def _too_late(course: Course, now: datetime) -> Never:
    return InterviewAbandoned("candidate_lost", now) if course.met else InterviewExpired(now)


def _cancelled(reason: CancelReason, now: datetime) -> InterviewCancelled:
    return InterviewCancelled(reason, "system", now)
