"""The embedded servers themselves; they must be installed, as `make setup` does."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import asyncpg
import httpx
import jwt
import pytest
import redis.asyncio as redis

from interviewer.bootstrap import system
from interviewer.bootstrap.diagnosis.diagnose import diagnose
from interviewer.bootstrap.provider_modes import Providers
from interviewer.embedded import livekit
from interviewer.embedded.program import NotReady
from interviewer.providers import checks

if TYPE_CHECKING:
    from pathlib import Path

    from interviewer.bootstrap.settings import Settings

ALL_NAMED = {"database_url": "x", "redis_url": "x", "livekit_url": "x"}

# A supervisor in a process of its own, that can be killed or interrupted like `interviewer up`.
ALONE = """
import asyncio, sys
from interviewer.bootstrap import settings, system
from interviewer.cli import signals

async def main():
    async with system.running(settings.load(), page_port=0, processes=()) as running:
        print(running.settings.database_url, flush=True)
        await asyncio.Event().wait()

sys.exit(signals.run(main()))
"""

# The same, which tells on its screen what `interviewer up` does.
TELLING = (
    ALONE.replace("processes=()", "processes=(), tell=screen.tell")
    .replace("async def main", "from interviewer.cli.screen import Screen\nscreen = Screen()\n\nasync def main")
    .replace("main())", "main(), lambda: screen.print('Stopping'))")
)


async def alone(settings: Settings, script: str = ALONE) -> tuple[asyncio.subprocess.Process, str]:
    """The process, and the address of its database."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, env={**os.environ, **settings.environment()}
    )
    assert process.stdout is not None
    return process, (await process.stdout.readline()).decode().strip()


async def test_the_servers_that_the_settings_do_not_name_are_started_and_answer(settings: Settings) -> None:
    async with system.running(settings, processes=()) as running:
        final = running.settings
        connection = await asyncpg.connect(final.database_url)
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SELECT extname FROM pg_extension") == "plpgsql"
        await connection.close()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(final.database_url.replace("interviewer:", "interviewer:x"))
        async with redis.from_url(final.redis_url) as client:
            assert await client.ping()
        token = jwt.encode(
            {"iss": final.livekit_api_key, "video": {"roomList": True}}, final.livekit_api_secret, algorithm="HS256"
        )
        async with httpx.AsyncClient(trust_env=False) as http:
            rooms = await http.post(
                final.livekit_url.replace("ws", "http") + "/twirp/livekit.RoomService/ListRooms",
                json={},
                headers={"Authorization": f"Bearer {token}"},
            )
        assert rooms.status_code == 200
        pids = [child.pid for child in running.supervisor.children.values()]
        assert len(pids) == 3
    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_second_start_from_the_same_folder_says_where_the_first_is(settings: Settings) -> None:
    named = settings.model_copy(update=ALL_NAMED)
    async with system.running(named, processes=()) as running:
        with pytest.raises(system.AlreadyRunning) as refusal:
            async with system.running(named, processes=()):
                pytest.fail("two at once")
        assert running.settings.api_url in str(refusal.value)
        assert f"kill {os.getpid()}" in str(refusal.value)
        assert "INTERVIEWER_STATE_DIR" in str(refusal.value)


async def test_a_taken_page_port_gives_the_next_free_one_and_says_so(settings: Settings) -> None:
    named = settings.model_copy(update=ALL_NAMED)
    told: list[tuple[str, str]] = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with system.running(
            named, page_port=port, processes=(), tell=lambda name, text: told.append((name, text))
        ) as running:
            assert running.settings.api_port > port
            assert running.settings.api_url.endswith(str(running.settings.api_port))
    assert told == [("page", f"port {port} is taken by another program; using {running.settings.api_port}")]


async def test_after_kill_9_of_the_supervisor_the_next_start_cleans_up_and_no_row_is_lost(settings: Settings) -> None:
    process, database = await alone(settings)
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TABLE facts (n int)")
    await connection.execute("INSERT INTO facts VALUES (1), (2)")
    process.kill()
    await process.wait()
    assert await connection.fetchval("SELECT count(*) FROM facts") == 2, "the servers outlive their supervisor"
    findings = {finding.what: finding async for finding in diagnose(settings, hash_models=False)}
    assert "left by a killed run" in findings["running"].detail
    told: list[tuple[str, str]] = []
    async with system.running(settings, processes=(), tell=lambda name, text: told.append((name, text))) as running:
        assert told[0][0] == "leftovers"
        assert all(name in told[0][1] for name in ("postgres", "valkey", "livekit"))
        again = await asyncpg.connect(running.settings.database_url)
        assert await again.fetchval("SELECT count(*) FROM facts") == 2
        await again.close()


async def test_after_kill_9_of_everything_postgres_recovers(settings: Settings) -> None:
    process, database = await alone(settings)
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TABLE facts AS SELECT 7 AS n")
    postmaster = int((settings.state_dir / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    process.kill()
    os.kill(postmaster, signal.SIGKILL)
    await process.wait()
    async with system.running(settings, processes=()) as running:
        again = await asyncpg.connect(running.settings.database_url)
        assert await again.fetchval("SELECT n FROM facts") == 7
        await again.close()
    assert "recovery" in (settings.state_dir / "logs" / "postgres.log").read_text()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_everything_in_order_and_leaves_nothing(settings: Settings, sign: signal.Signals) -> None:
    named = settings.model_copy(update={"livekit_url": "ws://127.0.0.1:1", "redis_url": "redis://127.0.0.1:1"})
    process, _ = await alone(named)
    process.send_signal(sign)
    assert await process.wait() == 130
    assert {file.name for file in (settings.state_dir / "run").iterdir()} == {"lock"}
    assert "database system is shut down" in (settings.state_dir / "logs" / "postgres.log").read_text()


async def test_everything_is_stopped_even_if_nobody_reads_any_more_that_it_is(settings: Settings) -> None:
    named = settings.model_copy(update={"livekit_url": "ws://127.0.0.1:1"})
    process, line = await alone(named, TELLING)
    while "://" not in line:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
    process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined] # as `up | head` does
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 130
    assert {file.name for file in (settings.state_dir / "run").iterdir()} == {"lock"}
    assert "database system is shut down" in (settings.state_dir / "logs" / "postgres.log").read_text()


async def test_a_livekit_server_that_is_not_there_is_named_and_nothing_stays_running(settings: Settings) -> None:
    wrong = settings.model_copy(update={"redis_url": "x", "livekit_server": settings.state_dir / "nowhere"})
    with pytest.raises(livekit.LivekitMissing, match="INTERVIEWER_LIVEKIT_SERVER names"):
        async with system.running(wrong, processes=()):
            pytest.fail("it cannot start")
    assert {file.name for file in (settings.state_dir / "run").iterdir()} == {"lock"}


async def test_when_one_server_fails_the_others_are_stopped(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "livekit-server"
    broken.write_text("#!/bin/sh\necho 'could not listen'; exit 1\n")
    broken.chmod(0o755)
    with pytest.raises(NotReady, match=r"(?s)livekit ended with exit status 1.*could not listen"):
        async with system.running(settings.model_copy(update={"livekit_server": broken}), processes=()):
            pytest.fail("it cannot start")
    assert {file.name for file in (settings.state_dir / "run").iterdir()} == {"lock"}


async def test_emulated_vendors_run_beside_the_system_and_take_the_key_of_this_run_alone(settings: Settings) -> None:
    named = settings.model_copy(update=ALL_NAMED)
    async with system.running(named, page_port=0, processes=(), providers=Providers.EMULATED) as running:
        accounts = running.settings.accounts(running.settings.engines_url)
        found = await checks.check(accounts)
        assert [(one.of.row, one.outcome) for one in found] == [("deepgram", "ok"), ("azure", "ok"), ("openai", "ok")]
        wrong = await checks.check(replace(accounts, openai_api_key="another"))
        assert [one.outcome for one in wrong] == ["ok", "ok", "wrong_key"]
    nobody = await checks.check(accounts)
    assert {one.outcome for one in nobody} == {"unreachable"}
