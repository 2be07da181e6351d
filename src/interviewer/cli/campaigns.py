"""`interviewer campaigns`: make campaigns, import their candidates, follow and steer them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from interviewer.cli.front_door import Api, AsJson, ask, everything, opened, print_json, refuse
from interviewer.cli.table import person, print_table

if TYPE_CHECKING:
    import httpx

Id = Annotated[str, typer.Argument(metavar="ID", help="The campaign's id, as `list` shows it.", show_default=False)]
Terms = Annotated[
    Path,
    typer.Option("--terms", help="Its terms, YAML or JSON: at least starts and ends.", exists=True, dir_okay=False),
]
HELD_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the group `campaigns`."""
    from interviewer.cli.campaign_import import import_

    group = typer.Typer(no_args_is_help=True, help="Make campaigns, import their candidates, follow and steer them.")
    group.command("create")(create)
    group.command("list")(list_)
    group.command("show")(show)
    group.command("import")(import_)
    group.command("change")(change)
    for name, what in (
        ("pause", "Call nobody of the campaign until it is resumed. Calls that go on are not cut."),
        ("resume", "Call again."),
        ("cancel", "Call off all interviews that are still to come, for good."),
    ):
        group.command(name, help=what)(_turn(name))
    app.add_typer(group, name="campaigns")


def create(
    name: Annotated[str, typer.Argument(help="What people call it.", show_default=False)],
    *,
    plan: Annotated[str, typer.Option(help="The plan to interview by: its id, or a plan file.")],
    terms: Terms,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Make a campaign; prints its id. Candidates are added by `import`."""
    body: dict[str, Any] = {"name": name, "terms": _terms(terms)}
    with opened(api) as client:
        body["plan_id"] = _plan(client, plan)
        made = ask(client, "POST", "/v1/campaigns", json=body).json()
    if as_json:
        print_json(made)
    else:
        typer.echo(made["id"])


def list_(*, as_json: AsJson = False, api: Api = None) -> None:
    """All campaigns, newest first."""
    with opened(api) as client:
        found = {"items": everything(client, "/v1/campaigns")}
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "name", "status", "from", "to"),
        [(c["id"], c["name"], c["status"], c["terms"]["starts"][:16], c["terms"]["ends"][:16]) for c in found["items"]],
    )


def show(campaign: Id, *, as_json: AsJson = False, api: Api = None) -> None:
    """How far a campaign is, how long a call waits at present, and what waits for a person."""
    with opened(api) as client:
        found = ask(client, "GET", _one(campaign)).json()
        held = ask(client, "GET", f"{_one(campaign)}/attention", params={"limit": HELD_SHOWN}).json()["items"]
    if as_json:
        print_json(found | {"attention": held})
        return
    wait = found["expected_wait_s"]
    typer.secho(f"{found['name']}  {found['status']}, version {found['version']}", bold=True)
    typer.echo(f"calls going on: {found['running']}; wait for a line: {'unknown' if wait is None else f'{wait:.0f} s'}")
    counts = [(state, str(count)) for state, count in sorted(found["states"].items())]
    counts += [(f"ended: {outcome}", str(count)) for outcome, count in sorted(found["outcomes"].items())]
    print_table(("interviews", "count"), counts)
    if held:
        typer.secho(f"\nThe first {len(held)} that wait for a person:", bold=True)
        print_table(
            ("candidate", "reference", "reason", "what to do"),
            [(person(h["candidate"]["name"]), h["reference"] or "", h["reason"], h["remedy"]) for h in held],
        )


def change(
    campaign: Id,
    *,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    terms: Annotated[
        Path | None, typer.Option(help="Other terms, whole, YAML or JSON.", exists=True, dir_okay=False)
    ] = None,
    api: Api = None,
) -> None:
    """Give a campaign another name or other terms, also while it runs. Of two changes at once the second is refused."""
    if name is None and terms is None:
        raise typer.BadParameter("say what is to be changed: --name, --terms, or both")
    new = None if terms is None else _terms(terms)
    with opened(api) as client:
        seen = ask(client, "GET", _one(campaign))
        now = seen.json()
        body = {"name": name or now["name"], "terms": new or now["terms"]}
        changed = ask(client, "PUT", _one(campaign), json=body, headers={"If-Match": seen.headers["ETag"]}).json()
    typer.echo(f"{changed['id']} is at version {changed['version']}")


def _turn(name: str) -> Any:  # noqa: ANN401 - a command
    def command(campaign: Id, *, api: Api = None) -> None:
        with opened(api) as client:
            found = ask(client, "POST", f"{_one(campaign)}/{name}").json()
        typer.echo(f"{found['id']} is {found['status']}")

    return command


def _one(campaign: str) -> str:
    return f"/v1/campaigns/{quote(campaign, safe='')}"


def _plan(client: httpx.Client, plan: str) -> str:
    """The id of a plan that is named by its id, or by a file that is kept now."""
    file = Path(plan)
    if not file.is_file():
        return plan
    headers = {"Content-Type": "application/yaml"}
    return str(ask(client, "POST", "/v1/plans", content=file.read_bytes(), headers=headers).json()["id"])


def _terms(file: Path) -> dict[str, Any]:
    """The terms in a file. Leaves with 1 and every mistake when they are none."""
    import yaml
    from pydantic import ValidationError

    from interviewer.calling.terms import CampaignTerms

    try:
        terms = CampaignTerms.model_validate(yaml.safe_load(file.read_text("utf-8-sig")))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        refuse(f"{file} cannot be read: {error}")
    except ValidationError as error:
        lines = [f"{file}: {'.'.join(map(str, e['loc'])) or 'terms'}: {e['msg']}" for e in error.errors()]
        refuse("\n".join(lines))
    return terms.model_dump(mode="json")
