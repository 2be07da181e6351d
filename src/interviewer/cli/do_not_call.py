"""`interviewer do-not-call`: numbers that may not be called any more."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from interviewer.cli.front_door import Api, ask, opened, seen

DOOR = "/v1/do-not-call"
Number = Annotated[str, typer.Argument(help="With + and country code, or with --region.", show_default=False)]
Region = Annotated[str | None, typer.Option(help="Country of a number written without +, as GB.")]


def register(app: typer.Typer) -> None:
    """Add the group `do-not-call`."""
    group = typer.Typer(no_args_is_help=True, help="Numbers that may not be called any more.")
    group.command("add")(add)
    group.command("remove")(remove)
    group.command("check")(check)
    app.add_typer(group, name="do-not-call")


def add(
    number: Number,
    *,
    source: Annotated[str, typer.Option(help="Where the wish came from, as: letter of 3 March.")],
    region: Region = None,
    api: Api = None,
) -> None:
    """Never call a number again, not even for a call that waits already."""
    with opened(api) as client:
        _tell(ask(client, "POST", DOOR, json={"number": number, "region": region, "source": source}).json())


def remove(
    number: Number,
    *,
    reason: Annotated[str, typer.Option(help="Why it may be called again.")],
    region: Region = None,
    api: Api = None,
) -> None:
    """Take a number off the list. Interviews that were called off for it stay so."""
    with opened(api) as client:
        query = _query(number, region)
        headers = seen(client, DOOR, params=query)
        _tell(ask(client, "DELETE", DOOR, params=query | {"reason": reason}, headers=headers).json())


def check(number: Number, *, region: Region = None, api: Api = None) -> None:
    """Tell whether a number is on the list. Leaves with 1 if it may not be called."""
    with opened(api) as client:
        found = ask(client, "GET", DOOR, params=_query(number, region)).json()
    _tell(found)
    raise typer.Exit(1 if found["listed"] else 0)


def _query(number: str, region: str | None) -> dict[str, str]:
    return {"number": number} if region is None else {"number": number, "region": region}


def _tell(found: dict[str, Any]) -> None:
    if not found["listed"]:
        typer.echo("not on the list")
    elif found["source"] is None:
        typer.echo("on the list")
    else:
        typer.echo(f"on the list since {found['since']}: {found['source']}")
