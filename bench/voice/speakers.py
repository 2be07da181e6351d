"""Candidates for a room each, all in this process, who say recorded lines and do not listen to what they answer.

    python -m voice.speakers      # a seat a line on the standard input: {"url": …, "token": …}; ends with the input

Each says its yes once it has heard the system finish, then one line after another, each when the system has been quiet
for a moment after it spoke, or said nothing at all for long. The same for every system; what it costs is not measured.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time

import numpy as np
from livekit import rtc

from interviewer.simulation.candidate import sound
from voice import corpus

FRAME = sound.RATE // 50
LOUD = 300
"""Of full scale 32768: above the noise of a line, below any voice."""
QUIET = 1.2
"""Seconds after which the system has said what it had to say."""
SILENT = 8.0
"""Seconds without a word from it after which the candidate goes on."""


class Speaker:
    """One candidate."""

    def __init__(self, number: int) -> None:
        self._draw = random.Random(number)
        self._heard_at = 0.0
        """When the system was last heard, monotonic."""
        self._room = rtc.Room()
        self._room.on("track_subscribed", self._on_track)
        self._tasks: set[asyncio.Task[None]] = set()

    async def hold(self, url: str, token: str) -> None:
        """Join and talk until cancelled."""
        await self._room.connect(url, token)
        source = rtc.AudioSource(sound.RATE, 1, queue_size_ms=100)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self._room.local_participant.publish_track(track, options)
        try:
            await self._say(source, corpus.opening())
            while True:
                await self._say(source, self._draw.choice([t for t in corpus.turns() if t.kind != "yes_no"]))
        finally:
            for task in self._tasks:
                task.cancel()
            await self._room.disconnect()

    async def _say(self, source: rtc.AudioSource, turn: corpus.Turn) -> None:
        said = time.monotonic()
        while True:
            await asyncio.sleep(0.1)
            now = time.monotonic()
            answered = self._heard_at > said and now - self._heard_at > QUIET
            if answered or (now - max(said, self._heard_at) > SILENT and said > 0):
                break
        samples = turn.sound().samples
        for start in range(0, len(samples) - FRAME, FRAME):
            frame = samples[start : start + FRAME].tobytes()
            await source.capture_frame(rtc.AudioFrame(frame, sound.RATE, 1, FRAME))

    def _on_track(self, track: rtc.Track, _publication: object, _participant: object) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO:
            task = asyncio.create_task(self._listen(track))
            self._tasks.add(task)

    async def _listen(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(track, sample_rate=16_000, num_channels=1, frame_size_ms=100, capacity=50)
        async for event in stream:
            if np.abs(np.frombuffer(event.frame.data, np.int16)).max() > LOUD:
                self._heard_at = time.monotonic()


async def main() -> None:
    """Give each seat that is read to a speaker."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    speaking: list[asyncio.Task[None]] = []
    while line := await reader.readline():
        seat = json.loads(line)
        speaking.append(asyncio.create_task(Speaker(len(speaking)).hold(seat["url"], seat["token"])))
        speaking[-1].add_done_callback(_left)


def _left(speaking: asyncio.Task[None]) -> None:
    if not speaking.cancelled() and (error := speaking.exception()):
        print(f"a candidate left early: {error!r}", file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main())
