"""Every route of the api but the page's. What they are made into is the same for every application, and made once."""

from __future__ import annotations

import functools

from fastapi import APIRouter, Depends
from starlette.routing import BaseRoute

from interviewer.api import (
    agenda,
    api_keys,
    attention,
    campaigns,
    candidates,
    cvs,
    do_not_call,
    documents,
    drafts,
    events,
    health,
    importing,
    interview_list,
    interviews,
    jobs,
    join,
    link,
    livekit_webhook,
    metrics,
    operations,
    parameters,
    plans,
    providers,
    queue,
    recording,
    rehearsals,
    replay,
    rescheduling,
    sessions,
    stream,
    webhooks,
)


@functools.cache
def table() -> tuple[BaseRoute, ...]:
    """In the order in which an address is looked up. To be shared: FastAPI takes long to make them ready for calls."""
    everything = APIRouter(dependencies=[Depends(parameters.known)], generate_unique_id_function=operations.name_of)
    for part in (
        *(jobs, drafts, documents, agenda),
        *(plans, candidates, cvs, campaigns, importing, attention, do_not_call, queue),
        *(interview_list, interviews, replay),
        *(rescheduling, recording, events, stream, join, livekit_webhook, webhooks, link, metrics, health, api_keys),
        *(sessions, providers, rehearsals),
    ):
        everything.include_router(part.router)
    return tuple(everything.routes)
