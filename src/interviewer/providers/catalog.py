"""Candidates in PostgreSQL, beside the plans that they are interviewed by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from interviewer.interviews.ids import new_id
from interviewer.providers.plans import Plans


class CandidateUnknown(Exception):
    """There is no candidate of that id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to be interviewed."""

    id: str
    name: str
    created_at: datetime


class Catalog(Plans):
    """The tables `plans` and `candidates`."""

    async def add_candidate(self, name: str) -> Candidate:
        """Keep a new candidate."""
        candidate_id = new_id("cand")
        created_at = await self._pool.fetchval(
            "insert into candidates (id, name, created_at) values ($1, $2, clock_timestamp()) returning created_at",
            candidate_id,
            name,
        )
        return Candidate(candidate_id, name, created_at)

    async def candidate(self, candidate_id: str) -> Candidate:
        """The candidate of that id. Raises `CandidateUnknown`."""
        row = await self._pool.fetchrow("select id, name, created_at from candidates where id = $1", candidate_id)
        if row is None:
            raise CandidateUnknown(f"There is no candidate {candidate_id}. GET /v1/candidates lists those there are.")
        return Candidate(**dict(row))

    async def candidates(self) -> tuple[Candidate, ...]:
        """All candidates, newest first."""
        rows = await self._pool.fetch("select id, name, created_at from candidates order by created_at desc, id")
        return tuple(Candidate(**dict(row)) for row in rows)
