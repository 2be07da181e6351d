"""How long nobody was there for the candidate when its interviewer was replaced: from the log and its ear alone.

It counts from the moment at which the agent was hit, or from the candidate's last word where that came later: nobody
waits while it speaks itself. The *first sound* is the first of any kind on the newcomer's own track. The call is
*resumed* with the first sentence of the newcomer's that is neither its apology nor a holding phrase: what it asks, or
says next; that it asks what is open is for the checker's counts of questions to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from interviewer.conversation.languages import ENGLISH
from interviewer.simulation.candidate.journal import SpokenTurn

NOT_YET: Final = frozenset({ENGLISH.lines.resumed, ENGLISH.lines.holding})
"""Sentences that only say that somebody is there."""
INTERRUPTED: Final = "interview.interrupted"
JOINS: Final = timedelta(seconds=1.0)
"""What is said until so long after an agent was given the call it need not have heard whole."""
ON_THE_WAY: Final = timedelta(seconds=2.0)
"""A turn that ended so shortly before the agent was hit is in no log yet: whether it is over was still waited for."""
_PID: Final = re.compile(r"-(\d+)$")


@dataclass(frozen=True, slots=True)
class Hit:
    """What the harness did to an agent, and when."""

    pid: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Voice:
    """One interviewer at the candidate's ear: when it sounded first, and its sentences, each with when it began."""

    epoch: int
    sounded: datetime | None
    said: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Takeover:
    """A call that went to another agent; in seconds, None: it never came."""

    hit: datetime
    given: datetime
    """When another agent was given the call."""
    first_sound: float | None
    resumed: float | None
    hurt: bool = True
    """False: it was handed over by the one that held it; `hit` is when the log says so."""


def pid_of(agent_id: str) -> int | None:
    """The process that an agent's id names."""
    found = _PID.search(agent_id)
    return int(found[1]) if found else None


def takeovers(
    events: Iterable[Mapping[str, Any]],
    hits: Sequence[Hit],
    voices: Sequence[Voice],
    spoken: Sequence[SpokenTurn],
) -> tuple[Takeover, ...]:
    """All of a call, in order. Without a hit the log says from when on nobody held it."""
    events = list(events)
    leases = [event for event in events if event["type"] == "interview.leased"]
    found = []
    for before, after in pairwise(leases):
        former, lease = before["data"], after["data"]
        pid, since, given = pid_of(former["agent_id"]), _at(before), _at(after)
        hit = max((hit.at for hit in hits if hit.pid == pid and since <= hit.at <= given), default=None)
        losses = [_at(one) for one in events if one["type"] == INTERRUPTED]
        gone = hit or max((lost for lost in losses if lost <= given), default=given)
        own = [voice for voice in voices if voice.epoch == lease["epoch"]]
        sounded = min((voice.sounded for voice in own if voice.sounded is not None), default=None)
        asked = min((at for voice in own for at, text in voice.said if text not in NOT_YET), default=None)
        waits = _waited(gone, sounded, spoken), _waited(gone, asked, spoken)
        found.append(Takeover(gone, given, *waits, hurt=hit is not None))
    return tuple(found)


def in_the_air(turn: SpokenTurn, taken: Iterable[Takeover]) -> bool:
    """Whether a line was being said when an agent was hit, or was not in any log yet: it is asked for again."""
    return any(turn.started < over.given + JOINS and turn.ended > over.hit - ON_THE_WAY for over in taken)


def figures(taken: Sequence[Takeover]) -> dict[str, float | int | None]:
    """Over many: how many, and how long at the middle and at the 95th of a hundred, in seconds."""
    told: dict[str, float | int | None] = {"takeovers": len(taken)}
    for name in ("first_sound", "resumed"):
        values = [getattr(one, name) for one in taken]
        for share in (50, 95):
            told[f"{name}_p{share}_s"] = _percentile(values, share)
    return told


def _percentile(values: Sequence[float | None], share: int) -> float | None:
    """By the nearest rank; one that never came is the longest. None: there are none, or it is one that never came."""
    if not values:
        return None
    ordered = sorted(values, key=lambda value: float("inf") if value is None else value)
    found = ordered[max(0, -(-len(ordered) * share // 100) - 1)]
    return None if found is None else round(found, 2)


def _waited(hit: datetime, heard: datetime | None, spoken: Iterable[SpokenTurn]) -> float | None:
    if heard is None:
        return None
    begun = [turn for turn in spoken if turn.started < heard]
    last = max((turn.ended for turn in begun), default=hit)
    return max(0.0, (heard - max(hit, last)).total_seconds())


def _at(event: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(event["at"])
