"""Candidates who are called by telephone: the rows of `candidates` with their numbers, and what says who may be called.

A number is one candidate's: the same number again is the same person. Deliberately not here: candidates who are known
by name only and come by link (`catalog`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import asyncpg

from interviewer.calling import names
from interviewer.interviews.ids import new_id

PUT = """
insert into candidates (id, name, created_at, number, contact, region, zone, zone_unclear, reference)
select new.*  from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
                          $8::text[], $9::text[]) as new
on conflict (contact) do update set name = excluded.name,
    zone = coalesce(excluded.zone, candidates.zone),
    zone_unclear = case when coalesce(excluded.zone, candidates.zone) is null then excluded.zone_unclear end,
    reference = coalesce(excluded.reference, candidates.reference)
returning id, contact
"""
REACHABLE = f"""
select candidates.id, number, contact, region, zone, zone_unclear, consent.name is not null as consent,
       listed.name is not null as listed
from candidates
left join names as consent on consent.name = '{names.consent("")}' || candidates.id
left join names as listed on listed.name = '{names.do_not_call("")}' || candidates.contact
where candidates.id = any($1)
"""  # noqa: S608 - constants


class PersonUnknown(Exception):
    """There is no candidate of that id with a number."""


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
    number: str
    contact: str
    region: str | None
    zone: str | None
    zone_unclear: str | None
    consent: bool
    listed: bool
    """On the do-not-call list."""


class People:
    """Reads and writes the table."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def put(self, people: Sequence[Person]) -> Mapping[str, str]:
        """Keep these people, whose contacts differ; contact → candidate id, the old one for a number known before."""
        rows = [
            (new_id("cand"), p.name, p.number, p.contact, p.region, p.zone, p.zone_unclear, p.reference) for p in people
        ]
        if not rows:
            return {}
        columns = [list(column) for column in zip(*rows, strict=True)]
        now = await self._pool.fetchval("select clock_timestamp()")
        found = await self._pool.fetch(PUT, *columns[:2], [now] * len(rows), *columns[2:])
        return {row["contact"]: row["id"] for row in found}

    async def reachable(self, candidate_ids: Sequence[str]) -> Mapping[str, Reachable]:
        """What is known of these candidates; those without a number are left out."""
        rows = await self._pool.fetch(REACHABLE, list(candidate_ids))
        return {
            row["id"]: Reachable(
                row["id"],
                row["number"],
                row["contact"],
                row["region"],
                row["zone"],
                row["zone_unclear"],
                row["consent"],
                row["listed"],
            )
            for row in rows
            if row["number"] is not None
        }

    async def listed(self, contact: str) -> bool:
        """Whether the number that this stands for is on the do-not-call list."""
        name = names.do_not_call(contact)
        return bool(await self._pool.fetchval("select exists (select from names where name = $1)", name))

    async def set_zone(self, candidate_id: str, zone: str) -> None:
        """Somebody found out where the candidate lives. Raises `PersonUnknown`."""
        done = await self._pool.execute(
            "update candidates set zone = $2, zone_unclear = null where id = $1 and number is not null",
            candidate_id,
            zone,
        )
        if done != "UPDATE 1":
            raise PersonUnknown(f"There is no candidate {candidate_id} with a number.")
