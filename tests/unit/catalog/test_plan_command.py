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
    assert "no mistakes. 6 questions, 3 criteria, about 10 of 15 minutes, 2 documents." in result.output


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


def test_the_schema_can_be_printed_or_written(app: typer.Typer, tmp_path: Path) -> None:
    printed = CliRunner().invoke(app, ["plan", "schema"])
    target = tmp_path / "new" / "plan.schema.json"
    assert CliRunner().invoke(app, ["plan", "schema", "-o", str(target)]).exit_code == 0
    assert target.read_text() == printed.output
