"""The hash chain: each event's hash covers the previous hash and the exact stored bytes of the row.

What it proves and does not: an altered, removed or re-ordered row shows; a cut-off tail or a chain rewritten
from some row to its end shows only against a head kept elsewhere.
"""

from __future__ import annotations

import functools
import json
import struct
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha1, sha256
from typing import TypeAlias
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as StoredId  # noqa: N811 - it is a UUID, as the database's rows have it

from interviewer.kernel.log import Metadata, Unit

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
    kind = _kind(event_type, schema_version)
    return _body(_measured(stream), version, event_id, kind, data.encode(), _measured(metadata))


def _body(stream: bytes, version: int, event_id: UUID | str, kind: bytes, data: bytes, metadata: bytes) -> bytes:
    number, name = b"%d" % version, str(event_id).encode()
    return b"".join(
        (
            stream,
            _length(len(number)),
            number,
            _length(len(name)),
            name,
            kind,
            _length(len(data)),
            data,
            metadata,
        )
    )


def _measured(field: str) -> bytes:
    raw = field.encode()
    return _length(len(raw)) + raw


_origin = lru_cache(maxsize=1024)(_measured)


@lru_cache(maxsize=1024)
def _kind(event_type: str, schema_version: int) -> bytes:
    return _measured(event_type) + _measured(str(schema_version))


def _moment(at: datetime) -> bytes:
    return _measured(at.isoformat(timespec="microseconds"))


def _placed(previous: bytes, position: int, middle: bytes, moment: bytes) -> bytes:
    number = b"%d" % position
    return sha256(b"".join((previous, _length(len(number)), number, middle, moment))).digest()


Row: TypeAlias = tuple[int, str, int, UUID, str, int, str, str, datetime, bytes]
"""A row of the log as it is stored, its fields in the order of `rows.COLUMNS`."""


def event_id_of(command_id: UUID, index: int) -> UUID:
    """The id of a command's event at that index: `uuid5` of the two, made in a third of its time."""
    named = bytearray(sha1(command_id.bytes + b"%d" % index, usedforsecurity=False).digest()[:16])
    named[6] = named[6] & 0x0F | 0x50
    named[8] = named[8] & 0x3F | 0x80
    return StoredId(bytes(named))


@dataclass(slots=True)
class Draft:
    """A unit made ready beforehand: of its rows only position, time and hash are missing."""

    unit: Unit
    ids: list[UUID]
    metadata: str
    bodies: list[bytes]


def draft(unit: Unit) -> Draft:
    """Make a unit ready."""
    metadata = metadata_json(unit.metadata)
    stream, origin = _measured(unit.stream), _origin(metadata)
    ids: list[UUID] = []
    bodies: list[bytes] = []
    version = unit.expected_version
    for index, event in enumerate(unit.events):
        version += 1
        event_id = event_id_of(unit.command_id, index)
        ids.append(event_id)
        bodies.append(
            _body(stream, version, event_id, _kind(event.type, event.schema_version), event.data.encode(), origin)
        )
    return Draft(unit, ids, metadata, bodies)


class End:
    """The end of the chain while a batch is put onto it."""

    def __init__(self, position: int, last: bytes, at: datetime) -> None:
        self.position = position
        self.last = last
        self._at = at
        self._moment = _moment(at)

    def add(self, ready: Draft) -> list[Row]:
        """The rows that appending it makes."""
        unit = ready.unit
        rows: list[Row] = []
        version = unit.expected_version
        for event, event_id, middle in zip(unit.events, ready.ids, ready.bodies, strict=True):
            version += 1
            self.position += 1
            self.last = _placed(self.last, self.position, middle, self._moment)
            rows.append(
                (
                    self.position,
                    unit.stream,
                    version,
                    event_id,
                    event.type,
                    event.schema_version,
                    event.data,
                    ready.metadata,
                    self._at,
                    self.last,
                )
            )
        return rows


def record(unit: Unit, *, after_position: int, after_hash: bytes, at: datetime) -> list[Row]:
    """The rows that appending this unit right after that head makes."""
    return End(after_position, after_hash, at).add(draft(unit))
