"""A running api for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from interviewer.api.app import create_app
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from running_api import Api, serving, settings_of


@pytest.fixture
async def api(postgres_dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    app = create_app(settings_of(postgres_dsn, tmp_path), rooms=rooms, blobs=blobs, page=(tmp_path / "page",))
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield Api(app, url, client, rooms, blobs, tmp_path / "page")
