"""The public API's shapes around jobs: their facts, the draft of a plan, and how two plans differ."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, JsonValue

from interviewer.catalog import models
from interviewer.catalog.diff import PlanDiff as Found
from interviewer.wire.examples import MOMENT, example
from interviewer.wire.problems import PlanProblem

FACTS: Final[dict[str, JsonValue]] = {
    "title": "Back-end engineer",
    "company": "Clearwater Tickets",
    "location": "Leeds",
    "summary": "You build and run the services that sell tickets.",
    "documents": [],
}


class NewJob(models.Job):
    """A job to fill, as the candidate may hear of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [FACTS]})


class KeptJob(models.Job):
    """A job to fill. `version` counts its changes and is its `ETag`; `archived_at` is null while it is open."""

    model_config = example(
        id="job_6t1p3n8v5c0a", version=1, created_at=MOMENT, changed_at=MOMENT, archived_at=None, **FACTS
    )
    id: str
    version: int
    created_at: datetime
    changed_at: datetime
    archived_at: datetime | None


class Jobs(BaseModel):
    """A page of jobs, newest first; pass `next_cursor` as `cursor` for the next one."""

    items: list[KeptJob]
    next_cursor: str | None


class Draft(BaseModel):
    """The plan that is being written for a job, as its author sent it.

    It can be published once none of its `problems` is an error; what is only `unlawful` also with `acknowledge=true`.
    `version` counts its changes and is its `ETag`.
    """

    model_config = example(
        job_id="job_6t1p3n8v5c0a",
        version=3,
        created_at=MOMENT,
        changed_at=MOMENT,
        text="plan:\n  title: Back-end engineer, first interview\n  …",
        problems=[
            {
                "line": 4,
                "column": 12,
                "field": "plan.minutes",
                "message": "300 is out of range",
                "remedy": "Write a number that is at most 60.",
                "rule": "format",
                "severity": "error",
            }
        ],
    )
    job_id: str
    version: int
    created_at: datetime
    changed_at: datetime
    text: str
    problems: list[PlanProblem]


Value = str | int | bool | list[str] | None
"""What stands in a field; null for a field that is not there."""


class FieldChange(BaseModel):
    """A field that reads differently, by its path: `ask`, `probes.deeper.ask`, `anchors.3`."""

    field: str
    before: Value
    after: Value


class Entry(BaseModel):
    """A question or criterion that only one of the plans has: its place there, counted from 1, and all its fields."""

    id: str
    place: int
    fields: dict[str, Value]


class Move(BaseModel):
    """A question or criterion that others have passed; places count from 1."""

    id: str
    before: int
    after: int


class EntryChange(BaseModel):
    """A question or criterion of both plans that reads differently."""

    id: str
    fields: list[FieldChange]


class ListDiff(BaseModel):
    """What became of the questions, or of the criteria."""

    added: list[Entry]
    removed: list[Entry]
    moved: list[Move]
    changed: list[EntryChange]


class PlanDiff(BaseModel):
    """What changed from the plan `before` to the plan `after`; all lists are empty when they say the same."""

    model_config = example(
        before="plan_3f9a1c07be21",
        after="plan_90bd1f3a77c4",
        job=[],
        plan=[{"field": "minutes", "before": 15, "after": 18}],
        questions={
            "added": [],
            "removed": [],
            "moved": [{"id": "on_call", "before": 2, "after": 4}],
            "changed": [{"id": "incident", "fields": [{"field": "ask", "before": "What broke?", "after": "Why?"}]}],
        },
        criteria={"added": [], "removed": [], "moved": [], "changed": []},
    )
    before: str
    after: str
    job: list[FieldChange]
    plan: list[FieldChange]
    questions: ListDiff
    criteria: ListDiff

    @classmethod
    def of(cls, before: str, after: str, found: Found) -> Self:
        """The difference between the plans of these names."""
        return cls.model_validate({"before": before, "after": after, **asdict(found)})
