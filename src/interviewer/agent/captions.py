"""What the room's screens show: who says what, what the interviewer is doing, and which question it is at.

Nothing in a call depends on these; a failure to send them is logged and passed over.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from typing import Any, Literal

from livekit import rtc

from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

TRANSCRIPTION = "lk.transcription"
AGENT_STATE = "lk.agent.state"
STATE = "interviewer.state"
SPEAKER = "interviewer.speaker"
"""Attribute of a caption: whose words it holds. Its sender is always us, LiveKit sees to that."""


class Captions:
    """Sends captions and state into one room, in the background and in order."""

    def __init__(self, room: rtc.Room) -> None:
        self._room = room
        self._queue: asyncio.Queue[Coroutine[Any, Any, object]] = asyncio.Queue()
        self._sender = asyncio.create_task(self._run(), name="captions")
        self._segments = 0
        self._last = ("", "")

    def show(
        self, text: str, *, speaker: Literal["interviewer", "candidate"] = "interviewer", final: bool = True
    ) -> None:
        """A caption; what is said once more because no voice had said it is shown already."""
        if final and self._last == (speaker, text):
            return
        self._last = (speaker, text) if final else ("", "")
        self._segments += 1
        attributes = {
            "lk.segment_id": f"seg-{self._segments}",
            "lk.transcription_final": "true" if final else "false",
            SPEAKER: speaker,
        }
        self._queue.put_nowait(self._send(text, attributes))

    def state(self, state: str) -> None:
        """What the interviewer is doing: listening, thinking or speaking."""
        self._queue.put_nowait(self._room.local_participant.set_attributes({AGENT_STATE: state}))

    def progress(self, *, phase: str, question: int, of: int) -> None:
        """Which question the conversation is at, counted from 1; 0 before the first."""
        payload = json.dumps({"phase": phase, "question": question, "of": of})
        self._queue.put_nowait(self._room.local_participant.publish_data(payload, topic=STATE))

    async def close(self) -> None:
        """Send nothing more."""
        self._sender.cancel()
        while not self._queue.empty():
            self._queue.get_nowait().close()

    async def _send(self, text: str, attributes: dict[str, str]) -> None:
        writer = await self._room.local_participant.stream_text(topic=TRANSCRIPTION, attributes=attributes)
        await writer.write(text)
        await writer.aclose()

    async def _run(self) -> None:
        while True:
            sending = await self._queue.get()
            try:
                async with asyncio.timeout(5):
                    await sending
            except Exception as error:  # noqa: BLE001 - rtc raises many; none may end a call
                log.warning("captions.not_sent", error=repr(error))
