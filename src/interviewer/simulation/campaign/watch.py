"""Follows a campaign in the log while it runs: where every interview stands, and when there is nothing more to come."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from interviewer.interviews.ids import interview_of
from interviewer.interviews.state import JUDGED
from interviewer.interviews.view import InterviewView, view_of
from interviewer.kernel.log import Recorded, Store

IN_CALL = frozenset({"dialling", "live", "interrupted"})


class Quiet:
    """For how long nothing has happened although something could; times in seconds, on any clock."""

    def __init__(self, now: float) -> None:
        self._since = now
        self._events = 0

    def lasted(self, now: float, *, events: int, waits: bool) -> float:
        """How long it has lasted: not at all while something waits for its time, and from when that has come."""
        if waits or events != self._events:
            self._since, self._events = now, events
        return now - self._since


class Watch:
    """What the log has said so far. `rows` keeps all of it, for the check at the end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.rows: list[Recorded] = []
        self.views: dict[str, InterviewView] = {}

    async def look(self) -> None:
        """Take in what is new."""
        while batch := await self._store.read_all(self.rows[-1].global_position if self.rows else 0, 5000):
            self.rows.extend(batch)
            new: dict[str, list[Recorded]] = {}
            for row in batch:
                if (of := interview_of(row.stream)) is not None:
                    new.setdefault(of, []).append(row)
            for interview_id, rows in new.items():
                self.views[interview_id] = view_of(rows, self.views.get(interview_id))

    @property
    def states(self) -> Counter[str]:
        """How many interviews are in each state."""
        return Counter(view.state for view in self.views.values())

    @property
    def settled(self) -> int:
        """Interviews of which nothing more is to come unless a person does something."""
        return sum(self._settled(view) for view in self.views.values())

    @property
    def in_call(self) -> int:
        """Interviews that hold a line."""
        return sum(view.state in IN_CALL and view.reason != "candidate_lost" for view in self.views.values())

    def waits(self, now: datetime) -> bool:
        """Whether an interview waits for a time that is still to come."""
        return any(view.due is not None and view.due > now for view in self.views.values())

    @staticmethod
    def _settled(view: InterviewView) -> bool:
        return view.state == "held" or (view.over and view.state not in JUDGED)
