"""What one call costs the machine: ours beside stock livekit-agents and pipecat, and what each part of ours costs.

    .venv/bin/python bench/density.py                                      # about 20 minutes, on a quiet machine
    .venv/bin/python bench/density.py --calls 3 --rounds 1 --seconds 15    # a look, in 4 minutes
    .venv/bin/python bench/density.py --systems "" | --no-parts            # only the parts, or only the systems

Each system holds the calls over real WebRTC rooms on one livekit-server, with the same emulated Deepgram, OpenAI and
Azure Speech; the systems take turns. Candidates in a process of their own say the same recorded lines to each. Counted
is processor time (user and system, of the system's programs alone, over the wall's) once all calls are under way, and
memory as the proportional set size. Ours is the agent process itself, with api, orchestrator and the rest beside it.
The frameworks are set up as their documentation recommends (voice/livekit_peer.py, voice/pipecat_peer.py): a process a
call.

The parts are those of a call of ours in one process, each added to those before, and then some taken away.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from report import Row, present, run
from voice import corpus, load, systems, vendors
from voice.load import Load
from voice.systems import Rooms, Seat

from interviewer.bootstrap import system as product
from interviewer.bootstrap.system import System as Running

OURS: Final = "ours"
STOCK: Final = "livekit-agents"
STOCK_WITHOUT: Final = "livekit-agents without VAD"
PIPECAT: Final = "pipecat"
MARKERS: Final = {
    OURS: "voice.our_agent",
    STOCK: "voice.livekit_peer",
    STOCK_WITHOUT: "voice.livekit_peer",
    PIPECAT: "voice.pipecat_peer",
}
"""Words on the command line of each system's programs."""
FIRST: Final = 2
"""Calls after which memory is looked at for the first time: what further ones take is what counts."""
STEPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("a room", ("uvloop", "routing", "feeder")),
    ("the interviewer's voice", ("voice",)),
    ("the candidate's sound at 16 kHz", ("ears",)),
    ("finding the voice in it (VAD)", ("VAD",)),
    ("the recogniser's stream", ("recogniser",)),
    ("recording", ("recording",)),
)
WITHOUT: Final = ("feeder", "routing", "uvloop")
TIMES: Final = 1.6
"""How many times our cost a stock worker's should be."""
WITH_RECORDING: Final = 8.0
FURTHER_MB: Final = 6.0
LAG_MS: Final = 20.0


@dataclass(slots=True)
class Found:
    """What was measured of one system or step, a figure a round."""

    cpu: list[float] = field(default_factory=list)
    """Per cent of a core a call."""
    further: list[float] = field(default_factory=list)
    """MB that each call after the first two takes."""
    whole: list[float] = field(default_factory=list)
    lag: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for."""

    calls: int
    rounds: int
    seconds: float
    warm: float
    systems: tuple[str, ...]
    parts: bool
    folder: Path


class Candidates:
    """The process of those who are interviewed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    def sit(self, seats: Sequence[Seat]) -> None:
        """One candidate to each seat."""
        assert self._process.stdin is not None  # noqa: S101  # it is a pipe
        for seat in seats:
            self._process.stdin.write((json.dumps({"url": seat.url, "token": seat.token}) + "\n").encode())


@contextlib.asynccontextmanager
async def candidates() -> AsyncIterator[Candidates]:
    """Their process, until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voice.speakers"), env=_environment(), stdin=asyncio.subprocess.PIPE
    )
    try:
        yield Candidates(process)
    finally:
        await _killed(process)


async def held(name: str, running: Running, emulated: vendors.Emulated, wanted: Wanted, found: Found) -> None:
    """All calls with one system, from none to none."""
    who = OURS if name == OURS else PIPECAT if name == PIPECAT else STOCK
    lag_file = wanted.folder / f"{who}.lag"
    lag_file.unlink(missing_ok=True)
    os.environ["BENCH_VAD"] = "off" if name == STOCK_WITHOUT else ""
    turns = [list(corpus.turns()[:10])] * wanted.calls
    agent = ours(running, lag_file) if name == OURS else contextlib.nullcontext()
    async with agent, systems.compared(running, emulated.providers, (who,), wanted.folder) as compared:
        (system,) = compared
        marker = MARKERS[name]
        first = min(FIRST, wanted.calls - 1)
        async with system.seats(turns[:first]) as some, candidates() as people:
            people.sit(some)
            await asyncio.sleep(wanted.warm)
            few = load.of(marker)
            async with system.seats(turns[first:]) as others:
                people.sit(others)
                await asyncio.sleep(wanted.warm + len(others))
                cpu, many = await watched(marker, wanted.seconds)
    found.cpu.append(cpu / wanted.calls)
    found.further.append((many.memory_mb - few.memory_mb) / (wanted.calls - first))
    found.whole.append(many.memory_mb)
    late = systems.lag(wanted.folder, who)
    if late is not None:
        found.lag.append(late)
    print(
        f"{name}: {cpu / wanted.calls:.1f} % a call, {many.memory_mb:.0f} MB in {many.processes} processes", flush=True
    )


async def watched(marker: str, seconds: float) -> tuple[float, Load]:
    """Per cent of a core that the programs take during so many seconds, and what they take at the end."""
    before, began = load.of(marker), time.monotonic()
    await asyncio.sleep(seconds)
    after = load.of(marker)
    return 100 * (after.cpu_seconds - before.cpu_seconds) / (time.monotonic() - began), after


@contextlib.asynccontextmanager
async def ours(running: Running, lag_file: Path) -> AsyncIterator[None]:
    """The agent process, ready for calls."""
    environment = _environment() | running.settings.environment() | {"BENCH_LAG": str(lag_file)}
    log = lag_file.with_suffix(".log")
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "voice.our_agent"), env=environment, stdout=output, stderr=output
        )
    try:
        async with asyncio.timeout(systems.STARTS):
            while b"link.up" not in log.read_bytes():
                if process.returncode is not None:
                    raise systems.PeerFailed(f"the agent ended: {log.read_text('utf-8', 'replace')[-2000:]}")
                await asyncio.sleep(0.2)
        yield
    finally:
        process.terminate()
        await _over(process)


async def part(parts: Sequence[str], rooms: Rooms, emulated: vendors.Emulated, wanted: Wanted, found: Found) -> None:
    """These parts of a call in one process, with a candidate in each room."""
    names = [f"parts-{uuid.uuid4().hex[:8]}" for _ in range(wanted.calls)]
    told = {
        "url": rooms.url,
        "tokens": [rooms.token(room, "interviewer") for room in names],
        "parts": list(parts),
        "deepgram": emulated.providers.deepgram_url.removesuffix("/v1/listen"),
        "key": emulated.providers.deepgram_key,
    }
    async with candidates() as people:
        people.sit([Seat(rooms.url, rooms.token(room, "candidate")) for room in names])
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "voice.parts", json.dumps(told)),
            env=_environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            await answer(process, "joined", systems.STARTS)
            await asyncio.sleep(wanted.warm)
            cpu, many = await watched("voice.parts", wanted.seconds)
            assert process.stdin is not None  # noqa: S101  # it is a pipe
            process.stdin.write(b"\n")
            told_back = await answer(process, "lag_p99", 10.0)
        finally:
            await _killed(process)
    if told_back["failed"]:
        raise systems.PeerFailed(f"calls of {' + '.join(parts)} broke off: {', '.join(told_back['failed'])}")
    found.lag.append(told_back["lag_p99"])
    await rooms.close(names)
    found.cpu.append(cpu / wanted.calls)
    found.whole.append(many.memory_mb)
    print(f"{' + '.join(parts)}: {cpu / wanted.calls:.2f} % a call", flush=True)


async def answer(process: asyncio.subprocess.Process, key: str, within: float) -> dict[str, Any]:
    """The next object with this key on its output, on which logs are written, too."""
    assert process.stdout is not None  # noqa: S101  # it is a pipe
    async with asyncio.timeout(within):
        while line := await process.stdout.readline():
            if line.startswith(b"{") and key in (found := json.loads(line)):
                return dict(found)
    raise systems.PeerFailed("the program of the parts ended; what it said stands above")


def steps() -> dict[str, tuple[str, ...]]:
    """Name of each step → the parts it has."""
    found: dict[str, tuple[str, ...]] = {}
    so_far: tuple[str, ...] = ()
    for name, more in STEPS:
        so_far += more
        found[name] = so_far
    return found | {f"without {one}": tuple(p for p in so_far if p != one) for one in WITHOUT}


async def measure(wanted: Wanted) -> tuple[dict[str, Found], dict[str, Found]]:
    """Every system and every step, round after round, each beginning with another."""
    found: dict[str, Found] = {name: Found() for name in wanted.systems}
    parts = {name: Found() for name in steps()} if wanted.parts else {}
    async with vendors.running(wanted.folder, seed=6) as emulated:
        settings = emulated.settings(wanted.folder / "state").model_copy(update={"agent_capacity": wanted.calls})
        beside = [name for name in vendors.PROCESSES if name != "agent"]
        async with product.running(settings, page_port=0, processes=beside) as running:
            final = running.settings
            rooms = Rooms(final.livekit_url, final.livekit_api_key, final.livekit_api_secret)
            for number in range(wanted.rounds):
                turn = number % max(1, len(found))
                for name in (*wanted.systems[turn:], *wanted.systems[:turn]):
                    await held(name, running, emulated, wanted, found[name])
                for name, each in parts.items():
                    await part(steps()[name], rooms, emulated, wanted, each)
    return found, parts


def table(found: dict[str, Found], parts: dict[str, Found]) -> list[Row]:
    """The rows, with the goals."""
    return [*_of_systems(found), *_of_parts(parts)]


def _of_systems(found: dict[str, Found]) -> list[Row]:
    if OURS not in found:
        return []
    cpu = {name: statistics.median(each.cpu) for name, each in found.items()}
    further = {name: statistics.median(each.further) for name, each in found.items()}
    lag = {name: statistics.median(each.lag) for name, each in found.items() if each.lag}
    mine = cpu.pop(OURS)
    rows = [
        Row(
            "processor a call, with VAD and recording", "% of a core", mine, cpu,
            f"≤ {WITH_RECORDING:.0f}", mine <= WITH_RECORDING,
        )
    ]  # fmt: skip
    rows += [
        Row(f"{name} by ours", "times", cpu[name] / mine, {}, f"≥ {TIMES}", cpu[name] / mine >= TIMES)
        for name in (STOCK, STOCK_WITHOUT)
        if name in cpu
    ]
    memory = further.pop(OURS)
    rows.append(Row("memory of a further call", "MB", memory, further, f"≤ {FURTHER_MB:.0f}", memory <= FURTHER_MB))
    whole = {name: statistics.median(each.whole) for name, each in found.items()}
    rows.append(Row("memory in all", "MB", whole.pop(OURS), whole, "", None))
    if OURS in lag:
        late = lag.pop(OURS)
        rows.append(Row("event loop lateness p99", "ms", late, lag, f"≤ {LAG_MS:.0f}", late <= LAG_MS))
    return rows


def _of_parts(parts: dict[str, Found]) -> list[Row]:
    rows: list[Row] = []
    before = 0.0
    for name, each in parts.items():
        cpu = statistics.median(each.cpu)
        taken_away = name.startswith("without ")
        title = f"all parts {name}, more by" if taken_away else f"part: {name}"
        rows.append(Row(title, "% of a core", cpu - before, {"in all": cpu}, "", None))
        if not taken_away:
            before = cpu
    return rows


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "OPENBLAS_NUM_THREADS": "1"}


async def _killed(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def _over(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), 15)
    except TimeoutError:
        process.kill()
        await process.wait()


def main() -> None:
    """Measure, print the table, and write it as JSON where wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10, help="calls at once; two at least")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long each is watched")
    parser.add_argument("--warm", type=float, default=15.0, help="seconds from the seats to when it counts")
    parser.add_argument("--systems", default=",".join(MARKERS), help="those to measure")
    parser.add_argument("--no-parts", action="store_true", help="leave out what each part costs")
    parser.add_argument("--json", type=Path, help="write the table to this file")
    given = parser.parse_args()
    if given.calls < FIRST:
        parser.error(f"--calls: {FIRST} at least, since what a further call takes is measured")
    unknown = set(filter(None, given.systems.split(","))) - MARKERS.keys()
    if unknown:
        parser.error(f"--systems: there is no {', '.join(sorted(unknown))}; there are {', '.join(MARKERS)}")
    with tempfile.TemporaryDirectory(prefix="interviewer-density-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        folder.chmod(0o711)
        chosen = tuple(name for name in MARKERS if name in given.systems.split(","))
        wanted = Wanted(given.calls, given.rounds, given.seconds, given.warm, chosen, not given.no_parts, folder)
        found, parts = run(measure(wanted))
    present("cost of a call", table(found, parts), given.json)


if __name__ == "__main__":
    main()
