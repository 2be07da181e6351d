"""`interviewer simulate`: programs that play the people of an interview."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from interviewer.cli import simulate_campaign, simulate_vendors
from interviewer.cli.signals import INTERRUPTED

if TYPE_CHECKING:
    from interviewer.simulation.candidate.journal import CallReport
    from interviewer.simulation.candidate.link import JoinLink
    from interviewer.simulation.persona import Persona

PERSONA_UNUSABLE: Final = 1
LINK_REFUSED: Final = 2
CONNECTION_FAILED: Final = 3
HUNG_UP: Final = 4


def register(app: typer.Typer) -> None:
    """Add the group `simulate`."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Play the people, a candidate or a whole campaign by telephone, or the vendors of speech and language.",
    )
    group.command("candidate")(candidate)
    group.command("campaign")(simulate_campaign.campaign)
    group.command("vendors")(simulate_vendors.vendors)
    group.command("agent", hidden=True)(simulate_campaign.agent)
    app.add_typer(group, name="simulate")


def candidate(
    *,
    link: Annotated[str, typer.Option(help="The join link, http://…/join/<token>: all that it knows of the system.")],
    persona: Annotated[str, typer.Option(help="Who it is: concise, rambling or asks_back.")] = "concise",
    engines: Annotated[
        str, typer.Option(help="Recogniser: OpenAI-compatible base with /v1. [default: INTERVIEWER_ENGINES_URL]")
    ] = "",
    report: Annotated[Path | None, typer.Option(help="Write what it measured to this JSON file.")] = None,
    save_heard: Annotated[Path | None, typer.Option(help="Save all it heard to this WAV file (16 kHz).")] = None,
) -> None:
    """Join an interview as a candidate: hear the questions as audio, answer them aloud, measure the silences.

    Leaves with 0 when the interviewer ended the interview, 1 for an unusable persona or file, 2 when the link was
    refused, 3 when the connection failed, 4 when it hung up because nobody was there any more.
    """
    from interviewer.bootstrap import settings
    from interviewer.simulation.candidate.call import ENDED_BY_INTERVIEWER
    from interviewer.simulation.candidate.call import INTERRUPTED as LEFT_ON_SIGNAL
    from interviewer.simulation.candidate.connection import CONNECTION_LOST
    from interviewer.simulation.candidate.link import CallFailed, JoinLink, LinkRefused
    from interviewer.simulation.candidate.sound import SoundUnreadable
    from interviewer.simulation.persona import PersonaInvalid, load_persona

    for file in (report, save_heard):
        if file is not None and not file.absolute().parent.is_dir():
            _leave(f"{file} cannot be written: there is no folder {file.absolute().parent}.", PERSONA_UNUSABLE)
    engines_url = engines or settings.load().engines_url
    try:
        found = asyncio.run(_hold(JoinLink(link), load_persona(persona), engines_url, save_heard))
    except LinkRefused as refused:
        _leave(str(refused), LINK_REFUSED)
    except CallFailed as failed:
        _leave(str(failed), CONNECTION_FAILED)
    except (PersonaInvalid, SoundUnreadable) as invalid:
        _leave(str(invalid), PERSONA_UNUSABLE)
    if report is not None:
        report.write_text(found.model_dump_json(indent=1) + "\n", "utf-8")
        typer.echo(f"Report: {report}")
    match found.reason_left:
        case reason if reason in ENDED_BY_INTERVIEWER:
            return
        case reason if reason == CONNECTION_LOST:
            _leave("The connection broke and did not come back.", CONNECTION_FAILED)
        case reason if reason == LEFT_ON_SIGNAL:
            raise typer.Exit(INTERRUPTED)
        case reason:
            _leave(f"Hung up: {reason.replace('_', ' ')}.", HUNG_UP)


async def _hold(link: JoinLink, persona: Persona, engines_url: str, save_heard: Path | None) -> CallReport:
    from interviewer.simulation.candidate.call import hold

    hang_up = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, hang_up.set)
    return await hold(link, persona, engines_url=engines_url, show=_show, hang_up=hang_up, save_heard=save_heard)


def _show(line: str) -> None:
    # Somebody may be watching through a pipe.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _leave(message: str, status: int) -> NoReturn:
    typer.secho(message, fg="red", err=True)
    raise typer.Exit(status)
