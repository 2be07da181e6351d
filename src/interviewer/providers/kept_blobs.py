"""Blobs whose store may be away: what it does not take is kept in a folder of this machine, and moved there later.

Who puts one is told that it is kept as soon as it is on either disk. Bounded in bytes, and in time: where a recording
is deleted on somebody's wish its store is swept once more an hour later, and nothing may come behind that.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from interviewer.providers.blobs import NAME, Blobs, FolderBlobs
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

MOST_BYTES: Final = 256 << 20
"""Three hours of eight calls."""
LONGEST_SECONDS: Final = 45 * 60.0
"""Less than the hour after which `orchestrator.withdrawing` and `forgetting` sweep."""
ANSWERS_WITHIN: Final = 5.0
"""How long a store that hangs is waited for; until it answers, nothing else is put there."""
TRIES_EVERY: Final = 2.0


class KeptBlobs:
    """Blobs in `store`, by way of `folder` while that is away."""

    def __init__(
        self, store: Blobs, folder: Path, *, most_bytes: int = MOST_BYTES, answers_within: float = ANSWERS_WITHIN
    ) -> None:
        self._store = store
        self._folder = folder
        self._kept = FolderBlobs(folder)
        self._most = most_bytes
        self._answers_within = answers_within
        self._hanging: asyncio.Task[None] | None = None
        """What the store has not answered to in time."""
        self._away = False

    async def put(self, owner: str, key: str, data: bytes) -> None:
        """See `Blobs.put`. Raises OSError when neither the store nor this machine has room for it."""
        try:
            await self._put(owner, key, data)
        except OSError as error:
            if await asyncio.to_thread(_size, self._folder) + len(data) > self._most:
                raise
            await self._kept.put(owner, key, data)
            if not self._away:
                log.warning("blobs.away", error=type(error).__name__, reason=str(error.strerror or error))
            self._away = True

    async def size(self, owner: str, key: str) -> int:
        """See `Blobs.size`."""
        return await self._store.size(owner, key)

    def read(self, owner: str, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """See `Blobs.read`."""
        return self._store.read(owner, key, start, length)

    async def keys(self, owner: str, prefix: str = "") -> tuple[str, ...]:
        """See `Blobs.keys`."""
        return await self._store.keys(owner, prefix)

    async def delete(self, owner: str) -> int:
        """See `Blobs.delete`."""
        return await self._kept.delete(owner) + await self._store.delete(owner)

    async def keep_moving(self) -> None:
        """Move what is kept, what dead processes left included, whenever the store takes it; for ever."""
        while True:
            await self.move()
            await asyncio.sleep(TRIES_EVERY)

    async def move(self) -> None:
        """Move what is kept, as far as the store takes it."""
        for file in await asyncio.to_thread(_files, self._folder):
            owner, key = file.parent.name, file.name
            try:
                if time.time() - file.stat().st_mtime > LONGEST_SECONDS:
                    log.error("blob.given_up", session_id=owner, key=key)
                else:
                    await self._put(owner, key, await asyncio.to_thread(file.read_bytes))
                file.unlink()
            except FileNotFoundError:
                continue  # another process was faster, or it was deleted
            except OSError:
                return
            with contextlib.suppress(OSError):
                file.parent.rmdir()
        if self._away:
            log.info("blobs.back")
            self._away = False

    async def _put(self, owner: str, key: str, data: bytes) -> None:
        if self._hanging is not None and not self._hanging.done():
            raise TimeoutError("the store hangs")
        putting = asyncio.create_task(self._store.put(owner, key, data))
        done, _ = await asyncio.wait([putting], timeout=self._answers_within)
        if not done:
            self._hanging = putting
            raise TimeoutError("the store hangs")
        putting.result()


def _files(folder: Path) -> list[Path]:
    """What is kept, whole blobs alone, the oldest first."""
    with contextlib.suppress(FileNotFoundError):
        found = [file for file in folder.glob("*/*") if NAME.fullmatch(file.name) and NAME.fullmatch(file.parent.name)]
        return sorted(found, key=lambda file: file.stat().st_mtime)
    return []


def _size(folder: Path) -> int:
    total = 0
    for file in folder.glob("*/*"):
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_size
    return total
