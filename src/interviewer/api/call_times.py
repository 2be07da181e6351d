"""How long recent calls held a line, from the log as it grows: what the expected wait is reckoned by.

Each api process watches for itself and starts with the newest part of the log. Nothing is kept.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from datetime import datetime
from statistics import fmean

from interviewer.api.feed import Dropped, Feed
from interviewer.interviews.events import EVENTS, OVER
from interviewer.interviews.lifecycle import (
    AttemptFailed,
    DialStarted,
    InterviewHeld,
    InterviewInterrupted,
    InterviewRescheduled,
)
from interviewer.kernel.log import LogUnavailable, Recorded, Store

RECENT = 100
LOOK_BACK = 5000
"""Events before the process's start."""
RETRY_SECONDS = 0.5
BEGUN = EVENTS[DialStarted].name
ENDED = frozenset(EVENTS[event].name for event in (*OVER, AttemptFailed, InterviewHeld, InterviewRescheduled))
INTERRUPTED = EVENTS[InterviewInterrupted].name


class CallTimes:
    """The mean of the last calls."""

    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._feed = feed
        self._begun: dict[str, datetime] = {}
        self._seconds: deque[float] = deque(maxlen=RECENT)

    @property
    def mean(self) -> float | None:
        """Seconds of real time from the dial to the end, over the last `RECENT` calls; None before the first ended."""
        return fmean(self._seconds) if self._seconds else None

    async def run(self) -> None:
        """Watch for ever."""
        position: int | None = None
        while True:
            try:
                if position is None:
                    position = max(0, await self._store.head() - LOOK_BACK)
                async for row in self._feed.events(position):
                    self._see(row)
                    position = row.global_position
            except Dropped:
                continue
            except LogUnavailable:
                await asyncio.sleep(RETRY_SECONDS)

    def _see(self, row: Recorded) -> None:
        if row.type == BEGUN:
            self._begun[row.stream] = row.at
        elif row.type in ENDED or (row.type == INTERRUPTED and json.loads(row.data)["cause"] == "candidate_lost"):
            begun = self._begun.pop(row.stream, None)
            if begun is not None:
                self._seconds.append((row.at - begun).total_seconds())
