"""What livekit's native side keeps of rooms that were left, by who left first: the interviewer, or everybody else.

    .venv/bin/python bench/rooms_left.py                  # some two minutes

The others publish in a process of their own, as candidates do; in one process with the interviewer nothing stays either
way. To be run when livekit is updated: if nothing stays of the first kind, `agent.hanging_up` is only good manners.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ctypes
import gc
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from livekit import rtc
from report import Row, present, run

from interviewer.agent import heap
from interviewer.agent.hanging_up import hang_up
from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import keys, livekit, ports
from interviewer.embedded.supervisor import Supervisor
from interviewer.providers.rooms import LiveKitRooms

AT_ONCE: Final = 5
WARM: Final = 2
"""Rounds that are not counted."""
RELEASED: Final = 12.0
"""Seconds after which the native side has given back what it will."""
HEARD_WITHIN: Final = 60.0
OTHER: Final = "candidate"
FIELDS: Final = (
    "arena",
    "ordblks",
    "smblks",
    "hblks",
    "hblkhd",
    "usmblks",
    "fsmblks",
    "uordblks",
    "fordblks",
    "keepcost",
)


class _Heap(ctypes.Structure):
    """`struct mallinfo2` of malloc.h (mallinfo(3))."""

    _fields_ = tuple((name, ctypes.c_size_t) for name in FIELDS)


def in_use() -> float:
    """MB that were allocated in this process and not given back."""
    gc.collect()
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = _Heap
    return float(mallinfo().uordblks) / 1e6


async def measure(rounds: int, folder: Path) -> dict[bool, float]:
    """MB that stay of a room whose others are put out first, or not."""
    found: dict[bool, float] = {}
    async with server(folder) as rooms:
        for puts_out in (True, False):
            seen: list[float] = []
            for number in range(WARM + rounds):
                names = [f"{puts_out}-{number}-{each}" for each in range(AT_ONCE)]
                others = await asyncio.create_subprocess_exec(
                    *(sys.executable, __file__, "--other", rooms.url),
                    *(rooms.token(name, OTHER, role="candidate") for name in names),
                )
                try:
                    await asyncio.gather(*(held(rooms, name, puts_out=puts_out) for name in names))
                finally:
                    others.kill()
                    await others.wait()
                await asyncio.sleep(RELEASED)
                seen.append(in_use())
                print(
                    f"{'others' if puts_out else 'interviewer'} first, {AT_ONCE} rooms: {seen[-1]:.2f} MB", flush=True
                )
            found[puts_out] = (seen[-1] - seen[WARM - 1]) / (rounds * AT_ONCE)
    return found


@contextlib.asynccontextmanager
async def server(folder: Path) -> AsyncIterator[LiveKitRooms]:
    """A livekit-server for these rooms."""
    settings, secrets = bootstrap.load(), keys.load(folder)
    port, program = ports.free(), livekit.find_program(settings.livekit_server, settings.cache_dir)
    key, secret = secrets.livekit_key, secrets.livekit_secret
    supervisor = Supervisor(folder, lambda _name, _text: None)
    try:
        await supervisor.start(livekit.prepare(folder, program, key, secret, port, "http://127.0.0.1:9/"))
        async with LiveKitRooms(f"ws://127.0.0.1:{port}", key, secret) as rooms:
            yield rooms
    finally:
        await supervisor.stop()


async def held(rooms: LiveKitRooms, name: str, *, puts_out: bool) -> None:
    """Join, publish, hear the other one, leave."""
    room, heard = rtc.Room(), asyncio.Event()
    room.on("track_subscribed", lambda *_: heard.set())
    token = rooms.token(name, "interviewer-1", role="interviewer")
    await room.connect(rooms.url, token)
    source = await publish(room)
    await asyncio.wait_for(heard.wait(), HEARD_WITHIN)
    if puts_out:
        await hang_up(room, OTHER, url=rooms.url, token=token)
    await room.disconnect()
    await source.aclose()


async def publish(room: rtc.Room) -> rtc.AudioSource:
    """A microphone, silent."""
    source = rtc.AudioSource(24_000, 1)
    track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await room.local_participant.publish_track(track, options)
    return source


async def other(url: str, tokens: list[str]) -> None:
    """Be in these rooms until killed."""
    there = [rtc.Room() for _ in tokens]
    for room, token in zip(there, tokens, strict=True):
        await room.connect(url, token)
        await publish(room)
    await asyncio.Event().wait()


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--other", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.other:
        run(other(asked.other[0], asked.other[1:]))
    heap.bound()
    with tempfile.TemporaryDirectory(prefix="interviewer-rooms-", ignore_cleanup_errors=True) as folder:
        found = run(measure(asked.rounds, Path(folder)))
    rows = [
        Row("stays of a room whose others are put out first", "MB", found[True], {}, "", None),
        Row("stays of one that is left to the others", "MB", found[False], {}, "", None),
    ]
    present("Rooms that were left", rows, asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
