"""Both event logs, the one in memory and the one in PostgreSQL, under one contract."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from interviewer.kernel.log import Store
from interviewer.kernel.memory import MemoryStore
from interviewer.kernel.postgres import PostgresStore


@pytest.fixture
def memory_store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
async def postgres_store(postgres_dsn: str) -> AsyncIterator[PostgresStore]:
    async with PostgresStore(postgres_dsn) as store:
        yield store


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found
