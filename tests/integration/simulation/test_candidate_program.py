"""The candidate as a program of its own, as the demo starts it: link and persona in, exit status and report out."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from interviewer.cli import simulate
from interviewer.cli.signals import INTERRUPTED
from interviewer.simulation.candidate.journal import CallReport
from simulated.doors import Doors
from simulated.interviewer import ScriptedInterviewer


async def start(doors: Doors, *arguments: str, token: str = "good") -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "interviewer.cli", "simulate", "candidate", "--persona", "concise"),
        *("--link", f"{doors.url}/join/{token}", "--engines", doors.engines_url, *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def test_it_speaks_leaves_a_report_and_exits_with_0_when_the_interviewer_has_ended(
    doors: Doors, interviewer: ScriptedInterviewer, tmp_path: Path
) -> None:
    doors.texts = ["Is that okay with you?", "Thank you for your time. Goodbye."]
    program = await start(doors, "--report", str(tmp_path / "report.json"))
    await interviewer.candidate_is_there()
    await interviewer.say(1.0)
    await interviewer.candidate_ended(1)
    await interviewer.say(1.0)
    await interviewer.candidate_ended(2)
    await interviewer.leave()
    output, _ = await program.communicate()

    assert program.returncode == 0, output.decode()
    report = CallReport.model_validate_json((tmp_path / "report.json").read_text())
    assert [turn.said for turn in report.turns] == ["Yes, that's fine.", "Thank you. Goodbye."]
    assert report.turns[0].latency_ms is not None
    lines = [line.split(maxsplit=3)[2:] for line in output.decode().splitlines() if " s  " in line]
    assert ["interviewer", "Is that okay with you?"] in lines
    assert ["candidate", "Yes, that's fine."] in lines


async def test_stopped_by_a_signal_it_leaves_the_room_and_still_reports(
    doors: Doors, interviewer: ScriptedInterviewer, tmp_path: Path
) -> None:
    program = await start(doors, "--report", str(tmp_path / "report.json"))
    await interviewer.candidate_is_there()
    program.send_signal(signal.SIGTERM)
    assert await program.wait() == INTERRUPTED
    assert not interviewer.room.remote_participants
    assert CallReport.model_validate_json((tmp_path / "report.json").read_text()).reason_left == "interrupted"


async def test_a_refused_link_and_a_dead_server_have_their_own_exit_status(doors: Doors) -> None:
    doors.refusals = {"taken": (409, "the candidate is in the call already.")}
    refused = await start(doors, token="taken")
    output, _ = await refused.communicate()
    assert refused.returncode == simulate.LINK_REFUSED
    assert "the candidate is in the call already." in output.decode()

    doors.livekit_url = "ws://127.0.0.1:9"
    failed = await start(doors)
    output, _ = await failed.communicate()
    assert failed.returncode == simulate.CONNECTION_FAILED
    assert "ws://127.0.0.1:9" in output.decode()
