"""`interviewer run NAME`: one process of the system in the foreground. The supervisor and a container start this."""

from __future__ import annotations

import asyncio
import importlib
from typing import Annotated

import typer

# Process → the settings it cannot start without.
PROCESSES: dict[str, tuple[str, ...]] = {
    "engines": ("engines_url",),
    "api": (
        *("database_url", "redis_url", "livekit_url", "livekit_api_key", "livekit_api_secret"),
        *("agent_secret", "contact_secret", "encryption_keys"),
    ),
    "orchestrator": (
        *("database_url", "redis_url", "livekit_url", "livekit_api_key", "livekit_api_secret"),
        "encryption_keys",
    ),
    "agent": ("engines_url", "agent_secret"),
}


def register(app: typer.Typer) -> None:
    """Add the hidden command `run`."""
    app.command("run", hidden=True)(run)


def run(name: Annotated[str, typer.Argument(help="engines, api, orchestrator or agent")]) -> None:
    """Run one process of the system in the foreground, with settings from the environment."""
    if name not in PROCESSES:
        raise typer.BadParameter(f"there is no process {name!r}; there are {', '.join(PROCESSES)}")
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.telemetry import logs

    settings = bootstrap.load()
    settings.need(*PROCESSES[name])
    if "encryption_keys" in PROCESSES[name]:
        from interviewer.bootstrap.wiring import look_at_keys

        asyncio.run(look_at_keys(settings))
    logs.configure(name, settings)
    importlib.import_module(f"interviewer.{name}.main").run(settings)
