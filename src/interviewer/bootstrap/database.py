"""The database of this installation for the time of one command, whether or not the system runs.

    async with database(settings) as dsn:
        connection = await asyncpg.connect(dsn)

The one that the settings name; else the embedded one, of the system that runs from the state folder, or started alone
until the end of the block. Deliberately not in it: the schema; who needs today's calls `migrate`.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Final

from interviewer.bootstrap import system
from interviewer.embedded import identity, keys, ports, postgres
from interviewer.embedded.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from interviewer.bootstrap.settings import Settings

PATIENCE_SECONDS: Final = 15.0
"""How long a system that is starting, or another command, is waited for."""


class DatabaseUnknown(Exception):
    """The system that runs from the state folder uses a database that this command was not told of."""


REFUSALS: Final[tuple[type[Exception], ...]] = (*system.REFUSALS, DatabaseUnknown)
"""What `database` raises when there is none to be had; the message is for the user and says what to do."""


@contextlib.asynccontextmanager
async def database(settings: Settings, *, patience: float = PATIENCE_SECONDS) -> AsyncIterator[str]:
    """The address of a database that answers. Raises one of REFUSALS; nobody asks a named one before it is used."""
    if settings.database_url:
        yield settings.database_url
        return
    deadline = time.monotonic() + patience
    async with contextlib.AsyncExitStack() as held:
        while (dsn := await running(settings.state_dir)) is None:
            try:
                dsn = await held.enter_async_context(_alone(settings))
                break
            except system.AlreadyRunning:
                if time.monotonic() > deadline:
                    raise _unknown(settings.state_dir) from None
            await asyncio.sleep(0.2)
        yield dsn


async def running(state: Path) -> str | None:
    """The address of the embedded database that the running system uses; None when there is none, or not yet."""
    found = identity.read(state / "run" / "postgres.json")
    if system.already(state) is None or found is None or not found[0].alive():
        return None
    port = str(found[1].get("where", "")).rpartition(":")[2]
    password = keys.load(state).postgres
    if not port.isdecimal() or not await postgres.ready(password, int(port)):
        return None
    return postgres.url(password, int(port))


def _unknown(state: Path) -> DatabaseUnknown:
    if system.already(state):
        return DatabaseUnknown(
            f"The interviewer that runs from {state} has no embedded database that answers. Nothing was changed. If it "
            "was started with INTERVIEWER_DATABASE_URL, set that for this command too."
        )
    return DatabaseUnknown(
        f"Another command uses the database in {state}. Nothing was changed. Wait until it has ended and try again."
    )


@contextlib.asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[str]:
    state = settings.state_dir
    with system.only_one(state):
        supervisor = Supervisor(state)
        await supervisor.end_leftovers()
        password, port = keys.load(state).postgres, ports.free()
        try:
            programs = postgres.find_programs(settings.pg_bin, settings.cache_dir)
            await supervisor.start(await asyncio.to_thread(postgres.prepare, state, programs, password, port))
            yield postgres.url(password, port)
        finally:
            await supervisor.stop()
