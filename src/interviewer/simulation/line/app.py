"""The simulated switchboard as an HTTP application, to be served on loopback.

Waiting requests last as long as what they wait for. Deliberately not here: what a switchboard does (`switchboard`), and
leave to use it: everybody on the machine may.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Final, TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from interviewer.simulation.line.switchboard import NoSuchRoom, Switchboard
from interviewer.simulation.line.talk import Dial, Dialled, Left, Participant, Participants, Record

_T = TypeVar("_T")
CLOSED: Final = 410
"""The room is closed, so that no candidate will come."""


def create_app(switchboard: Switchboard) -> FastAPI:
    """The application; when it ends, it closes the rooms."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        switchboard.close()

    app = FastAPI(title="Simulated switchboard", lifespan=lifespan)

    @app.exception_handler(NoSuchRoom)
    async def no_such_room(_request: Request, _error: NoSuchRoom) -> Response:
        return JSONResponse({"detail": "There is no such room."}, 404)

    _calls(app, switchboard)
    _rooms(app, switchboard)
    _waits(app, switchboard)
    return app


def _calls(app: FastAPI, switchboard: Switchboard) -> None:
    @app.post("/calls")
    async def dial(wanted: Dial) -> Dialled:
        """Ring a number; answers when the ringing is over. It goes on when the caller disconnects."""
        return Dialled(outcome=await switchboard.dial(wanted))

    @app.get("/record")
    async def record() -> Record:
        """Every ring there was."""
        return Record(rings=switchboard.record())


def _rooms(app: FastAPI, switchboard: Switchboard) -> None:
    @app.put("/rooms/{room}", status_code=204)
    async def create(room: str) -> None:
        """Make the room, unless there is one."""
        switchboard.create(room)

    @app.delete("/rooms/{room}", status_code=204)
    async def delete(room: str) -> None:
        """Close the room, if there is one."""
        switchboard.delete(room)

    @app.get("/rooms/{room}")
    async def participants(room: str) -> Participants:
        """Who is in the room; nobody when there is none."""
        return Participants(participants=switchboard.participants(room))

    @app.delete("/rooms/{room}/participants/{identity}", status_code=204)
    async def remove(room: str, identity: str) -> None:
        """Put a participant out, if there."""
        switchboard.remove(room, identity)

    @app.post("/rooms/{room}/enter", status_code=204)
    async def enter(room: str, who: Participant) -> None:
        """An interviewer comes in."""
        switchboard.enter(room, who.identity)

    @app.post("/rooms/{room}/leave", status_code=204)
    async def leave(room: str, who: Participant) -> None:
        """An interviewer goes."""
        switchboard.leave(room, who.identity)


def _waits(app: FastAPI, switchboard: Switchboard) -> None:
    @app.get("/rooms/{room}/candidate", response_model=None)
    async def candidate(request: Request, room: str) -> Response:
        """How the talk goes from now on, as soon as a candidate is connected; 410 once the room is closed."""
        talk = await _while_connected(request, switchboard.candidate(room))
        return Response(status_code=CLOSED) if talk is None else JSONResponse(talk.model_dump(mode="json"))

    @app.get("/rooms/{room}/gone")
    async def gone(request: Request, room: str, identity: str | None = None) -> Left:
        """Why a candidate, any or that one, is connected no more, as soon as that is so."""
        return Left(gone=await _while_connected(request, switchboard.gone(room, identity)))


async def _while_connected(request: Request, waiting: Coroutine[Any, Any, _T]) -> _T | None:
    """What is waited for; nothing once the caller has gone, who must not be taken for one who was told."""
    wait, gone = asyncio.ensure_future(waiting), asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({wait, gone}, return_when=asyncio.FIRST_COMPLETED)
        return wait.result() if wait.done() else None
    finally:
        wait.cancel()
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
