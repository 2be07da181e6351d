"""What the log says of a recording: its segments, its length and its gaps. The sound itself is in the blob store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TOLERANCE = 0.04
"""Seconds between two segments that nobody hears: two packets."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stored piece; `start` and `seconds` on the recording's own time."""

    key: str
    start: float
    seconds: float

    @property
    def end(self) -> float:
        """Where it ends, in seconds."""
        return self.start + self.seconds


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the recording that is in no segment, in seconds."""

    start: float
    end: float


def in_order(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """The segments by time; one stored twice counts once."""
    return tuple(sorted({segment.key: segment for segment in segments}.values(), key=lambda s: (s.start, s.key)))


def gaps(segments: Iterable[Segment]) -> tuple[Gap, ...]:
    """The gaps longer than `TOLERANCE`, one before the first segment included."""
    found: list[Gap] = []
    reached = 0.0
    for segment in in_order(segments):
        if round(segment.start - reached, 3) > TOLERANCE:
            found.append(Gap(round(reached, 3), round(segment.start, 3)))
        reached = max(reached, segment.end)
    return tuple(found)


def seconds(segments: Iterable[Segment]) -> float:
    """From the recording's start to the end of its last segment."""
    return round(max((segment.end for segment in segments), default=0.0), 3)
