"""Has each document read in a process of its own: what a stranger sent may take all the time and memory there is.

What that process does is in `reading_apart`, which loads nothing that is only needed here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from typing import Final

from interviewer.providers.knowledge.blocks import Block, DocumentUnreadable, Reading

SECONDS: Final = 30.0
AT_ONCE: Final = 2
PROGRAM: Final = "interviewer.providers.knowledge.reading_apart"


class Reader:
    """Reads so many documents at once; the others wait."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)

    async def read(self, name: str, data: bytes) -> Reading:
        """As `reading.read`. Raises `DocumentUnreadable`."""
        async with self._places:
            return await _read(name, data, self._seconds)


async def _read(name: str, data: bytes, seconds: float) -> Reading:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", PROGRAM, name),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds):
            told, _ = await process.communicate(data)
    except TimeoutError:
        raise DocumentUnreadable(
            "Reading it takes far longer than it should. Save its text anew, without pictures, and send that."
        ) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    try:
        found = json.loads(told)
    except ValueError:
        raise DocumentUnreadable(
            "Reading it takes far more memory than it should. Save its text anew, without pictures, and send that."
        ) from None
    if "unreadable" in found:
        raise DocumentUnreadable(found["unreadable"])
    blocks = tuple(Block(tuple(block["headings"]), block["text"]) for block in found["blocks"])
    return Reading(found["kind"], found["title"], found["pages"], blocks)
