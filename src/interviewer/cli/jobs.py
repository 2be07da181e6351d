"""`interviewer jobs`: the jobs to fill, and the plans that are published for them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from interviewer.cli import documents
from interviewer.cli.front_door import Api, AsJson, ask, everything, opened, print_json, refuse, told
from interviewer.cli.table import print_table

if TYPE_CHECKING:
    import httpx

Job = Annotated[str, typer.Argument(metavar="JOB", help="The job's id, as `jobs list` shows it.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the group `jobs`."""
    group = typer.Typer(no_args_is_help=True, help="Look at the jobs to fill and their plans.")
    group.command("list")(list_)
    group.command("show")(show)
    documents.register_jobs(group)
    app.add_typer(group, name="jobs")


def list_(
    *,
    q: Annotated[str | None, typer.Option("--q", help="Only those with this in title or company.")] = None,
    archived: Annotated[bool, typer.Option("--archived", help="Those that are archived instead.")] = False,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """All jobs, newest first."""
    with opened(api) as client:
        found = everything(client, "/v1/jobs", q=q, archived=archived)
    if as_json:
        print_json({"items": found})
        return
    print_table(("id", "title", "company"), [(job["id"], job["title"], job["company"]) for job in found])


def show(job: Job, *, as_json: AsJson = False, api: Api = None) -> None:
    """One job, what stands in the way of its draft, and its published plans, newest first."""
    with opened(api) as client:
        found = ask(client, "GET", path_of(job)).json()
        answer, draft = draft_of(client, job)
        plans = everything(client, f"{path_of(job)}/plans")
    if as_json:
        print_json(found | {"draft": answer.json() if draft else None, "plans": plans})
        return
    archived = ", archived" if found["archived_at"] else ""
    typer.secho(f"{found['title']}, {found['company']}{archived}", bold=True)
    typer.echo(found["summary"])
    if draft:
        from interviewer.cli.plan import counted

        said = counted(problem["severity"] for problem in answer.json()["problems"])
        typer.echo(f"draft of {answer.json()['changed_at'][:16]}: {said}")
    rows = [(str(p["version"]), p["id"], p["created_at"][:16], f"{p['questions']}", f"{p['minutes']}") for p in plans]
    print_table(("version", "plan", "published", "questions", "minutes"), rows)


def path_of(job: str) -> str:
    """Where the job is."""
    return f"/v1/jobs/{quote(job, safe='')}"


def draft_of(client: httpx.Client, job: str) -> tuple[httpx.Response, bool]:
    """What is answered when the job's draft is asked for, and whether there is one."""
    answer = client.get(f"{path_of(job)}/draft")
    if answer.status_code == HTTPStatus.NOT_FOUND and answer.json()["code"] == "draft_unknown":
        return answer, False
    if not answer.is_success:
        refuse(told(answer))
    return answer, True
