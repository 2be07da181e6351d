"""`interviewer simulate candidate` says what is wrong with what it was given, by message and exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from interviewer.cli import simulate


@pytest.fixture
def command() -> typer.Typer:
    app = typer.Typer()
    simulate.register(app)
    return app


def run(command: typer.Typer, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, ["simulate", "candidate", *arguments])
    return result.exit_code, " ".join(result.output.split())


def test_an_unknown_persona_is_answered_with_those_there_are(command: typer.Typer) -> None:
    status, output = run(command, "--link", "http://127.0.0.1:9/join/x", "--persona", "grumpy")
    assert status == simulate.PERSONA_UNUSABLE
    assert "'grumpy'" in output
    assert "asks_back, concise, rambling" in output


def test_what_is_no_link_is_refused(command: typer.Typer) -> None:
    status, output = run(command, "--link", "127.0.0.1:8000")
    assert status == simulate.LINK_REFUSED
    assert "http://host:port/join/<token>" in output


def test_a_report_that_cannot_be_written_is_found_before_the_call(command: typer.Typer, tmp_path: Path) -> None:
    report = tmp_path / "missing" / "report.json"
    status, output = run(command, "--link", "http://127.0.0.1:9/join/x", "--report", str(report))
    assert status == simulate.PERSONA_UNUSABLE
    assert "there is no folder" in output
