"""The public API's shapes around webhooks: who is told of what, what is sent, and what became of it.

What is sent has the form of https://www.standardwebhooks.com. It names things by their ids and tells nobody's words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, BaseModel, Field, JsonValue, StrictBool, StringConstraints

from interviewer.calling.campaign import CAMPAIGN_EVENTS
from interviewer.calling.campaign import Status as CampaignStatus
from interviewer.calling.forgetting import FORGETTING_EVENTS
from interviewer.interviews.events import EVENTS
from interviewer.interviews.lifecycle import Lifecycle
from interviewer.interviews.state import Outcome
from interviewer.interviews.view import ViewState
from interviewer.wire import receivers
from interviewer.wire.campaigns import asked
from interviewer.wire.examples import MOMENT, example

TEST: Final = "webhook.test"
OFFERED: Final = frozenset(
    {EVENTS[event].name for event in get_args(Lifecycle)}
    | {stored.name for stored in (*CAMPAIGN_EVENTS.values(), *FORGETTING_EVENTS.values())}
)
"""The types of event that can be sent: what was decided, never what was said in a call."""

State = Literal["pending", "delivered", "dead"]
Failure = Literal["timeout", "unreachable", "address_refused", "webhook_disabled", "secret_lost"]


def matches(pattern: str, event_type: str) -> bool:
    """Whether the pattern, a type of event or all of one family (`interview.*`), takes in that type."""
    return event_type == pattern or (pattern.endswith(".*") and event_type.startswith(pattern[:-1]))


def wanted(patterns: list[str]) -> frozenset[str]:
    """The types of event that these patterns take in."""
    return frozenset(known for known in OFFERED if any(matches(pattern, known) for pattern in patterns))


def _offered(pattern: str) -> str:
    if not wanted([pattern]):
        raise ValueError(f"no event of that type is sent. There are: {', '.join(sorted(OFFERED))}; or a family, as x.*")
    return pattern


Url = Annotated[
    str,
    StringConstraints(min_length=8, max_length=2000, pattern=r"^[\x21-\x7e]+$"),
    AfterValidator(receivers.checked),
]
Pattern = Annotated[
    str,
    StringConstraints(max_length=80, pattern=r"^[a-z_]+\.(\*|[a-z_]+)$"),
    AfterValidator(_offered),
]
Types = Annotated[list[Pattern], Field(min_length=1, max_length=50)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00-\x1f]*$")]

ASKED: Final[dict[str, JsonValue]] = {
    "url": "https://ats.example/hooks/interviews",
    "types": ["interview.*", "campaign.cancelled"],
    "description": "Moves candidates on in the applicant tracking system.",
    "enabled": True,
}
WEBHOOK: Final[dict[str, JsonValue]] = {
    **ASKED,
    "id": "hook_5n1x8c3v0b6m",
    "disabled_because": None,
    "former_secret_until": None,
    "version": 1,
    "created_at": MOMENT,
    "changed_at": MOMENT,
}
MESSAGE_ID: Final = "msg_0d8a5c7f2b9e4f1c8a6d3e5b7f9c1a2d"


class NewWebhook(BaseModel):
    """Whom to tell of what. `types`: types of event, or families of them as `interview.*`."""

    model_config = asked(**ASKED)
    url: Url
    types: Types
    description: Description = ""
    enabled: StrictBool = True


class ChangedWebhook(NewWebhook):
    """What a webhook is to be from now on, whole."""


class Webhook(BaseModel):
    """Who is told of what. `version` counts its changes and is its `ETag`.

    `disabled_because`: `gone`, the receiver answered 410. Until `former_secret_until` messages carry a second
    signature, made with the secret before the present one.
    """

    model_config = example(**WEBHOOK)
    id: str
    url: str
    types: list[str]
    description: str
    enabled: bool
    disabled_because: Literal["gone"] | None
    former_secret_until: datetime | None
    version: int
    created_at: datetime
    changed_at: datetime


class WebhookWithSecret(Webhook):
    """A webhook with the secret that its messages are signed with. It is shown this once; keep it."""

    model_config = example(**WEBHOOK, secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")  # noqa: S106 - an example
    secret: str


class Webhooks(BaseModel):
    """A page of webhooks, newest first."""

    items: list[Webhook]
    next_cursor: str | None


class Attempt(BaseModel):
    """One sending of a message: the answer's status, or why there was none."""

    at: datetime
    status: int | None
    error: Failure | None
    detail: str
    latency_ms: float


class Delivery(BaseModel):
    """What became of one message; its `id` is the `webhook-id` that it is sent under, every time.

    `position` is that of its event, null for a test. `attempts` holds the last ones of `attempts_total`. `next_at`:
    when it is sent again; null unless it is pending.
    """

    model_config = example(
        id=MESSAGE_ID,
        webhook_id="hook_5n1x8c3v0b6m",
        position=4711,
        type="interview.completed",
        state="delivered",
        attempts=[{"at": MOMENT, "status": 204, "error": None, "detail": "", "latency_ms": 83.1}],
        attempts_total=1,
        next_at=None,
        delivered_at=MOMENT,
        created_at=MOMENT,
    )
    id: str
    webhook_id: str
    position: int | None
    type: str
    state: State
    attempts: list[Attempt]
    attempts_total: int
    next_at: datetime | None
    delivered_at: datetime | None
    created_at: datetime


class Deliveries(BaseModel):
    """A page of a webhook's messages, newest first."""

    items: list[Delivery]
    next_cursor: str | None


class Resending(BaseModel):
    """What is sent again.

    `dead`: how many dead messages are. With `from_position` that is null, and all its events up to `to_position` are
    sent, those never sent before too.
    """

    model_config = example(dead=12, from_position=None, to_position=None)
    dead: int | None
    from_position: int | None
    to_position: int | None


class EventData(BaseModel):
    """What happened to what. `state` and `outcome` are those right after the event; `links` lead into this API."""

    event_id: str
    position: int
    version: int
    correlation_id: str
    interview_id: str | None = None
    campaign_id: str | None = None
    candidate_id: str | None = None
    plan_id: str | None = None
    state: ViewState | CampaignStatus | None = None
    outcome: Outcome | None = None
    links: dict[str, str]


class Message(BaseModel):
    """What a webhook sends: headers `webhook-id`, `webhook-timestamp`, `webhook-signature`, and this body.

    The id is the same however often it is sent; messages may arrive twice and in any order.
    """

    model_config = example(
        type="interview.completed",
        timestamp=MOMENT,
        data={
            "event_id": "0b6f8f0e-6a58-5a5c-9a51-3f6a6d1f5f10",
            "position": 4711,
            "version": 112,
            "correlation_id": "req_8f14e45fceea167a5a36",
            "interview_id": "int_4f0c8s2n7a9d",
            "campaign_id": "camp_2k8d0f3m1q7z",
            "candidate_id": "cand_7h2k9mq4xw1z",
            "plan_id": "plan_3f9a1c07be21",
            "state": "completed",
            "outcome": "completed",
            "links": {"interview": "/v1/interviews/int_4f0c8s2n7a9d"},
        },
    )
    type: str
    timestamp: datetime
    data: EventData


class TestMessage(BaseModel):
    """What is sent to try a webhook out."""

    type: Literal["webhook.test"] = TEST
    timestamp: datetime
    data: dict[str, str]
