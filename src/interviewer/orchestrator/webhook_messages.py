"""What a webhook is sent, made from the log when it is sent: the same event gives the same message every time.

It holds ids, states and links, nobody's words; so it can still be made when a person has been forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.calling import campaign, forgetting
from interviewer.calling.campaign import CAMPAIGN
from interviewer.interviews.ids import interview_of
from interviewer.interviews.view import view_of
from interviewer.kernel.execute import fold
from interviewer.kernel.log import Recorded, Store
from interviewer.providers.deliveries import Outgoing
from interviewer.wire.webhooks import EventData, Message, TestMessage


@dataclass(frozen=True, slots=True)
class Made:
    """The body, and what log lines about it go by."""

    body: str
    interview_id: str | None = None
    correlation_id: str | None = None


async def made(store: Store, sent: Outgoing) -> Made:
    """The message that this delivery is about."""
    if sent.position is None:
        test = TestMessage(timestamp=sent.created_at, data={"webhook_id": sent.webhook_id})
        return Made(test.model_dump_json())
    (event,) = await store.read_all(sent.position - 1, 1)
    until_then = (await store.read_stream(event.stream))[: event.version]
    data = data_of(event, until_then)
    body = Message(type=event.type, timestamp=event.at, data=data).model_dump_json()
    return Made(body, data.interview_id, event.metadata.correlation_id)


def data_of(event: Recorded, until_then: tuple[Recorded, ...]) -> EventData:
    """What the event's message says, given its stream up to it."""
    data = EventData(
        event_id=str(event.id),
        position=event.global_position,
        version=event.version,
        correlation_id=event.metadata.correlation_id,
        links={},
    )
    if (interview_id := interview_of(event.stream)) is not None:
        view = view_of(until_then)
        links = {"interview": f"/v1/interviews/{interview_id}"}
        if view.judged != "no":
            links["scorecard"] = f"/v1/interviews/{interview_id}/scorecard"
        if view.campaign_id is not None:
            links["campaign"] = f"/v1/campaigns/{view.campaign_id}"
        about = {
            "interview_id": interview_id,
            "campaign_id": view.campaign_id,
            "candidate_id": view.candidate_id,
            "plan_id": view.plan_id,
            "state": view.state,
            "outcome": view.outcome,
            "links": links,
        }
        return data.model_copy(update=about)
    if event.stream.startswith(campaign.STREAM_PREFIX):
        campaign_id = event.stream.removeprefix(campaign.STREAM_PREFIX)
        found = fold(CAMPAIGN, until_then)
        about = {"campaign_id": campaign_id, "links": {"campaign": f"/v1/campaigns/{campaign_id}"}}
        if found is not None:
            about |= {"plan_id": found.plan_id, "state": found.status}
        return data.model_copy(update=about)
    if event.stream.startswith(forgetting.STREAM_PREFIX):
        candidate_id = event.stream.removeprefix(forgetting.STREAM_PREFIX)
        links = {"candidate": f"/v1/candidates/{candidate_id}"}
        return data.model_copy(update={"candidate_id": candidate_id, "links": links})
    return data
