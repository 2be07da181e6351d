"""Events to stored names and JSON and back; old shapes are brought up to date here, at the door.

Stored names are explicit strings, never class paths. The domain knows only today's shape.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, NewType, TypeVar

from pydantic import ConfigDict, TypeAdapter

from interviewer.kernel.log import LogError, NewEvent, Recorded
from interviewer.kernel.sealing import Seal

E = TypeVar("E")
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEvent(LogError):
    """The log holds an event that this release does not know: it was written by a newer one. Upgrade first."""


@dataclass(frozen=True, slots=True)
class Stored:
    """How one event type is stored: its name and the upcasters from each older schema version to the next.

    `personal` are the paths of the fields that are sealed, such as `text` or `turns.*.text`: each a text, or null.
    """

    name: str
    upcasters: tuple[Upcaster, ...] = ()
    personal: tuple[str, ...] = ()

    @property
    def schema_version(self) -> int:
        """Today's version of the shape, counted from 1."""
        return len(self.upcasters) + 1


def discreet(shape: type[E]) -> TypeAdapter[E]:
    """For stored data of this shape: an error names the fields that are wrong, never what stood in them.

    Errors reach the logs, and what is stored may be what somebody said.
    """
    # Under another name, for pydantic lets nobody but a dataclass itself say how it is to be validated.
    named = NewType("named", shape)  # type: ignore[valid-type, valid-newtype]
    return TypeAdapter(named, config=ConfigDict(hide_input_in_errors=True))


class Codec(Generic[E]):
    """Both directions for one family of events, given as a table of event class to stored form."""

    def __init__(self, table: Mapping[type[E], Stored]) -> None:
        self._stored = dict(table)
        self._adapters: dict[type[E], TypeAdapter[E]] = {cls: discreet(cls) for cls in table}
        self._classes = {stored.name: cls for cls, stored in table.items()}
        if len(self._classes) != len(table):
            raise ValueError("two event types share a stored name")

    def name(self, event: E) -> str:
        """The stored name of this event's type."""
        return self._stored[type(event)].name

    def personal(self, event: E) -> bool:
        """Whether the event has anything that is sealed."""
        return bool(self._stored[type(event)].personal)

    def encode(self, event: E, seal: Seal | None = None) -> NewEvent:
        """The event's stored form; what is personal is sealed if there is something to seal it with."""
        cls = type(event)
        stored = self._stored[cls]
        if seal is None or not stored.personal:
            return NewEvent(stored.name, stored.schema_version, self._adapters[cls].dump_json(event).decode())
        value = self._adapters[cls].dump_python(event, mode="json")
        for path in stored.personal:
            _seal(value, path.split("."), seal)
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return NewEvent(stored.name, stored.schema_version, data)

    def without_personal(self, recorded: Recorded, mark: str) -> Recorded:
        """The row with that mark wherever something personal stood; its shape stays."""
        stored = self._stored[self.check(recorded.type, recorded.schema_version)]
        value = json.loads(recorded.data)
        for path in stored.personal:
            _seal(value, path.split("."), lambda _: mark)
        return replace(recorded, data=json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def decode(self, recorded: Recorded) -> E:
        """The event in today's shape; raises `UnknownEvent` for a name or version of a newer release."""
        return self.from_parts(recorded.type, recorded.schema_version, recorded.data)

    def from_parts(self, name: str, schema_version: int, data: str) -> E:
        """As `decode`, from the stored parts."""
        cls = self.check(name, schema_version)
        stored = self._stored[cls]
        if schema_version == stored.schema_version:
            return self._adapters[cls].validate_json(data)
        value = json.loads(data)
        for upcast in stored.upcasters[schema_version - 1 :]:
            value = upcast(value)
        return self._adapters[cls].validate_python(value)

    def check(self, name: str, schema_version: int) -> type[E]:
        """The class of these events; raises `UnknownEvent` for a name or version of a newer release."""
        cls = self._classes.get(name)
        if cls is None:
            raise UnknownEvent(f"unknown event type {name!r} in the log: a newer release wrote it; upgrade first")
        stored = self._stored[cls]
        if schema_version > stored.schema_version:
            raise UnknownEvent(
                f"{name!r} has schema version {schema_version}, this release knows {stored.schema_version}:"
                " upgrade first"
            )
        return cls


def _seal(value: Any, path: list[str], seal: Seal) -> None:  # noqa: ANN401 - any JSON value
    """Seal what stands at the path, in place; null stays null."""
    first, *rest = path
    if first == "*":
        for item in value:
            _seal(item, rest, seal)
    elif rest:
        _seal(value[first], rest, seal)
    elif value[first] is not None:
        value[first] = seal(value[first])
