"""`interviewer log`: whether the event log is whole, a signed digest of its head, and its read models made anew."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interviewer.cli.front_door import AsJson
from interviewer.cli.log_door import opened, shown
from interviewer.cli.log_head import digest_in, head, key
from interviewer.cli.log_rebuild import rebuild

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings
    from interviewer.kernel.audit import Audit
    from interviewer.kernel.digest import Digest

BROKEN = 1


def register(app: typer.Typer) -> None:
    """Add the group `log`."""
    group = typer.Typer(no_args_is_help=True, help="Prove that the event log is whole; make its read models anew.")
    group.command("audit")(audit)
    group.command("head")(head)
    group.command("key")(key)
    group.command("rebuild")(rebuild)
    app.add_typer(group, name="log")


def audit(
    against: Annotated[
        Path | None, typer.Option(help="A digest made by `log head` before and kept elsewhere.", show_default=False)
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option(help="Whose digest it is, as PEM; without it: this installation's own key.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Walk the whole hash chain, also while the system runs, and name every break.

    Leaves with 0 if it is whole, 1 if it is broken or is not the log of the digest, 2 if it cannot be read.
    """
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.cli import signals

    settings = bootstrap.load()
    digest = None if against is None else digest_in(against, public_key, settings)
    raise typer.Exit(signals.run(_audit(settings, digest, as_json=as_json)))


async def _audit(settings: Settings, digest: Digest | None, *, as_json: bool) -> int:
    from interviewer.kernel import audit as auditing

    began = time.monotonic()
    async with opened(settings) as connection:
        to = await auditing.head(connection)
        with shown() as progress:
            task = progress.add_task("hashing the log", total=to.position)
            found = await auditing.audit(connection, to, lambda at: progress.update(task, completed=at))
        against = None
        if digest is not None:
            installation = await connection.fetchval("select id from installation")
            there = await connection.fetchval("select hash from events where global_position = $1", digest.position)
            against = digest.contradicted_by(installation, to, there)
    seconds = time.monotonic() - began
    whole = not found.breaks and against is None
    if as_json:
        typer.echo(json.dumps(_as_json(found, digest, against, seconds), indent=1, ensure_ascii=False))
    else:
        _tell(found, digest, against, seconds)
    return 0 if whole else BROKEN


def _as_json(found: Audit, digest: Digest | None, against: str | None, seconds: float) -> dict[str, Any]:
    return {
        "whole": not found.breaks and against is None,
        "head": {"position": found.head.position, "hash": found.head.hash.hex()},
        "rows": found.rows,
        "seconds": round(seconds, 3),
        "breaks": [{"kind": type(one).__name__.lower(), **asdict(one), "told": str(one)} for one in found.breaks],
        "digest": digest and {"position": digest.position, "at": digest.at, "holds": not against, "against": against},
    }


def _tell(found: Audit, digest: Digest | None, against: str | None, seconds: float) -> None:
    for one in found.breaks:
        typer.secho(str(one), fg="red")
    if against is not None:
        typer.secho(f"Not the log of the digest: {against}.", fg="red")
    read = f"{found.rows:,} events up to position {found.head.position} in {seconds:.1f} s"
    if found.breaks:
        typer.secho(f"The log is broken: {len(found.breaks):,} breaks in {read}.", fg="red", bold=True)
    else:
        typer.secho(f"The chain holds: {read}.", fg="green")
    if digest is not None and against is None:
        typer.secho(f"It passes through the digest of {digest.at}, position {digest.position}.", fg="green")
    if digest is None and not found.breaks:
        typer.echo(
            "Without a digest kept elsewhere (--against) this does not show a tail cut off or a chain made anew."
        )
