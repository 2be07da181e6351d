"""What every kind of test may ask for: a PostgreSQL server of the session, and a fresh database of it for each test."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path, PurePath
from urllib.parse import urlsplit

import asyncpg
import hypothesis
import pytest
import structlog
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling, Scheduling

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import ports, postgres
from interviewer.kernel.garbage import look_seldom

hypothesis.settings.register_profile("any machine", deadline=None)  # how fast an example runs says nothing about it
hypothesis.settings.load_profile("any machine")

PASSWORD = "only-for-tests"
TEMPLATE = "interviewer_template"
THROWN_AWAY = ("fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off")
"""Settings of a server that nobody will want back: without them a fresh database costs twice as much."""
MEMORY = Path("/dev/shm")
ROOM = 1 << 30
"""Bytes that have to be free in memory for a server to be put there: to copy a database then costs half as much."""
JOURNEYS = "tests/journey/"
CHAOS = "tests/chaos/"
_numbers = itertools.count(1)
_over: list[str] = []
"""Databases whose tests are over. Dropped with the next one that is made: some hundreds of them take gigabytes."""


def pytest_configure() -> None:
    """What is logged is there to be read where a test fails; to make it pretty took longer than many a test."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


def pytest_collection_finish() -> None:
    """What was loaded for all the tests stays: to look through it for garbage again and again is a tenth of a run."""
    look_seldom()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first; of several processes one would else be at it alone in the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


class _FilesAndFolders(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """A process of tests gets a file at a time; of journeys a folder, whose tests share a system; of chaos a test."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(CHAOS):
            return nodeid
        file: str = super()._split_scope(nodeid)
        return str(PurePath(file).parent) if file.startswith(JOURNEYS) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """That one for `--dist loadfile`, else the usual one."""
    return _FilesAndFolders(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[int]:
    """The port of a server that lives as long as the session."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="interviewer-postgres-", dir=MEMORY if roomy else None))
    folder.chmod(0o711)
    state = folder / "state"
    state.mkdir(mode=0o711)
    port = ports.free()
    settings = bootstrap.load()
    program = postgres.prepare(state, postgres.find_programs(settings.pg_bin, settings.cache_dir), PASSWORD, port)
    identity = {"user": program.user[0], "group": program.user[1], "extra_groups": []} if program.user else {}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # type: ignore[call-overload]
            [
                *program.command,
                "-c",
                "max_connections=200",
                *(word for setting in THROWN_AWAY for word in ("-c", setting)),
            ],
            cwd=program.folder,
            env={**program.environment},
            stdout=log,
            stderr=log,
            **identity,
        )
    try:
        asyncio.run(_make_template(port))
        yield port
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: in order it would write down first what nobody wants back
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


async def _connected(port: int) -> asyncpg.Connection[asyncpg.Record]:
    async with asyncio.timeout(60):
        while True:
            try:
                return await asyncpg.connect(postgres.url(PASSWORD, port, "postgres"))
            except (OSError, asyncpg.CannotConnectNowError):
                await asyncio.sleep(0.05)


async def _make_template(port: int) -> None:
    from interviewer.bootstrap.wiring import migrations  # takes longer to load than all that is above
    from interviewer.kernel.migrations import migrate

    connection = await _connected(port)
    # The password of each connection is hashed 4,096 times on both sides: a quarter of what a connection costs.
    await connection.execute("set scram_iterations = 1")
    await connection.execute(f"alter role {postgres.USER} password '{PASSWORD}'")
    await connection.execute(f"create database {TEMPLATE}")
    await connection.close()
    await migrate(postgres.url(PASSWORD, port, TEMPLATE), migrations())


@pytest.fixture(scope="session")
def fresh_database(postgres_server: int) -> Callable[[], Awaitable[str]]:
    """Makes databases with today's schema, and tells their addresses."""

    async def fresh() -> str:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        connection = await asyncpg.connect(postgres.url(PASSWORD, postgres_server, "postgres"))
        while _over:
            await connection.execute(f"drop database {_over.pop()} with (force)")
        await connection.execute(f"create database {name} template {TEMPLATE} strategy file_copy")
        await connection.close()
        return postgres.url(PASSWORD, postgres_server, name)

    return fresh


@pytest.fixture
async def postgres_dsn(fresh_database: Callable[[], Awaitable[str]]) -> AsyncIterator[str]:
    """The address of a fresh database of this test's own."""
    dsn = await fresh_database()
    yield dsn
    _over.append(urlsplit(dsn).path[1:])
