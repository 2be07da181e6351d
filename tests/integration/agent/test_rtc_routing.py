"""LiveKit's events by their receiver, in real rooms: as much work as there are events, and nobody misses one."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from livekit import api, rtc
from livekit.rtc import _ffi_client as ffi
from livekit.rtc._proto import ffi_pb2, room_pb2

from interviewer.agent import rtc_routing
from interviewer.agent.feeder import SAMPLE_RATE, Feeder, Source
from real_livekit import KEY, SECRET, livekit_server

CALLS = 3
LOUD = 1000


def token(room: str, name: str) -> str:
    grants = api.VideoGrants(room_join=True, room=room)
    return api.AccessToken(KEY, SECRET).with_identity(name).with_grants(grants).to_jwt()


def tone(seconds: float, hertz: float) -> bytes:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (np.sin(time * 2 * np.pi * hertz) * 10_000).astype(np.int16).tobytes()


class Counts:
    """How many events came from native code, and to how many queues they were handed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.came: Counter[str] = Counter()
        self.handed: Counter[str] = Counter()
        put, hand = ffi.FfiQueue.put, rtc_routing._hand

        def counted(queue: Any, event: ffi_pb2.FfiEvent) -> None:
            self.came[str(event.WhichOneof("message"))] += 1
            put(queue, event)

        def handed(loop: Any, queue: Any, event: ffi_pb2.FfiEvent) -> None:
            self.handed[str(event.WhichOneof("message"))] += 1
            hand(loop, queue, event)

        monkeypatch.setattr(ffi.FfiQueue, "put", counted)
        monkeypatch.setattr(rtc_routing, "_hand", handed)


class Call:
    """An interviewer who speaks and a candidate who listens, in one room."""

    def __init__(self, url: str, feeder: Feeder) -> None:
        self.url, self.name = url, f"call-{uuid.uuid4()}"
        self.interviewer, self.candidate = rtc.Room(), rtc.Room()
        self.voice = Source(feeder)
        self.heard = bytearray()
        self.loud = asyncio.Event()
        self._came = asyncio.Event()
        self._listening: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        self.candidate.on("track_subscribed", lambda track, *_: self._listen_to(track))
        await self.candidate.connect(self.url, token(self.name, "candidate"))
        await self.interviewer.connect(self.url, token(self.name, "interviewer"))
        await self.interviewer.local_participant.publish_track(self.voice.track("voice"))
        await self.hear(0.02)

    def _listen_to(self, track: rtc.Track) -> None:
        self._listening.append(asyncio.create_task(self._listen(track)))

    async def _listen(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(track, sample_rate=16_000, num_channels=1, frame_size_ms=20)
        try:
            async for event in stream:
                self.heard += bytes(event.frame.data)
                self._came.set()
                if np.abs(np.frombuffer(event.frame.data, np.int16)).max() > LOUD:
                    self.loud.set()
        finally:
            await stream.aclose()

    async def hear(self, seconds: float) -> np.ndarray:
        """The next so many seconds at the candidate's ear; silence comes, too."""
        begin, size = len(self.heard), round(seconds * 16_000) * 2
        async with asyncio.timeout(10 + seconds):
            while len(self.heard) < begin + size:
                self._came.clear()
                await self._came.wait()
        return np.frombuffer(bytes(self.heard[begin : begin + size]), np.int16)

    def pitch(self) -> float:
        """Of what was heard, its loudest half second."""
        samples = np.frombuffer(bytes(self.heard), np.int16).astype(float)
        best = int(np.argmax(np.convolve(samples**2, np.ones(8000), "valid")))
        spectrum = np.abs(np.fft.rfft(samples[best : best + 8000]))
        return float(np.argmax(spectrum)) * 2

    async def end(self) -> None:
        for listening in self._listening:
            listening.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)
        await self.voice.aclose()
        await self.candidate.disconnect()
        await self.interviewer.disconnect()


@contextlib.asynccontextmanager
async def calls(folder: Path, number: int = CALLS) -> AsyncIterator[list[Call]]:
    assert rtc_routing.install()
    async with livekit_server(folder) as url:
        feeder = Feeder()
        made = [Call(url, feeder) for _ in range(number)]
        try:
            for call in made:
                await call.begin()
            yield made
        finally:
            for call in made:
                await call.end()


async def test_each_event_is_handed_to_one_and_each_hears_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rtc_routing.install()
    counts = Counts(monkeypatch)
    async with calls(tmp_path) as held:
        counts.came.clear()
        counts.handed.clear()
        for number, call in enumerate(held):
            call.voice.push(tone(1, 400 + 200 * number))
        for call in held:
            await call.voice.wait_for_playout()
            await call.hear(0.5)  # what is on its way to the ear
        for number, call in enumerate(held):
            assert call.pitch() == pytest.approx(400 + 200 * number, abs=4)
        for kind in ("audio_stream_event", "room_event"):
            assert counts.handed[kind] <= counts.came[kind]
        assert counts.came["audio_stream_event"] >= 50 * CALLS
        assert counts.came["capture_audio_frame"] >= 50 * CALLS
        assert counts.handed["capture_audio_frame"] == 0


async def test_a_cut_is_heard_and_speech_goes_on_after_it(tmp_path: Path) -> None:
    async with calls(tmp_path, 1) as (call,):
        call.voice.push(tone(5, 440))
        await asyncio.wait_for(call.loud.wait(), 10)
        dropped = call.voice.cut()
        assert 0 < dropped < 5 * SAMPLE_RATE
        await call.voice.wait_for_playout()
        await call.hear(0.5)  # what is on its way to the ear
        assert np.abs(await call.hear(0.3)).max() < LOUD
        call.heard.clear()
        call.voice.push(tone(1, 660))
        await call.hear(1.5)
        assert call.pitch() == pytest.approx(660, abs=4)


async def test_without_routing_a_voice_is_heard_all_the_same(tmp_path: Path) -> None:
    async with calls(tmp_path, 1) as (call,):
        assert isinstance(call.voice._out, rtc_routing.Outlet)
        call.voice._out._waits = True
        call.voice.push(tone(1, 440))
        await call.hear(1.5)
        assert call.pitch() == pytest.approx(440, abs=4)
        await call.voice._out._source.aclose()
        await call.voice._out.aclose()


@pytest.mark.parametrize("scenario", [room_pb2.SIMULATE_SIGNAL_RECONNECT, room_pb2.SIMULATE_FULL_RECONNECT])
async def test_a_room_that_reconnects_says_so_and_its_voice_goes_on(
    tmp_path: Path, scenario: room_pb2.SimulateScenarioKind.ValueType
) -> None:
    async with calls(tmp_path, 2) as (call, other):
        reconnected, others = asyncio.Event(), []
        call.interviewer.on("reconnected", reconnected.set)
        other.interviewer.on("reconnected", lambda: others.append(1))
        await call.interviewer.simulate_scenario(scenario)
        await asyncio.wait_for(reconnected.wait(), 20)
        call.voice.push(tone(1, 440))
        await asyncio.wait_for(call.loud.wait(), 10)
        assert others == []


async def test_who_waits_for_an_acknowledgement_gets_it(tmp_path: Path) -> None:
    async with calls(tmp_path, 1):
        source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=100)
        frame = rtc.AudioFrame(tone(0.02, 440), SAMPLE_RATE, 1, SAMPLE_RATE // 50)
        await asyncio.wait_for(source.capture_frame(frame), 5)
        await source.aclose()


async def test_what_livekit_refuses_ends_this_voice_and_no_other(tmp_path: Path) -> None:
    async with calls(tmp_path, 2) as (call, other):
        assert isinstance(call.voice._out, rtc_routing.Outlet)
        await call.voice._out._source.aclose()  # native code no longer knows it
        call.voice.push(tone(1, 440))
        other.voice.push(tone(1, 660))
        with pytest.raises(Exception, match="took no more of this track's sound"):
            await asyncio.wait_for(call.voice.wait_for_playout(), 5)
        await other.hear(1.5)
        assert other.pitch() == pytest.approx(660, abs=4)
