"""What happened in a call as the candidate saw it, and the report computed from it.

Only stretches of sound are kept, the interviewer's at the candidate's ear and the candidate's own at its microphone;
latency, silence and overlap are derived from them at the end, by one function. Deliberately not
here: deciding anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

OVERLAP_COUNTS: Final = 0.1
"""Seconds; less than this of two voices at once nobody notices."""


class SpokenTurn(BaseModel):
    """One thing the candidate said. Times are UTC, of sound at the candidate's ear and microphone."""

    model_config = ConfigDict(frozen=True)

    said: str
    """The words of the line, all of them, even if it was not finished."""
    file: str
    started: datetime
    ended: datetime
    """When its last word ended."""
    complete: bool
    """False when the rest was never said: the interviewer went on, or the call ended."""
    spoken_ms: int
    """Time in which words of it sounded, without pauses and holds."""
    heard_next_sound_at: datetime | None
    latency_ms: int | None
    """End of the last word to the next sound; None when no sound came, or it was sounding already."""
    asked_text: str
    """What was heard before it, and answered by it."""
    heard_text: str
    """What was heard after it, before the candidate spoke again."""
    cut_off: bool
    """The interviewer started to speak although the candidate had not finished."""


class HeardTurn(BaseModel):
    """One thing the interviewer said, as the candidate's recogniser understood it; None: no recogniser answered."""

    model_config = ConfigDict(frozen=True)

    began: datetime
    ended: datetime
    text: str | None


class Overlap(BaseModel):
    """Both were audible at once."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    ms: int
    said: str


class CallReport(BaseModel):
    """A call from the candidate's side; durations in milliseconds."""

    model_config = ConfigDict(frozen=True)

    persona: str
    link: str
    """The join link without its token, which is a credential."""
    room: str
    joined_at: datetime
    left_at: datetime
    reason_left: str
    first_sound_ms: int | None
    """Joining to the first sound of the interviewer."""
    turns: tuple[SpokenTurn, ...]
    heard: tuple[HeardTurn, ...]
    longest_silence_ms: int
    """The longest the candidate waited for a sound after its own last word, until the call ended."""
    longest_pause_ms: int
    """The longest silence inside what the interviewer said, while the candidate waited for it to go on."""
    overlaps: tuple[Overlap, ...]
    heard_words_total: int


@dataclass(slots=True)
class Said:
    """A line in progress or done; `voiced` are the stretches (start, end) in which a word of it sounded, in seconds."""

    text: str
    file: str
    asked: str
    voiced: list[tuple[float, float]] = field(default_factory=list)
    complete: bool = False
    cut_off: bool = False

    @property
    def started(self) -> float:
        """When its first word began."""
        return self.voiced[0][0]

    @property
    def ended(self) -> float:
        """When its last word so far ended."""
        return self.voiced[-1][1]


@dataclass(slots=True)
class Journal:
    """Filled during the call; seconds are those of one monotonic clock, of which `zero` was at `started_at`."""

    started_at: datetime
    zero: float
    said: list[Said] = field(default_factory=list)
    heard: list[tuple[float, float, str | None]] = field(default_factory=list)
    sounds: list[tuple[float, float]] = field(default_factory=list)
    """Stretches in which the interviewer was audible."""

    def at(self, seconds: float) -> datetime:
        """The wall clock at a moment of the monotonic one, to the millisecond."""
        return self.started_at + timedelta(milliseconds=round((seconds - self.zero) * 1000))

    def report(self, *, persona: str, link: str, room: str, joined: float, left: float, reason: str) -> CallReport:
        """The report of the call that ended at `left`."""
        said = [line for line in self.said if line.voiced]
        turns: list[SpokenTurn] = []
        waits = [0.0]
        for index, line in enumerate(said):
            until = said[index + 1].started if index + 1 < len(said) else left
            sounding = any(began <= line.ended < ended for began, ended in self.sounds)
            following = next((began for began, _ in self.sounds if line.ended < began < until), None)
            if not sounding:
                waits.append((following if following is not None else until) - line.ended)
            turns.append(
                SpokenTurn(
                    said=line.text,
                    file=line.file,
                    started=self.at(line.started),
                    ended=self.at(line.ended),
                    complete=line.complete,
                    spoken_ms=_ms(sum(end - start for start, end in line.voiced)),
                    heard_next_sound_at=None if following is None or sounding else self.at(following),
                    latency_ms=None if following is None or sounding else _ms(following - line.ended),
                    asked_text=line.asked,
                    heard_text=_joined(t for began, _, t in self.heard if line.ended <= began < until),
                    cut_off=line.cut_off,
                )
            )
        return CallReport(
            persona=persona,
            link=link,
            room=room,
            joined_at=self.at(joined),
            left_at=self.at(left),
            reason_left=reason,
            first_sound_ms=_ms(self.sounds[0][0] - joined) if self.sounds else None,
            turns=tuple(turns),
            heard=tuple(HeardTurn(began=self.at(b), ended=self.at(e), text=text) for b, e, text in self.heard),
            longest_silence_ms=_ms(max(waits)),
            longest_pause_ms=_ms(max([0.0, *self._pauses(said)])),
            overlaps=tuple(
                Overlap(at=self.at(start), ms=_ms(end - start), said=line.text)
                for line in said
                for mine in line.voiced
                for theirs in self.sounds
                if (end := min(mine[1], theirs[1])) - (start := max(mine[0], theirs[0])) >= OVERLAP_COUNTS
            ),
            heard_words_total=sum(len(text.split()) for _, _, text in self.heard if text),
        )

    def _pauses(self, said: list[Said]) -> list[float]:
        """Silences between two sounds of the interviewer with no word of the candidate between them."""
        words = [stretch for line in said for stretch in line.voiced]
        return [
            after[0] - before[1]
            for before, after in zip(self.sounds, self.sounds[1:], strict=False)
            if not any(start < after[0] and end > before[1] for start, end in words)
        ]


def _joined(texts: Iterable[str | None]) -> str:
    return " ".join(text for text in texts if text)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
