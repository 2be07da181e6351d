"""The one statement for a page of the list of interviews, put together for what is asked.

A statement for each set of filters, and not one with `is null or`: the database then plans it for these filters, and
finds the page in an index of that order before it reads any row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from interviewer.interviews.waiting import EVALUATIONS

Order = Literal["created_at", "-created_at", "due", "-due", "ended_at", "-ended_at"]
ORDERS: tuple[Order, ...] = get_args(Order)
"""By these columns, `-` from the latest on. Those that have no such time are left out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which interviews: those that every field given agrees to. `created_to` itself is not in it any more."""

    states: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    campaign_id: str | None = None
    plan_id: str | None = None
    candidate_id: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    order: Order = "-created_at"

    @property
    def column(self) -> str:
        """What it is sorted by."""
        return self.order.removeprefix("-")


def statement(asked: Asked, *, limit: int, behind: tuple[datetime, str] | None) -> tuple[str, list[object]]:
    """The statement and its arguments; `behind`: time and id of the last row of the page before."""
    arguments: list[object] = []

    def given(value: object) -> str:
        arguments.append(value)
        return f"${len(arguments)}"

    column, falling = asked.column, asked.order.startswith("-")
    conditions = [f"{column} is not null"]
    if behind is not None:
        moment, key = behind
        conditions.append(f"({column}, id) {'<' if falling else '>'} ({given(moment)}, {given(key)})")
    for name, values in (("state", asked.states), ("outcome", asked.outcomes)):
        if len(values) == 1:
            conditions.append(f"{name} = {given(values[0])}")
        elif values:
            conditions.append(f"{name} = any({given(list(values))}::text[])")
    for name, value in (
        ("campaign_id", asked.campaign_id),
        ("plan_id", asked.plan_id),
        ("candidate_id", asked.candidate_id),
    ):
        if value is not None:
            conditions.append(f"{name} = {given(value)}")
    if asked.created_from is not None:
        conditions.append(f"created_at >= {given(asked.created_from)}")
    if asked.created_to is not None:
        conditions.append(f"created_at < {given(asked.created_to)}")
    direction = "desc" if falling else "asc"
    page = (
        f"select id, {column} as at from interviews where {' and '.join(conditions)}"  # noqa: S608 - columns of ours
        f" order by {column} {direction}, id {direction} limit {given(limit)}"
    )
    query = f"""
    select page.at, interviews.id, interviews.view, candidates.name as candidate_name,
           (jobs.payload->>'running')::boolean and jobs.due > clock_timestamp() as judging
    from ({page}) as page join interviews on interviews.id = page.id
    left join candidates on candidates.id = interviews.candidate_id
    left join jobs on jobs.queue = '{EVALUATIONS}' and jobs.key = interviews.id
    order by page.at {direction}, page.id {direction}
    """  # noqa: S608 - the same
    return query, arguments
