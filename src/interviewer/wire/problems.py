"""How the public API refuses: RFC 9457 problem details, and the mistakes of plans and requests in them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from interviewer.wire.examples import example


class Mistake(BaseModel):
    """What is wrong with one field or parameter of a request."""

    model_config = example(field="terms.windows[0].days", message="is missing")
    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable and for programs, `detail` is for people."""

    model_config = example(
        type="about:blank",
        title="Not found",
        status=404,
        detail="There is no interview int_0. GET /v1/interviews lists those there are.",
        code="interview_unknown",
    )
    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[Mistake] = Field(default=[], description="Where the request as such is wrong, all that is.")


class PlanProblem(BaseModel):
    """A mistake in a plan, or advice about it: where, and what to do about it. Line and column count from 1.

    `rule`: `format` for what makes it no plan, or what was looked for: `unlawful`, `leading`, `double` and so on. A
    `warning` keeps no plan from being published.
    """

    line: int
    column: int
    field: str
    message: str
    remedy: str
    rule: str
    severity: Literal["error", "warning"]


class PlanInvalidProblem(Problem):
    """A plan with mistakes, all of them."""

    model_config = example(
        type="about:blank",
        title="The plan has mistakes",
        status=422,
        detail="plan.minutes: 300 is out of range",
        code="plan_invalid",
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
    problems: list[PlanProblem]
