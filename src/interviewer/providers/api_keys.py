"""API keys in PostgreSQL. Of a secret its hash alone is kept: 256 random bits need no slow one.

Deliberately not here: which door needs which scope (`api.access`).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from interviewer.kernel.writer import LOST
from interviewer.telemetry.logs import get_logger
from interviewer.wire.access import Scope

log = get_logger(__name__)
MARK: Final = "iv_"
SHOWN: Final = len(MARK) + 4
NOTED_EVERY: Final = timedelta(minutes=1)
"""How often at most a key's last use is written."""
COLUMNS: Final = "id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at"
CREATE = f"""
insert into api_keys (id, name, sha256, prefix, scopes, created_at, expires_at)
values ($1, $2, $3, $4, $5, clock_timestamp(), $6)
on conflict (id) do update set sha256 = excluded.sha256, prefix = excluded.prefix
    where api_keys.name = excluded.name and api_keys.last_used_at is null
returning {COLUMNS}
"""  # noqa: S608 - constants
PAGE = f"""
select {COLUMNS} from api_keys where $1::timestamptz is null or (created_at, id) < ($1, $2)
order by created_at desc, id desc limit $3
"""  # noqa: S608 - constants
REVOKE = f"""
update api_keys set revoked_at = coalesce(revoked_at, clock_timestamp()) where id = $1 returning {COLUMNS}
"""  # noqa: S608 - constants
STANDING: Final = f"""
select {COLUMNS}, expires_at <= clock_timestamp() as expired,
       last_used_at is null or last_used_at < clock_timestamp() - $2::interval as unnoted
from api_keys where
"""  # noqa: S608 - constants
USED = """
update api_keys set last_used_at = clock_timestamp()
where id = any($1) and (last_used_at is null or last_used_at < clock_timestamp() - $2::interval)
"""


class ApiKeyUnknown(Exception):
    """There is no API key of that id."""


class KeyNameTaken(Exception):
    """A key that is not revoked has this name already."""


class KeyRefused(Exception):
    """The API key opens nothing."""


class KeyUnknown(KeyRefused):
    """This is no API key of this installation. Look whether it was copied whole."""


class KeyExpired(KeyRefused):
    """The API key has expired. Ask an administrator for a new one."""


class KeyRevoked(KeyRefused):
    """The API key was revoked. Ask an administrator for a new one."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret. Times are the database's, not the world's."""

    id: str
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def version(self) -> int:
        """Nothing of a key changes but that it is revoked; that it is used is no change."""
        return 1 if self.revoked_at is None else 2


class ApiKeys:
    """The table `api_keys`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool
        self._used: set[str] = set()
        self._news = asyncio.Event()

    async def create(
        self, key_id: str, name: str, scopes: Sequence[Scope], expires_at: datetime | None = None
    ) -> tuple[ApiKey, str]:
        """A new key and its secret, which cannot be told again. Raises `KeyNameTaken`.

        The same id and name again is the same key with another secret, as long as nobody has used it.
        """
        secret = MARK + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        wanted = sorted(set(scopes))
        try:
            row = await self._pool.fetchrow(CREATE, key_id, name, _hash(secret), secret[:SHOWN], wanted, expires_at)
        except asyncpg.UniqueViolationError:
            row = None
        if row is None:
            raise KeyNameTaken(f"There is a key {name!r} already. Nothing was made: revoke that one, or name it anew.")
        return _key(row), secret

    async def page(self, *, limit: int, after: tuple[datetime, str] | None = None) -> tuple[ApiKey, ...]:
        """Keys behind that one, newest first."""
        at, key_id = after or (None, None)
        return tuple(_key(row) for row in await self._pool.fetch(PAGE, at, key_id, limit))

    async def one(self, key_id: str) -> ApiKey:
        """The key of that id. Raises `ApiKeyUnknown`."""
        return _found(await self._pool.fetchrow(f"select {COLUMNS} from api_keys where id = $1", key_id), key_id)  # noqa: S608 - constants

    async def revoke(self, key_id: str) -> ApiKey:
        """Have a key open nothing any more, from the next request on. Twice is once. Raises `ApiKeyUnknown`."""
        return _found(await self._pool.fetchrow(REVOKE, key_id), key_id)

    async def judged(self, *, secret: str | None = None, key_id: str | None = None) -> ApiKey:
        """The valid key of this secret or id; its use is noted. Raises `KeyRefused`."""
        if secret is not None:
            row = await self._pool.fetchrow(f"{STANDING} sha256 = $1", _hash(secret), NOTED_EVERY)
        else:
            row = await self._pool.fetchrow(f"{STANDING} id = $1", key_id, NOTED_EVERY)
        if row is None:
            raise KeyUnknown
        if row["revoked_at"] is not None:
            raise KeyRevoked
        if row["expired"]:
            raise KeyExpired
        if row["unnoted"]:
            self._used.add(row["id"])
            self._news.set()
        return _key(row)

    async def note_uses(self) -> None:
        """Write for ever when keys were last used, beside the requests that used them."""
        while True:
            await self._news.wait()
            self._news.clear()
            used, self._used = self._used, set()
            try:
                await self._pool.execute(USED, list(used), NOTED_EVERY)
            except (*LOST, TimeoutError, asyncpg.PostgresError) as error:  # the next use is noted
                log.warning("api_key.use_not_noted", error=type(error).__name__)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _found(row: asyncpg.Record | None, key_id: str) -> ApiKey:
    if row is None:
        raise ApiKeyUnknown(f"There is no API key {key_id}. GET /v1/api-keys lists those there are.")
    return _key(row)


def _key(row: asyncpg.Record) -> ApiKey:
    found = {name: row[name] for name in COLUMNS.split(", ")}
    return ApiKey(**found | {"scopes": tuple(row["scopes"])})
