"""The servers: those that the settings name, or the programs that are started in their place."""

from __future__ import annotations

import asyncio
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg
import httpx
from redis.asyncio import Redis, RedisError

from interviewer.bootstrap.database import REFUSALS
from interviewer.bootstrap.database import running as running_database
from interviewer.bootstrap.diagnosis.findings import Finding
from interviewer.embedded import postgres, valkey
from interviewer.embedded.livekit import LivekitMissing
from interviewer.embedded.livekit import find_program as find_livekit
from interviewer.kernel.projection import standings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from interviewer.bootstrap.settings import Settings


async def database(settings: Settings) -> Finding:
    """The one of the settings, or the programs of the embedded one."""
    if not settings.database_url:
        return await asyncio.to_thread(_embedded_database, settings)
    where = _host(settings.database_url)
    try:
        connection = await asyncpg.connect(settings.database_url, timeout=5)
        version = await connection.fetchval("SHOW server_version")
        await connection.close(timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        return Finding("PostgreSQL", "bad", f"{where}: {_first_line(error)}", "correct INTERVIEWER_DATABASE_URL")
    return Finding("PostgreSQL", "ok", f"{version} at {where}, named by the settings")


def _embedded_database(settings: Settings) -> Finding:
    try:
        programs = postgres.find_programs(settings.pg_bin, settings.cache_dir)
    except postgres.PostgresUnusable as error:
        return Finding("PostgreSQL", "bad", str(error), "make setup")
    return Finding("PostgreSQL", "ok", f"{_version([str(programs / 'postgres'), '--version'])}, embedded")


async def read_models(settings: Settings) -> AsyncIterator[Finding]:
    """Of a database that runs anyhow."""
    try:
        dsn = settings.database_url or await running_database(settings.state_dir)
        if not dsn:
            return
        connection = await asyncpg.connect(dsn, timeout=5)
        found = await standings(connection)
        await connection.close(timeout=5)
    except REFUSALS:
        return
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError):
        return  # said already, or there is no log yet
    for one in found:
        if one.stopped_at is not None:
            where = f"stands still at position {one.stopped_at} since {one.stopped_since:%Y-%m-%d %H:%M} UTC"
            remedy = "upgrade, or report it; `interviewer log rebuild` makes it anew"
            yield Finding(f"read model {one.projection}", "lacking", f"{where}: {one.stopped_by}", remedy)


async def redis(settings: Settings) -> Finding:
    """The one of the settings, or the program of the embedded one."""
    if not settings.redis_url:
        try:
            program = valkey.find_program()
        except valkey.ValkeyUnusable as error:
            return Finding("Valkey", "bad", str(error), "make setup")
        return Finding("Valkey", "ok", f"{_version([str(program), '--version'])}, embedded")
    where = _host(settings.redis_url)
    try:
        async with Redis.from_url(settings.redis_url, socket_connect_timeout=5, socket_timeout=5) as client:
            await client.ping()
    except (RedisError, OSError, ValueError) as error:
        return Finding("Redis", "bad", f"{where}: {_first_line(error)}", "correct INTERVIEWER_REDIS_URL")
    return Finding("Redis", "ok", f"{where}, named by the settings")


async def livekit(settings: Settings) -> Finding:
    """The server of the settings, or the program of the embedded one."""
    if not settings.livekit_url:
        try:
            program = find_livekit(settings.livekit_server, settings.cache_dir)
        except LivekitMissing as error:
            return Finding("LiveKit", "bad", str(error), "make setup")
        return Finding("LiveKit", "ok", f"{_version([str(program), '--version'])}, {program}")
    where = _host(settings.livekit_url)
    if not (settings.livekit_api_key and settings.livekit_api_secret):
        return Finding("LiveKit", "bad", f"{where} without key", "set INTERVIEWER_LIVEKIT_API_KEY and …_API_SECRET")
    address = settings.livekit_url.replace("ws", "http", 1)
    if not await answers(address):
        return Finding("LiveKit", "bad", f"{where} does not answer", "correct INTERVIEWER_LIVEKIT_URL")
    return Finding("LiveKit", "ok", f"{where}, named by the settings")


async def telephone(settings: Settings) -> Finding:
    """The line that calls go out on."""
    if not settings.line_url:
        remedy = "set INTERVIEWER_LINE_URL to ring somebody; candidates with a link need none"
        return Finding("telephone", "lacking", "no line: calls of campaigns wait in the queue", remedy)
    where = urlsplit(settings.line_url).netloc
    try:
        async with httpx.AsyncClient(timeout=3, trust_env=False) as client:
            (await client.get(f"{settings.line_url}/record")).raise_for_status()
    except httpx.HTTPError:
        return Finding("telephone", "bad", f"{where} does not answer", "correct INTERVIEWER_LINE_URL")
    return Finding("telephone", "ok", f"{where}, a simulated switchboard")


async def answers(address: str) -> bool:
    """Whether anything does there."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            return (await client.get(address)).is_success
    except (httpx.TransportError, httpx.InvalidURL):
        return False


def _host(address: str) -> str:
    """Host and port of an address, without the password that may stand in it."""
    parts = urlsplit(address)
    return f"{parts.hostname or '?'}:{parts.port or '?'}"


def _version(command: list[str]) -> str:
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"cannot be run: {error}"
    return _first_line(result.stdout.strip() or f"exit status {result.returncode}")


def _first_line(what: object) -> str:
    return (str(what).strip().splitlines() or [type(what).__name__])[0]
