"""How the commands of `interviewer log` reach the log: in its database, with a bar that shows how far they are."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    import asyncpg
    from rich.progress import Progress

    from interviewer.bootstrap.settings import Settings

UNREADABLE = 2


async def migrated(dsn: str) -> None:
    """Bring the schema up to date, as every start does."""
    from interviewer.bootstrap.wiring import migrations
    from interviewer.kernel.migrations import migrate

    await migrate(dsn, migrations())


@contextlib.asynccontextmanager
async def reached(settings: Settings, prepare: Callable[[str], Awaitable[None]] | None = None) -> AsyncIterator[str]:
    """The address of the log's database. Leaves with 2 when that, or what is asked of it, cannot be read."""
    import asyncpg

    from interviewer.bootstrap.database import REFUSALS, database
    from interviewer.kernel.log import LogUnavailable

    try:
        async with database(settings) as dsn:
            if prepare is not None:
                await prepare(dsn)
            yield dsn
    except asyncpg.UndefinedTableError:
        unreadable("There is no event log of this release in the database. `interviewer up` makes it.")
    except REFUSALS as error:
        unreadable(str(error))
    except (
        *(OSError, TimeoutError, ValueError, LogUnavailable),
        *(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError),
    ) as error:
        unreadable(f"The event log cannot be read: {str(error) or type(error).__name__}.")


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, prepare: Callable[[str], Awaitable[None]] | None = None
) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection to it."""
    import asyncpg

    async with reached(settings, prepare) as dsn:
        connection = await asyncpg.connect(dsn, timeout=10)
        try:
            yield connection
        finally:
            connection.terminate()


@contextlib.contextmanager
def shown() -> Iterator[Progress]:
    """A bar on standard error, if that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


def unreadable(message: str) -> NoReturn:
    """Leave with 2."""
    typer.secho(message, fg="red", err=True)
    raise typer.Exit(UNREADABLE)
