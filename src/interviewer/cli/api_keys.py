"""`interviewer api-keys`: who may use the API, and for what."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from interviewer.cli.front_door import Api, AsJson, ask, opened, print_json, refuse

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings

DOOR = "/v1/api-keys"
SCOPES = ("read", "operate", "review", "admin")


def register(app: typer.Typer) -> None:
    """Add the group `api-keys`."""
    group = typer.Typer(no_args_is_help=True, help="Who may use the API, and for what.")
    group.command("create")(create)
    group.command("list")(list_)
    group.command("revoke")(revoke)
    app.add_typer(group, name="api-keys")


def create(
    *,
    name: Annotated[str, typer.Option(help="Who or what it is for; the log names it.")],
    scope: Annotated[list[str], typer.Option(help="read, operate, review or admin; may be given several times.")],
    expires: Annotated[datetime | None, typer.Option(help="Until when it is good, UTC.")] = None,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Make a key; prints its secret, which is kept nowhere.

    On the machine of the database it needs no key, so that there can be a first one. With --api or with
    INTERVIEWER_API_KEY set it asks the api.
    """
    from pydantic import ValidationError

    from interviewer.bootstrap import settings as bootstrap
    from interviewer.wire.access import NewApiKey

    settings = bootstrap.load()
    given = {"name": name, "scopes": scope, "expires_at": expires and expires.replace(tzinfo=UTC)}
    try:
        wanted = NewApiKey.model_validate(given)
    except ValidationError as error:
        refuse("\n".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()))
    if wanted.expires_at is not None and wanted.expires_at <= datetime.now(UTC):
        refuse("--expires: the time has passed already. Give one that is still to come, or none.")
    if api or settings.api_key:
        with opened(api) as client:
            made = ask(client, "POST", DOOR, json=wanted.model_dump(mode="json")).json()
    else:
        made = asyncio.run(_made(settings, wanted.model_dump()))
    if as_json:
        print_json(made)
        return
    typer.echo(f"{made['id']}  {made['name']}  {', '.join(made['scopes'])}", err=True)
    typer.echo("Its secret, shown this once. Commands take it from INTERVIEWER_API_KEY, programs send it as", err=True)
    typer.echo("Authorization: Bearer …", err=True)
    typer.echo(made["secret"])


def list_(*, as_json: AsJson = False, api: Api = None) -> None:
    """All keys, newest first, also those that open nothing any more."""
    items: list[dict[str, Any]] = []
    with opened(api) as client:
        query: dict[str, Any] = {"limit": 200}
        while True:
            page = ask(client, "GET", DOOR, params=query).json()
            items += page["items"]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
    if as_json:
        print_json({"items": items})
        return
    for key in items:
        used = f"last used {key['last_used_at'][:16]}" if key["last_used_at"] else "never used"
        good = f"revoked {key['revoked_at'][:16]}" if key["revoked_at"] else used
        until = f", until {key['expires_at'][:16]}" if key["expires_at"] else ""
        typer.echo(f"{key['id']}  {key['prefix']}…  {','.join(key['scopes']):<16}  {key['name']}  ({good}{until})")


def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `list` shows it.", show_default=False)],
    *,
    api: Api = None,
) -> None:
    """Have a key open nothing any more, nor any session begun with it."""
    with opened(api) as client:
        found = ask(client, "DELETE", f"{DOOR}/{quote(key, safe='')}", headers={"If-Match": "*"}).json()
    typer.echo(f"{found['id']} is revoked")


async def _made(settings: Settings, wanted: dict[str, Any]) -> dict[str, Any]:
    """Make it in the database itself, whether or not the system runs."""
    import asyncpg

    from interviewer.bootstrap.database import REFUSALS, database
    from interviewer.bootstrap.wiring import migrations
    from interviewer.interviews.ids import new_id
    from interviewer.kernel.migrations import migrate
    from interviewer.providers.api_keys import ApiKeys, KeyNameTaken
    from interviewer.wire.access import ApiKey

    try:
        async with database(settings) as dsn:
            await migrate(dsn, migrations())
            async with asyncpg.create_pool(dsn, min_size=1, max_size=1) as pool:
                key, secret = await ApiKeys(pool).create(new_id("key"), **wanted)
    except KeyNameTaken as error:
        refuse(str(error))
    except REFUSALS as error:
        refuse(str(error))
    except (OSError, asyncpg.PostgresError) as error:
        refuse(f"The database does not answer ({str(error) or type(error).__name__}). No key was made.")
    return ApiKey.model_validate(key, from_attributes=True).model_dump(mode="json") | {"secret": secret}
