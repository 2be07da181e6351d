from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from interviewer.embedded import identity
from interviewer.embedded.identity import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STUBBORN = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
signal.pause()
"""


@pytest.fixture
def stubborn() -> Iterator[subprocess.Popen[str]]:
    """A process that ignores SIGTERM."""
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def test_a_process_is_recognised_again_from_its_pid_file(tmp_path: Path) -> None:
    me = Identity.of(os.getpid())
    assert me is not None
    identity.write(tmp_path / "run" / "me.json", me, name="me", grace=1.5)
    assert identity.read(tmp_path / "run" / "me.json") == (me, {"name": "me", "grace": 1.5})
    assert me.alive()


@pytest.mark.parametrize("text", ["", "17", "[]", '{"pid": 1}', '{"pid": "x", "started": 1, "boot": ""}', "\0"])
def test_a_pid_file_that_makes_no_sense_names_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    assert identity.read(tmp_path / "x.json") is None


def test_a_process_whose_number_was_given_away_is_not_signalled(stubborn: subprocess.Popen[str]) -> None:
    now = Identity.of(stubborn.pid)
    assert now is not None
    for stranger in (replace(now, started=now.started - 1), replace(now, boot="another boot")):
        assert not stranger.alive()
        assert not stranger.end(signal.SIGKILL, 0.0)
    assert stubborn.poll() is None


def test_a_process_that_ignores_the_polite_signal_is_killed(stubborn: subprocess.Popen[str]) -> None:
    who = Identity.of(stubborn.pid)
    assert who is not None
    assert who.end(signal.SIGTERM, 0.05)
    assert stubborn.wait(10) == -signal.SIGKILL
    assert not who.alive()
    assert not who.end(signal.SIGTERM, 0.05)


def test_a_corpse_is_not_alive() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert Identity.of(process.pid) is None
    process.wait()
