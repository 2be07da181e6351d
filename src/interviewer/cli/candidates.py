"""`interviewer candidates`: whom the interviews are with, and forgetting them for ever."""

from __future__ import annotations

import time
from typing import Annotated, Any
from urllib.parse import quote

import typer

from interviewer.cli import documents
from interviewer.cli.front_door import Api, AsJson, ask, opened, print_json, refuse, seen

Id = Annotated[str, typer.Argument(metavar="ID", help="The candidate's id, as `list` shows it.", show_default=False)]
POLL_SECONDS = 0.5


def register(app: typer.Typer) -> None:
    """Add the group `candidates`."""
    group = typer.Typer(no_args_is_help=True, help="Whom the interviews are with, and forgetting them for ever.")
    group.command("list")(list_)
    group.command("forget")(forget)
    documents.register_candidates(group)
    app.add_typer(group, name="candidates")


def list_(
    *,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many.")] = 50,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Candidates, newest first."""
    with opened(api) as client:
        found = ask(client, "GET", "/v1/candidates", params={"limit": limit}).json()
    if as_json:
        print_json(found)
        return
    for one in found["items"]:
        typer.echo(f"{one['id']}  {one['name']}  {one['number'] or 'by link'}  {one['zone'] or ''}".rstrip())


def forget(
    candidate: Id,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    wait: Annotated[
        float, typer.Option(help="Seconds to wait until it is done; a call that goes on takes longer.")
    ] = 60,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Forget a candidate for ever: key and recordings are destroyed; the log keeps its shape and the proof.

    Leaves with 1 when it is not done within `--wait`; it goes on all the same.
    """
    if not yes:
        typer.confirm(f"Nothing that {candidate} said can be read or heard again. Go on?", abort=True)
    path = f"/v1/candidates/{quote(candidate, safe='')}"
    with opened(api) as client:
        found = ask(client, "DELETE", path, headers=seen(client, path)).json()
        deadline = time.monotonic() + wait
        while found["state"] != "forgotten" and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
            found = ask(client, "GET", f"{path}/forgetting").json()
    if as_json:
        print_json(found)
    else:
        _tell(found)
    if found["state"] != "forgotten":
        refuse("It is not done yet: a call may go on, or no orchestrator runs. It is done as soon as that is over.")


def _tell(found: dict[str, Any]) -> None:
    if found["state"] != "forgotten":
        return
    proof = found["proof"]
    typer.echo(f"{found['candidate_id']} is forgotten: {len(found['interviews'])} interview(s) can no longer be read,")
    typer.echo(f"{found['deleted_blobs']} piece(s) of sound were deleted.")
    typer.echo(f"Proof: event {proof['position']} of the log, {proof['at']}, hash {proof['hash']}")
    if found["in_plain"]:
        typer.secho(
            f"{found['in_plain']} event(s) were written before anything was sealed and can still be read.", fg="yellow"
        )
