"""Where a hash chain does not hold: rows as they are stored, walked in order of position, every break named. Pure.

After a break the walk goes on from the hash that is stored, so that one wrong byte names one row. Rows that do not
follow from what stands before them are kept to the end and tried at each other's places: those that were only moved are
told from those that were altered. Deliberately not here: reading the rows (`audit`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from interviewer.kernel.chain import GENESIS, link

SIDE_BY_SIDE = 200
"""So many doubtful rows are tried at each other's places; of a log with more, the others are only named."""


class StoredRow(NamedTuple):
    """A row of the log to the byte: `data` and `metadata` are the stored text."""

    position: int
    stream: str
    version: int
    id: str
    type: str
    schema_version: int
    data: str
    metadata: str
    at: datetime
    hash: bytes


@dataclass(frozen=True, slots=True)
class Altered:
    """This row is not what was appended here: its content, its hash, or its very being where none belongs.

    `what` is None where the row after it does not tell content and hash apart, as there is none or it is broken too.
    """

    position: int
    stream: str
    version: int
    type: str
    what: Literal["content", "hash", "place"] | None

    def __str__(self) -> str:
        changes = {
            "content": "its content was altered",
            "hash": "its hash was altered",
            "place": "no row belongs there",
        }
        how = changes[self.what] if self.what else "its content or its hash was altered"
        return f"position {self.position}: {how} ({self.stream} version {self.version}, {self.type})"


@dataclass(frozen=True, slots=True)
class Removed:
    """These positions, both included, are empty. `lacking`: stream, first and last version that may have been there."""

    first: int
    last: int
    lacking: tuple[tuple[str, int, int], ...] = ()

    def __str__(self) -> str:
        where = f"positions {self.first} to {self.last}" if self.last > self.first else f"position {self.first}"
        versions = [f"{s} version {a}" if a == b else f"{s} versions {a} to {b}" for s, a, b in self.lacking]
        what = ", ".join(versions) or "which cannot be told: no later row of the stream is there"
        return f"{where}: removed; lacking is {what}"


@dataclass(frozen=True, slots=True)
class Moved:
    """The row that belongs at `position` stands at another."""

    position: int
    stands_at: int
    stream: str
    version: int
    type: str

    def __str__(self) -> str:
        row = f"{self.stream} version {self.version}, {self.type}"
        return f"position {self.position}: the row that belongs there stands at {self.stands_at} ({row})"


Break = Altered | Removed | Moved


@dataclass(slots=True)
class _Place:
    """A place in doubt. `before`: what the hash of the place before it may be; nothing if nobody knows."""

    position: int
    row: StoredRow | None
    before: tuple[bytes, ...]
    last: int = 0
    """Of a gap: its last position."""
    extra: bool = False
    """No row belongs there."""
    what: Literal["content", "hash", "place"] | None = None


@dataclass(slots=True)
class Walk:
    """One walk over a log, from its beginning."""

    position: int = 0
    """Of the row taken last."""
    rows: int = 0
    _before: tuple[bytes, ...] = (GENESIS,)
    _doubtful: list[_Place] = field(default_factory=list)
    _beyond: list[Break] = field(default_factory=list)

    def take(self, rows: Iterable[StoredRow]) -> None:
        """Go on over these rows."""
        for row in rows:
            self.rows += 1
            if row.position != self.position + 1:
                if row.position <= self.position or row.position < 1:
                    self._doubt(_Place(row.position, row, (), extra=True, what="place"))
                    continue
                self._doubt(_Place(self.position + 1, None, self._before, last=row.position - 1))
                self._doubt(_Place(row.position, row, ()))
                self._before = (row.hash,)
            elif _hash(row, self._before[0]) == row.hash:
                if self._in_doubt(row.position - 1) and len(self._before) > 1:
                    self._doubtful[-1].what = "content"
                self._before = (row.hash,)
            else:
                self._stumble(row)
            self.position = row.position

    def breaks(self) -> tuple[Break, ...]:
        """All that was found, in order of position; the rows of gaps without what is lacking."""
        return (*_resolved(self._doubtful, end=self.position), *self._beyond)

    def _stumble(self, row: StoredRow) -> None:
        """The row does not follow from the hash that is stored before it."""
        if any(_hash(row, before) == row.hash for before in self._before[1:]):
            if self._in_doubt(row.position - 1):
                self._doubtful[-1].what = "hash"
            self._before = (row.hash,)
            return
        self._doubt(_Place(row.position, row, self._before))
        self._before = _after(row, self._before)

    def _in_doubt(self, position: int) -> bool:
        return bool(self._doubtful) and self._doubtful[-1].position == position

    def _doubt(self, place: _Place) -> None:
        if len(self._doubtful) < SIDE_BY_SIDE:
            self._doubtful.append(place)
        elif place.row is None:
            self._beyond.append(Removed(place.position, place.last))
        elif place.before or place.extra:
            self._beyond.append(_altered(place.row, place.what))


def _resolved(places: list[_Place], end: int) -> tuple[Break, ...]:
    """What became of each place in doubt."""
    found: list[Break] = []
    elsewhere: set[int] = set()
    unfilled: list[tuple[int, _Place]] = []
    rows = [place.row for place in places if place.row is not None]
    known: tuple[int, tuple[bytes, ...]] = (0, ())

    def moved(position: int, before: tuple[bytes, ...], standing: StoredRow | None) -> bytes | None:
        """The hash of the row that belongs here, if it is one of those; a row moved without its hash left that here."""
        for row in rows:
            for hashed in (_hash(row, one, position) for one in before):
                if hashed == row.hash or (standing is not None and hashed == standing.hash):
                    found.append(Moved(position, row.position, row.stream, row.version, row.type))
                    elsewhere.add(id(row))
                    return hashed
        return None

    for place in places:
        before = known[1] if known[0] == place.position else place.before
        if place.row is None:
            position = place.position
            while position <= place.last and before and (hashed := moved(position, before, None)):
                position, before = position + 1, (hashed,)
            if position <= place.last:
                found.append(Removed(position, place.last))
                before = ()
            known = (place.last + 1, before)
        elif place.extra:
            unfilled.append((len(found), place))
        elif not before or any(_hash(place.row, one) == place.row.hash for one in before):
            known = (place.position + 1, (place.row.hash,))
        elif hashed := moved(place.position, before, place.row):
            known = (place.position + 1, (hashed,))
        else:
            unfilled.append((len(found), place))
            known = (place.position + 1, _after(place.row, before))
    for index, place in reversed(unfilled):
        assert place.row is not None  # noqa: S101 - only rows stand at unfilled places
        if id(place.row) not in elsewhere:
            found.insert(index, _altered(place.row, place.what))
        elif not place.extra and place.position < end:
            found.insert(index, Removed(place.position, place.position))
    return tuple(found)


def _after(row: StoredRow, before: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """What the hash of a row that does not follow may truly be: what is stored, or what its content makes."""
    return (row.hash, *{_hash(row, before[0]), _hash(row, before[-1])})


def _altered(row: StoredRow, what: Literal["content", "hash", "place"] | None) -> Altered:
    return Altered(row.position, row.stream, row.version, row.type, what)


def _hash(row: StoredRow, before: bytes, position: int | None = None) -> bytes:
    """What the row's hash is after that one, at its position or another."""
    return link(
        before,
        position=row.position if position is None else position,
        stream=row.stream,
        version=row.version,
        event_id=row.id,
        event_type=row.type,
        schema_version=row.schema_version,
        data=row.data,
        metadata=row.metadata,
        at=row.at,
    )
