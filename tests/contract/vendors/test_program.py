"""`interviewer simulate vendors` as a program: one line when ready, gone when told."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from pathlib import Path

import aiohttp
from typer.testing import CliRunner

from interviewer.cli import build
from known_speech import Line, quiet, said
from live_deepgram import QUERY, Live, heard

PROGRAM = (sys.executable, "-m", "interviewer.cli", "simulate", "vendors")
PIPE = asyncio.subprocess.PIPE


async def test_it_says_where_it_is_serves_and_ends_when_told(
    script: Path, http: aiohttp.ClientSession, known: dict[str, Line]
) -> None:
    options = ("--port", "0", "--latencies", "none", "--script", str(script), "--key", "another key")
    process = await asyncio.create_subprocess_exec(*PROGRAM, *options, stdout=PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        addresses = json.loads(await process.stdout.readline())
        headers = {"Authorization": "Token another key"}
        connected = await http.ws_connect(addresses["deepgram"], params=QUERY | {"punctuate": "true"}, headers=headers)
        assert (
            heard(await Live(connected).everything(said(known["consent"].samples, quiet(0.3)))) == known["consent"].text
        )
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        assert await process.stdout.read() == b""


def test_it_says_what_is_wrong_with_its_files_and_its_port(script: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        wrong = {
            ("--script", str(tmp_path / "none.jsonl")): "none.jsonl",
            ("--latencies", str(script)): "cannot be used",
            ("--port", str(port)): f"Port {port} of 127.0.0.1 is taken.",
            ("--amiss", "poetry"): "knows no 'poetry'; there is nonsense,",
        }
        for options, told in wrong.items():
            found = CliRunner().invoke(build(), ["simulate", "vendors", *options])
            assert found.exit_code == 1
            assert told in found.stderr
            assert found.stdout == ""
