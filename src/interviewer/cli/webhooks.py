"""`interviewer webhooks`: who is told of what happens, what was sent, and sending it again."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from interviewer.cli.front_door import Api, AsJson, ask, opened, print_json

if TYPE_CHECKING:
    import httpx

DOOR = "/v1/webhooks"
PAGE = 200
SHOWN = 50
Id = Annotated[str, typer.Argument(metavar="ID", help="The webhook's id, as `list` shows it.", show_default=False)]


class State(StrEnum):
    """What became of a message."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


def register(app: typer.Typer) -> None:
    """Add the group `webhooks`."""
    group = typer.Typer(no_args_is_help=True, help="Who is told of what happens, and what was sent.")
    group.command("list")(list_)
    group.command("create")(create)
    group.command("deliveries")(deliveries)
    group.command("resend")(resend)
    app.add_typer(group, name="webhooks")


def list_(*, as_json: AsJson = False, api: Api = None) -> None:
    """All webhooks, newest first."""
    with opened(api) as client:
        items = _all(client, DOOR, {}, None)
    if as_json:
        print_json({"items": items})
        return
    for one in items:
        standing = "enabled" if one["enabled"] else f"disabled{': it is gone' if one['disabled_because'] else ''}"
        typer.echo(f"{one['id']}  {standing}  {one['url']}  {','.join(one['types'])}  {one['description']}".rstrip())


def create(
    url: Annotated[str, typer.Argument(help="https://…, or http:// on this machine.", show_default=False)],
    *,
    type_: Annotated[
        list[str],
        typer.Option("--type", help="A type of event, or a family as interview.*; may be given several times."),
    ],
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Have a receiver told of what happens from now on; prints the secret that messages are signed with, this once."""
    with opened(api) as client:
        made = ask(client, "POST", DOOR, json={"url": url, "types": type_, "description": description}).json()
    if as_json:
        print_json(made)
        return
    typer.echo(f"{made['id']}  {made['url']}  {','.join(made['types'])}", err=True)
    typer.echo("Its secret, shown this once. The receiver verifies signatures with it:", err=True)
    typer.echo(made["secret"])


def deliveries(
    webhook: Id,
    *,
    state: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = SHOWN,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Messages of a webhook, newest first, and what became of them."""
    query = {} if state is None else {"state": state.value}
    with opened(api) as client:
        items = _all(client, f"{_one(webhook)}/deliveries", query, limit)
    if as_json:
        print_json({"items": items})
        return
    for one in items:
        position = "-" if one["position"] is None else one["position"]
        typer.echo(f"{one['id']}  {one['state']:<9}  {position}  {one['type']}  {_attempts(one)}")


def resend(
    webhook: Id,
    message: Annotated[str | None, typer.Argument(help="One message's id. Without it: all that are dead.")] = None,
    *,
    from_position: Annotated[
        int | None, typer.Option(min=1, help="All its events from this position of the log on.")
    ] = None,
    api: Api = None,
) -> None:
    """Send again, under the same ids as before: one message, all dead ones, or everything from a position on."""
    if message is not None and from_position is not None:
        raise typer.BadParameter("name one message or --from-position, not both")
    with opened(api) as client:
        if message is not None:
            ask(client, "POST", f"{_one(webhook)}/deliveries/{quote(message, safe='')}/resend")
            typer.echo(f"{message} is sent again")
            return
        query = {} if from_position is None else {"from_position": from_position}
        found = ask(client, "POST", f"{_one(webhook)}/resend", params=query).json()
    if found["dead"] is None:
        typer.echo(f"its events from position {found['from_position']} to {found['to_position']} are sent")
    else:
        typer.echo(f"dead messages that are sent again: {found['dead']}")


def _all(client: httpx.Client, path: str, query: dict[str, Any], most: int | None) -> list[dict[str, Any]]:
    """Page after page, up to so many."""
    items: list[dict[str, Any]] = []
    query = {**query, "limit": PAGE if most is None else min(PAGE, most)}
    while True:
        page = ask(client, "GET", path, params=query).json()
        items += page["items"]
        if page["next_cursor"] is None or (most is not None and len(items) >= most):
            return items[:most]
        query["cursor"] = page["next_cursor"]


def _attempts(delivery: dict[str, Any]) -> str:
    if not delivery["attempts"]:
        return "not sent yet"
    last = delivery["attempts"][-1]
    said = last["status"] if last["status"] is not None else f"{last['error']} {last['detail']}".rstrip()
    again = f", again at {delivery['next_at'][:19]}" if delivery["next_at"] else ""
    times = delivery["attempts_total"]
    return f"{times} attempt{'' if times == 1 else 's'}, the last: {said}{again}"


def _one(webhook: str) -> str:
    return f"{DOOR}/{quote(webhook, safe='')}"
