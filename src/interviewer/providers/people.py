"""Candidates who are called by telephone: the rows of `candidates` with their numbers, and what says who may be called.

A number is one candidate's: the same number again is the same person. Deliberately not here: candidates who are known
by name only and come by link (`catalog`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import asyncpg

from interviewer.calling import names
from interviewer.calling.permission import CONSENTS
from interviewer.interviews.ids import new_id
from interviewer.kernel.keyring import PostgresKeyring, column
from interviewer.kernel.log import VersionConflict
from interviewer.kernel.sealing import FORGOTTEN, Seal
from interviewer.providers.candidates import CandidateChanged

LOOK = "insert into jobs (queue, key, due, payload) select"
AGAIN = "on conflict (queue, key) do update set due = excluded.due, payload = excluded.payload"
PUT = f"""
with told as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        as told (id, name, number, contact, region, zone, zone_unclear, reference)
), before as (
    select candidates.id, candidates.zone from candidates join told using (contact)
), put as (
    insert into candidates (id, name, created_at, number, contact, region, zone, zone_unclear, reference)
    select id, name, clock_timestamp(), number, contact, region, zone, zone_unclear, reference from told
    where not exists (select from forgotten where forgotten.subject = told.id)
    on conflict (contact) do update set name = excluded.name, version = candidates.version + 1,
        zone = coalesce(excluded.zone, candidates.zone),
        zone_unclear = case when coalesce(excluded.zone, candidates.zone) is null then excluded.zone_unclear end,
        reference = coalesce(excluded.reference, candidates.reference)
    returning id, contact, zone
), looked_at as (
    {LOOK} '{CONSENTS}', put.id, clock_timestamp(), '{{}}' from put join before using (id)
    where put.zone is distinct from before.zone order by put.id {AGAIN}
)
select id, contact from put
"""  # noqa: S608 - constants
SET_ZONE = f"""
with changed as (
    update candidates set zone = $2, zone_unclear = null, version = version + 1
    where id = $1 and number is not null and version = $3 returning id, version
), looked_at as (
    {LOOK} '{CONSENTS}', id, clock_timestamp(), '{{}}' from changed {AGAIN}
)
select version from changed
"""  # noqa: S608 - constants
LOOK_AGAIN = f"""
{LOOK} '{CONSENTS}', candidates.id, clock_timestamp(), '{{}}'
from candidates join names as consent on consent.name = '{names.consent("")}' || candidates.id
where candidates.id = any($1) and zone is not null order by candidates.id {AGAIN}
"""
STANDINGS = f"""
select told.contact, zone, consent.name is not null as consent, listed.name is not null as listed,
       place.name is not null as placed
from unnest($1::text[]) as told (contact)
left join candidates on candidates.contact = told.contact
left join names as consent on consent.name = '{names.consent("")}' || candidates.id
left join names as listed on listed.name = '{names.do_not_call("")}' || told.contact
left join names as place on place.name = $2 || candidates.id
"""  # noqa: S608 - constants
REACHABLE = f"""
select candidates.id, contact, region, zone, zone_unclear, consent.name is not null as consent,
       listed.name is not null as listed
from candidates
left join names as consent on consent.name = '{names.consent("")}' || candidates.id
left join names as listed on listed.name = '{names.do_not_call("")}' || candidates.contact
where candidates.id = any($1) and number is not null
"""  # noqa: S608 - constants
ATTEMPTS = 8
KNOWN = "select contact, id from candidates where contact = any($1)"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be called. `number` is E.164; `zone` None: where they live is not known, for `zone_unclear`."""

    name: str
    number: str
    contact: str
    region: str | None
    zone: str | None
    zone_unclear: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """What is known of a candidate that says whether it may be called."""

    candidate_id: str
    contact: str
    region: str | None
    zone: str | None
    zone_unclear: str | None
    consent: bool
    listed: bool
    """On the do-not-call list."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a number before its owner is added to a campaign; all no and None for one never seen."""

    zone: str | None
    consent: bool
    listed: bool
    """On the do-not-call list."""
    placed: bool
    """In the campaign already."""


class People:
    """Reads and writes the table."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keys: PostgresKeyring) -> None:
        self._pool = pool
        self._keys = keys

    async def put(self, people: Sequence[Person]) -> Mapping[str, str]:
        """Keep these people, whose contacts differ; contact → candidate id, the old one for a number known before.

        A zone of None leaves the one that is known; the interviews of a person whose zone changes are looked at anew.
        Raises `VersionConflict` after losing many races.
        """
        kept: dict[str, str] = {}
        lacking = sorted(people, key=lambda p: p.contact)  # whoever puts the same people locks them in this order
        for _ in range(ATTEMPTS):
            if not lacking:
                return kept
            known = await self._pool.fetch(KNOWN, [person.contact for person in lacking])
            ids = {row["contact"]: row["id"] for row in known}
            ids = {person.contact: ids.get(person.contact) or new_id("cand") for person in lacking}
            seals = await self._keys.make(ids.values())
            rows = [_row(person, ids[person.contact], seals[ids[person.contact]]) for person in lacking]
            async with self._pool.acquire() as connection, connection.transaction():
                # A forgetting is waited for, and then seen.
                await connection.execute("lock table data_keys in row exclusive mode")
                found = await connection.fetch(PUT, *(list(column) for column in zip(*rows, strict=True)))
            # Under another id: somebody else was faster, or forgot the person; then it is sealed under the wrong key.
            kept.update((row["contact"], row["id"]) for row in found if row["id"] == ids[row["contact"]])
            lacking = [person for person in lacking if person.contact not in kept]
        raise VersionConflict("others changed the same people again and again; nobody of those left was kept")

    async def standings(self, campaign_id: str | None, contacts: Sequence[str]) -> Mapping[str, Standing]:
        """How the owners of these numbers stand to the campaign, by contact; without one, none of them is placed."""
        rows = await self._pool.fetch(STANDINGS, list(contacts), names.place(campaign_id or "", ""))
        return {row["contact"]: Standing(row["zone"], row["consent"], row["listed"], row["placed"]) for row in rows}

    async def reachable(self, candidate_ids: Sequence[str]) -> Mapping[str, Reachable]:
        """What is known of these candidates; those without a number are left out."""
        rows = await self._pool.fetch(REACHABLE, list(candidate_ids))
        return {
            row["id"]: Reachable(
                row["id"],
                row["contact"],
                row["region"],
                row["zone"],
                row["zone_unclear"],
                row["consent"],
                row["listed"],
            )
            for row in rows
        }

    async def number(self, candidate_id: str) -> str | None:
        """The candidate's number; None for one who has none, or was forgotten."""
        sealed = await self._pool.fetchval("select number from candidates where id = $1", candidate_id)
        (number,) = await self._keys.values([sealed])
        return None if number == FORGOTTEN else number

    async def listed(self, contact: str) -> bool:
        """Whether the number that this stands for is on the do-not-call list."""
        name = names.do_not_call(contact)
        return bool(await self._pool.fetchval("select exists (select from names where name = $1)", name))

    async def set_zone(self, candidate_id: str, zone: str, based_on: int) -> int:
        """Somebody found out where the candidate lives: its interviews are looked at anew. The candidate's new version.

        Raises `CandidateChanged` at another version, and where there is nobody with a number.
        """
        version: int | None = await self._pool.fetchval(SET_ZONE, candidate_id, zone, based_on)
        if version is None:
            raise CandidateChanged
        return version

    async def look_again(self, candidate_ids: Sequence[str]) -> None:
        """Have the interviews looked at anew of those of these candidates of whom nothing is lacking (any more)."""
        await self._pool.execute(LOOK_AGAIN, list(candidate_ids))


def _row(person: Person, candidate_id: str, seal: Seal) -> tuple[str | None, ...]:
    name, number, reference = (column(seal, text) for text in (person.name, person.number, person.reference))
    return candidate_id, name, number, person.contact, person.region, person.zone, person.zone_unclear, reference
