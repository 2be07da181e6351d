"""The parts of a call in many rooms of one process, as many of them as are named: what each of them costs.

    python -m voice.parts '{"url": …, "tokens": […], "parts": ["voice", "ears", …], "deepgram": …, "key": …}'

Says when all rooms are joined, and for each line on its input how late its loop ran; ends with the input. What the
interviewer says is a recorded line, four seconds of every ten.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import uvloop
from livekit import rtc

from interviewer.agent import ears, feeder, mouth, recorder, rtc_routing
from interviewer.agent.voice import VoiceDetector
from interviewer.kernel.clock import Steady
from interviewer.providers.accounts import Accounts
from interviewer.providers.lineup import lineup
from interviewer.providers.recognition.port import Hearing, Recognition
from interviewer.simulation.candidate import sound
from voice import corpus
from voice.lag import Lag

SPEAKS, OF = 4.0, 10.0
"""Seconds."""
STEP = sound.RATE // mouth.SAMPLE_RATE


class Room:
    """One call of parts."""

    def __init__(self, parts: set[str], feeding: feeder.Feeder, recognition: Recognition) -> None:
        self._parts = parts
        self._recorder = recorder.Recorder(_thrown_away, epoch=1, stored=lambda *_: None)
        self._source = feeder.Source(feeding, played=self._sounds) if "feeder" in parts else None
        self._mouth = mouth.Mouth(self._source) if self._source is not None else None
        self._stock = rtc.AudioSource(mouth.SAMPLE_RATE, 1, queue_size_ms=100) if self._source is None else None
        self._ears = ears.Ears(self._hear, Steady())
        self._detector = VoiceDetector()
        self._hearing: Hearing | None = None
        self._room = rtc.Room()
        if "recogniser" in parts:
            self._hearing = recognition.open(keyterms=(), language="en")
        if "ears" in parts:
            self._room.on("track_subscribed", lambda track, *_: self._ears.listen_to(track))

    async def begin(self, url: str, token: str) -> None:
        """Join, and begin to do the parts."""
        await self._room.connect(url, token, rtc.RoomOptions(auto_subscribe="ears" in self._parts))
        self._recorder.start()
        if "recording" in self._parts:
            self._recorder.keep()
        if "voice" in self._parts:
            options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
            await self._room.local_participant.publish_track(self._track(), options)
        if self._mouth is not None:
            self._mouth.start()

    def _track(self) -> rtc.LocalAudioTrack:
        if self._source is not None:
            return self._source.track("interviewer")
        assert self._stock is not None  # noqa: S101  # it is one or the other
        return rtc.LocalAudioTrack.create_audio_track("interviewer", self._stock)

    async def work(self) -> None:
        """Until cancelled."""
        await asyncio.gather(self._speak(), self._understand())

    def _hear(self, frame: rtc.AudioFrame, arrived: float) -> None:
        if "recording" in self._parts:
            self._recorder.candidate(bytes(frame.data), arrived)
        if "VAD" in self._parts:
            for edge in self._detector.feed(bytes(frame.data)):
                if self._hearing is not None:
                    self._hearing.voice(edge.on)
        if self._hearing is not None:
            self._hearing.push(frame)

    async def _speak(self) -> None:
        if "voice" not in self._parts:
            return
        lines = itertools.cycle(random.sample(corpus.turns(), 8))
        await asyncio.sleep(random.uniform(0, OF))
        for turn in lines:
            samples = turn.sound().samples[: int(SPEAKS * sound.RATE)][::STEP]
            await asyncio.gather(self._say(samples.tobytes()), asyncio.sleep(OF))

    async def _say(self, pcm: bytes) -> None:
        if self._mouth is not None:
            self._mouth.begin()
            self._mouth.add(pcm)
            self._mouth.finish()
        elif self._stock is not None:
            for at in range(0, len(pcm) - mouth.FRAME_BYTES, mouth.FRAME_BYTES):
                frame = pcm[at : at + mouth.FRAME_BYTES]
                await self._stock.capture_frame(rtc.AudioFrame(frame, mouth.SAMPLE_RATE, 1, mouth.FRAME_SAMPLES))

    def _sounds(self, data: bytes, within: float) -> None:
        if "recording" in self._parts:
            self._recorder.interviewer(data, time.time() + within)

    async def _understand(self) -> None:
        if self._hearing is not None:
            async for _words in self._hearing:
                pass


async def _thrown_away(_key: str, _data: bytes) -> None:
    return


async def main(told: dict[str, Any], line: Callable[[], str]) -> None:
    """Join all rooms, and do the parts until told to end."""
    parts = set(told["parts"])
    if "routing" in parts:
        rtc_routing.install()
    lag = Lag()
    lag.start()
    accounts = Accounts(
        deepgram_api_key=told["key"], deepgram_url=told["deepgram"], engines_url="http://127.0.0.1:9/v1"
    )
    async with lineup(accounts) as providers:
        feeding = feeder.Feeder()
        rooms = [Room(parts, feeding, providers.recognition) for _ in told["tokens"]]
        for room, token in zip(rooms, told["tokens"], strict=True):
            await room.begin(told["url"], token)
        working = [asyncio.create_task(room.work()) for room in rooms]
        print(json.dumps({"joined": len(rooms)}), flush=True)
        while await asyncio.to_thread(line):
            failed = [repr(task.exception()) for task in working if task.done() and task.exception()]
            print(json.dumps({"lag_p99": lag.p99(), "failed": failed}), flush=True)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    run = uvloop.run if "uvloop" in given["parts"] else asyncio.run
    run(main(given, sys.stdin.readline))
