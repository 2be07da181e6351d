"""What is sent to webhooks: one row a message, with what became of it, and a job for as long as it has to be sent.

The messages themselves are not kept: they are made from the log when they are sent. The projection that makes the rows
is no read model: it is never made anew, or everything would be sent again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import asyncpg

from interviewer.kernel.log import Recorded
from interviewer.kernel.rows import Connection
from interviewer.kernel.writer import JOBS_CHANNEL
from interviewer.wire.webhooks import OFFERED, TEST, Attempt, State, wanted

QUEUE = "webhooks:"
"""Begins the name of a webhook's own queue, so that whoever waits for one receiver waits for no other's messages."""
RESENDS = "webhook_resends"
"""The queue of webhooks whose events are sent again from a position on."""
KEPT_DAYS = 30
ATTEMPTS_KEPT = 50
CAUSE = UUID("52f6b1c0-9d5e-4a0c-8b39-0c1f6f0f7d21")

# A webhook that is being removed is waited for, and one that messages are being put for is removed after them.
_NEW = """
insert into webhook_deliveries (id, webhook_id, position, type, state, next_at, created_at)
select new.id, webhooks.id, position, type, 'pending', statement_timestamp(),
       statement_timestamp() + number * interval '1 microsecond'
from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) with ordinality as new (
    id, webhook_id, position, type, number)
join webhooks on webhooks.id = new.webhook_id for key share of webhooks
"""
_AGAIN = """
state = 'pending', failures = 0, round = webhook_deliveries.round + 1, next_at = clock_timestamp(), delivered_at = null
"""
# Of several put at once, the earlier event is due first.
_SEND = f"""
insert into jobs (queue, key, due, payload)
select '{QUEUE}' || webhook_id, id, statement_timestamp() - make_interval(
           secs => (count(*) over () - row_number() over (order by position)) * 0.000001), '{{}}' from put
on conflict (queue, key) do update set due = excluded.due, payload = excluded.payload
"""  # noqa: S608 - constants, here and below
PUT = f"with put as ({_NEW} on conflict (id) do nothing returning id, webhook_id, position) {_SEND}"
PUT_AGAIN = f"with put as ({_NEW} on conflict (id) do update set {_AGAIN} returning id, webhook_id, position) {_SEND}"
RESEND = f"""
with put as (update webhook_deliveries set {_AGAIN} where webhook_id = $1 and id = $2
             returning id, webhook_id, position) {_SEND}
"""  # noqa: S608
RESEND_DEAD = f"""
with put as (update webhook_deliveries set {_AGAIN} where webhook_id = $1 and state = 'dead'
             returning id, webhook_id, position) {_SEND}
"""  # noqa: S608
RESEND_FROM = f"""
insert into jobs (queue, key, due, payload) select '{RESENDS}', id, clock_timestamp(), $2::jsonb
from webhooks where id = $1 for key share
on conflict (queue, key) do update set due = excluded.due, payload = excluded.payload
"""  # noqa: S608
NEWS = f"select pg_notify('{JOBS_CHANNEL}', '{QUEUE} {RESENDS}')"
COLUMNS = "id, webhook_id, position, type, state, attempts, attempts_total, next_at, delivered_at, created_at"
PAGE = f"""
select {COLUMNS} from webhook_deliveries where webhook_id = $1 and ($2::text is null or state = $2)
and ($3::timestamptz is null or (created_at, id) < ($3, $4)) order by created_at desc, id desc limit $5
"""  # noqa: S608 - a constant
OUTGOING = """
select delivery.id, webhook_id, position, type, failures, round, delivery.created_at, url, enabled
from webhook_deliveries as delivery join webhooks on webhooks.id = webhook_id
where delivery.id = $1 and state = 'pending'
"""
MARK = f"""
update webhook_deliveries set
    attempts_total = attempts_total + 1,
    attempts = case when jsonb_array_length(attempts) >= {ATTEMPTS_KEPT} then attempts - 0 else attempts end
               || $3::jsonb,
    state = case when round = $2 then $4 else state end,
    failures = case when round = $2 then $5 else failures end,
    next_at = case when round = $2 then clock_timestamp() + make_interval(secs => $6) else next_at end,
    delivered_at = case when $4 = 'delivered' then clock_timestamp() else delivered_at end
where id = $1
"""  # noqa: S608 - a constant
OLD = """
delete from webhook_deliveries where id in (
    select id from webhook_deliveries
    where created_at < clock_timestamp() - make_interval(days => $1) and state <> 'pending' limit $2)
"""


class DeliveryUnknown(Exception):
    """The webhook has no message of that id."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the list."""

    id: str
    webhook_id: str
    position: int | None
    type: str
    state: State
    attempts: tuple[Attempt, ...]
    attempts_total: int
    next_at: datetime | None
    delivered_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be sent. `failures` since it was put the last time, which `round` tells from others."""

    id: str
    webhook_id: str
    position: int | None
    type: str
    failures: int
    round: int
    created_at: datetime
    url: str
    enabled: bool


class WebhookDeliveries:
    """Puts a message for every event that a webhook wants, once."""

    name = "webhook_deliveries"

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> None:
        """See `Projection.apply`."""
        events = [event for event in events if event.type in OFFERED]
        if not events:
            return
        told = await connection.fetch("select id, types, after_position from webhooks where enabled")
        new = [
            (webhook["id"], event)
            for webhook in told
            for types in (wanted(webhook["types"]),)
            for event in events
            if event.type in types and event.global_position > webhook["after_position"]
        ]
        await _put(connection, PUT, sorted(new, key=lambda one: one[1].global_position))


class Deliveries:
    """Reads and writes the table."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def page(
        self, webhook_id: str, *, limit: int, state: State | None = None, before: tuple[datetime, str] | None = None
    ) -> tuple[Delivery, ...]:
        """The webhook's messages, newest first, of that state if given, older than `before` (time of making, id)."""
        rows = await self._pool.fetch(PAGE, webhook_id, state, *(before or (None, None)), limit)
        return tuple(_delivery(row) for row in rows)

    async def get(self, webhook_id: str, delivery_id: str) -> Delivery:
        """One message. Raises `DeliveryUnknown`."""
        row = await self._pool.fetchrow(
            f"select {COLUMNS} from webhook_deliveries where webhook_id = $1 and id = $2",  # noqa: S608 - a constant
            webhook_id,
            delivery_id,
        )
        if row is None:
            raise DeliveryUnknown(
                f"The webhook {webhook_id} has no message {delivery_id}."
                f" GET /v1/webhooks/{webhook_id}/deliveries lists those of the last {KEPT_DAYS} days."
            )
        return _delivery(row)

    async def put_test(self, webhook_id: str, delivery_id: str) -> None:
        """Send a message that no event caused; nothing to a webhook that is gone."""
        await self._pool.execute(PUT, [delivery_id], [webhook_id], [None], [TEST])
        await self._pool.execute(NEWS)

    async def put_again(self, webhook_id: str, events: Sequence[Recorded]) -> None:
        """Send these events, those sent before too; nothing for a webhook that is gone."""
        async with self._pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow("select types from webhooks where id = $1", webhook_id)
            types = wanted(row["types"]) if row else ()
            await _put(connection, PUT_AGAIN, [(webhook_id, event) for event in events if event.type in types])

    async def resend(self, webhook_id: str, delivery_id: str) -> None:
        """Send one message again, from the first attempt on."""
        await self._pool.execute(RESEND, webhook_id, delivery_id)
        await self._pool.execute(NEWS)

    async def resend_dead(self, webhook_id: str) -> int:
        """Send all dead messages again; how many these are."""
        count = int((await self._pool.execute(RESEND_DEAD, webhook_id)).rpartition(" ")[2])
        await self._pool.execute(NEWS)
        return count

    async def resend_from(self, webhook_id: str, from_position: int, to_position: int) -> None:
        """Send all its events between these positions, those never sent before too; it takes a while."""
        span = {"from_position": from_position, "to_position": to_position}
        await self._pool.execute(RESEND_FROM, webhook_id, json.dumps(span))
        await self._pool.execute(NEWS)

    async def outgoing(self, delivery_id: str) -> Outgoing | None:
        """The message, if it still has to be sent."""
        row = await self._pool.fetchrow(OUTGOING, delivery_id)
        return None if row is None else Outgoing(**dict(row))

    async def mark(self, sent: Outgoing, attempt: Attempt, state: State, *, again_after: float | None = None) -> None:
        """Note an attempt and what follows; a message that was put anew meanwhile stays to be sent."""
        failures = sent.failures + (state != "delivered")
        written = json.dumps([attempt.model_dump(mode="json")])
        await self._pool.execute(MARK, sent.id, sent.round, written, state, failures, again_after)

    async def remove_old(self, days: int = KEPT_DAYS, limit: int = 10_000) -> int:
        """Forget up to `limit` messages older than that which need not be sent; how many these were."""
        return int((await self._pool.execute(OLD, days, limit)).rpartition(" ")[2])


def delivery_id(webhook_id: str, event_id: UUID) -> str:
    """The `webhook-id` under which this event is sent to this webhook, every time."""
    return f"msg_{uuid5(CAUSE, f'{webhook_id} {event_id}').hex}"


async def _put(connection: Connection, statement: str, new: Sequence[tuple[str, Recorded]]) -> None:
    if not new:
        return
    rows = [(delivery_id(webhook, e.id), webhook, e.global_position, e.type) for webhook, e in new]
    await connection.execute(statement, *(list(column) for column in zip(*rows, strict=True)))
    await connection.execute(NEWS)


def _delivery(row: asyncpg.Record) -> Delivery:
    found: dict[str, Any] = dict(row)
    found["attempts"] = tuple(Attempt.model_validate(one) for one in json.loads(row["attempts"]))
    return Delivery(**found)
