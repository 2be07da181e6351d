"""The one write path: read, fold, decide, append at the expected version, retry a lost race."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID, uuid4, uuid5

from interviewer.kernel import reached
from interviewer.kernel.codec import Codec
from interviewer.kernel.log import Effect, Metadata, NewEvent, Recorded, Store, Unit, VersionConflict

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")

ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Aggregate(Generic[C, E, S]):
    """A decider: three plain values and functions, with its codec and the rows that commit with its events."""

    initial: S
    decide: Callable[[C, S], tuple[E, ...]]
    evolve: Callable[[S, E], S]
    codec: Codec[E]
    effects: Callable[[str, E, S], tuple[Effect, ...]]
    """What commits with an event of that stream, given the state after it."""
    subject: Callable[[str, S], str | None] = lambda _stream, _state: None
    """Whom the stream is about: what is personal in its events is sealed under that person's key. None: nobody."""


@dataclass(frozen=True, slots=True)
class Executed(Generic[E, S]):
    """What a command came to: the state after it, the events it made (none if it changed nothing), the version.

    `position` is that of its last event, or of the stream's last if it changed nothing; None for an empty stream.
    """

    state: S
    events: tuple[E, ...]
    version: int
    position: int | None


async def load(store: Store, aggregate: Aggregate[C, E, S], stream: str) -> tuple[S, int]:
    """The stream folded to now, and its version."""
    rows = await store.read_stream(stream)
    return fold(aggregate, rows), len(rows)


def fold(aggregate: Aggregate[C, E, S], rows: tuple[Recorded, ...]) -> S:
    """The state after these rows."""
    state = aggregate.initial
    for row in rows:
        state = aggregate.evolve(state, aggregate.codec.decode(row))
    return state


async def execute(
    store: Store,
    aggregate: Aggregate[C, E, S],
    stream: str,
    command: C,
    metadata: Metadata,
    command_id: UUID | None = None,
    *,
    also: tuple[Effect, ...] = (),
    not_after: datetime | None = None,
    based_on: int | None = None,
) -> Executed[E, S]:
    """Carry out one command; if it makes events, `also` commits with them. `not_after`: see `Unit`.

    A command whose id was carried out before is not decided again: it changes nothing, and is never refused.
    `based_on`: the version that whoever commands has seen; at any other it is not decided: `VersionConflict`.
    Raises what the decider raises, `ClaimRefused`, `TooLate`, `LogUnavailable`, `KeysMissing`, or `VersionConflict`
    after losing many races.
    """
    repeated = None if command_id is None else uuid5(command_id, "0")
    command_id = command_id or uuid4()
    for attempt in range(ATTEMPTS):
        known = await store.read_stream(stream)
        state, version = fold(aggregate, known), len(known)
        if not metadata.correlation_id and known:
            metadata = replace(metadata, correlation_id=known[0].metadata.correlation_id)
        last = known[-1].global_position if known else None
        before = any(row.id == repeated for row in known)
        if based_on not in (None, version) and not before:
            raise VersionConflict(f"{stream} is at version {version}, the command is based on {based_on}")
        events = () if before else aggregate.decide(command, state)
        if not events:
            reached.note(last)
            return Executed(state, (), version, last)
        after, effects = state, list(also)
        for event in events:
            after = aggregate.evolve(after, event)
            effects.extend(aggregate.effects(stream, event, after))
        unit = Unit(
            command_id=command_id,
            stream=stream,
            expected_version=version,
            events=await _encoded(store, aggregate, events, aggregate.subject(stream, after)),
            metadata=metadata,
            effects=tuple(effects),
            not_after=not_after,
        )
        try:
            rows = await store.append(unit)
        except VersionConflict:
            if attempt == ATTEMPTS - 1:
                raise
            continue
        if rows[0].version != version + 1:  # this very command was carried out before
            reached.note(rows[-1].global_position)
            return Executed(state, (), version, rows[-1].global_position)
        reached.note(rows[-1].global_position)
        return Executed(after, events, rows[-1].version, rows[-1].global_position)
    raise AssertionError("unreachable")


async def _encoded(
    store: Store, aggregate: Aggregate[C, E, S], events: tuple[E, ...], subject: str | None
) -> tuple[NewEvent, ...]:
    seal = None
    if subject is not None and any(map(aggregate.codec.personal, events)):
        seal = await store.keys.sealer(subject)
    return tuple(aggregate.codec.encode(event, seal) for event in events)
