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
from interviewer.interviews.observations import CallEnded
from interviewer.kernel.log import Recorded

WITHDRAWN: Final = "[withdrawn]"
"""Stands where something was said in an interview whose candidate took the consent back."""
ENDED: Final = EVENTS[CallEnded].name
SCORED: Final = EVENTS[InterviewEvaluated].name
WORDS: Final = frozenset(
    stored.name for kind, stored in EVENTS.items() if stored.personal and kind is not InterviewScheduled
)
"""Types of events that hold what was said in a call. The number that was agreed to be called is none of that."""


def takes_back(event: Event) -> bool:
    """With this event the consent was taken back, whether or not it came too late to end the interview."""
    return isinstance(event, CallEnded) and event.reason == "withdrawn"


def shown(rows: Sequence[Recorded]) -> tuple[Recorded, ...]:
    """An interview's stream as anybody may be shown it: the rows as they are, unless the consent was taken back."""
    taken_back = any(row.type == ENDED and takes_back(CODEC.decode(row)) for row in rows)
    return without_words(rows) if taken_back else tuple(rows)


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
