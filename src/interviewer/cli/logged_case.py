"""`interviewer plan test --from`: a call that was held becomes a case for the tests of its plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import typer

from interviewer.cli.front_door import ask, opened, refuse

if TYPE_CHECKING:
    from interviewer.catalog.models import PlanFile


def write_case(plan: PlanFile, interview: str, out: Path | None, api: str | None) -> None:
    """Write the case to the file `out`, which must not be there yet: it holds somebody's words. Leaves with 1 else."""
    from interviewer.rehearsal.cases import CasesInvalid, parse_cases
    from interviewer.rehearsal.logged import LoggedTurn, case_of, text_of

    if out is None:
        refuse("--from writes what a person said into a file: name it with --out. Nothing was read.")
    if out.exists():
        refuse(f"{out} is there already. Name another file, or remove it. Nothing was read.")
    if not out.absolute().parent.is_dir():
        refuse(f"{out} cannot be written: there is no folder {out.absolute().parent}. Nothing was read.")
    path = f"/v1/interviews/{quote(interview, safe='')}"
    with opened(api) as client:
        found = ask(client, "GET", path).json()
        transcript = ask(client, "GET", f"{path}/transcript").json()
    turns = [
        LoggedTurn(turn["speaker"], turn["text"], turn["question"], turn["kind"], turn["interrupted"])
        for turn in transcript["turns"]
        if not turn["late"]
    ]
    if not any(turn.speaker == "candidate" for turn in turns):
        refuse(f"In {interview} no words of the candidate are kept. Nothing was written.")
    states = {question["id"]: question["state"] for question in found["questions"]}
    ended = "finished" if found["outcome"] == "completed" else found["end_reason"]
    case = case_of(f"As in {interview}", turns, states=states, ended=ended)
    text = text_of(
        case,
        (
            f"Personal data: what a real candidate said in interview {interview}, in that person's own words.",
            "Replace names and whatever else tells who it was before you keep this. Forgetting the candidate does not",
            "reach this file.",
        ),
    )
    try:
        parse_cases(text, plan.plan, source=str(out))
    except CasesInvalid as invalid:
        refuse(f"{invalid}\nThe call was held by another plan than this file. Nothing was written.")
    out.write_text(text, "utf-8")
    typer.echo(f"Wrote {out}: {sum(turn.speaker == 'candidate' for turn in turns)} turns of a real candidate.")
    typer.secho("They are personal data: see the first lines of the file.", fg="yellow")
