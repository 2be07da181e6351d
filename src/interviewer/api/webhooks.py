"""`/v1/webhooks`: who is told of what happens, in the form of https://www.standardwebhooks.com, and what was sent.

Deliberately not here: the sending, which the orchestrator does.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response

from interviewer.api import cursors, etags
from interviewer.api.context import Context, Here
from interviewer.api.refusals import Outdated
from interviewer.providers.deliveries import WebhookDeliveries
from interviewer.providers.webhooks import Webhook, WebhookDisabled
from interviewer.telemetry import logs
from interviewer.wire import webhooks as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
PROBLEM: dict[str, Any] = {"model": Problem}
ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: PROBLEM}
CHANGE: dict[int | str, dict[str, Any]] = {
    **ONE,
    HTTPStatus.PRECONDITION_FAILED: PROBLEM,
    HTTPStatus.PRECONDITION_REQUIRED: PROBLEM,
}
SEND: dict[int | str, dict[str, Any]] = {**ONE, HTTPStatus.CONFLICT: PROBLEM}
Limit = Annotated[int, Query(ge=1, le=200)]
LAST_POSITION = 2**63 - 1

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])
sent = APIRouter()
"""What others serve and we call: for the API's document alone."""


@router.post("", status_code=HTTPStatus.CREATED)
async def create_webhook(here: Here, wanted: wire.NewWebhook, response: Response) -> wire.WebhookWithSecret:
    """Have a receiver told of what happens from now on. The secret in the answer is shown this once."""
    webhook, secret = await here.plane.webhooks.add(here.new_id("hook"), **wanted.model_dump())
    log.info("webhook.created", webhook_id=webhook.id)
    response.headers["Location"] = f"/v1/webhooks/{webhook.id}"
    return _with_secret(webhook, secret, response)


@router.get("")
async def list_webhooks(here: Here, limit: Limit = 50, cursor: str | None = None) -> wire.Webhooks:
    """Webhooks, newest first."""
    found = await here.plane.webhooks.page(limit=limit + 1, before=cursors.read(cursor))
    items = [_shown(webhook) for webhook in found[:limit]]
    more = len(found) > limit
    return wire.Webhooks(items=items, next_cursor=cursors.of(items[-1].created_at, items[-1].id) if more else None)


@router.get("/{webhook_id}", responses=ONE)
async def get_webhook(here: Here, webhook_id: str, response: Response) -> wire.Webhook:
    """One webhook, without its secret."""
    return _answered(await here.plane.webhooks.get(webhook_id), response)


@router.put("/{webhook_id}", responses=CHANGE)
async def change_webhook(
    here: Here, webhook_id: str, wanted: wire.ChangedWebhook, response: Response, if_match: etags.IfMatch = None
) -> wire.Webhook:
    """Make it this from now on. What happened while it was disabled is not sent; `resend` can send it."""
    webhook = await here.plane.webhooks.get(webhook_id)
    based_on = etags.based_on(if_match, webhook.version)
    changed = await here.plane.webhooks.change(webhook_id, based_on, **wanted.model_dump())
    if changed is None:
        raise Outdated
    log.info("webhook.changed", webhook_id=webhook_id, enabled=changed.enabled)
    return _answered(changed, response)


@router.delete("/{webhook_id}", status_code=HTTPStatus.NO_CONTENT, responses=CHANGE)
async def remove_webhook(here: Here, webhook_id: str, if_match: etags.IfMatch = None) -> None:
    """Send it nothing more, not even what waits to be sent; all that is known of its messages is removed too."""
    webhook = await here.plane.webhooks.get(webhook_id)
    if not await here.plane.webhooks.remove(webhook_id, etags.based_on(if_match, webhook.version)):
        raise Outdated
    log.info("webhook.removed", webhook_id=webhook_id)


@router.post("/{webhook_id}/secret", responses={**ONE, HTTPStatus.PRECONDITION_FAILED: PROBLEM})
async def rotate_webhook_secret(
    here: Here, webhook_id: str, response: Response, if_match: etags.IfMatch = None
) -> wire.WebhookWithSecret:
    """Give it a new secret, shown this once. For 24 hours messages are signed with the one before it too.

    With If-Match a request that is sent again, because its answer was lost, is refused instead of giving another one.
    """
    webhook = await here.plane.webhooks.get(webhook_id)
    rotated = await here.plane.webhooks.rotate(
        webhook_id, etags.based_on("*" if if_match is None else if_match, webhook.version)
    )
    if rotated is None:
        raise Outdated
    log.info("webhook.secret_rotated", webhook_id=webhook_id)
    return _with_secret(*rotated, response)


@router.post("/{webhook_id}/test", status_code=HTTPStatus.ACCEPTED, responses=ONE)
async def test_webhook(here: Here, webhook_id: str, response: Response) -> wire.Delivery:
    """Send it a message of the type `webhook.test`, also while it is disabled."""
    await here.plane.webhooks.get(webhook_id)
    delivery_id = here.new_id("msg")
    await here.plane.deliveries.put_test(webhook_id, delivery_id)
    return await _delivery(here, webhook_id, delivery_id, response)


@router.post("/{webhook_id}/resend", status_code=HTTPStatus.ACCEPTED, responses=SEND)
async def resend_deliveries(
    here: Here,
    webhook_id: str,
    from_position: Annotated[
        int | None,
        Query(
            ge=1,
            le=LAST_POSITION,
            description="All its events from this position of the log on, not the dead ones alone.",
        ),
    ] = None,
) -> wire.Resending:
    """Send again what is dead, or all its events from a position on, under the same ids as before."""
    _enabled(await here.plane.webhooks.get(webhook_id))
    if from_position is None:
        dead = await here.plane.deliveries.resend_dead(webhook_id)
        return wire.Resending(dead=dead, from_position=None, to_position=None)
    head = await here.plane.store.head()
    await here.plane.deliveries.resend_from(webhook_id, from_position, head)
    return wire.Resending(dead=None, from_position=from_position, to_position=head)


@router.get("/{webhook_id}/deliveries", responses=ONE)
async def list_deliveries(
    here: Here, webhook_id: str, state: wire.State | None = None, limit: Limit = 50, cursor: str | None = None
) -> wire.Deliveries:
    """What was sent to it or is to be, newest first; kept for 30 days."""
    before = cursors.read(cursor)
    await here.plane.webhooks.get(webhook_id)
    await here.catch_up(WebhookDeliveries())
    found = await here.plane.deliveries.page(webhook_id, limit=limit + 1, state=state, before=before)
    items = [wire.Delivery.model_validate(one, from_attributes=True) for one in found[:limit]]
    more = len(found) > limit
    return wire.Deliveries(items=items, next_cursor=cursors.of(items[-1].created_at, items[-1].id) if more else None)


@router.get("/{webhook_id}/deliveries/{message_id}", responses=ONE)
async def get_delivery(here: Here, webhook_id: str, message_id: str) -> wire.Delivery:
    """What became of one message."""
    found = await here.plane.deliveries.get(webhook_id, message_id)
    return wire.Delivery.model_validate(found, from_attributes=True)


@router.post("/{webhook_id}/deliveries/{message_id}/resend", status_code=HTTPStatus.ACCEPTED, responses=SEND)
async def resend_delivery(here: Here, webhook_id: str, message_id: str, response: Response) -> wire.Delivery:
    """Send one message again, under the same id."""
    _enabled(await here.plane.webhooks.get(webhook_id))
    await here.plane.deliveries.resend(webhook_id, message_id)
    return await _delivery(here, webhook_id, message_id, response)


@sent.post("message", status_code=HTTPStatus.NO_CONTENT)
async def message(
    body: wire.Message | wire.TestMessage,
    webhook_id: Annotated[str, Header(description="The message's id, the same however often it is sent.")],
    webhook_timestamp: Annotated[int, Header(description="When it is sent, in seconds since 1970.")],
    webhook_signature: Annotated[str, Header(description="One or two, with a space between: `v1,…`.")],
) -> None:
    """What a webhook is sent. 2xx within 15 seconds: it is taken; 410: nothing more is sent; else it comes again."""


async def _delivery(here: Context, webhook_id: str, message_id: str, response: Response) -> wire.Delivery:
    found = await get_delivery(here, webhook_id, message_id)
    response.headers["Location"] = f"/v1/webhooks/{webhook_id}/deliveries/{message_id}"
    return found


def _enabled(webhook: Webhook) -> None:
    if not webhook.enabled:
        raise WebhookDisabled


def _answered(webhook: Webhook, response: Response) -> wire.Webhook:
    response.headers["ETag"] = etags.of(webhook.version)
    return _shown(webhook)


def _shown(webhook: Webhook) -> wire.Webhook:
    return wire.Webhook.model_validate(webhook, from_attributes=True)


def _with_secret(webhook: Webhook, secret: str, response: Response) -> wire.WebhookWithSecret:
    response.headers["Cache-Control"] = "no-store"
    return wire.WebhookWithSecret(**_answered(webhook, response).model_dump(), secret=secret)
