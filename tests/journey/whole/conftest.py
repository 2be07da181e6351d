"""The whole system on this machine, once for all journeys of this folder: everything real but the person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap import system
from interviewer.bootstrap.settings import Settings
from interviewer.embedded import models
from interviewer.embedded.livekit import LivekitMissing, find_program


def _missing(settings: Settings) -> str | None:
    try:
        find_program(settings.livekit_server, settings.cache_dir)
        for name in ("whisper-base", "piper-joe"):
            models.path(name)
    except (LivekitMissing, models.ModelMissing) as error:
        return str(error)
    return None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def whole(state_dir: Path, nothing_ahead: Path) -> AsyncIterator[system.System]:
    """The running system, on free ports, without a judge: what a judge does is tested elsewhere."""
    settings = bootstrap.load(state_dir=state_dir, judge="none", policy_file=nothing_ahead)
    if missing := _missing(settings):
        pytest.skip(missing)
    async with system.running(settings, page_port=0) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def client(whole: system.System) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the public API."""
    async with httpx.AsyncClient(base_url=whole.settings.api_url, timeout=30) as made:
        yield made
