"""From a recording's pieces to one Ogg Opus file, packet by packet, without decoding anything.

Every piece is an Ogg Opus file of 20 ms packets. Where pieces leave a gap, packets of silence keep the times true;
where they overlap (an interviewer took over), the earlier one's sound stands. Which gaps there were is in the log.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import av

from interviewer.interviews.recording import Gap, Segment, gaps, in_order
from interviewer.providers.blobs import BlobMissing, Blobs
from interviewer.telemetry.logs import get_logger

__all__ = ["Gap", "Joined", "RecordingUnreadable", "gaps", "join", "joined"]

log = get_logger(__name__)

RATE = 48_000
PACKET = 960
"""Samples in a packet of 20 ms."""
PACKETS_PER_SECOND = RATE // PACKET
SILENCE = b"\xfc\xff\xfe"
"""20 ms of silence: an Opus packet of two channels."""


class RecordingUnreadable(Exception):
    """A stored piece of the recording is no Ogg Opus file."""


class Joined(Protocol):
    """A whole recording, ready to be read in parts."""

    @property
    def size(self) -> int:
        """Bytes in the whole."""
        ...

    def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        """So many bytes from `start`, in chunks."""
        ...


def join(pieces: Iterable[tuple[Segment, bytes]]) -> bytes:
    """One Ogg Opus file of these pieces, in order of their start. Raises `RecordingUnreadable`."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg") as container:
        stream = None
        written = 0  # packets
        for segment, data in pieces:
            with _opened(segment, data) as source:
                audio = source.streams.audio[0]
                if stream is None:
                    stream = container.add_stream_from_template(audio)
                wanted = round(segment.start * PACKETS_PER_SECOND)
                while written < wanted:
                    container.mux(_packet(SILENCE, written, stream))
                    written += 1
                for index, sound in enumerate(_sounds(source, round(segment.seconds * PACKETS_PER_SECOND))):
                    if wanted + index >= written:
                        container.mux(_packet(sound, written, stream))
                        written += 1
    return out.getvalue()


async def joined(blobs: Blobs, owner: str, segments: Iterable[Segment], *, final: bool) -> Joined:
    """The recording made of these segments; kept beside them when `final`, so that it is joined once.

    A segment that is not in the store, or not yet, is silent. Raises `BlobMissing` when none is, `RecordingUnreadable`
    when one is damaged.
    """
    ordered = in_order(segments)
    said = ";".join(f"{segment.key}@{segment.start}+{segment.seconds}" for segment in ordered)
    key = f"joined-{hashlib.sha256(said.encode()).hexdigest()[:16]}.ogg"
    if final:
        try:
            return _Kept(blobs, owner, key, await blobs.size(owner, key))
        except BlobMissing:
            pass
    pieces: list[tuple[Segment, bytes]] = []
    missing: BlobMissing | None = None
    for segment in ordered:
        try:
            pieces.append((segment, b"".join([chunk async for chunk in blobs.read(owner, segment.key)])))
        except BlobMissing as error:
            missing = error
    if missing is not None and not pieces:
        raise missing
    data = await asyncio.to_thread(join, pieces)
    if missing is not None:
        log.warning("recording.pieces_missing", session_id=owner, missing=len(ordered) - len(pieces))
    elif final:
        await blobs.put(owner, key, data)
        if not await blobs.keys(owner, ordered[0].key):  # deleted in the meantime, and that is to last
            await blobs.delete(owner)
    return _Held(data)


@dataclass(frozen=True, slots=True)
class _Kept:
    blobs: Blobs
    owner: str
    key: str
    size: int

    def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        return self.blobs.read(self.owner, self.key, start, length)


class _Held:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    async def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        yield self._data[start : start + length]


def _opened(segment: Segment, data: bytes) -> av.container.InputContainer:
    try:
        source = av.open(io.BytesIO(data), "r", format="ogg")
    except av.FFmpegError as error:
        raise RecordingUnreadable(f"The piece {segment.key} of this recording is damaged.") from error
    if not source.streams.audio or source.streams.audio[0].codec_context.name not in ("opus", "libopus"):
        source.close()
        raise RecordingUnreadable(f"The piece {segment.key} of this recording is not Opus.")
    return source


def _sounds(source: av.container.InputContainer, most: int) -> Iterator[bytes]:
    """The packets of a piece, at most so many: an encoder may add one to flush itself."""
    count = 0
    for packet in source.demux(source.streams.audio[0]):
        if packet.size and count < most:
            count += 1
            yield bytes(packet)


def _packet(data: bytes, index: int, stream: av.AudioStream) -> av.Packet[av.AudioStream]:
    packet: av.Packet[av.AudioStream] = av.Packet(data)  # type: ignore[assignment]
    packet.stream = stream
    packet.time_base = Fraction(1, RATE)
    packet.pts = packet.dts = index * PACKET
    packet.duration = PACKET
    return packet
