"""Plans and candidates in PostgreSQL. A plan never changes: its id is made from what it says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from interviewer.catalog.models import PlanFile
from interviewer.interviews.ids import new_id


class PlanUnknown(Exception):
    """There is no plan of that id."""


class CandidateUnknown(Exception):
    """There is no candidate of that id."""


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan in the catalog."""

    id: str
    plan: PlanFile
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to be interviewed."""

    id: str
    name: str
    created_at: datetime


def plan_id(plan: PlanFile) -> str:
    """The plan's id: `plan_` and twelve digits of the hash of its content."""
    content = json.dumps(plan.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return f"plan_{hashlib.sha256(content.encode()).hexdigest()[:12]}"


class Catalog:
    """The tables `plans` and `candidates`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool
        self._plans: dict[str, KeptPlan] = {}

    async def add_plan(self, plan: PlanFile) -> KeptPlan:
        """Keep a plan; the same plan again is the plan that is there."""
        created_at = await self._pool.fetchval(
            "insert into plans (id, document, created_at) values ($1, $2, clock_timestamp())"
            " on conflict (id) do update set id = excluded.id returning created_at",
            plan_id(plan),
            plan.model_dump_json(),
        )
        return KeptPlan(plan_id(plan), plan, created_at)

    async def plan(self, plan_id: str) -> KeptPlan:
        """The plan of that id. Raises `PlanUnknown`."""
        if found := self._plans.get(plan_id):  # it never changes
            return found
        row = await self._pool.fetchrow("select document, created_at from plans where id = $1", plan_id)
        if row is None:
            raise PlanUnknown(f"There is no plan {plan_id}. GET /v1/plans lists those there are.")
        kept = KeptPlan(plan_id, PlanFile.model_validate_json(row["document"]), row["created_at"])
        self._plans[plan_id] = kept
        return kept

    async def plans(self) -> tuple[KeptPlan, ...]:
        """All plans, newest first."""
        rows = await self._pool.fetch("select id, document, created_at from plans order by created_at desc, id")
        return tuple(
            KeptPlan(row["id"], PlanFile.model_validate_json(row["document"]), row["created_at"]) for row in rows
        )

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
