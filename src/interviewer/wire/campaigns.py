"""The public API's shapes around campaigns: terms, imports, what waits for a person, consent, the do-not-call list.

Times are UTC unless a name says local, durations in seconds or as ISO 8601 has them (`PT15M`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from interviewer.calling.campaign import Status
from interviewer.calling.terms import CampaignTerms, Moment
from interviewer.interviews.lifecycle import HoldReason
from interviewer.interviews.state import Outcome
from interviewer.interviews.view import ViewState
from interviewer.wire.examples import MOMENT, example
from interviewer.wire.fields import Id, Name, shown_line, shown_lines
from interviewer.wire.interviews import CandidateName

Phrase = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(shown_line),
    Field(json_schema_extra={"pattern": r"^[^\x00-\x1f]+$"}),
]
"""A text of one line."""
Wording = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    AfterValidator(shown_lines),
    Field(json_schema_extra={"pattern": r"^[^\x00-\x08\x0b-\x1f]+$"}),
]
"""A text that may have several lines."""
Written = Annotated[str, StringConstraints(min_length=1, max_length=60)]
"""A telephone number or zone as people write it."""

TERMS: Final[dict[str, JsonValue]] = {
    "starts": "2026-11-23T00:00:00Z",
    "ends": "2026-12-05T00:00:00Z",
    "windows": [{"days": ["mon", "tue", "wed", "thu", "fri"], "start": "10:00", "end": "19:00"}],
    "gaps": {"busy": "PT15M", "no_answer": "PT2H"},
    "max_attempts": 4,
    "max_calls": 20,
}
CAMPAIGN: Final[dict[str, JsonValue]] = {
    "id": "camp_2k8d0f3m1q7z",
    "name": "Warehouse, autumn",
    "plan_id": "plan_3f9a1c07be21",
    "status": "running",
    "version": 3,
    "created_at": MOMENT,
    "terms": TERMS,
}


def asked(**fields: JsonValue) -> ConfigDict:
    """The configuration of a request: unknown fields are mistakes; with one example."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [fields]})


class NewCampaign(BaseModel):
    """A campaign to make: whom it calls is imported afterwards."""

    model_config = asked(name="Warehouse, autumn", plan_id="plan_3f9a1c07be21", terms=TERMS)
    name: Name
    plan_id: Id
    terms: CampaignTerms


class ChangedCampaign(BaseModel):
    """Name and terms that a campaign is to have from now on, whole."""

    model_config = asked(name="Warehouse, autumn", terms=TERMS)
    name: Name
    terms: CampaignTerms


class Campaign(BaseModel):
    """A campaign. `version` counts its changes and is its `ETag`."""

    model_config = example(**CAMPAIGN)
    id: str
    name: str
    plan_id: str
    status: Status
    version: int
    created_at: datetime
    terms: CampaignTerms


class Campaigns(BaseModel):
    """A page of campaigns, newest first; pass `next_cursor` as `cursor` for the next one."""

    items: list[Campaign]
    next_cursor: str | None


class CampaignProgress(Campaign):
    """A campaign and how far it is.

    `states` and `outcomes` count its interviews; `expected_wait_s` is how long a call that may begin now waits for a
    free line, null while nobody can tell.
    """

    model_config = example(
        **CAMPAIGN,
        states={"scheduled": 310, "held": 4, "queued": 12, "live": 20, "evaluated": 154},
        outcomes={"completed": 139, "declined": 6, "no_answer": 9},
        running=20,
        expected_wait_s=312.0,
    )
    states: dict[ViewState, int]
    outcomes: dict[Outcome, int]
    running: int
    expected_wait_s: float | None


class ProblemOfRow(BaseModel):
    """Why a row was not taken. Lines count from 1; a column of null means the row as a whole."""

    line: int
    column: str | None
    reason: str
    remedy: str


class ImportReport(BaseModel):
    """What became of a file's rows. `held`: how many of those added a person has to look at first.

    `problems` has the first 1000 of `problems_total`; a row may have several. Rows without a problem were taken.
    """

    model_config = example(
        added=4810,
        already_there=180,
        held=37,
        problems=[
            {
                "line": 17,
                "column": "number",
                "reason": "no such number exists",
                "remedy": "Check for missing or additional digits and the country code.",
            }
        ],
        problems_total=1,
    )
    added: int
    already_there: int
    held: int
    problems: list[ProblemOfRow]
    problems_total: int


class HeldInterview(BaseModel):
    """An interview whose candidate is not called before a person has looked at it, and what to do about it."""

    model_config = example(
        interview_id="int_4f0c8s2n7a9d",
        campaign_id="camp_2k8d0f3m1q7z",
        candidate={"id": "cand_7h2k9mq4xw1z", "name": "Ada Byron"},
        number="+12025550123",
        reference="A-17",
        reason="zone_ambiguous",
        remedy="Find out where the candidate lives and PUT /v1/candidates/cand_7h2k9mq4xw1z/zone.",
        created_at=MOMENT,
    )
    interview_id: str
    campaign_id: str | None
    candidate: CandidateName
    number: str | None
    reference: str | None
    reason: HoldReason
    remedy: str
    created_at: datetime


class Attention(BaseModel):
    """A page of what waits for a person, oldest first; pass `next_cursor` as `cursor` for the next one."""

    items: list[HeldInterview]
    next_cursor: str | None


class NewZone(BaseModel):
    """Where a candidate lives: the IANA name of its time zone."""

    model_config = asked(zone="Europe/Berlin")
    zone: Written


class NewConsent(BaseModel):
    """The proof that a candidate agreed to be called by a machine: where, to which words, and when."""

    model_config = asked(
        source="careers page",
        wording="I agree that an automated interviewer calls me at this number.",
        obtained_at=MOMENT,
    )
    source: Phrase
    wording: Wording
    obtained_at: Moment


class Reachability(BaseModel):
    """What says whether a candidate may be called. `zone_unclear` says why the zone is null."""

    model_config = example(
        candidate_id="cand_7h2k9mq4xw1z",
        region="DE",
        zone="Europe/Berlin",
        zone_unclear=None,
        consent=True,
        do_not_call=False,
    )
    candidate_id: str
    region: str | None
    zone: str | None
    zone_unclear: str | None
    consent: bool
    do_not_call: bool


class NewListing(BaseModel):
    """A number that may not be called any more. `region`: country of a number written without +."""

    model_config = asked(number="+44 20 7946 0018", source="letter of 3 March")
    number: Written
    region: str | None = Field(default=None, max_length=2)
    source: Phrase


class Listing(BaseModel):
    """Whether a number is on the do-not-call list, and where that wish came from. The number itself is not kept."""

    model_config = example(listed=True, source="letter of 3 March", since=MOMENT)
    listed: bool
    source: str | None
    since: datetime | None


class NewReview(BaseModel):
    """Who looked at the scorecard and stands for it."""

    model_config = asked(by="Grace Hopper")
    by: Name


class CallQueue(BaseModel):
    """Calls that wait for a free line: those of a campaign, agreed times (`appointments`), or of no campaign (`none`).

    `oldest_s`: how long the first has waited. `running`: calls that go on now, null for agreed times, which count in
    their campaigns. `limit`: how many calls this queue may have at once at present.
    """

    queue: str
    campaign_id: str | None
    depth: int
    oldest_s: float
    running: int | None
    limit: int
    expected_wait_s: float | None


class Pool(BaseModel):
    """What may go on at once: all calls, those on a vendor's account, or a campaign's; a limit of null is none."""

    pool: str
    taken: int
    limit: int | None


class HeldBack(BaseModel):
    """The vendor's account for which no call is begun: it has no room or no credit, and nothing stands in for it.

    `again_in_s`: when calls are begun again, to see whether it has.
    """

    model_config = example(part="speech", provider="azure", reason="it had too many requests", again_in_s=42.0)

    part: str
    provider: str
    reason: str
    again_in_s: float


class Queue(BaseModel):
    """Who waits for what. `mean_call_s`: how long recent calls held a line, null before the first has ended."""

    model_config = example(
        queues=[
            {
                "queue": "camp_2k8d0f3m1q7z",
                "campaign_id": "camp_2k8d0f3m1q7z",
                "depth": 12,
                "oldest_s": 94.2,
                "running": 20,
                "limit": 20,
                "expected_wait_s": 312.0,
            }
        ],
        pools=[{"pool": "calls", "taken": 20, "limit": 100}],
        mean_call_s=520.0,
        held_back=None,
    )
    queues: list[CallQueue]
    pools: list[Pool]
    mean_call_s: float | None
    held_back: HeldBack | None
    """Why nothing of it is begun just now; null when calls are begun as there is room."""
