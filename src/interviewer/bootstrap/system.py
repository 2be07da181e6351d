"""The whole system on one machine: embedded servers for what the settings do not name, and our own processes.

    async with system.running(settings, page_port=0) as running:
        print(running.settings.api_url)

Deliberately not in it: how a process is kept alive (`embedded.supervisor`) and what the processes do.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from interviewer.bootstrap import provider_modes
from interviewer.bootstrap.provider_modes import Providers
from interviewer.bootstrap.settings import PREFIX
from interviewer.embedded import identity, keys, livekit, locks, ports, postgres, valkey
from interviewer.embedded.identity import Identity
from interviewer.embedded.program import NotReady, Program, answers, says
from interviewer.embedded.supervisor import Supervisor
from interviewer.providers.accounts import ProviderUnusable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Sequence
    from pathlib import Path

    from interviewer.bootstrap.settings import Settings
    from interviewer.embedded.keys import Keys
    from interviewer.embedded.supervisor import Tell

PROCESSES: Final = ("engines", "api", "orchestrator", "agent")
STARTED_BY: Final = (sys.executable, "-m", "interviewer.cli", "run")

# Name → stage, seconds to get ready, seconds to end. The agent's, after its limit, lets it leave and report its calls.
_OURS: Final[dict[str, tuple[int, float, float]]] = {
    "engines": (2, 120.0, 10.0),
    "api": (3, 60.0, 10.0),
    "orchestrator": (4, 60.0, 10.0),
    "agent": (5, 60.0, 15.0),
}


class AlreadyRunning(Exception):
    """The system already runs from this state folder."""


class StateUnusable(Exception):
    """The state folder cannot be written to."""


SPACE: Final = 500 << 20
"""Bytes that must be free for the state before anything is started."""

REFUSALS: Final[tuple[type[Exception], ...]] = (
    AlreadyRunning,
    StateUnusable,
    keys.KeysUnreadable,
    livekit.LivekitMissing,
    ports.PortTaken,
    postgres.PostgresUnusable,
    NotReady,
    ProviderUnusable,
    valkey.ValkeyUnusable,
)
"""What `running` raises when it cannot start; the message is for the user and says what to do."""


@dataclass(frozen=True, slots=True)
class System:
    """A running system: the settings with every address filled in, and its children."""

    settings: Settings
    supervisor: Supervisor

    async def stop_agents(self) -> None:
        """End the interviewers, whose calls go at their limit; the rest goes on until the block ends."""
        await self.supervisor.stop(down_to=_OURS["agent"][0])


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    *,
    page_port: int | None = None,
    processes: Sequence[str] = PROCESSES,
    providers: Providers | None = None,
    started_by: Sequence[str] = STARTED_BY,
    tell: Tell = lambda _name, _text: None,
) -> AsyncIterator[System]:
    """Start everything, yield when all is ready, and stop it in order at the end of the block.

    `page_port` (the settings' `api_port`; 0: any) is the port wished for, the next free one is taken if somebody has
    it. `processes` may name `agent` several times. `providers` goes before the settings' own. `started_by`, with a name
    behind it, is the command of a process of ours. Raises one of REFUSALS.
    """
    settings = provider_modes.settled(settings, providers)
    state = settings.state_dir
    with only_one(state):
        supervisor = Supervisor(state, tell)
        if left := await supervisor.end_leftovers():
            tell("leftovers", f"an earlier run was killed; ended what it left running: {', '.join(left)}")
        try:
            secrets = keys.load(state)
            final = _with_page(settings, page_port, tell).model_copy(
                update={
                    "agent_secret": settings.agent_secret or secrets.agent,
                    "contact_secret": settings.contact_secret or secrets.contact,
                    "encryption_keys": settings.encryption_keys or secrets.encryption,
                }
            )
            identity.write(_note(state), _self(), page=final.api_url)
            final = await _servers(final, secrets, supervisor, processes)
            extra = [provider_modes.vendors(final, _environment(final))] if providers is Providers.EMULATED else []
            await _own(final, supervisor, processes, extra, tuple(started_by))
            yield System(final, supervisor)
        finally:
            await supervisor.stop()
            _note(state).unlink(missing_ok=True)


def already(state: Path) -> tuple[int, str] | None:
    """Pid and page of the system that runs from this state folder, if one does."""
    found = identity.read(_note(state))
    if found is None or not found[0].alive():
        return None
    return found[0].pid, str(found[1].get("page", ""))


@contextlib.contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the state folder, made if there is none, against everybody else. Raises AlreadyRunning, StateUnusable."""
    with contextlib.ExitStack() as held:
        try:
            # The user that PostgreSQL runs as must be able to pass through.
            state.mkdir(parents=True, mode=0o711, exist_ok=True)
            held.enter_context(locks.exclusive(state / "run" / "lock"))
            free = shutil.disk_usage(state).free
        except locks.Held:
            raise AlreadyRunning(_already_message(state)) from None
        except OSError as error:
            raise StateUnusable(
                f"The state folder {state} cannot be used: {error.strerror}. Name another in INTERVIEWER_STATE_DIR."
            ) from error
        if free < SPACE:
            raise StateUnusable(
                f"No space: the disk of {state} has {free >> 20} MB free, {SPACE >> 20} are needed for database and "
                f"recordings. Nothing was started. Free some, or name another folder in INTERVIEWER_STATE_DIR."
            )
        yield


def _already_message(state: Path) -> str:
    pid, page = already(state) or (0, "")
    where, how = (f": its page is {page}, its pid {pid}", f" or `kill {pid}`") if pid else ("", "")
    return (
        f"The interviewer already runs from {state}{where}. Nothing was changed. Use it, stop it with Ctrl-C "
        f"there{how}, or set INTERVIEWER_STATE_DIR to another folder for a second one."
    )


def _note(state: Path) -> Path:
    return state / "run" / "supervisor.json"


def _self() -> Identity:
    who = Identity.of(os.getpid())
    assert who is not None  # noqa: S101  # this process is alive
    return who


def _with_page(settings: Settings, wanted: int | None, tell: Tell) -> Settings:
    wanted = settings.api_port if wanted is None else wanted
    port = ports.near(wanted, settings.api_host)
    if wanted not in (0, port):
        tell("page", f"port {wanted} is taken by another program; using {port}")
    named = "api_url" in settings.model_fields_set
    url = settings.api_url if named else f"http://{settings.api_host}:{port}"
    return settings.model_copy(update={"api_port": port, "api_url": url})


async def _servers(settings: Settings, secrets: Keys, supervisor: Supervisor, processes: Sequence[str]) -> Settings:
    """Start the servers that the settings do not name, all at once, and return settings that name them."""
    state, cache = settings.state_dir, settings.cache_dir
    found: dict[str, str] = {}
    wanted: list[Program] = []
    if not settings.database_url:
        programs = postgres.find_programs(settings.pg_bin, cache)
        port = ports.free()
        wanted.append(await asyncio.to_thread(postgres.prepare, state, programs, secrets.postgres, port))
        found["database_url"] = postgres.url(secrets.postgres, port)
    if not settings.redis_url:
        port = ports.free()
        wanted.append(valkey.prepare(state, valkey.find_program(), secrets.valkey, port))
        found["redis_url"] = valkey.url(secrets.valkey, port)
    if not (settings.livekit_url or settings.line_url):
        port = ports.free()
        program = livekit.find_program(settings.livekit_server, cache)
        webhook = f"http://{_reachable(settings.api_host)}:{settings.api_port}/v1/livekit/webhook"
        wanted.append(livekit.prepare(state, program, secrets.livekit_key, secrets.livekit_secret, port, webhook))
        found |= {"livekit_url": f"ws://127.0.0.1:{port}"}
        found |= {"livekit_api_key": secrets.livekit_key, "livekit_api_secret": secrets.livekit_secret}
    if not settings.engines_url and "engines" in processes:
        found["engines_url"] = f"http://127.0.0.1:{ports.free()}/v1"
    await _together(supervisor.start(program) for program in wanted)
    return settings.model_copy(update=found)


async def _own(
    settings: Settings,
    supervisor: Supervisor,
    processes: Sequence[str],
    extra: Sequence[Program],
    started_by: tuple[str, ...],
) -> None:
    """Start our own processes: the api makes the tables, so it is first; the engines load models meanwhile."""
    programs = [_program(name, number, settings, started_by) for number, name in _numbered(processes)]
    by_name = {program.name: program for program in programs}
    engines, api = by_name.pop("engines", None), by_name.pop("api", None)

    async def control_plane() -> None:
        if api is not None:
            await supervisor.start(api)
        await _together(supervisor.start(program) for program in by_name.values())

    await _together([control_plane(), *(supervisor.start(each) for each in (*([engines] if engines else []), *extra))])


def _numbered(processes: Sequence[str]) -> Iterator[tuple[int, str]]:
    for index, name in enumerate(processes):
        yield processes[:index].count(name) + 1, name


def _program(name: str, number: int, settings: Settings, started_by: tuple[str, ...]) -> Program:
    stage, within, grace = _OURS[name]
    if name == "engines":
        where = settings.engines_url.removesuffix("/v1")
        ready = answers(f"{where}/healthz")
    elif name == "api":
        where = settings.api_url
        ready = answers(f"http://{_reachable(settings.api_host)}:{settings.api_port}/healthz")
    else:
        where, ready = "", says("ready")
    drains = name == "agent"
    return Program(
        name=name if number == 1 else f"{name}-{number}",
        command=(*started_by, name),
        ready=ready,
        where=where,
        environment=_environment(settings),
        within=within,
        grace=grace + (settings.drain_within if drains else 0),
        drains=drains,
        stage=stage,
    )


def _environment(settings: Settings) -> dict[str, str]:
    """What a process of ours sees."""
    return {
        # Ours come from the settings alone, so that what they leave empty is empty in the child too.
        **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
        # Into a file, and read for "ready": never the form for people.
        **settings.model_copy(update={"log_format": "json"}).environment(),
        "PYTHONUNBUFFERED": "1",
    }


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "", "::") else host  # noqa: S104  # compared with, not bound to


async def _together(starts: Iterable[Coroutine[Any, Any, object]]) -> None:
    """Wait for all; when one fails, the others are given up at once and its error is raised as it is."""
    tasks = [asyncio.ensure_future(start) for start in starts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
