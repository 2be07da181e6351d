"""`interviewer simulate vendors`: Deepgram, OpenAI and Azure Speech on this machine, in the vendors' own protocols."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from interviewer.simulation.vendors.amiss import KINDS

UNUSABLE: Final = 1


def vendors(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
    latencies: Annotated[
        str | None,
        typer.Option(help="What they wait before they answer: a YAML file, or none. [default: a real system's load]"),
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws of the latencies; the same for the same seed.")] = 0,
    script: Annotated[
        Path | None, typer.Option(help="Recordings with known words, JSON lines; a word is heard when its sound comes.")
    ] = None,
    engines: Annotated[str, typer.Option(help="Local engines that hear and speak: base address with /v1.")] = "",
    key: Annotated[str, typer.Option(help="The key that all of them take. [default: simulated-vendors-key]")] = "",
    amiss: Annotated[
        str, typer.Option(help=f"What the language model writes wrong: {', '.join(KINDS)}. [default: nothing]")
    ] = "",
    faults: Annotated[
        bool, typer.Option("--faults", help="A port for each vendor, and a switch that makes things go wrong there.")
    ] = False,
) -> None:
    """Serve the emulated vendors until SIGTERM; prints one JSON line with their addresses when they are ready.

    Without a script and without engines nothing is understood, and texts are spoken as tones. Leaves with 1 when a file
    cannot be used or the port is taken.
    """
    from interviewer.simulation.vendors.latencies import LatenciesUnreadable
    from interviewer.simulation.vendors.main import Wish, run
    from interviewer.simulation.vendors.world import KEY

    if amiss and amiss not in KINDS:
        typer.secho(f"The language model knows no {amiss!r}; there is {', '.join(KINDS)}.", fg="red", err=True)
        raise typer.Exit(UNUSABLE)
    wrong = next((kind for kind in KINDS if kind == amiss), None)
    wish = Wish(port, latencies, seed, script, engines, key or KEY, wrong, faults)
    from interviewer.simulation.vendors.app import VendorsNotServed
    from interviewer.simulation.vendors.script import ScriptUnreadable

    try:
        run(wish)
    except (LatenciesUnreadable, ScriptUnreadable, VendorsNotServed) as refused:
        told = f"Port {port} of 127.0.0.1 is taken." if isinstance(refused, VendorsNotServed) else str(refused)
        typer.secho(told, fg="red", err=True)
        raise typer.Exit(UNUSABLE) from refused
