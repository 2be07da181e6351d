"""`interviewer plan check` and `interviewer plan schema`, as a person or a program uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from interviewer.cli import plan

EXAMPLE = Path(__file__).parents[3] / "examples" / "warehouse-shift-lead.yaml"
BROKEN = "job:\n  title: Cook\n  company: 7\n  summary: You cook.\n"


@pytest.fixture
def app() -> typer.Typer:
    built = typer.Typer()
    plan.register(built)
    return built


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    return path


def test_a_good_plan_is_summed_up(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["plan", "check", str(EXAMPLE)])
    assert result.exit_code == 0
    assert "Warehouse shift lead, Hillside Logistics" in result.output
    assert "no mistakes. 9 questions, 3 criteria, about 11 of 15 minutes, 3 documents." in result.output


def test_a_mistake_is_shown_in_its_line(app: typer.Typer, broken: Path) -> None:
    result = CliRunner().invoke(app, ["plan", "check", str(broken)])
    assert result.exit_code == 1
    assert f"{broken}:3:12 job.company\n    3 |   company: 7\n      |            ^\n" in result.output
    assert "this must be text, not a number. Put it in quotes" in result.output
    assert "2 mistakes." in result.output


def test_json_is_for_programs(app: typer.Typer, broken: Path) -> None:
    bad = CliRunner().invoke(app, ["plan", "check", str(broken), "--json"])
    assert bad.exit_code == 1
    found = json.loads(bad.output)
    assert found["valid"] is False
    assert [(p["line"], p["column"], p["field"]) for p in found["problems"]] == [(1, 1, "plan"), (3, 12, "job.company")]
    good = CliRunner().invoke(app, ["plan", "check", str(EXAMPLE), "--json"])
    assert good.exit_code == 0
    assert json.loads(good.output)["plan"]["questions"][0] == "team_led"


QUESTIONABLE = """\
job: {title: Cook, company: Green Kitchen, summary: You cook.}
plan:
  title: First talk
  minutes: 10
  questions:
    - id: kitchen
      ask: ASK
      criteria: [care]
  criteria:
    - id: care
      name: Care
      description: Works cleanly.
      anchors: {0: No., 3: Some., 5: All.}
      checklist: ["One?", "Two?", "Three?", "Four?", "Five?"]
"""


@pytest.mark.parametrize(
    ("ask", "plain", "strict", "rules"),
    [
        ("Tell me about a kitchen in which you have worked.", 0, 0, []),
        ("You like cooking, don't you?", 0, 1, [("leading", "warning")]),
        ("Are you married?", 1, 1, [("unlawful", "error")]),
    ],
)
def test_an_error_leaves_with_1_and_a_warning_only_if_one_is_strict(
    app: typer.Typer, tmp_path: Path, ask: str, plain: int, strict: int, rules: list[tuple[str, str]]
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(QUESTIONABLE.replace("ASK", ask))
    result = CliRunner().invoke(app, ["plan", "check", str(file), "--json"])
    found = json.loads(result.output)
    assert (result.exit_code, [(p["rule"], p["severity"]) for p in found["problems"]]) == (plain, rules)
    assert found["valid"]
    assert [(p["line"], p["column"], p["field"]) for p in found["problems"]] == [
        (7, 12, "plan.questions[0].ask")
    ] * len(rules)
    assert (found["errors"], found["warnings"]) == (plain, strict - plain)
    assert CliRunner().invoke(app, ["plan", "check", str(file), "--strict"]).exit_code == strict


def test_advice_is_shown_in_its_line_with_reason_remedy_and_rule(app: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(QUESTIONABLE.replace("ASK", "Are you married?").replace("- id: care\n", "- id: care\n      x: 1\n"))
    assert "no field 'x' here" in CliRunner().invoke(app, ["plan", "check", str(file)]).output
    file.write_text(QUESTIONABLE.replace("ASK", "Are you married?"))
    output = CliRunner().invoke(app, ["plan", "check", str(file)]).output
    assert f"{file}:7:12 plan.questions[0].ask\n    7 |       ask: Are you married?\n" in output
    assert "'are you married' asks about family: family, marriage and pregnancy may not decide who is hired" in output
    assert (
        'Ask for the hours themselves: "Can you work the shifts from six in the morning to two?" (unlawful)' in output
    )
    assert "1 mistake. 1 questions" in output


def test_the_schema_can_be_printed_or_written(app: typer.Typer, tmp_path: Path) -> None:
    printed = CliRunner().invoke(app, ["plan", "schema"])
    target = tmp_path / "new" / "plan.schema.json"
    assert CliRunner().invoke(app, ["plan", "schema", "-o", str(target)]).exit_code == 0
    assert target.read_text() == printed.output
