"""`/v1/api-keys`: who may use this api, and for what. A secret is shown once, by the answer that made it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from interviewer.api import cursors, etags
from interviewer.api.context import Here
from interviewer.api.refusals import RequestInvalid
from interviewer.providers.api_keys import ApiKey
from interviewer.telemetry import logs
from interviewer.wire import access as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
router = APIRouter(prefix="/v1/api-keys", tags=["access"])
ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: {"model": Problem}}
CHANGE: dict[int | str, dict[str, Any]] = {
    **ONE,
    HTTPStatus.PRECONDITION_FAILED: {"model": Problem},
    HTTPStatus.PRECONDITION_REQUIRED: {"model": Problem},
}
TAKEN: dict[int | str, dict[str, Any]] = {HTTPStatus.CONFLICT: {"model": Problem}}


@router.get("")
async def list_api_keys(
    here: Here, limit: Annotated[int, Query(ge=1, le=200)] = 50, cursor: str | None = None
) -> wire.ApiKeys:
    """API keys, newest first, also those that are revoked or have expired."""
    found = await here.plane.api_keys.page(limit=limit + 1, after=cursors.read(cursor))
    items = [_shown(key) for key in found[:limit]]
    more = len(found) > limit
    return wire.ApiKeys(items=items, next_cursor=cursors.of(items[-1].created_at, items[-1].id) if more else None)


@router.post("", status_code=HTTPStatus.CREATED, responses=TAKEN)
async def create_api_key(here: Here, wanted: wire.NewApiKey, response: Response) -> wire.MadeApiKey:
    """Make a key. The secret in the answer is kept nowhere: note it now.

    It is sent as `Authorization: Bearer iv_…`.
    """
    if wanted.expires_at is not None and wanted.expires_at <= datetime.now(UTC):
        raise RequestInvalid("expires_at: the time has passed already. Give one that is still to come, or none.")
    key, secret = await here.plane.api_keys.create(here.new_id("key"), wanted.name, wanted.scopes, wanted.expires_at)
    log.info("api_key.created", key_id=key.id, scopes=list(key.scopes))
    response.headers["Location"] = f"/v1/api-keys/{key.id}"
    response.headers["Cache-Control"] = "no-store"
    return wire.MadeApiKey(**_answer(key, response).model_dump(), secret=secret)


@router.get("/{key_id}", responses=ONE)
async def get_api_key(here: Here, key_id: str, response: Response) -> wire.ApiKey:
    """One API key, without its secret."""
    return _answer(await here.plane.api_keys.one(key_id), response)


@router.delete("/{key_id}", responses=CHANGE)
async def revoke_api_key(here: Here, key_id: str, response: Response, if_match: etags.IfMatch = None) -> wire.ApiKey:
    """Have a key open nothing any more, nor any session made with it. It stays in the list."""
    etags.based_on(if_match, (await here.plane.api_keys.one(key_id)).version)
    key = await here.plane.api_keys.revoke(key_id)
    log.info("api_key.revoked", key_id=key.id)
    return _answer(key, response)


def _answer(key: ApiKey, response: Response) -> wire.ApiKey:
    response.headers["ETag"] = etags.of(key.version)
    return _shown(key)


def _shown(key: ApiKey) -> wire.ApiKey:
    return wire.ApiKey.model_validate(key, from_attributes=True)
