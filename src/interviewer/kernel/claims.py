"""Rules across streams: names that one owner holds, pools of slots, paces. Judged unit by unit, in order. Pure.

Both event logs use it: the writer loads what a batch speaks of, judges under its lock, and writes what changed; the
twin in memory keeps one for good. Deliberately not here: what a name or a pool stands for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from interviewer.kernel.log import (
    Demand,
    Effect,
    Forbid,
    LogError,
    NameMissing,
    NameTaken,
    Pace,
    PoolFull,
    Release,
    Reserve,
    Take,
    TooFast,
    Vacate,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What these effects speak of: all that has to be known to judge them."""

    names: frozenset[str]
    pools: frozenset[str]
    owners: frozenset[str]
    paces: frozenset[str]

    @classmethod
    def by(cls, effects: Iterable[Effect]) -> Asked:
        """Collect it."""
        names, pools, owners, paces = set[str](), set[str](), set[str](), set[str]()
        for effect in effects:
            match effect:
                case Reserve(name=name) | Release(name=name) | Demand(name=name) | Forbid(name=name):
                    names.add(name)
                case Take(pool=pool):
                    pools.add(pool)
                case Vacate(owner=owner):
                    owners.add(owner)
                case Pace(name=name):
                    paces.add(name)
                case _:
                    pass
        return cls(frozenset(names), frozenset(pools), frozenset(owners), frozenset(paces))


@dataclass(slots=True)
class Claims:
    """Who holds what. `slots` are pairs of pool and owner; `paces` tell when the next is due, see `Pace`."""

    names: dict[str, str] = field(default_factory=dict)
    slots: set[tuple[str, str]] = field(default_factory=set)
    paces: dict[str, datetime] = field(default_factory=dict)

    def copy(self) -> Claims:
        """One that changes on its own."""
        return Claims(dict(self.names), set(self.slots), dict(self.paces))

    def refusal(self, effects: Iterable[Effect], now: datetime) -> LogError | None:
        """Why a unit with these effects may not be; None when it may. `now` is real time."""
        for effect in effects:
            match effect:
                case Reserve(name, owner) if self.names.get(name, owner) != owner:
                    return NameTaken(f"{name} belongs to another", name)
                case Forbid(name) if name in self.names:
                    return NameTaken(f"{name} is held", name)
                case Demand(name) if name not in self.names:
                    return NameMissing(f"nobody holds {name}", name)
                case Take(pool, owner, limit) if limit is not None and (pool, owner) not in self.slots:
                    if sum(held == pool for held, _ in self.slots) >= limit:
                        return PoolFull(f"{pool} is full: {limit} at once", pool)
                case Pace(name, interval, burst):
                    free_at = self.paces.get(name, now) - interval * (burst - 1)
                    if free_at > now:
                        return TooFast(f"{name} goes too fast", name, (free_at - now).total_seconds())
                case _:
                    pass
        return None

    def carry_out(self, effects: Iterable[Effect], now: datetime) -> None:
        """What the effects of an accepted unit change."""
        for effect in effects:
            match effect:
                case Reserve(name, owner):
                    self.names[name] = owner
                case Release(name, owner):
                    if self.names.get(name) == owner:
                        del self.names[name]
                case Take(pool, owner):
                    self.slots.add((pool, owner))
                case Vacate(owner):
                    self.slots = {slot for slot in self.slots if slot[1] != owner}
                case Pace(name, interval):
                    self.paces[name] = max(now, self.paces.get(name, now)) + interval
                case _:
                    pass


def room_for(due: datetime | None, interval: timedelta, burst: int, now: datetime) -> int:
    """How many may follow right now at a pace whose next is due then, None for one never used."""
    if due is None or due <= now:
        return burst
    return max(0, burst - math.ceil((due - now) / interval))
