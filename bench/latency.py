"""How long a candidate waits for a reply, at the candidate's own ear: ours, stock livekit-agents and pipecat.

    .venv/bin/python bench/latency.py                           # 200 turns a system, an hour, on a quiet machine
    .venv/bin/python bench/latency.py --orders 1 --sittings 1   # ten turns a system, seven minutes
    .venv/bin/python bench/latency.py --again FOLDER/exchanges.jsonl   # of a run with --keep FOLDER

Forty recorded turns in five orders are said to each system over real WebRTC rooms on one livekit-server, in sittings
of ten, the systems taking turns. All use the same emulated Deepgram, OpenAI and Azure Speech
(`interviewer.simulation.vendors`), whose latencies are drawn from the same seed. One candidate program measures all of
them: from when the last word of its turn left to when it next hears sound, and to when it hears the first word that is
no acknowledgement.

Ours is the whole product. The frameworks are set up as their documentation recommends (voice/livekit_peer.py,
voice/pipecat_peer.py) and are told the same questions: a planned turn is the next question, a generated one a follow-up
about what was said. Their model asks a question at once, without an acknowledgement before it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from pathlib import Path

from livekit import rtc
from report import Interrupted, Row, present, run
from voice import corpus, figures, packages, systems, vendors
from voice.candidate import Candidate
from voice.corpus import Turn
from voice.figures import Measured
from voice.lag import Lag
from voice.listening import ListenerApart, process
from voice.systems import Account, Ours, System

from interviewer.bootstrap import system as product
from interviewer.simulation.candidate import transport

SYSTEMS = ("ours", "livekit-agents", "pipecat")
KEPT = "exchanges.jsonl"
"""In the folder: every turn as it was measured."""


class NotKept(Exception):
    """Turns cannot be read from, or written to, where they are kept; the message says why."""


REFUSALS: tuple[type[Exception], ...] = (
    NotKept,
    vendors.VendorsFailed,
    systems.PeerFailed,
    packages.PackagesMissing,
    *product.REFUSALS,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for."""

    orders: int
    length: int
    sittings: int
    rooms: int
    systems: tuple[str, ...]
    seed: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Setting:
    """What all sittings share: the providers, the process that tells what was heard, the folder for what is kept."""

    emulated: vendors.Emulated
    hearing: Executor
    folder: Path


async def measure(wanted: Wanted) -> tuple[list[Measured], list[Row]]:
    """Hold all sittings; the turns, and the rows about the run itself. What is measured is kept as it comes."""
    folder = wanted.folder
    with process() as hearing:
        async with (
            vendors.running(folder, seed=wanted.seed) as emulated,
            product.running(emulated.settings(folder / "state"), page_port=0, processes=vendors.PROCESSES) as running,
            systems.compared(running, emulated.providers, wanted.systems, folder) as compared,
        ):
            return await _held(wanted, Setting(emulated, hearing, folder), running, compared)


async def _held(
    wanted: Wanted, setting: Setting, running: product.System, compared: Sequence[System]
) -> tuple[list[Measured], list[Row]]:
    settings = running.settings
    lag = Lag()
    lag.start()
    found: list[Measured] = []
    server = (settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret)
    async with transport.measured(*server) as ways:
        for number, asked in enumerate(batches(wanted)):
            turn = number % len(compared)
            for system in (*compared[turn:], *compared[:turn]):
                found += await sit(system, asked, setting)
    accounts = [one for system in compared if isinstance(system, Ours) for one in await system.accounts()]
    return found, about_the_run(found, (ways.there, ways.back), accounts, lag.p99(), setting.folder)


def batches(wanted: Wanted) -> list[list[list[Turn]]]:
    """What is held at once: a list of turns for each room."""
    found = []
    for sitting in corpus.sittings(wanted.orders, wanted.length, seed=wanted.seed)[: wanted.sittings]:
        found += [sitting[at : at + wanted.rooms] for at in range(0, len(sitting), wanted.rooms)]
    return found


async def sit(system: System, asked: Sequence[Sequence[Turn]], setting: Setting) -> list[Measured]:
    """One sitting in each room with one system, all at once; a room that breaks loses its own turns and no others."""
    began = time.monotonic()

    def show(line: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {system.name:<15} {line}", flush=True)

    async with system.seats(asked) as seats:
        candidates = [
            Candidate(corpus.opening(), list(turns), listener(turns, setting), show).hold(seat.url, seat.token)
            for turns, seat in zip(asked, seats, strict=True)
        ]
        held = await asyncio.gather(*candidates, return_exceptions=True)
    found: list[Measured] = []
    for exchanges in held:
        if isinstance(exchanges, (rtc.ConnectError, rtc.participant.PublishTrackError)):
            show(f"a room broke: {exchanges}")
        elif isinstance(exchanges, BaseException):
            raise exchanges
        else:
            found += [figures.measured(system.name, exchange) for exchange in exchanges]
    with (setting.folder / KEPT).open("a", encoding="utf-8") as kept:
        kept.writelines(json.dumps(asdict(one)) + "\n" for one in found)
    return found


def listener(turns: Sequence[Turn], setting: Setting) -> ListenerApart:
    """An ear for an interview about these questions."""
    asks = tuple(turn.ask for turn in turns)
    return ListenerApart(setting.hearing, setting.emulated.texts, asks, tuple(vendors.fixed_lines(turns)))


def about_the_run(
    found: Sequence[Measured],
    ways: tuple[list[float], list[float]],
    accounts: Sequence[Account],
    ear_lag: float,
    folder: Path,
) -> list[Row]:
    """How long sound took through the rooms, whether agent and ear agree, and how late the event loops ran."""
    there, back = (1000 * statistics.median(way) if way else float("nan") for way in ways)
    rows = [
        Row("transport, candidate to system, median of a tone", "ms", there, {}, "", None),
        Row("transport, system to candidate, median of a tone", "ms", back, {}, "", None),
        Row("event loop of the ear, lateness p99", "ms", ear_lag, {}, "", None),
    ]
    late = {name: systems.lag(folder, name) for name in SYSTEMS[1:]}
    rows += [
        Row(f"event loop of {n}, lateness p99", "ms", ms, {}, "", None) for n, ms in late.items() if ms is not None
    ]
    return [*rows, *figures.agreement(found, accounts, there / 1000, back / 1000)]


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _systems(text: str) -> tuple[str, ...]:
    wanted = text.split(",")
    if unknown := [name for name in wanted if name not in SYSTEMS]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]!r}; there is {', '.join(SYSTEMS)}")
    return tuple(name for name in SYSTEMS if name in wanted)


def main() -> None:
    """Measure, print the table, and write it as JSON where wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=_count, default=5, help="orders in which the forty turns are said")
    parser.add_argument("--length", type=_count, default=10, help="turns in a sitting")
    parser.add_argument("--sittings", type=_count, default=99, help="only the first so many sittings of each order")
    parser.add_argument("--rooms", type=_count, default=3, help="rooms at once; more need more than two cores")
    parser.add_argument("--systems", type=_systems, default=SYSTEMS, help=f"those to measure, of {','.join(SYSTEMS)}")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--keep", type=Path, help="a folder for logs and for every turn as JSON; else a temporary one")
    parser.add_argument("--again", type=Path, help="the table of turns that were kept, without measuring")
    parser.add_argument("--json", type=Path, help="write the table to this file")
    given = parser.parse_args()
    try:
        found, rows = kept(given.again) if given.again else held(given)
    except REFUSALS as refusal:
        raise SystemExit(str(refusal)) from refusal
    present("latency at the candidate's ear", [*figures.table(found), *rows], given.json)


def kept(file: Path) -> tuple[list[Measured], list[Row]]:
    """The turns of an earlier run. Raises NotKept."""
    try:
        return [Measured(**json.loads(line)) for line in file.read_text("utf-8").splitlines()], []
    except (OSError, ValueError, TypeError) as error:
        raise NotKept(f"{file} holds no turns that were kept: {error}") from error


def held(given: argparse.Namespace) -> tuple[list[Measured], list[Row]]:
    """A new run."""
    with tempfile.TemporaryDirectory(prefix="interviewer-latency-", ignore_cleanup_errors=True) as temporary:
        folder = (given.keep or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise NotKept(f"The folder {folder} is not empty: name another. Nothing was begun.")
        folder.chmod(0o711)  # PostgreSQL's own user passes through
        size = (given.orders, given.length, given.sittings, given.rooms)
        try:
            return run(measure(Wanted(*size, given.systems, given.seed, folder)))
        except Interrupted:
            left = (
                f"`--again {folder / KEPT}` shows what was measured." if given.keep else "With --keep, turns are kept."
            )
            raise Interrupted(f"Interrupted. {left}") from None


if __name__ == "__main__":
    main()
