"""`interviewer up`: the whole system on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Annotated

import typer

from interviewer.bootstrap.provider_modes import Providers

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings
    from interviewer.bootstrap.system import System
    from interviewer.cli.screen import Screen


def register(app: typer.Typer) -> None:
    """Add the command `up`."""
    app.command("up")(up)


def up(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of the page; the next free one if it is taken. 0: any.")
    ] = None,
    providers: Annotated[
        Providers | None, typer.Option(help="Whose ears, voice and language model. [default: as the settings choose]")
    ] = None,
) -> None:
    """Start the whole system on this machine and keep it running until Ctrl-C."""
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.bootstrap import system
    from interviewer.cli import signals
    from interviewer.cli.screen import Screen
    from interviewer.telemetry import logs

    settings = bootstrap.load()
    screen = Screen()
    # Who looks at the screen is told there when a child died and is back; who keeps the log finds it in that.
    logs.configure("supervisor", settings, level=logging.ERROR if screen.is_terminal else logging.INFO)
    running: list[System] = []

    def stopping() -> None:
        screen.print(f"\nStopping. Calls have {settings.drain_within:.0f} s to come to their end; Ctrl-C leaves them.")

    def hurry() -> None:
        for one in running:
            one.supervisor.hurry()

    try:
        status = signals.run(_up(settings, port, providers, screen, running), stopping, hurry)
    except system.REFUSALS as error:
        screen.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        status = 1
    raise typer.Exit(status)


async def _up(
    settings: Settings, port: int | None, providers: Providers | None, screen: Screen, started: list[System]
) -> int:
    from interviewer.bootstrap import own_key, system
    from interviewer.cli import examples

    async with system.running(settings, page_port=port, providers=providers, tell=screen.tell) as running:
        started.append(running)
        screen.tell("page", running.settings.api_url)
        headers = await own_key.headers(running.settings, "up")
        if published := await examples.publish_if_none(running.settings.api_url, headers):
            screen.tell("plans", f"published the {published} examples: talk to the interviewer on the page")
        screen.tell("logs", f"{settings.state_dir / 'logs'} (Ctrl-C stops everything)")
        await asyncio.Event().wait()
    return 0
