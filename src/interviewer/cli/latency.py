"""`interviewer interviews latency`: how fast an interview replied, as a table and as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from interviewer.cli.front_door import Api, AsJson, ask, opened, print_json, refuse
from interviewer.cli.table import print_table
from interviewer.cli.waterfall import Reply, draw

STAGES = (
    ("words", "stt_final"),
    ("turn over", "endpointing"),
    ("search", "retrieval"),
    ("model", "llm_first_token"),
    ("voice", "tts_first_chunk"),
    ("playout", "playout"),
    ("sound", "first_sound"),
    ("content", "content"),
)


def latency(
    interview: Annotated[str, typer.Argument(metavar="ID", help="The interview's id.", show_default=False)],
    *,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it there as an SVG picture.", show_default=False)
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A demo's report: what its candidate heard is shown beside.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """How long each reply took, stage by stage, in milliseconds. What they mean: docs/how-a-turn-happens.md."""
    heard = {} if report is None else _heard(report, interview)
    with opened(api) as client:
        found = ask(client, "GET", f"/v1/interviews/{quote(interview, safe='')}/transcript").json()
    turns = [turn for turn in found["turns"] if turn["latency"] is not None]
    if svg is not None:
        _write(svg, draw([_reply(turn, heard) for turn in turns]))
    if as_json:
        print_json([{"turn": t["id"], "start": t["start"], **t["latency"], "heard": heard.get(t["id"])} for t in turns])
        return
    headings = ("at", *(heading for heading, _ in STAGES), "heard", "words are", "prepared", "wasted", "over budget")
    print_table(headings, [_row(turn, heard) for turn in turns])
    if not turns:
        typer.echo("No reply of this interview was measured.")
    if svg is not None:
        typer.echo(f"Drawn: {svg}")


def _row(turn: dict[str, Any], heard: dict[str, float]) -> tuple[str, ...]:
    measured = turn["latency"]
    return (
        _clock(turn["start"]),
        *(_whole(measured[stage]) for _, stage in STAGES),
        _whole(heard.get(turn["id"])),
        "planned" if measured["planned"] else "generated",
        "yes" if measured["prepared"] else "",
        str(measured["tokens_wasted"] or ""),
        measured["over_budget"] or "",
    )


def _reply(turn: dict[str, Any], heard: dict[str, float]) -> Reply:
    measured = turn["latency"]
    return Reply(
        name=_clock(turn["start"]),
        spans=tuple((span["part"], span["start"], span["end"]) for span in measured["spans"]),
        planned=measured["planned"],
        first_sound=measured["first_sound"],
        heard=heard.get(turn["id"]),
        over_budget=measured["over_budget"],
    )


def _heard(report: Path, interview: str) -> dict[str, float]:
    """Turn → milliseconds, as the report's candidate measured them. Leaves with 1 when there is no such report."""
    try:
        interviews = json.loads(report.read_text("utf-8"))["interviews"]
        (found,) = [one["latency_ms"] for one in interviews if one["id"] == interview]
        return {turn["turn"]: float(turn["heard"]) for turn in found if turn["heard"] is not None}
    except OSError as error:
        refuse(f"The report cannot be read: {error}")
    except (ValueError, KeyError, TypeError):
        refuse(f"{report} is no report of a demo that holds the interview {interview}. `interviewer demo` writes one.")


def _write(file: Path, picture: str) -> None:
    try:
        file.write_text(picture, "utf-8")
    except OSError as error:
        refuse(f"The picture cannot be written: {error}")


def _clock(seconds: float) -> str:
    return f"{int(max(0.0, seconds)) // 60}:{int(max(0.0, seconds)) % 60:02}"


def _whole(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:.0f}"
