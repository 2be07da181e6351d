"""A control plane on a real database, with rooms and blobs in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from interviewer.bootstrap.wiring import ControlPlane, control_plane
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from running_api import settings_of


@pytest.fixture
def rooms() -> MemoryRooms:
    return MemoryRooms()


@pytest.fixture
async def plane(postgres_dsn: str, tmp_path: Path, rooms: MemoryRooms) -> AsyncIterator[ControlPlane]:
    async with control_plane(settings_of(postgres_dsn, tmp_path), rooms=rooms, blobs=MemoryBlobs()) as plane:
        yield plane
