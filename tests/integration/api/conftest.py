"""A running api for each test, or one in a thread for all tests of a module that know no event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import requests

from api_in_a_thread import ApiInAThread, api_in_a_thread
from interviewer.api.app import create_app
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from known_things import KnownThings
from running_api import Api, client_of, serving, settings_of


@asynccontextmanager
async def _running(dsn: str, folder: Path) -> AsyncIterator[Api]:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    app = create_app(settings_of(dsn, folder), rooms=rooms, blobs=blobs, page=(folder / "page",))
    async with serving(app) as url, client_of(url) as client:
        yield Api(app, url, client, rooms, blobs, folder / "page")


@pytest.fixture
async def api(postgres_dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    async with _running(postgres_dsn, tmp_path) as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def untouched(
    fresh_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """One for all tests of a module that leave it as they found it, or look at what they made alone, on their loop."""
    async with _running(await fresh_database(), tmp_path_factory.mktemp("state")) as api:
        yield api


@pytest_asyncio.fixture(loop_scope="module")
async def own(fresh_database: Callable[[], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Api]:
    """One of this test's own, in a module whose other tests have one for all of them."""
    async with _running(await fresh_database(), tmp_path) as api:
        yield api


@pytest.fixture(scope="module")
def served(
    fresh_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ApiInAThread]:
    async def fresh() -> str:
        return await fresh_database()

    with api_in_a_thread(asyncio.run(fresh()), tmp_path_factory.mktemp("state")) as served:
        yield served


@pytest.fixture(scope="module")
def things(served: ApiInAThread) -> KnownThings:
    return KnownThings(served.api)


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session
