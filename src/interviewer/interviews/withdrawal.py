"""A candidate who took the consent back: what the log still shows of that interview.

The facts stay, and so does what is sealed, until the candidate is forgotten; but nobody is shown a word of it. Where
words were stands `WITHDRAWN`. Deliberately not here: deleting the recordings (`orchestrator.withdrawing`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from interviewer.interviews.events import CODEC, EVENTS, Event
from interviewer.interviews.lifecycle import InterviewEvaluated, InterviewScheduled
from interviewer.interviews.observations import CallEnded, CandidateSignalled, ConsentGiven
from interviewer.kernel.log import Recorded

WITHDRAWN: Final = "[withdrawn]"
"""Stands where something was said in an interview whose candidate took the consent back."""
TELLING: Final = frozenset(EVENTS[kind].name for kind in (ConsentGiven, CandidateSignalled, CallEnded))
SCORED: Final = EVENTS[InterviewEvaluated].name
WORDS: Final = frozenset(
    stored.name for kind, stored in EVENTS.items() if stored.personal and kind is not InterviewScheduled
)
"""Types of events that hold what was said in a call. The number that was agreed to be called is none of that."""


def taken_back(events: Iterable[Event]) -> int | None:
    """With which of these events of an interview, counted from 0, the consent was taken back; None if it was not.

    The words of it count, whatever came after them: an interviewer may be lost before it has left the call.
    """
    agreed = False
    for index, event in enumerate(events):
        match event:
            case ConsentGiven():
                agreed = True
            case CallEnded(reason="withdrawn"):
                return index
            case CandidateSignalled(signal="withdraws") if agreed:
                return index
            case _:
                pass
    return None


def moment(rows: Sequence[Recorded]) -> Recorded | None:
    """The event of an interview's stream with which the consent was taken back."""
    telling = [row for row in rows if row.type in TELLING]
    found = taken_back(map(CODEC.decode, telling))
    return None if found is None else telling[found]


def shown(rows: Sequence[Recorded]) -> tuple[Recorded, ...]:
    """An interview's stream as anybody may be shown it: the rows as they are, unless the consent was taken back."""
    return tuple(rows) if moment(rows) is None else without_words(rows)


def without_words(rows: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """The rows with nothing in them of what was said, and of what it was worth."""
    return tuple(_blank(row) if row.type in WORDS else row for row in rows)


def _blank(row: Recorded) -> Recorded:
    if row.type != SCORED:
        return CODEC.without_personal(row, WITHDRAWN)
    if any(flag["code"] == "withdrawn" for flag in json.loads(row.data)["scorecard"]["flags"]):
        return row  # it was made after that, and says so
    value = json.loads(CODEC.without_personal(row, WITHDRAWN).data)
    for criterion in value["scorecard"]["criteria"]:
        criterion |= {"score": None, "evidence": []}
    return replace(row, data=json.dumps(value, ensure_ascii=False, separators=(",", ":")))
