"""Which receiver an event of LiveKit's goes to, and what happens when LiveKit is not what it was."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from livekit import rtc
from livekit.rtc import _ffi_client as ffi
from livekit.rtc._proto import ffi_pb2

from interviewer.agent import rtc_routing


@pytest.fixture(autouse=True)
def _installed() -> None:
    assert rtc_routing.install(), rtc_routing.changed()


async def received(queue: Any) -> int:
    """How many events a queue holds, once the loop has delivered what was handed to it."""
    await asyncio.sleep(0)
    return int(queue.qsize())


class Owner:
    """A room or a stream as far as routing sees it."""

    def __init__(self, queue: ffi.FfiQueue[ffi_pb2.FfiEvent]) -> None:
        self._ffi_queue = queue.subscribe(asyncio.get_running_loop())
        self._loop = asyncio.get_running_loop()


def test_livekit_is_what_this_was_written_for() -> None:
    assert rtc_routing.changed() is None


def test_another_version_is_left_as_it_is() -> None:
    before = ffi.FfiQueue.put
    assert rtc_routing.install("1.2.0") is False
    assert ffi.FfiQueue.put is before
    assert rtc_routing.changed("1.2.0") == "livekit is 1.2.0, not 1.1.21"


def test_a_part_that_looks_different_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async def capture_frame(self: rtc.AudioSource, frame: rtc.AudioFrame) -> None:
        """Another way."""

    monkeypatch.setattr(rtc.AudioSource, "capture_frame", capture_frame)
    assert (rtc_routing.changed() or "").startswith("AudioSource.capture_frame has no")
    monkeypatch.delattr(rtc.AudioSource, "capture_frame")
    assert rtc_routing.changed() == "AudioSource.capture_frame cannot be read"


async def test_sound_and_room_events_go_to_their_owner_alone() -> None:
    queue: ffi.FfiQueue[ffi_pb2.FfiEvent] = ffi.FfiQueue()
    room, other, stream = Owner(queue), Owner(queue), Owner(queue)
    rtc_routing._rooms[910_001] = room
    rtc_routing._rooms[910_002] = other
    rtc_routing._streams[910_003] = stream
    event = ffi_pb2.FfiEvent()
    event.room_event.room_handle = 910_001
    queue.put(event)
    event = ffi_pb2.FfiEvent()
    event.audio_stream_event.stream_handle = 910_003
    queue.put(event)
    queue.put(event)
    assert [await received(each._ffi_queue) for each in (room, other, stream)] == [1, 0, 2]


async def test_what_nobody_is_known_to_own_goes_to_all_as_before() -> None:
    queue: ffi.FfiQueue[ffi_pb2.FfiEvent] = ffi.FfiQueue()
    one, two = Owner(queue), Owner(queue)
    for event in (ffi_pb2.FfiEvent(), ffi_pb2.FfiEvent(), ffi_pb2.FfiEvent()):
        event.room_event.room_handle = 999_999
        queue.put(event)
    event = ffi_pb2.FfiEvent()
    event.publish_track.async_id = 5
    queue.put(event)
    assert [await received(each._ffi_queue) for each in (one, two)] == [4, 4]


async def test_an_owner_that_is_gone_is_forgotten() -> None:
    queue: ffi.FfiQueue[ffi_pb2.FfiEvent] = ffi.FfiQueue()
    rest = queue.subscribe(asyncio.get_running_loop())
    rtc_routing._rooms[910_004] = Owner(queue)
    event = ffi_pb2.FfiEvent()
    event.room_event.room_handle = 910_004
    queue.put(event)
    assert await received(rest) == 1


async def test_an_acknowledgement_goes_to_who_waits_and_not_to_rooms() -> None:
    queue: ffi.FfiQueue[ffi_pb2.FfiEvent] = ffi.FfiQueue()
    room, waiting = Owner(queue), queue.subscribe(asyncio.get_running_loop())
    uninterested = queue.subscribe(asyncio.get_running_loop(), lambda _event: False)
    rtc_routing._own_queues.add(room._ffi_queue)
    queue.put(acknowledgement(7))
    assert [await received(each) for each in (room._ffi_queue, waiting, uninterested)] == [0, 1, 0]


def acknowledgement(number: int, error: str = "") -> ffi_pb2.FfiEvent:
    event = ffi_pb2.FfiEvent()
    event.capture_audio_frame.async_id = number
    if error:
        event.capture_audio_frame.error = error
    return event


async def test_an_error_in_an_acknowledgement_reaches_its_outlet_and_who_waits() -> None:
    queue: ffi.FfiQueue[ffi_pb2.FfiEvent] = ffi.FfiQueue()
    waiting = queue.subscribe(asyncio.get_running_loop())
    mine, other = rtc_routing.Outlet(24_000), rtc_routing.Outlet(24_000)
    frame = rtc.AudioFrame.create(24_000, 1, 480)
    mine._given.append((900_001, frame))
    other._given.append((900_002, frame))
    queue.put(acknowledgement(900_001, "the queue is full"))
    assert (mine.error, other.error) == ("the queue is full", None)
    assert mine.error == "the queue is full"
    assert await received(waiting) == 1
    await mine.aclose()
    await other.aclose()


async def test_native_code_that_is_late_refuses_none_of_the_sound() -> None:
    """On a busy machine it was 0.2 s late, refused a frame, and the interviewer was silent for the rest of the call."""
    outlet = rtc_routing.Outlet(24_000)
    for _ in range(40):
        outlet.give(bytes(960))  # 0.8 s at once, as if none of it had been played meanwhile
    await asyncio.sleep(0.1)
    assert outlet.error is None
    await outlet.aclose()


async def test_errors_that_nobody_asks_for_do_not_pile_up() -> None:
    queue: ffi.FfiQueue[ffi_pb2.FfiEvent] = ffi.FfiQueue()
    for number in range(1000):
        queue.put(acknowledgement(800_000 + number, "gone"))
    assert len(rtc_routing._errors) <= rtc_routing.REMEMBERED_ERRORS
    rtc_routing._errors.clear()


async def test_a_receiver_whose_loop_is_closed_disturbs_nobody() -> None:
    queue: ffi.FfiQueue[ffi_pb2.FfiEvent] = ffi.FfiQueue()
    closed = asyncio.new_event_loop()
    closed.close()
    gone, alive = Owner(queue), queue.subscribe(asyncio.get_running_loop())
    gone._loop = closed
    rtc_routing._rooms[910_005] = gone
    event = ffi_pb2.FfiEvent()
    event.room_event.room_handle = 910_005
    queue.put(event)
    queue.put(acknowledgement(8))
    assert await received(alive) == 1
