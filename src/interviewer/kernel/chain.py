"""The hash chain: each event's hash covers the previous hash and the exact stored bytes of the row.

What it proves and does not: an altered, removed or re-ordered row shows; a cut-off tail or a chain rewritten
from some row to its end shows only against a head kept elsewhere.
"""

from __future__ import annotations

import functools
import hashlib
import json
import struct
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import count
from uuid import UUID

from interviewer.kernel.log import Metadata, Recorded, Unit

GENESIS = bytes(32)
_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_length = struct.Struct(">Q").pack


@lru_cache(maxsize=1024)
def metadata_json(metadata: Metadata) -> str:
    """The stored form of the metadata."""
    return _compact.encode(
        {"correlation_id": metadata.correlation_id, "causation_id": metadata.causation_id, "actor": metadata.actor}
    )


@functools.lru_cache(maxsize=4096)
def metadata_from_json(text: str) -> Metadata:
    """The inverse of `metadata_json`. Events of one request, read one after the other, share it."""
    return Metadata(**json.loads(text))


def link(
    previous: bytes,
    *,
    position: int,
    stream: str,
    version: int,
    event_id: UUID | str,
    event_type: str,
    schema_version: int,
    data: str,
    metadata: str,
    at: datetime,
) -> bytes:
    """SHA-256 over the previous hash and the row's fields, each with its length in front."""
    middle = body(
        stream=stream,
        version=version,
        event_id=event_id,
        event_type=event_type,
        schema_version=schema_version,
        data=data,
        metadata=metadata,
    )
    return _placed(previous, position, middle, _moment(at))


def body(
    *, stream: str, version: int, event_id: UUID | str, event_type: str, schema_version: int, data: str, metadata: str
) -> bytes:
    """The part of what is hashed that is known before the event has its place in the log."""
    fields = (stream, str(version), str(event_id), event_type, str(schema_version), data, metadata)
    return b"".join([_length(len(raw)) + raw for raw in map(str.encode, fields)])


def _measured(field: str) -> bytes:
    raw = field.encode()
    return _length(len(raw)) + raw


def _moment(at: datetime) -> bytes:
    return _measured(at.isoformat(timespec="microseconds"))


def _placed(previous: bytes, position: int, middle: bytes, moment: bytes) -> bytes:
    return hashlib.sha256(b"".join((previous, _measured(str(position)), middle, moment))).digest()


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit made ready beforehand: of its rows only position, time and hash are missing."""

    unit: Unit
    ids: tuple[UUID, ...]
    metadata: str
    bodies: tuple[bytes, ...]


def draft(unit: Unit) -> Draft:
    """Make a unit ready."""
    metadata = metadata_json(unit.metadata)
    ids, bodies = list[UUID](), list[bytes]()
    for index, event in enumerate(unit.events):
        event_id = unit.event_id(index)
        middle = body(
            stream=unit.stream,
            version=unit.expected_version + index + 1,
            event_id=event_id,
            event_type=event.type,
            schema_version=event.schema_version,
            data=event.data,
            metadata=metadata,
        )
        ids.append(event_id)
        bodies.append(middle)
    return Draft(unit, tuple(ids), metadata, tuple(bodies))


class End:
    """The end of the chain while a batch is put onto it."""

    def __init__(self, position: int, last: bytes, at: datetime) -> None:
        self.position = position
        self._last = last
        self._at = at
        self._moment = _moment(at)

    def add(self, ready: Draft) -> tuple[Recorded, ...]:
        """The rows that appending it makes."""
        unit = ready.unit
        rows: list[Recorded] = []
        for version, event, event_id, middle in zip(
            count(unit.expected_version + 1), unit.events, ready.ids, ready.bodies
        ):
            self.position += 1
            self._last = _placed(self._last, self.position, middle, self._moment)
            rows.append(
                Recorded(
                    global_position=self.position,
                    stream=unit.stream,
                    version=version,
                    id=event_id,
                    type=event.type,
                    schema_version=event.schema_version,
                    data=event.data,
                    metadata=unit.metadata,
                    at=self._at,
                    hash=self._last,
                )
            )
        return tuple(rows)


def record(unit: Unit, *, after_position: int, after_hash: bytes, at: datetime) -> tuple[Recorded, ...]:
    """The rows that appending this unit right after that head makes."""
    return End(after_position, after_hash, at).add(draft(unit))
