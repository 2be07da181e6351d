"""The table `webhooks`: who is told of what, and the secrets that messages are signed with.

Secrets are sealed, each webhook's under a key of its own, for they are needed to sign with. Deliberately not here: what
is sent (`deliveries`).
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.kernel.keyring import PostgresKeyring, column
from interviewer.kernel.sealing import FORGOTTEN
from interviewer.providers.deliveries import QUEUE, RESENDS

FORMER_HOURS = 24
"""How long messages are signed with the secret before the present one too, after a change of secrets."""
SECRET_BYTES = 32
COLUMNS = """
id, url, types, description, enabled, disabled_because, version, created_at, changed_at,
case when former_until > clock_timestamp() then former_until end as former_secret_until
"""
ADD = f"""
insert into webhooks (id, url, types, description, enabled, version, after_position, secret, created_at, changed_at)
select $1, $2, $3, $4, $5, 1, coalesce(max(global_position), 0), $6,
       statement_timestamp(), statement_timestamp()
from events
on conflict (id) do nothing returning {COLUMNS}
"""  # noqa: S608 - a constant
PAGE = f"""
select {COLUMNS} from webhooks where ($1::timestamptz is null or (created_at, id) < ($1, $2))
order by created_at desc, id desc limit $3
"""  # noqa: S608 - a constant
CHANGE = f"""
update webhooks set url = $3, types = $4, description = $5, enabled = $6, disabled_because = null,
       after_position = case when $6 and not enabled then (select coalesce(max(global_position), 0) from events)
                             else after_position end,
       version = version + 1, changed_at = clock_timestamp()
where id = $1 and version = $2 returning {COLUMNS}
"""  # noqa: S608 - a constant
ROTATE = f"""
update webhooks set former_secret = case when $4 then secret end, secret = $2,
       former_until = case when $4 then clock_timestamp() + make_interval(hours => $3) end,
       version = version + 1, changed_at = clock_timestamp()
where id = $1 and version = $5 returning {COLUMNS}
"""  # noqa: S608 - a constant
DROP_JOBS = "delete from jobs where queue = $1 or (queue = $2 and key = $3)"
DISABLE = """
update webhooks set enabled = false, disabled_because = $2, version = version + 1, changed_at = clock_timestamp()
where id = $1 and enabled
"""


class WebhookUnknown(Exception):
    """There is no webhook of that id."""


class SecretLost(Exception):
    """The secret cannot be read any more: its key is not in the database. Give the webhook a new one."""


class WebhookDisabled(Exception):
    """The webhook is disabled: nothing is sent. Enable it first (PUT with "enabled": true)."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A row without its secrets; `former_secret_until` only while messages are signed with two."""

    id: str
    url: str
    types: tuple[str, ...]
    description: str
    enabled: bool
    disabled_because: str | None
    version: int
    created_at: datetime
    changed_at: datetime
    former_secret_until: datetime | None


class Webhooks:
    """Reads and writes the table."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keys: PostgresKeyring) -> None:
        self._pool = pool
        self._keys = keys

    async def add(
        self, webhook_id: str, *, url: str, types: Sequence[str], description: str, enabled: bool
    ) -> tuple[Webhook, str]:
        """Keep a new webhook, for what happens from now on; it and its secret (`whsec_…`).

        One of that id that is there already is left as it is: whoever made it lost the answer, and asks again.
        """
        secret = _fresh()
        sealed = await self._sealed(webhook_id, secret)
        row = await self._pool.fetchrow(ADD, webhook_id, url, list(types), description, enabled, sealed)
        if row is None:
            return await self.get(webhook_id), (await self.secrets(webhook_id))[0]
        return _webhook(row, webhook_id), secret

    async def page(self, *, limit: int, before: tuple[datetime, str] | None = None) -> tuple[Webhook, ...]:
        """Webhooks, newest first, older than `before` (time of making, id)."""
        rows = await self._pool.fetch(PAGE, *(before or (None, None)), limit)
        return tuple(_webhook(row, row["id"]) for row in rows)

    async def get(self, webhook_id: str) -> Webhook:
        """The webhook of that id. Raises `WebhookUnknown`."""
        row = await self._pool.fetchrow(f"select {COLUMNS} from webhooks where id = $1", webhook_id)  # noqa: S608 - a constant
        return _webhook(row, webhook_id)

    async def change(
        self, webhook_id: str, based_on: int, *, url: str, types: Sequence[str], description: str, enabled: bool
    ) -> Webhook | None:
        """Make it this, as seen at version `based_on`; None when it is at another, or gone."""
        row = await self._pool.fetchrow(CHANGE, webhook_id, based_on, url, list(types), description, enabled)
        return None if row is None else _webhook(row, webhook_id)

    async def remove(self, webhook_id: str, based_on: int) -> bool:
        """Forget it with all its messages, as seen at version `based_on`; False when it is at another, or gone."""
        async with self._pool.acquire() as connection, connection.transaction():
            gone = "delete from webhooks where id = $1 and version = $2 returning id"
            if await connection.fetchval(gone, webhook_id, based_on) is None:
                return False
            await connection.execute(DROP_JOBS, QUEUE + webhook_id, RESENDS, webhook_id)
            await connection.execute("delete from data_keys where subject = $1", webhook_id)
        return True

    async def rotate(self, webhook_id: str, based_on: int) -> tuple[Webhook, str] | None:
        """Give it a new secret, beside which the old one signs for `FORMER_HOURS`; None when it is at another version.

        Raises `WebhookUnknown`.
        """
        secret, readable = _fresh(), True
        try:
            await self.secrets(webhook_id)
        except SecretLost:
            readable = False
        sealed = await self._sealed(webhook_id, secret)
        row = await self._pool.fetchrow(ROTATE, webhook_id, sealed, FORMER_HOURS, readable, based_on)
        return None if row is None else (_webhook(row, webhook_id), secret)

    async def disable(self, webhook_id: str, because: str) -> None:
        """Send nothing more to it."""
        await self._pool.execute(DISABLE, webhook_id, because)

    async def secrets(self, webhook_id: str) -> tuple[str, ...]:
        """What its messages are signed with at present, the newest first. Raises `WebhookUnknown`, `SecretLost`."""
        row = await self._pool.fetchrow(
            "select secret, case when former_until > clock_timestamp() then former_secret end as former"
            " from webhooks where id = $1",
            webhook_id,
        )
        if row is None:
            raise _unknown(webhook_id)
        kept = [bytes(sealed).decode() for sealed in (row["secret"], row["former"]) if sealed is not None]
        found = [secret for secret in await self._keys.values(kept) if secret is not None]
        if FORGOTTEN in found:
            raise SecretLost(
                f"POST /v1/webhooks/{webhook_id}/secret gives another; this one's key is not in the database"
            )
        return tuple(found)

    async def _sealed(self, webhook_id: str, secret: str) -> bytes:
        seal = await self._keys.sealer(webhook_id)
        return str(column(seal, secret)).encode()


def _fresh() -> str:
    """As the Standard Webhooks libraries take it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _webhook(row: asyncpg.Record | None, webhook_id: str) -> Webhook:
    if row is None:
        raise _unknown(webhook_id)
    return Webhook(**{**dict(row), "types": tuple(row["types"])})


def _unknown(webhook_id: str) -> WebhookUnknown:
    return WebhookUnknown(f"There is no webhook {webhook_id}. GET /v1/webhooks lists those there are.")
