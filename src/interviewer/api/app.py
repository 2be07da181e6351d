"""The api as an ASGI application, put together from its parts. Deliberately not here: the server that runs it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import Depends, FastAPI

from interviewer.api import answers, document, pages, parameters, routes, webhooks
from interviewer.api.access import Access
from interviewer.api.bodies import Bodies
from interviewer.api.call_times import CallTimes
from interviewer.api.context import Context
from interviewer.api.dispatch import Dispatcher
from interviewer.api.doors import Doors, trusted_hosts
from interviewer.api.feed import Feed
from interviewer.api.idempotency import Idempotency, clear_away
from interviewer.api.methods import Heads
from interviewer.api.positions import Positions, ReadModels
from interviewer.api.pulse import Pulse
from interviewer.api.rehearsal_model import rehearsal_model
from interviewer.api.tokens import JoinTokens
from interviewer.bootstrap.settings import Settings
from interviewer.bootstrap.wiring import ControlPlane, control_plane, shared_breakers
from interviewer.kernel.tasks import end
from interviewer.kernel.writer import LOST
from interviewer.providers.blobs import Blobs
from interviewer.providers.heartbeats import API_BEAT_SECONDS
from interviewer.providers.rooms import Rooms
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)


def create_app(
    settings: Settings,
    *,
    rooms: Rooms | None = None,
    blobs: Blobs | None = None,
    page: tuple[Path, ...] | None = None,
) -> FastAPI:
    """The application; rooms, blobs and the page's folders by the settings unless given."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            control_plane(settings, rooms=rooms, blobs=blobs) as plane,
            shared_breakers(settings) as breakers,
            rehearsal_model(settings, breakers) as model,
        ):
            feed, dispatcher = Feed(plane.store), Dispatcher(plane, settings.zone)
            pulse = Pulse(plane.heartbeats)
            call_times = CallTimes(plane.store, feed)
            app.state.context = Context(
                settings,
                plane,
                feed,
                JoinTokens(settings.agent_secret),
                call_times,
                ReadModels(plane.store),
                breakers=breakers,
                model=model,
            )
            app.state.dispatcher = dispatcher
            app.state.pulse = pulse
            with feed.reader() as reader:
                tasks = [
                    asyncio.create_task(work, name=name)
                    for name, work in (
                        ("feed", feed.run()),
                        ("dispatch", dispatcher.run()),
                        ("revoke", dispatcher.follow(reader)),
                        ("beat", _beat(plane)),
                        ("pulse", pulse.run()),
                        ("call_times", call_times.run()),
                        ("key_uses", plane.api_keys.note_uses()),
                        ("first_answers", clear_away(plane.first_answers)),
                    )
                ]
                for task in tasks:
                    task.add_done_callback(_told)
                try:
                    yield
                finally:
                    await end(tasks)

    app = FastAPI(
        title="AI interviewer",
        version="1",
        summary="Spoken interviews: plans, candidates, calls, transcripts, recordings, scorecards.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(parameters.known)],
        webhooks=webhooks.sent,
        routes=[*routes.table()],
    )
    app.state.page = pages.places() if page is None else page
    app.include_router(pages.router)
    answers.install(app)
    document.install(app)
    app.add_middleware(Positions)
    app.add_middleware(Idempotency)
    app.add_middleware(Bodies)
    app.add_middleware(Access, settings=settings)
    app.add_middleware(Heads)
    app.add_middleware(Doors, hosts=trusted_hosts(settings))
    return app


async def _beat(plane: ControlPlane) -> None:
    """Say that agents can reach the database through this process; leases are judged only while some api says so."""
    api_id = f"api-{socket.gethostname()}-{os.getpid()}"
    while True:
        with contextlib.suppress(*LOST):
            await plane.heartbeats.api_seen(api_id)
        await asyncio.sleep(API_BEAT_SECONDS)


def _told(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.critical("task.broke", task=task.get_name(), exc_info=error)
