"""A PostgreSQL server of a test's own, that can be stopped and started again with its data."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import ports, postgres
from interviewer.embedded.program import Program

PASSWORD = "only-for-tests"


class RestartablePostgres:
    """`dsn` stays the same over restarts."""

    def __init__(self, program: Program, port: int, log: Path) -> None:
        self._program = program
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.dsn = postgres.url(PASSWORD, port, "postgres")

    async def start(self) -> None:
        """Start it and wait until it takes connections."""
        program = self._program
        identity = {"user": program.user[0], "group": program.user[1], "extra_groups": []} if program.user else {}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # type: ignore[call-overload]  # noqa: ASYNC220 - it does not wait
                [*program.command, "-c", "fsync=off"],
                cwd=program.folder,
                env={**program.environment},
                stdout=log,
                stderr=log,
                **identity,
            )
        async with asyncio.timeout(60):
            while True:
                try:
                    connection = await asyncpg.connect(self.dsn)
                except (OSError, asyncpg.CannotConnectNowError):
                    await asyncio.sleep(0.05)
                else:
                    await connection.close()
                    return

    async def stop(self, signal: int | None = None) -> None:
        """Stop it in order, or by this signal, and wait for its end."""
        if self._process is not None:
            self._process.send_signal(self._program.stop_signal if signal is None else signal)
            await asyncio.to_thread(self._process.wait, 30)
            self._process = None


@contextlib.asynccontextmanager
async def restartable_postgres() -> AsyncIterator[RestartablePostgres]:
    """The server, running."""
    folder = Path(tempfile.mkdtemp(prefix="interviewer-postgres-"))
    server = await asyncio.to_thread(_prepared, folder)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(folder: Path) -> RestartablePostgres:
    folder.chmod(0o711)
    state = folder / "state"
    state.mkdir(mode=0o711)
    settings, port = bootstrap.load(), ports.free()
    program = postgres.prepare(state, postgres.find_programs(settings.pg_bin, settings.cache_dir), PASSWORD, port)
    return RestartablePostgres(program, port, folder / "log")
