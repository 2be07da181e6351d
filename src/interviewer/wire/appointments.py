"""The public API's shapes for agreeing one interview outside of any campaign, and for agreeing on another time."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, NaiveDatetime, StrictInt, WithJsonSchema

from interviewer.calling.terms import CLOCK, FIRST_YEAR, LAST_YEAR, Moment, as_written
from interviewer.interviews.view import ViewState
from interviewer.wire.campaigns import NewConsent, Written, asked
from interviewer.wire.examples import MOMENT, example
from interviewer.wire.fields import Id, Name
from interviewer.wire.interviews import CandidateName

Shown = Annotated[
    NaiveDatetime,
    BeforeValidator(as_written),
    WithJsonSchema({"type": "string", "pattern": f"^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T{CLOCK}$"}),
]
"""What clocks show where the candidate lives, written without offset, as JSON Schema's format `date-time` is not."""
LocalMoment = Annotated[Shown, Field(ge=datetime(FIRST_YEAR, 1, 1), le=datetime(LAST_YEAR, 12, 31))]  # noqa: DTZ001 - a local time


class NewTime(BaseModel):
    """Another time for the call: an instant, or what clocks show where the candidate lives. One of the two."""

    model_config = asked(local="2026-11-24T14:30")
    at: Moment | None = None
    local: LocalMoment | None = None


class NewAppointment(NewTime):
    """A time that was agreed with the candidate of an interview; one of `at` and `local`."""

    model_config = asked(interview_id="int_4f0c8s2n7a9d", local="2026-11-24T14:30")
    interview_id: Id


class Appointment(BaseModel):
    """A time agreed with a candidate; `local` is what clocks show then where it lives, null while that is not known.

    `state` and `reason` are those of the interview: one that is held waits for a person, and nobody calls before that.
    """

    model_config = example(
        interview_id="int_4f0c8s2n7a9d",
        campaign_id="camp_2k8d0f3m1q7z",
        candidate={"id": "cand_7h2k9mq4xw1z", "name": "Ada Byron"},
        company="Clearwater Tickets",
        job_title="Back-end engineer",
        at="2026-11-24T14:30:00Z",
        local="2026-11-24T14:30:00",
        zone="Europe/London",
        state="scheduled",
        reason=None,
    )
    interview_id: str
    campaign_id: str | None
    candidate: CandidateName
    company: str
    job_title: str
    at: datetime
    local: Shown | None
    zone: str | None
    state: ViewState
    reason: str | None


class Appointments(BaseModel):
    """A page of agreed times, soonest first; pass `next_cursor` as `cursor` for the next one."""

    items: list[Appointment]
    next_cursor: str | None


class NewInterview(BaseModel):
    """An interview to agree: with a candidate that exists, or with a new one of that name.

    With `number` it is held by telephone: at the time agreed (`at`, or `local` where the candidate lives), and without
    one as soon as the hour there allows. `zone` is where the candidate lives, if the number does not tell. Without
    `consent`, now or from before, nobody is called until there is one. Without `number` the candidate comes by link.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"plan_id": "plan_3f9a1c07be21", "candidate_name": "Ada Byron", "questions": 4},
                {
                    "plan_id": "plan_3f9a1c07be21",
                    "candidate_name": "Grace Hopper",
                    "number": "+1 202 555 0123",
                    "zone": "America/New_York",
                    "consent": {
                        "source": "careers page",
                        "wording": "I agree that an automated interviewer calls me at this number.",
                        "obtained_at": MOMENT,
                    },
                    "local": "2026-11-24T14:30",
                },
            ]
        },
    )
    plan_id: Id
    candidate_id: Id | None = None
    candidate_name: Name | None = None
    questions: StrictInt | None = Field(default=None, ge=1, le=40, description="Ask only the first so many questions.")
    number: Written | None = Field(default=None, description="Telephone number, with + or with a region.")
    region: str | None = Field(default=None, max_length=2, description="Country of a number written without +, as GB.")
    zone: Written | None = Field(default=None, description="IANA name of the candidate's time zone.")
    consent: NewConsent | None = None
    at: Moment | None = None
    local: LocalMoment | None = None
