"""What the judge gets to see, put side by side: the log, the telephones' own record, and where everybody lives.

Deliberately not here: what is right and wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from interviewer.calling.openings import Place
from interviewer.interviews.ids import attempt_identity
from interviewer.kernel.log import Recorded
from interviewer.simulation.campaign.timeline import Call, Timeline, read
from interviewer.simulation.line.talk import Ring

APART: Final = timedelta(milliseconds=20)
"""How far apart the clocks of two processes of one machine may be, in real time.

The record's times come from another process than the log's. Where one is measured against the other, a difference
below this proves nothing.
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it. `numbers` and `places` by candidate, `limits` by pool."""

    rows: Sequence[Recorded]
    timeline: Timeline
    rings: Sequence[Ring]
    numbers: Mapping[str, str]
    places: Mapping[str, Place]
    limits: Mapping[str, int]
    apart: timedelta
    """`APART` in the world's time."""
    calls: tuple[Call, ...]
    """All calls, in the order of the log."""
    pairs: tuple[tuple[Call, Ring | None], ...]
    """Every call by telephone with its first ring."""
    announced: Mapping[tuple[str, str], tuple[Call, ...]]
    """Calls by telephone, by room and identity of the attempt."""
    rung: Mapping[tuple[str, str], tuple[Ring, ...]]
    """Rings, by room and identity."""
    breaks: Sequence[str]
    """Where the stored hash chain does not hold."""

    @classmethod
    def of(
        cls,
        rows: Sequence[Recorded],
        rings: Sequence[Ring],
        *,
        numbers: Mapping[str, str],
        places: Mapping[str, Place],
        limits: Mapping[str, int],
        speed: float | None,
        breaks: Sequence[str] = (),
    ) -> Self:
        """Put it side by side. Raises `UnknownEvent` for a log of a newer release."""
        timeline = read(rows)
        calls = tuple(sorted((c for life in timeline.lives.values() for c in life.calls), key=lambda c: c.position))
        announced: dict[tuple[str, str], tuple[Call, ...]] = {}
        for call in calls:
            if call.by_phone:
                announced[key_of(call)] = (*announced.get(key_of(call), ()), call)
        rung: dict[tuple[str, str], tuple[Ring, ...]] = {}
        for ring in rings:
            rung[ring.room, ring.identity] = (*rung.get((ring.room, ring.identity), ()), ring)
        pairs = tuple((call, rung.get(key_of(call), (None,))[0]) for call in calls if call.by_phone)
        apart = APART * (speed or 1.0)
        return cls(rows, timeline, rings, numbers, places, limits, apart, calls, pairs, announced, rung, breaks)

    def caller_of(self, ring: Ring) -> Call | None:
        """The call that announced the ring."""
        return next(iter(self.announced.get((ring.room, ring.identity), ())), None)


def key_of(call: Call) -> tuple[str, str]:
    """Room and identity under which the call's telephone is to ring."""
    return call.dial.room, attempt_identity(call.dial.attempt)


def line_free(ring: Ring) -> datetime | None:
    """When the number was free again; None while it rings or is connected."""
    return ring.hung_up_at if ring.outcome == "answered" else ring.ended


def ended_by_caller(ring: Ring) -> bool:
    """Whether it ended when the control plane closed the room, which is some time after it was over for the log."""
    return ring.cancelled or ring.gone == "put_out"
