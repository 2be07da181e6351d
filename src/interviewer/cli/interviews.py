"""`interviewer interviews`: list interviews, show one, replay it to any moment of its life, and see how it replied."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import typer

from interviewer.cli.brought import brought, value
from interviewer.cli.front_door import Api, AsJson, ask, opened, print_json
from interviewer.cli.latency import latency
from interviewer.cli.table import person, print_table

Id = Annotated[str, typer.Argument(metavar="ID", help="The interview's id, as `list` shows it.", show_default=False)]
At = Annotated[
    str | None,
    typer.Option(
        metavar="POSITION|TIME",
        help="A position of the log, or a time with its offset. [default: now]",
        show_default=False,
    ),
]
LAST_TURNS = 4
"""As many as leave a finished interview on one screen."""
ID_SHOWN = 12
"""Characters of an id that tell it from its neighbours; the whole is in --json."""


def register(app: typer.Typer) -> None:
    """Add the group `interviews`."""
    group = typer.Typer(no_args_is_help=True, help="List interviews, show one, replay it, see how fast it replied.")
    group.command("list")(list_)
    group.command("show")(show)
    group.command("replay")(replay)
    group.command("latency")(latency)
    app.add_typer(group, name="interviews")


def list_(
    *,
    state: Annotated[list[str] | None, typer.Option(help="Only those in this state; may be given again.")] = None,
    outcome: Annotated[list[str] | None, typer.Option(help="Only those that ended so; may be given again.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Only those of this campaign.")] = None,
    candidate: Annotated[str | None, typer.Option(help="Only those with this candidate.")] = None,
    sort: Annotated[
        str, typer.Option(help="By created_at, due or ended_at; with a - in front from the latest on.")
    ] = "-created_at",
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 50,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Interviews, newest first unless said otherwise."""
    query: dict[str, Any] = {"limit": limit, "state": state or [], "outcome": outcome or [], "sort": sort}
    query |= {"campaign_id": campaign, "candidate_id": candidate}
    with opened(api) as client:
        found = ask(client, "GET", "/v1/interviews", params=_given(query)).json()
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "state", "ended", "candidate", "due", "reason", "made"),
        [
            (
                i["id"],
                i["state"],
                i["outcome"] or "",
                person(i["candidate"]["name"]),
                _minute(i["due"]),
                i["reason"] or "",
                _minute(i["created_at"]),
            )
            for i in found["items"]
        ],
    )
    if found["next_cursor"]:
        typer.echo(f"There are more than these {limit}.")


def show(interview: Id, *, as_json: AsJson = False, api: Api = None) -> None:
    """One interview as it stands."""
    from rich.text import Text

    with opened(api) as client:
        found = ask(client, "GET", _one(interview)).json()
    if as_json:
        print_json(found)
        return
    ended = f", ended: {found['outcome']}" if found["outcome"] else ""
    typer.secho(f"{found['id']}  {found['state']}{ended}", bold=True)
    facts = [
        ("candidate", Text.assemble(person(found["candidate"]["name"]), f" ({found['candidate']['id']})")),
        ("plan", f"{found['plan_title']}, {found['company']} ({found['plan_id']})"),
        ("campaign", found["campaign_id"]),
        ("made", _time(found["created_at"])),
        ("due", _time(found["due"])),
        ("reason", found["reason"]),
        ("call", _span(found["started_at"], found["ended_at"])),
        ("link", found["join_url"]),
        ("scorecard", found["judge_state"]),
    ]
    print_table(("", ""), [(name, value) for name, value in facts if value])
    answered = "answered" if found["outcome"] else "answered, or going on"
    for number, attempt in enumerate(found["attempts"], 1):
        typer.echo(f"attempt {number}: {_time(attempt['at'])}, {attempt['outcome'] or answered}")
    for question in found["questions"]:
        typer.echo(f"{question['state']:<9} {question['id']}: {question['text']}")
        if question["understood"] is not None:
            typer.echo(f"          understood: {value(question['understood'])}")
    brought(found)


def replay(
    interview: Id,
    *,
    at: At = None,
    words: Annotated[bool, typer.Option(help=f"All that was said, not only the last {LAST_TURNS} turns.")] = False,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """How the interview stood at a moment, what it waited for, what was said, and every event that had led there."""
    with opened(api) as client:
        found = ask(client, "GET", f"{_one(interview)}/replay", params=_given({"at": at})).json()
    if as_json:
        print_json(found)
    else:
        _show(found, words=words)


def _show(found: dict[str, Any], *, words: bool) -> None:
    steps, turns = found["steps"], found["turns"]
    ended = f", ended: {found['outcome']} ({found['end_reason']})" if found["outcome"] else ""
    typer.secho(f"{found['id']}  {found['state']}{ended}", bold=True)
    typer.echo(f"after position {found['position']} (version {found['version']}), {_time(found['at'])} UTC")
    if awaited := found["awaits"]:
        due = f", from {_time(awaited['due'])} UTC on" if awaited["due"] else ""
        typer.echo(f"waits for: {awaited['text']}{due}")
    agent = f", with {found['agent_id']}" if found["agent_id"] else ""
    epoch = f"epoch {found['epoch']}{agent}; " if found["epoch"] else ""
    done = [q["id"] for q in found["questions"] if q["state"] in {"answered", "skipped"}]
    asked = f", open: {found['open_question']}" if found["open_question"] else ""
    typer.echo(f"{epoch}{len(done)} of {len(found['questions'])} questions closed{asked}")
    request = steps[0]["correlation_id"] if steps else ""
    typer.secho(f"\nWhy (request {request}):", bold=True)
    print_table(("position", "at", "what happened", "by", "because of"), _lines(steps, request))
    shown = turns if words else turns[-LAST_TURNS:]
    if shown:
        left = len(turns) - len(shown)
        typer.secho(f"\nSaid{f' last, of {len(turns)} turns (--words shows all)' if left else ''}:", bold=True)
        print_table(("s", "who", "words"), [(f"{t['start']:.0f}", t["speaker"], t["text"]) for t in shown])


def _lines(steps: list[dict[str, Any]], request: str) -> list[tuple[str, ...]]:
    """A day is told where it begins, a correlation id where it is not that of the whole interview; ids cut short."""
    lines: list[tuple[str, ...]] = []
    day = ""
    for step in steps:
        moment = _time(step["at"])
        other = step["correlation_id"] if step["correlation_id"] != request else ""
        cause = step["causation_id"] or other
        cut = cause if len(cause) <= ID_SHOWN else f"{cause[:ID_SHOWN]}…"
        at = moment.removeprefix(day).strip() if day else moment
        lines.append((str(step["position"]), at.rjust(len(moment)), step["text"], step["actor"], cut))
        day = moment[:10]
    return lines


def _one(interview: str) -> str:
    return f"/v1/interviews/{quote(interview, safe='')}"


def _given(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}


def _time(moment: str | None) -> str:
    """To the second, UTC."""
    return "" if moment is None else moment[:19].replace("T", " ")


def _minute(moment: str | None) -> str:
    """For lists, which are to fit on a terminal."""
    return _time(moment)[:16]


def _span(start: str | None, end: str | None) -> str:
    return "" if start is None else f"{_time(start)} to {_time(end) or 'now'}"
