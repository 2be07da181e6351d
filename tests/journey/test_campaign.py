"""A whole campaign by simulated telephones: the real system, two orchestrators, one of them killed half-way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "interviewer.cli", "simulate", "campaign")
SIXTY_IN_A_DAY = ("--candidates", "60", "--seed", "2", "--speed", "1200", "--limit", "8", "--days", "1")
ALWAYS = (
    "Every ring was announced by one DialStarted, before it, to the candidate's number",
    "No attempt rings twice",
    "No two rings or calls of one number overlap",
    "No limit on calls at once is exceeded",
    "An interview has one lease at a time",
    "The hash chain of the log holds",
)


@pytest.mark.timeout(300)
def test_every_law_holds_for_a_campaign_in_which_an_orchestrator_is_killed(state_dir: Path) -> None:
    report, state = state_dir / "report.json", state_dir / "campaign"
    ran = subprocess.run(
        [*COMMAND, *SIXTY_IN_A_DAY, "--json", str(report), "--state", str(state)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(report.read_text())
    assert found["killed"] is not None
    assert found["accounted"]
    assert sum(found["states"].values()) + sum(one["problems_total"] for one in found["imports"]) == 60
    laws = {law["name"]: law for law in found["laws"]}
    assert [name for name, law in laws.items() if not law["holds"]] == []
    assert all(laws[name]["checked"] > 0 for name in ALWAYS)
    assert found["outcomes"]["rings"].get("answered", 0) > 20


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "report.json"
    ran = subprocess.run([*COMMAND, "--json", str(file)], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "Nothing was started" in ran.stderr
