"""The program that runs the tests that go by a clock and, behind them, those that compute."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[3] / "tools" / "testing" / "run.py"
found = runpy.run_path(str(PROGRAM))
run = found["run"]


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", code)


def test_what_computes_is_heard_after_what_is_in_front_and_all_of_it(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    computing = python("print('behind', flush=True); import time; time.sleep(0.3); print('to the end')")
    assert run((python("import time; time.sleep(0.1); print('first')"), python("print('second')")), computing) == 0
    assert capfdbinary.readouterr().out == b"first\nsecond\nbehind\nto the end\n"


@pytest.mark.parametrize(("front", "behind", "status"), [(3, 0, 3), (0, 4, 4), (3, 4, 3)])
def test_a_failure_of_either_is_a_failure_and_stops_nobody(
    front: int, behind: int, status: int, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    in_front = (python(f"print(1); raise SystemExit({front})"), python("print(2)"))
    ended = run(in_front, python(f"print(3); raise SystemExit({behind})"))
    assert (ended, capfdbinary.readouterr().out) == (status, b"1\n2\n3\n")


def test_what_computes_has_the_lowest_priority_and_what_is_in_front_the_usual_one(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    tell = python("import os; print(os.nice(0))")
    assert run((tell,), tell) == 0
    assert capfdbinary.readouterr().out == f"{os.nice(0)}\n19\n".encode()


def test_at_a_ctrl_c_both_end_in_their_own_time(tmp_path: Path) -> None:
    began, ended, tidied = tmp_path / "began", tmp_path / "ended", tmp_path / "tidied"
    computing = (
        f"import pathlib, time\ntry:\n pathlib.Path({str(began)!r}).touch()\n time.sleep(60)\n"
        f"finally:\n pathlib.Path({str(ended)!r}).touch()"
    )
    in_front = (
        f"import os, pathlib, signal, time\nwhile not pathlib.Path({str(began)!r}).exists(): time.sleep(0.01)\n"
        f"os.kill(os.getppid(), signal.SIGINT); time.sleep(0.5); pathlib.Path({str(tidied)!r}).touch()"
    )
    heeded = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # a job behind others ignores it
    both = f"(({python(in_front)!r},), {python(computing)!r})"
    pressed = f"{heeded}; import runpy; runpy.run_path({str(PROGRAM)!r})['run']{both}"
    whole = subprocess.run([sys.executable, "-c", pressed], check=False, capture_output=True, text=True)
    assert whole.stderr.endswith("KeyboardInterrupt\n")
    assert ended.exists()
    assert tidied.exists()


def test_no_test_is_left_out_and_none_runs_twice() -> None:
    apart = {"tests/scenarios", "tests/chaos"}
    in_front = {word for word in found["IN_FRONT"] if word.startswith("tests/")}
    ignored = {word.removeprefix("--ignore=") for word in found["BEHIND"] if word.startswith("--ignore=")}
    assert ignored == in_front | apart
    assert all((PROGRAM.parents[2] / path).exists() for path in ignored)
