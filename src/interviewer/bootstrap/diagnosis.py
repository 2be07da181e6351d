"""What is installed, running, reachable and missing on this machine, and what to do about it.

Each check is a function from settings to findings, in the table at the end; a new check is one function and one line.
A check changes nothing and prints no secret. Deliberately not in it: how findings are shown.
"""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

import asyncpg
import httpx
import redis.asyncio as redis

from interviewer.bootstrap import database, system
from interviewer.bootstrap.wiring import shared_breakers
from interviewer.embedded import (
    dashboard_build,
    identity,
    livekit,
    models,
    places,
    ports,
    postgres,
    toolchains,
    valkey,
)
from interviewer.kernel.projection import standings
from interviewer.providers import checks, languages
from interviewer.providers.resilience import closed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from interviewer.bootstrap.settings import Settings

GIGABYTE: Final = 1 << 30
PARTS: Final = {"recognition": "speech to text", "speech": "voice", "writing": "language model"}
# What the system takes without and with the local language model, in bytes.
MEMORY: Final = (int(1.5 * GIGABYTE), 4 * GIGABYTE)
DISK: Final = 2 * GIGABYTE


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `bad` means that an interview cannot be held; `lacking` that something less can."""

    what: str
    state: Literal["ok", "lacking", "bad"]
    detail: str
    remedy: str = ""


async def diagnose(settings: Settings, *, hash_models: bool = True) -> AsyncIterator[Finding]:
    """Every finding, as it is made. `hash_models` reads every model file, which takes seconds."""
    yield _python()
    yield _packages()
    for server in (_database, _redis, _livekit, _telephone):
        yield await server(settings)
    async for finding in _read_models(settings):
        yield finding
    for model in models.MODELS.values():
        yield await asyncio.to_thread(_model, settings, model, anew=hash_models)
    yield _page()
    for kind in (toolchains.GO, toolchains.NODE):
        yield _tool(settings, kind)
    for check in (_chromium, _memory, _disk, _judge, _key_file):
        yield check(settings)
    accounts = settings.accounts(settings.engines_url)
    for part in await checks.check(accounts, all_of_them=True):
        yield _provider(part, first=part.of in checks.in_use(accounts))
    async for finding in _breakers(settings):
        yield finding
    yield _languages(settings)
    async for finding in _running(settings):
        yield finding


def _python() -> Finding:
    return Finding("Python", "ok", f"{sys.version.split()[0]} in {sys.prefix}")


def _packages() -> Finding:
    file = places.checkout() / "tools" / "setup" / "bootstrap.py"
    spec = importlib.util.spec_from_file_location("bootstrap", file)
    if spec is None or spec.loader is None or not file.is_file():
        return Finding("packages", "ok", "installed without a checkout")
    stage0 = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stage0)
    if stage0.up_to_date():
        return Finding("packages", "ok", "as requirements.lock names them")
    return Finding("packages", "lacking", "not those of requirements.lock as it is now", "make setup")


async def _database(settings: Settings) -> Finding:
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


async def _read_models(settings: Settings) -> AsyncIterator[Finding]:
    """Of a database that runs anyhow."""
    try:
        dsn = settings.database_url or await database.running(settings.state_dir)
        if not dsn:
            return
        connection = await asyncpg.connect(dsn, timeout=5)
        found = await standings(connection)
        await connection.close(timeout=5)
    except database.REFUSALS:
        return
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError):
        return  # said already, or there is no log yet
    for one in found:
        if one.stopped_at is not None:
            where = f"stands still at position {one.stopped_at} since {one.stopped_since:%Y-%m-%d %H:%M} UTC"
            remedy = "upgrade, or report it; `interviewer log rebuild` makes it anew"
            yield Finding(f"read model {one.projection}", "lacking", f"{where}: {one.stopped_by}", remedy)


async def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        try:
            program = valkey.find_program()
        except valkey.ValkeyUnusable as error:
            return Finding("Valkey", "bad", str(error), "make setup")
        return Finding("Valkey", "ok", f"{_version([str(program), '--version'])}, embedded")
    where = _host(settings.redis_url)
    try:
        async with redis.from_url(settings.redis_url, socket_connect_timeout=5, socket_timeout=5) as client:
            await client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        return Finding("Redis", "bad", f"{where}: {_first_line(error)}", "correct INTERVIEWER_REDIS_URL")
    return Finding("Redis", "ok", f"{where}, named by the settings")


async def _livekit(settings: Settings) -> Finding:
    if not settings.livekit_url:
        try:
            program = livekit.find_program(settings.livekit_server, settings.cache_dir)
        except livekit.LivekitMissing as error:
            return Finding("LiveKit", "bad", str(error), "make setup")
        return Finding("LiveKit", "ok", f"{_version([str(program), '--version'])}, {program}")
    where = _host(settings.livekit_url)
    if not (settings.livekit_api_key and settings.livekit_api_secret):
        return Finding("LiveKit", "bad", f"{where} without key", "set INTERVIEWER_LIVEKIT_API_KEY and …_API_SECRET")
    address = settings.livekit_url.replace("ws", "http", 1)
    if not await _answers(address):
        return Finding("LiveKit", "bad", f"{where} does not answer", "correct INTERVIEWER_LIVEKIT_URL")
    return Finding("LiveKit", "ok", f"{where}, named by the settings")


async def _telephone(settings: Settings) -> Finding:
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


def _model(settings: Settings, model: models.Model, *, anew: bool) -> Finding:
    what = f"model {model.name}"
    state: Literal["lacking", "bad"] = "bad" if model.needed else "lacking"
    if model not in models.chosen(settings.models):
        return Finding(what, state, f"{model.purpose}: left out by INTERVIEWER_MODELS", "add it and run make setup")
    try:
        folder = models.path(model.name, cache=settings.cache_dir, explicit=settings.model_paths)
        damaged = models.verify(model, folder, anew=True) if anew and model.name not in settings.model_paths else []
    except models.ModelMissing as error:
        return Finding(what, state, str(error), "make setup")
    if damaged:
        return Finding(what, state, f"{model.purpose}: {', '.join(damaged)} is damaged", "make setup")
    return Finding(what, "ok", f"{model.purpose}, {model.size >> 20} MB, {folder}")


def _page() -> Finding:
    page = dashboard_build.folder()
    if dashboard_build.current():
        return Finding("page", "ok", f"built, {page / 'dist'}")
    if (page / "dist").is_dir():
        return Finding("page", "lacking", "built from older sources", "make setup")
    return Finding("page", "bad", "not built", "make setup")


def _tool(settings: Settings, kind: toolchains.Kind) -> Finding:
    for found, where in (
        (toolchains.on_path(kind), "on the PATH"),
        (toolchains.in_cache(kind, settings.cache_dir), "from its wheel"),
    ):
        if found:
            return Finding(kind.name, "ok", f"{'.'.join(map(str, found.version))} {where}, for building")
    return Finding(kind.name, "ok", "not installed; set-up takes it from its wheel when something must be built")


def _chromium(_settings: Settings) -> Finding:
    if found := shutil.which("chromium"):
        return Finding("chromium", "ok", f"{found}, for the tests")
    return Finding("chromium", "lacking", "tests of the page are skipped", "apt-get install chromium")


def _memory(_settings: Settings) -> Finding:
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    free = int(lines["MemAvailable"].split()[0]) << 10
    text = f"{free / GIGABYTE:.1f} GB available"
    if free < MEMORY[0]:
        return Finding("memory", "bad", f"{text}; a call needs 1.5 GB", "end other programs")
    if free < MEMORY[1]:
        return Finding("memory", "lacking", f"{text}; the local judge needs 4 GB", "INTERVIEWER_MODELS=-qwen-1.5b")
    return Finding("memory", "ok", text)


def _disk(settings: Settings) -> Finding:
    told = []
    for name, folder in (("state", settings.state_dir), ("cache", settings.cache_dir)):
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        free = shutil.disk_usage(there).free
        told.append(f"{free / GIGABYTE:.1f} GB free for the {name} in {folder}")
        if free < DISK:
            remedy = f"free some, or set INTERVIEWER_{name.upper()}_DIR"
            return Finding("disk", "lacking", "; ".join(told), remedy)
    return Finding("disk", "ok", "; ".join(told))


def _judge(settings: Settings) -> Finding:
    key = "OpenAI key present" if settings.openai_api_key else "no OpenAI key"
    if settings.judge == "openai" and not settings.openai_api_key:
        return Finding("judge", "lacking", f"{settings.judge}, but {key}", "set INTERVIEWER_OPENAI_API_KEY")
    return Finding("judge", "ok", f"{settings.judge}; {key}")


def _provider(found: checks.Check, *, first: bool) -> Finding:
    what = PARTS[found.of.part] if first else f"second {PARTS[found.of.part]}"
    detail = f"{found.of.row}{f' ({found.of.model})' if found.of.model else ''}: {found.detail}"
    if found.outcome == "ok":
        return Finding(what, "ok", detail)
    # Without a language model the interviewer still has the plan's words, and without a second one the first.
    return Finding(what, "bad" if first and found.of.part != "writing" else "lacking", detail, found.remedy)


async def _breakers(settings: Settings) -> AsyncIterator[Finding]:
    """Of the Redis that the settings name: what calls have found out about the vendors."""
    if not settings.redis_url or (await _redis(settings)).state != "ok":
        return
    async with shared_breakers(settings) as breakers:
        for one in await breakers.standing():
            if one.breaker.phase != "closed":
                what = f"{PARTS[one.account.part]} ({one.account.row}) in calls"
                detail = f"not asked just now: {one.breaker.reason}; tried again in {one.opens_in:.0f} s"
                yield Finding(what, "lacking", detail, "nothing, if it passes; else look at the vendor's status page")
        needed = checks.needed_accounts(settings.accounts(settings.engines_url or "started with the system"))
        if (full := closed.full(needed, await breakers.standing())) is not None:
            detail = f"none is begun just now: {full.row} has no room or no credit, and nothing stands in for it"
            remedy = (
                f"nothing, if it passes; else name another {PARTS[full.part]} that stands in, or raise the limit there"
            )
            yield Finding("new calls", "lacking", detail, remedy)


def _languages(settings: Settings) -> Finding:
    spoken = languages.spoken(settings.accounts(settings.engines_url))
    told = f"interviews in {' and '.join(languages.NAMES[language] for language in spoken)}"
    others = [name for language, name in languages.NAMES.items() if language not in spoken]
    if others:
        return Finding("languages", "ok", f"{told}; for {' and '.join(others)}, {languages.REMEDY}")
    return Finding("languages", "ok", told)


def _key_file(settings: Settings) -> Finding:
    file = settings.state_dir / "keys.json"
    if not file.exists():
        return Finding("keys", "ok", "made at the first start")
    if (mode := file.stat().st_mode & 0o777) & 0o077:
        return Finding("keys", "lacking", f"{file} can be read by others ({mode:o})", f"chmod 600 {file}")
    return Finding("keys", "ok", f"{file}, readable by its owner alone")


async def _running(settings: Settings) -> AsyncIterator[Finding]:
    found = system.already(settings.state_dir)
    alive: list[str] = []
    for file in sorted((settings.state_dir / "run").glob("*.json")):
        who = identity.read(file)
        if who and "signal" in who[1] and who[0].alive():
            alive.append(f"{who[1]['name']} ({who[0].pid})")
    if found:
        pid, page = found
        answering = "answers" if await _answers(f"{page}/healthz") else "does not answer"
        yield Finding("running", "ok" if answering == "answers" else "lacking", f"pid {pid}; {page} {answering}")
        yield Finding("processes", "ok", ", ".join(alive) or "none")
        return
    if alive:
        yield Finding("running", "lacking", f"left by a killed run: {', '.join(alive)}", "the next start ends them")
    else:
        yield Finding("running", "ok", "not now; `interviewer up` or `make demo` starts it")
    if ports.is_free(settings.api_port, settings.api_host):
        yield Finding("port", "ok", f"{settings.api_port} is free for the page")
    else:
        yield Finding("port", "lacking", f"{settings.api_port} is taken", "the next free one will be used, or --port N")


async def _answers(address: str) -> bool:
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
