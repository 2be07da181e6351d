"""`interviewer plan try` and `plan test` on the command line, with files and pipes instead of a terminal."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"
PLAN = EXAMPLES / "warehouse-shift-lead.yaml"


def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "interviewer.cli", "plan", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_plan_is_rehearsed_through_a_pipe_and_summed_up_where_it_is_broken_off() -> None:
    typed = (
        "Yes, that is fine.\nI led a team.\n/silence\n/cut Sorry, wait.\n/nonsense\n/time soon\n/time 3m\n\n/mumble\n"
    )
    found = run("try", str(PLAN), "--link", "--no-model", typed=typed)
    assert (found.returncode, found.stderr) == (0, "")
    for expected in (
        "waits for a yes or no to the recording",
        "question 1 of 9 (team_led)",
        "· consent given",
        "There is no /nonsense. /help tells what there is.",
        "/time needs a time",
        "s without words",
        "broken off here. Nothing of it was kept.",
    ):
        assert expected in found.stdout, expected


def test_a_persona_is_watched_from_greeting_to_goodbye() -> None:
    found = run("try", str(PLAN), "--no-model", "--persona", "concise", "--name", "Sam")
    assert found.returncode == 0, found.stderr
    assert "Am I speaking with Sam?" in found.stdout
    assert "The conversation is over: finished." in found.stdout
    assert "answered: forklift" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("try", "missing.yaml"), "cannot be read"),
        (("try", str(PLAN), "--persona", "nobody"), "There is no persona 'nobody'"),
        (("test", str(PLAN), "--cases", "missing.yaml"), "missing.yaml cannot be read"),
        (("test", str(PLAN), "--out", "x.yaml"), "--out belongs to --from"),
        (("test", str(PLAN), "--from", "int_1"), "name it with --out"),
        (("test", str(PLAN), "--from", "int_1", "--out", str(PLAN)), "is there already"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(arguments: tuple[str, ...], said: str) -> None:
    found = run(*arguments)
    assert found.returncode == 1
    assert said in found.stdout + found.stderr
    assert "Traceback" not in found.stderr


def test_cases_that_hold_leave_with_0_and_those_that_do_not_with_1(tmp_path: Path) -> None:
    good = run("test", str(PLAN), "--times", "2", "--json")
    assert good.returncode == 0, good.stdout
    assert json.loads(good.stdout)["passed"] is True
    cases = tmp_path / "cases.yaml"
    cases.write_text("cases: [{name: Odd, persona: concise, expect: {skipped: [forklift]}}]")
    bad = run("test", str(PLAN), "--cases", str(cases), "--times", "3", "--show")
    assert bad.returncode == 1
    assert "3 of 3, first with seed 0: The question forklift was not skipped." in bad.stdout
    assert "Am I speaking with Robin?" in bad.stdout
    assert "0 of 1 cases" in bad.stdout


def test_ctrl_c_ends_a_rehearsal_with_its_summary() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "interviewer.cli", "plan", "try", str(PLAN), "--no-model"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while "waits for" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert "broken off here" in out
    assert "Traceback" not in err
