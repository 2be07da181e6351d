"""A whole api on a real socket and a real database, with rooms and blobs in memory; and plain ways to use it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import functools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from interviewer.bootstrap.settings import Settings
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms

SECRET = "the-secret-of-agents"
ENCRYPTION_KEYS = base64.urlsafe_b64encode(bytes(range(32))).decode()
CONTACT_SECRET = "the-secret-of-numbers"
PLAN = """\
job: {title: Back-end engineer, company: Clearwater Tickets, summary: You build and run the services that sell tickets.}
plan:
  title: Back-end engineer, first interview
  minutes: 9
  questions:
    - {id: own_service, ask: Tell me about a service that you have built., criteria: [depth]}
    - {id: incident, kind: behavioural, ask: Tell me about a problem that you helped to solve., criteria: [depth]}
    - {id: slow_page, ask: "A page has become slow. How would you find out why?", criteria: [depth]}
  criteria:
    - id: depth
      name: Depth
      description: Knows how things work and why.
      anchors: {0: Names nothing., 3: Explains one thing well., 5: Explains several and weighs them.}
      checklist: ["Names a system?", "Says how it works?", "Says why?", "Names a trade-off?", "Says what came of it?"]
"""


@dataclass(frozen=True, slots=True)
class Api:
    """A running api, as its callers and its tests see it."""

    app: FastAPI
    url: str
    client: httpx.AsyncClient
    rooms: MemoryRooms
    blobs: MemoryBlobs
    page: Path

    @property
    def plane(self) -> ControlPlane:
        return self.app.state.context.plane  # type: ignore[no-any-return]

    async def interview(self, questions: int = 2) -> dict[str, Any]:
        """An interview of the example plan, agreed through the front door."""
        plan = await self.client.post("/v1/plans", content=PLAN)
        wanted = {"plan_id": plan.json()["id"], "candidate_name": "Ada Byron", "questions": questions}
        answer = await self.client.post("/v1/interviews", json=wanted)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def token(self, interview: dict[str, Any]) -> str:
        return str(interview["join_url"]).rpartition("/")[2]


@contextlib.asynccontextmanager
async def serving(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """The app on this port of this machine, a free one for 0."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), "the server ended before it served"
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


def client_of(url: str) -> httpx.AsyncClient:
    """A client without proxies and certificates: to load whom to believe takes longer than most requests.

    It waits for as long as a machine may take that has something else to do.
    """
    return httpx.AsyncClient(base_url=url, trust_env=False, verify=False, timeout=60)


def settings_of(dsn: str, tmp_path: Path, **more: Any) -> Settings:
    rooms = MemoryRooms()
    return Settings(
        database_url=dsn,
        livekit_url=rooms.url,
        livekit_api_key=rooms.key,
        livekit_api_secret=rooms.secret,
        agent_secret=SECRET,
        contact_secret=CONTACT_SECRET,
        encryption_keys=ENCRYPTION_KEYS,
        api_url="http://127.0.0.1:8000",
        state_dir=tmp_path,
        **more,
    )


@functools.cache
def document() -> dict[str, Any]:
    """What `/openapi.json` tells, of any api: to make it takes longer than most tests. To be read alone."""
    from interviewer.api.app import create_app  # not everybody who uses an api makes one

    settings = settings_of("postgresql://nobody@127.0.0.1:1/none", Path("/nowhere"))
    return create_app(settings, page=()).openapi()


def in_short(interview: dict[str, Any]) -> dict[str, Any]:
    """An interview as a list has it: without what its conversation brought."""
    questions = [{name: told for name, told in q.items() if name != "understood"} for q in interview["questions"]]
    return {name: told for name, told in interview.items() if name not in ("asked", "signals", "rating")} | {
        "questions": questions
    }
