"""LiveKit's events to the one who waits for them instead of to all: what lets many calls share a process.

livekit's Python package hands every piece of sound to every stream, and every acknowledgement to every room, of the
process, so that ten calls do the work of a hundred. Here a stream's sound goes to that stream and a room's event to
that room; whatever is not known to have one receiver goes livekit's own way. An `Outlet` gives sound to a track without
waiting for each acknowledgement. All that touches private parts of livekit is in this module, and was read in version
1.1.21: where they look different nothing is changed, a call costs more, and the log says so once.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import weakref
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import livekit.rtc
from livekit import rtc
from livekit.rtc import _ffi_client as ffi
from livekit.rtc import audio_stream as sounds
from livekit.rtc import room as rooms
from livekit.rtc._proto import ffi_pb2

from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

READ_IN = "1.1.21"
NATIVE_QUEUE_MS = 1000
"""What the native side can hold; how much it does hold is up to the feeder. At twice as much it refuses sound, which
ends the voice: native threads are that late on a machine that has lost its calls.
"""
REMEMBERED = 128
"""Pieces of sound that are kept until their acknowledgement must have come: all that the native side can hold."""
REMEMBERED_ERRORS = 100

_streams: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
_rooms: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
_own_queues: weakref.WeakSet[Any] = weakref.WeakSet()
"""The queues of these streams and rooms: none of them waits for an acknowledgement of sound."""
_errors: dict[int, str] = {}
_original: Any = None

_RELIED_ON: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (ffi.FfiQueue, "put", ("self._subscribers", "self._lock", "loop.call_soon_threadsafe(queue.put_nowait, item)")),
    (ffi.FfiQueue, "subscribe", ("self._subscribers.append((queue, loop, filter_fn))",)),
    (sounds.AudioStream, "__init__", ("self._loop =", "self._ffi_queue =", "self._ffi_handle = FfiHandle(")),
    (sounds.AudioStream, "_is_event", ("audio_stream_event.stream_handle == self._ffi_handle.handle",)),
    (rooms.Room, "connect", ("self._ffi_queue =", "self._ffi_handle = FfiHandle(", "self._loop")),
    (rooms.Room, "_listen_task", ("room_event.room_handle == self._ffi_handle.handle", "rpc_method_invocation")),
    (rtc.AudioSource, "capture_frame", ("req.capture_audio_frame.source_handle = self._ffi_handle.handle",)),
    (rtc.AudioFrame, "_proto_info", ("data_ptr",)),
)


def changed(version: str = livekit.rtc.__version__) -> str | None:
    """What of livekit differs from what this module was written for; None: nothing."""
    if version != READ_IN:
        return f"livekit is {version}, not {READ_IN}"
    for owner, name, words in _RELIED_ON:
        try:
            source = inspect.getsource(inspect.unwrap(getattr(owner, name)))
        except (AttributeError, OSError, TypeError):
            return f"{owner.__name__}.{name} cannot be read"
        if missing := [each for each in words if each not in source]:
            return f"{owner.__name__}.{name} has no {missing[0]!r}"
    return None


def install(version: str = livekit.rtc.__version__) -> bool:
    """Route from now on, in this process, what is connected or opened after this. False: livekit looks different."""
    global _original  # noqa: PLW0603 - what is replaced is global, too
    if _original is not None and version == READ_IN:
        return True
    if what := changed(version):
        log.warning("LiveKit's events are not routed: calls cost more, nothing else changes", reason=what)
        return False
    _original = ffi.FfiQueue.put
    ffi.FfiQueue.put = functools.wraps(_original)(_put)  # type: ignore[method-assign, assignment]
    sounds.AudioStream.__init__ = _noted_when_opened(sounds.AudioStream.__init__)  # type: ignore[method-assign]
    rooms.Room.connect = _noted_when_connected(rooms.Room.connect)  # type: ignore[method-assign]
    return True


def _noted_when_opened(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def opened(self: rtc.AudioStream, *args: object, **options: object) -> None:
        original(self, *args, **options)
        _own_queues.add(self._ffi_queue)
        _streams[self._ffi_handle.handle] = self

    return opened


def _noted_when_connected(original: Callable[..., Awaitable[None]]) -> Callable[..., Coroutine[Any, Any, None]]:
    @functools.wraps(original)
    async def connected(self: rtc.Room, *args: object, **options: object) -> None:
        await original(self, *args, **options)
        if self._ffi_handle is not None:
            _own_queues.add(self._ffi_queue)
            _rooms[self._ffi_handle.handle] = self

    return connected


def _put(queue: ffi.FfiQueue[Any], event: ffi_pb2.FfiEvent) -> None:
    """Instead of `FfiQueue.put`; runs on a thread of livekit's."""
    match event.WhichOneof("message"):
        case "audio_stream_event":
            receiver = _streams.get(event.audio_stream_event.stream_handle)
        case "room_event":
            receiver = _rooms.get(event.room_event.room_handle)
        case "capture_audio_frame":
            _acknowledge(queue, event)
            return
        case _:
            receiver = None
    if receiver is None:
        _original(queue, event)
    else:
        _hand(receiver._loop, receiver._ffi_queue, event)  # noqa: SLF001 - the parts named in _RELIED_ON


def _acknowledge(queue: ffi.FfiQueue[Any], event: ffi_pb2.FfiEvent) -> None:
    """To whoever waits for one; an error is kept for the outlet whose sound it was, too."""
    acknowledgement = event.capture_audio_frame
    if acknowledgement.error:
        _errors[acknowledgement.async_id] = acknowledgement.error
        if len(_errors) > REMEMBERED_ERRORS:
            _errors.pop(next(iter(_errors)), None)
    with queue._lock:  # noqa: SLF001 - the parts named in _RELIED_ON
        for waiting, loop, wanted in queue._subscribers:  # noqa: SLF001 - the same
            if waiting not in _own_queues and (wanted is None or wanted(event)):
                _hand(loop, waiting, event)


def _hand(loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[Any], event: ffi_pb2.FfiEvent) -> None:
    try:
        loop.call_soon_threadsafe(queue.put_nowait, event)
    except RuntimeError as error:  # the loop was closed, its receiver forgotten
        log.warning("An event of LiveKit's came for a loop that is closed", error=str(error))


class Outlet:
    """A track's sound, 16-bit mono: given without waiting, held natively, followed by silence while nothing is given.

    The silence matters: a stream that stops and goes on is played up to 0.8 s late by WebRTC's receivers.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._source = rtc.AudioSource(sample_rate, 1, queue_size_ms=NATIVE_QUEUE_MS)
        self._given: deque[tuple[int, rtc.AudioFrame]] = deque(maxlen=REMEMBERED)
        self._waits = _original is None
        self._tasks: set[asyncio.Task[None]] = set()
        self._error: str | None = None

    def track(self, name: str) -> rtc.LocalAudioTrack:
        """A track to publish, which this is the sound of."""
        return rtc.LocalAudioTrack.create_audio_track(name, self._source)

    def give(self, pcm: bytes) -> None:
        """Sound that follows what was given; whole 10 ms. Raises nothing: see `error`."""
        frame = rtc.AudioFrame(pcm, self._rate, 1, len(pcm) // 2)
        if self._waits:
            task = asyncio.get_running_loop().create_task(self._source.capture_frame(frame))
            self._tasks.add(task)
            task.add_done_callback(self._captured)
            return
        request = ffi_pb2.FfiRequest()
        request.capture_audio_frame.source_handle = self._source._ffi_handle.handle  # noqa: SLF001 - see _RELIED_ON
        request.capture_audio_frame.buffer.CopyFrom(frame._proto_info())  # noqa: SLF001 - the same
        try:
            answer = ffi.FfiClient.instance.request(request)
        except Exception as error:  # noqa: BLE001 - an assertion of livekit's, a dead native side: this track is over
            self._error = f"{type(error).__name__}: {error}"
            return
        # Native code reads the bytes until it acknowledges them: the frame must live as long.
        self._given.append((answer.capture_audio_frame.async_id, frame))

    @property
    def error(self) -> str | None:
        """Why sound that was given did not go out; None: it did, or is on its way."""
        if _errors and self._error is None:
            found = [_errors.pop(number) for number, _ in self._given if number in _errors]
            self._error = found[0] if found else None
        return self._error

    def clear(self) -> None:
        """Drop what is held natively."""
        self._source.clear_queue()

    async def aclose(self) -> None:
        """The track has no sound any more."""
        for task in self._tasks:
            task.cancel()
        await self._source.aclose()

    def _captured(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._error = str(error)
