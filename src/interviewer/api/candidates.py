"""`/v1/candidates`: whom the interviews are with, and forgetting them for ever."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from interviewer.api import callers, cursors, etags
from interviewer.api.context import Context, Here, metadata
from interviewer.calling.forgetting import FORGETTING, STREAM_PREFIX, CandidateForgotten, Forget, ForgettingAsked
from interviewer.kernel.execute import load
from interviewer.providers.candidates import Candidate
from interviewer.telemetry import logs
from interviewer.wire import candidates as wire
from interviewer.wire.problems import Problem

log = logs.get_logger(__name__)
PROBLEM: dict[str, Any] = {"model": Problem}
router = APIRouter(prefix="/v1/candidates", tags=["candidates"])
ONE: dict[int | str, dict[str, Any]] = {HTTPStatus.NOT_FOUND: PROBLEM, HTTPStatus.GONE: PROBLEM}
CHANGE: dict[int | str, dict[str, Any]] = {
    **ONE,
    HTTPStatus.PRECONDITION_FAILED: PROBLEM,
    HTTPStatus.PRECONDITION_REQUIRED: PROBLEM,
}


@router.get("")
async def list_candidates(
    here: Here, limit: Annotated[int, Query(ge=1, le=200)] = 50, cursor: str | None = None
) -> wire.Candidates:
    """Candidates, newest first."""
    found = await here.plane.candidates.page(limit=limit + 1, before=cursors.read(cursor))
    items = [_shown(one) for one in found[:limit]]
    more = len(found) > limit
    return wire.Candidates(items=items, next_cursor=cursors.of(items[-1].created_at, items[-1].id) if more else None)


@router.post("", status_code=HTTPStatus.CREATED)
async def add_candidate(here: Here, wanted: wire.NewCandidate, response: Response) -> wire.Candidate:
    """Keep a new candidate, who comes by link. Who is called is imported, or agreed with its number."""
    return _tagged(await here.plane.candidates.add(wanted.name, here.new_id("cand")), response)


@router.get("/{candidate_id}", responses=ONE)
async def get_candidate(here: Here, candidate_id: str, response: Response) -> wire.Candidate:
    """One candidate."""
    return _tagged(await here.plane.candidates.get(candidate_id), response)


@router.put("/{candidate_id}", responses=CHANGE)
async def change_candidate(
    here: Here, candidate_id: str, wanted: wire.ChangedCandidate, response: Response, if_match: etags.IfMatch = None
) -> wire.Candidate:
    """Give a candidate another name and reference, whole."""
    known = await here.plane.candidates.get(candidate_id)
    based_on = etags.based_on(if_match, known.version)
    changed = await here.plane.candidates.change(candidate_id, wanted.name, wanted.reference, based_on)
    return _tagged(changed, response)


@router.delete("/{candidate_id}", status_code=HTTPStatus.ACCEPTED, responses=CHANGE)
async def forget_candidate(here: Here, candidate_id: str, if_match: etags.IfMatch = None) -> wire.Forgetting:
    """Forget a candidate for ever: calls still to come are called off, then key and recordings are destroyed.

    A call that goes on is waited for. Again changes nothing and needs no If-Match; `forgetting` tells how far it is.
    """
    so_far, _ = await load(here.plane.store, FORGETTING, STREAM_PREFIX + candidate_id)
    if so_far is not None:
        return await _forgetting(here, candidate_id, so_far)
    known = await here.plane.candidates.get(candidate_id)
    await here.plane.candidates.take(candidate_id, etags.based_on(if_match, known.version))
    command = Forget(callers.current().name, here.plane.clock.now())
    await here.plane.execute_forgetting(candidate_id, command, metadata())
    log.info("candidate.forgetting_asked", candidate_id=candidate_id)
    return await get_forgetting(here, candidate_id)


@router.get("/{candidate_id}/forgetting", responses={HTTPStatus.NOT_FOUND: PROBLEM})
async def get_forgetting(here: Here, candidate_id: str) -> wire.Forgetting:
    """How far the forgetting of a candidate is, and what proves it."""
    so_far, _ = await load(here.plane.store, FORGETTING, STREAM_PREFIX + candidate_id)
    if so_far is None:
        await here.plane.candidates.get(candidate_id)
        return wire.Forgetting(candidate_id=candidate_id, state="not_asked")
    return await _forgetting(here, candidate_id, so_far)


async def _forgetting(
    here: Context, candidate_id: str, so_far: ForgettingAsked | CandidateForgotten
) -> wire.Forgetting:
    last = (await here.plane.store.read_stream(STREAM_PREFIX + candidate_id))[-1]
    proof = wire.ProofOfForgetting(position=last.global_position, hash=last.hash.hex(), at=last.at)
    if isinstance(so_far, ForgettingAsked):
        return wire.Forgetting(candidate_id=candidate_id, state="going_on", proof=proof)
    return wire.Forgetting(
        candidate_id=candidate_id,
        state="forgotten",
        interviews=list(so_far.interviews),
        deleted_blobs=so_far.blobs,
        in_plain=so_far.in_plain,
        proof=proof,
    )


def _tagged(found: Candidate, response: Response) -> wire.Candidate:
    response.headers["ETag"] = etags.of(found.version)
    return _shown(found)


def _shown(found: Candidate) -> wire.Candidate:
    return wire.Candidate.model_validate(found, from_attributes=True)
