"""A command reaches the database of the installation, whether or not the system runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import pytest

from interviewer.bootstrap import system
from interviewer.bootstrap.database import DatabaseUnknown, database

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings

EMBEDDED_ALONE = {"redis_url": "x", "livekit_url": "x"}


async def asked(dsn: str, sql: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_a_named_database_is_used_as_it_is_and_nothing_is_started(settings: Settings) -> None:
    named = settings.model_copy(update={"database_url": "postgresql://somewhere/else"})
    async with database(named) as dsn:
        assert dsn == "postgresql://somewhere/else"
    assert not (settings.state_dir / "run").exists()


async def test_without_a_system_the_embedded_one_is_started_for_the_time_of_the_command(settings: Settings) -> None:
    async with database(settings) as dsn:
        assert await asked(dsn, "select 1") == 1
    with pytest.raises(OSError, match="Connect"):
        await asyncpg.connect(dsn)
    assert not list((settings.state_dir / "run").glob("*.json")), "no pid file stays behind"


async def test_beside_a_running_system_its_own_database_is_used(settings: Settings) -> None:
    wanted = settings.model_copy(update=EMBEDDED_ALONE)
    async with system.running(wanted, processes=()) as running:
        async with database(settings) as dsn:
            assert dsn == running.settings.database_url
        assert await asked(dsn, "select 1") == 1, "the system's database outlives the command"


async def test_two_commands_one_after_the_other_and_a_system_that_starts_meanwhile(settings: Settings) -> None:
    async with database(settings):
        with pytest.raises(system.AlreadyRunning):
            async with system.running(settings.model_copy(update=EMBEDDED_ALONE), processes=()):
                pass
        waiting = asyncio.create_task(_use(settings))
        await asyncio.sleep(0.1)
        assert not waiting.done(), "the second waits for the first"
    assert await waiting == 1


async def _use(settings: Settings) -> object:
    async with database(settings) as dsn:
        return await asked(dsn, "select 1")


async def test_a_system_whose_database_is_elsewhere_is_said_to_be_so(settings: Settings) -> None:
    elsewhere = settings.model_copy(update=EMBEDDED_ALONE | {"database_url": "x"})
    async with system.running(elsewhere, processes=()):
        with pytest.raises(DatabaseUnknown, match="INTERVIEWER_DATABASE_URL"):
            async with database(settings, patience=0.1):
                pass
