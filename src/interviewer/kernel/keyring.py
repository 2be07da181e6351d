"""The persons' keys: made when something is first sealed, handed out while they exist, destroyed to forget.

A process keeps the keys it uses at hand while it hears notifications, by which a destroyed one is dropped everywhere.
For a person who was forgotten a key is made that nobody keeps, so that what still arrives (a late report of a call) is
sealed for ever.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from interviewer.kernel.log import LogUnavailable, Recorded
from interviewer.kernel.rows import Connection
from interviewer.kernel.sealing import (
    MARK,
    KeyEncryptionKeys,
    KeysWrong,
    Seal,
    Wrapped,
    new_key,
    opened,
    sealer,
    subjects,
)
from interviewer.kernel.writer import LOST

CHANNEL = "interviewer_forgotten"
AT_HAND = 20_000
"""Keys that a process keeps at hand."""
MAKE = """
insert into data_keys (subject, wrapped, wrapped_by)
select told.subject, told.wrapped, $3 from unnest($1::text[], $2::bytea[]) as told (subject, wrapped)
where not exists (select from forgotten where forgotten.subject = told.subject) order by told.subject
on conflict do nothing
"""
READ = "select subject, wrapped, wrapped_by from data_keys where subject = any($1)"
STRANGE = "select wrapped_by, count(*) as count from data_keys where wrapped_by <> all($1) group by wrapped_by"
DESTROY = """
with noted as (insert into forgotten (subject) values ($1) on conflict do nothing)
delete from data_keys where subject = $1
"""
TO_WRAP = "select subject, wrapped, wrapped_by from data_keys where wrapped_by <> $1 order by subject limit $2"
WRAP = """
update data_keys set wrapped = told.wrapped, wrapped_by = $4
from unnest($1::text[], $2::bytea[], $3::bytea[]) as told (subject, wrapped, before)
where data_keys.subject = told.subject and data_keys.wrapped = told.before
"""
WRAPPED_AT_ONCE = 1000


def column(seal: Seal, value: str | None) -> str | None:
    """The value as a column holds it."""
    return None if value is None else json.dumps(seal(value), separators=(",", ":"))


class MemoryKeyring:
    """Keys that live as long as the process."""

    def __init__(self) -> None:
        self._keys: dict[str, AESGCM] = {}
        self._forgotten: set[str] = set()

    async def sealer(self, subject: str) -> Seal:
        """See `Keyring.sealer`."""
        if subject in self._forgotten:
            return sealer(subject, AESGCM(new_key()))
        return sealer(subject, self._keys.setdefault(subject, AESGCM(new_key())))

    def opened(self, rows: Sequence[Recorded]) -> tuple[Recorded, ...]:
        """The rows with their data in plain."""
        return _opened(rows, self._keys)

    def destroy(self, subject: str) -> None:
        """Forget what was sealed of this subject."""
        self._keys.pop(subject, None)
        self._forgotten.add(subject)


class PostgresKeyring:
    """Keys in the table `data_keys`. `pool` gives the pool once it is open."""

    def __init__(self, keys: KeyEncryptionKeys, pool: Callable[[], asyncpg.Pool[asyncpg.Record]]) -> None:
        self._keepers = keys
        self._pool = pool
        self._at_hand: OrderedDict[str, AESGCM] = OrderedDict()
        self._age = 0
        """Counts what was dropped: a key that was being read meanwhile is not kept at hand."""
        self._listening = False

    async def check(self) -> None:
        """Raise `KeysWrong` if there are keys that the given key-encryption keys do not open."""
        if strange := await self._pool().fetch(STRANGE, list(self._keepers.known)):
            told = ", ".join(f"{row['count']} by {row['wrapped_by']}" for row in strange)
            raise KeysWrong(
                f"The database holds keys of people wrapped by key-encryption keys that are not given: {told}. Put "
                "them into INTERVIEWER_ENCRYPTION_KEYS, behind the first. Nothing was changed."
            )

    async def make(self, subjects: Iterable[str]) -> Mapping[str, Seal]:
        """What seals values of each of these subjects, their keys made at once where there are none."""
        wanted = sorted(set(subjects))
        found = await self._find(wanted)
        if lacking := [subject for subject in wanted if subject not in found]:
            boxes = [self._keepers.wrap(subject, new_key()).key for subject in lacking]
            try:
                async with self._pool().acquire() as connection, connection.transaction():
                    # Whatever is sealed with it commits later on this server, and so never without it.
                    await connection.execute("set local synchronous_commit = off")
                    await connection.execute(MAKE, lacking, boxes, self._keepers.first)
            except (*LOST, TimeoutError) as error:
                raise _away(error) from error
            found = {**found, **await self._find(lacking)}
        return {subject: sealer(subject, found.get(subject) or AESGCM(new_key())) for subject in wanted}

    async def sealer(self, subject: str) -> Seal:
        """See `Keyring.sealer`."""
        if key := self._at_hand.get(subject):
            return sealer(subject, key)
        return (await self.make([subject]))[subject]

    async def opened(self, rows: Sequence[Recorded], connection: Connection | None = None) -> tuple[Recorded, ...]:
        """The rows with their data in plain, read on that connection if given. Raises `KeysWrong`, `BoxDamaged`."""
        needed = subjects(row.data for row in rows)
        return _opened(rows, await self._find(needed, connection)) if needed else tuple(rows)

    async def values(self, columns: Sequence[str | None]) -> list[str | None]:
        """Texts of columns that `column` sealed, in plain and in the same order; `FORGOTTEN` without their key."""
        keys = await self._find(subjects(text for text in columns if text is not None))
        return [text if text is None or MARK not in text else json.loads(opened(text, keys)) for text in columns]

    async def destroy(self, connection: Connection, subject: str) -> None:
        """Forget for ever what was sealed of this subject, with the caller's transaction."""
        # Whoever makes a key now is waited for, or waits and then sees that the subject is forgotten.
        await connection.execute("lock table data_keys in exclusive mode")
        await connection.execute(DESTROY, subject)
        await connection.execute("select pg_notify($1, $2)", CHANNEL, subject)

    def drop(self, subject: str) -> None:
        """Have no key of this subject at hand any more."""
        self._age += 1
        self._at_hand.pop(subject, None)

    def listen(self, *, listening: bool) -> None:
        """Keys are kept at hand only while it would be heard that one is destroyed."""
        self._age += 1
        self._listening = listening
        self._at_hand.clear()

    async def wrap_anew(self) -> int:
        """Wrap all keys by the first key-encryption key; how many were not."""
        count = 0
        while rows := await self._pool().fetch(TO_WRAP, self._keepers.first, WRAPPED_AT_ONCE):
            names = [row["subject"] for row in rows]
            before = [bytes(row["wrapped"]) for row in rows]
            after = [self._keepers.wrap(row["subject"], self._unwrapped(row)).key for row in rows]
            await self._pool().execute(WRAP, names, after, before, self._keepers.first)
            count += len(rows)
        return count

    async def _find(self, wanted: Iterable[str], connection: Connection | None = None) -> dict[str, AESGCM]:
        found, lacking = dict[str, AESGCM](), list[str]()
        for subject in wanted:
            if key := self._at_hand.get(subject):
                self._at_hand.move_to_end(subject)
                found[subject] = key
            else:
                lacking.append(subject)
        if not lacking:
            return found
        age = self._age
        try:
            rows = await (connection or self._pool()).fetch(READ, lacking)
        except (*LOST, TimeoutError) as error:
            raise _away(error) from error
        for row in rows:
            key = found[row["subject"]] = AESGCM(self._unwrapped(row))
            if age == self._age and self._listening:
                self._at_hand[row["subject"]] = key
        while len(self._at_hand) > AT_HAND:
            self._at_hand.popitem(last=False)
        return found

    def _unwrapped(self, row: asyncpg.Record) -> bytes:
        return self._keepers.unwrap(row["subject"], Wrapped(bytes(row["wrapped"]), row["wrapped_by"]))


def _opened(rows: Sequence[Recorded], keys: Mapping[str, AESGCM]) -> tuple[Recorded, ...]:
    return tuple(row if (plain := opened(row.data, keys)) is row.data else replace(row, data=plain) for row in rows)


def _away(error: BaseException) -> LogUnavailable:
    return LogUnavailable(f"the database of the keys did not answer: {str(error) or type(error).__name__}")
