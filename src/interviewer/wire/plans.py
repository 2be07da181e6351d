"""The public API's shapes of published plans. What authors see of one before it is used: `rehearsals`."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from interviewer.catalog.models import InterviewPlan, Job
from interviewer.wire.examples import MOMENT, example


class PlanSummary(BaseModel):
    """A plan in a list; `questions` is their number, `version` counts the published plans of the job."""

    model_config = example(
        id="plan_3f9a1c07be21",
        title="Back-end engineer, first interview",
        company="Clearwater Tickets",
        job_title="Back-end engineer",
        language="en",
        minutes=18,
        questions=7,
        job_id="job_6t1p3n8v5c0a",
        version=2,
        created_at=MOMENT,
    )
    id: str
    title: str
    company: str
    job_title: str
    language: str
    minutes: int
    questions: int
    job_id: str
    version: int
    created_at: datetime


class Plans(BaseModel):
    """A page of plans, newest first; pass `next_cursor` as `cursor` for the next one."""

    items: list[PlanSummary]
    next_cursor: str | None


class Plan(BaseModel):
    """A whole plan as its author wrote it; `version` counts the published plans of the job."""

    model_config = example(
        id="plan_3f9a1c07be21",
        job_id="job_6t1p3n8v5c0a",
        version=2,
        created_at=MOMENT,
        job={"title": "Barista", "company": "Blue Cup", "summary": "You make coffee and keep the queue happy."},
        plan={
            "title": "Barista, first interview",
            "minutes": 5,
            "questions": [{"id": "rush", "ask": "Tell me about a busy morning at work.", "criteria": ["calm"]}],
            "criteria": [
                {
                    "id": "calm",
                    "name": "Stays calm",
                    "description": "Keeps order and manners under pressure.",
                    "anchors": {"0": "Nothing said.", "3": "Names one thing they did.", "5": "Names several."},
                    "checklist": ["Names a time?", "Says what?", "Says why?", "Says the end?", "Speaks of others?"],
                }
            ],
        },
    )
    id: str
    job_id: str
    version: int
    created_at: datetime
    job: Job
    plan: InterviewPlan
