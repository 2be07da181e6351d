"""A port that is none is refused before anything is started."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from interviewer import cli


@pytest.mark.parametrize("command", ["up", "demo"])
@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_beyond_those_there_are_is_refused(command: str, port: str) -> None:
    result = CliRunner().invoke(cli.build(), [command, "--port", port], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert "Input should be" in result.stderr
