"""`/v1/do-not-call`: numbers that may not be called. The list holds keyed hashes, from which no number can be told."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from interviewer.api import callers, etags
from interviewer.api.context import Context, Here, metadata
from interviewer.calling.numbers import read_number
from interviewer.calling.permission import (
    CONTACT,
    CONTACT_PREFIX,
    ContactCommand,
    ListNumber,
    UnlistNumber,
    contact_of,
)
from interviewer.kernel.execute import load
from interviewer.telemetry import logs
from interviewer.wire import campaigns as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
INVALID: dict[int | str, dict[str, Any]] = {HTTPStatus.UNPROCESSABLE_ENTITY: {"model": Problem}}
CHANGE: dict[int | str, dict[str, Any]] = {
    HTTPStatus.PRECONDITION_FAILED: {"model": Problem},
    HTTPStatus.PRECONDITION_REQUIRED: {"model": Problem},
}
router = APIRouter(prefix="/v1/do-not-call", tags=["do-not-call"], responses=INVALID)
Number = Annotated[wire.Written, Query(description="With + and country code (in an address: %2B), or with a region.")]
Region = Annotated[str | None, Query(max_length=2, description="Country of a number written without +, as GB.")]


@router.post("", status_code=HTTPStatus.CREATED)
async def add_do_not_call(here: Here, wanted: wire.NewListing, response: Response) -> wire.Listing:
    """Never call this number again, not even for a call that waits already. Twice is once."""
    contact = _contact(here, wanted.number, wanted.region)
    await _execute(here, contact, ListNumber(wanted.source, callers.current().name, here.plane.clock.now()))
    log.info("number.listed")
    return await _listing(here, contact, response)


@router.get("")
async def check_do_not_call(here: Here, number: Number, response: Response, region: Region = None) -> wire.Listing:
    """Whether the number is on the list."""
    return await _listing(here, _contact(here, number, region), response)


@router.delete("", responses=CHANGE)
async def remove_do_not_call(
    here: Here,
    number: Number,
    reason: wire.Phrase,
    response: Response,
    region: Region = None,
    if_match: etags.IfMatch = None,
) -> wire.Listing:
    """Take the number off the list. Interviews that were called off for it stay so."""
    contact = _contact(here, number, region)
    _, version = await load(here.plane.store, CONTACT, CONTACT_PREFIX + contact)
    based_on, now = etags.based_on(if_match, version), here.plane.clock.now()
    with etags.judged(based_on):
        await _execute(here, contact, UnlistNumber(reason, callers.current().name, now), based_on)
    log.info("number.unlisted")
    return await _listing(here, contact, response)


def _contact(here: Context, number: str, region: str | None) -> str:
    # In an address, + stands for a space: who wrote it plainly meant it.
    written = f"+{number.strip()}" if number.startswith(" ") and region is None else number
    return contact_of(read_number(written, region and region.upper()).e164, here.settings.contact_secret)


async def _execute(here: Context, contact: str, command: ContactCommand, based_on: int | None = None) -> None:
    await here.plane.execute_contact(contact, command, metadata(), here.command_id(contact), based_on=based_on)


async def _listing(here: Context, contact: str, response: Response) -> wire.Listing:
    entry, version = await load(here.plane.store, CONTACT, CONTACT_PREFIX + contact)
    response.headers["ETag"] = etags.of(version)
    listed = entry is not None or await here.plane.people.listed(contact)
    return wire.Listing(listed=listed, source=entry and entry.source, since=entry and entry.at)
