"""Blobs, such as pieces of recordings, behind a port; here in a folder: `<root>/<interview id>/<key>`.

A blob appears whole or not at all and is never changed. Deliberately not here: what is inside one.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol
from uuid import uuid4

CHUNK = 256 * 1024
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class BlobMissing(Exception):
    """There is no such blob."""


class BlobNameInvalid(ValueError):
    """A blob's name is letters, digits, dots, hyphens and underscores, and begins with a letter or a digit."""


class Blobs(Protocol):
    """A store of blobs, each with an owner (an interview) and a key."""

    async def put(self, owner: str, key: str, data: bytes) -> None:
        """Keep a blob, durably; the same owner and key: replaced."""
        ...

    async def size(self, owner: str, key: str) -> int:
        """Bytes in the blob. Raises `BlobMissing`."""
        ...

    def read(self, owner: str, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The blob's bytes from `start`, all for None, in chunks. Raises `BlobMissing` on the first."""
        ...

    async def keys(self, owner: str, prefix: str = "") -> tuple[str, ...]:
        """The owner's keys with that prefix, sorted."""
        ...

    async def delete(self, owner: str) -> int:
        """Delete all of an owner's blobs for ever; how many there were."""
        ...


class FolderBlobs:
    """Blobs in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, owner: str, key: str, data: bytes) -> None:
        """See `Blobs.put`."""
        await asyncio.to_thread(self._put, self._path(owner, key), data)

    async def size(self, owner: str, key: str) -> int:
        """See `Blobs.size`."""
        try:
            return self._path(owner, key).stat().st_size
        except FileNotFoundError as error:
            raise BlobMissing(f"{owner} has no blob {key}") from error

    async def read(self, owner: str, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """See `Blobs.read`."""
        try:
            file = await asyncio.to_thread(self._path(owner, key).open, "rb")
        except FileNotFoundError as error:
            raise BlobMissing(f"{owner} has no blob {key}") from error
        with file:
            file.seek(start)
            left = length
            while left is None or left > 0:
                chunk = await asyncio.to_thread(file.read, CHUNK if left is None else min(CHUNK, left))
                if not chunk:
                    return
                yield chunk
                left = None if left is None else left - len(chunk)

    async def keys(self, owner: str, prefix: str = "") -> tuple[str, ...]:
        """See `Blobs.keys`."""
        folder = self._root / _checked(owner)
        if not folder.is_dir():
            return ()
        return tuple(sorted(e.name for e in folder.iterdir() if e.name.startswith(prefix) and e.name[0] != "."))

    async def delete(self, owner: str) -> int:
        """See `Blobs.delete`."""
        keys = await self.keys(owner)
        await asyncio.to_thread(shutil.rmtree, self._root / _checked(owner), ignore_errors=not keys)
        return len(keys)

    def _path(self, owner: str, key: str) -> Path:
        return self._root / _checked(owner) / _checked(key)

    @staticmethod
    def _put(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise BlobNameInvalid(f"{name!r} cannot name a blob")
    return name


class MemoryBlobs:
    """Blobs that live as long as the process."""

    def __init__(self) -> None:
        self._blobs: dict[tuple[str, str], bytes] = {}

    async def put(self, owner: str, key: str, data: bytes) -> None:
        """See `Blobs.put`."""
        self._blobs[_checked(owner), _checked(key)] = data

    async def size(self, owner: str, key: str) -> int:
        """See `Blobs.size`."""
        return len(self._get(owner, key))

    async def read(self, owner: str, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """See `Blobs.read`."""
        data = self._get(owner, key)[start:]
        data = data if length is None else data[:length]
        for at in range(0, len(data), CHUNK):
            yield data[at : at + CHUNK]

    async def keys(self, owner: str, prefix: str = "") -> tuple[str, ...]:
        """See `Blobs.keys`."""
        return tuple(sorted(key for other, key in self._blobs if other == owner and key.startswith(prefix)))

    async def delete(self, owner: str) -> int:
        """See `Blobs.delete`."""
        gone = [name for name in self._blobs if name[0] == _checked(owner)]
        for name in gone:
            del self._blobs[name]
        return len(gone)

    def _get(self, owner: str, key: str) -> bytes:
        try:
            return self._blobs[_checked(owner), _checked(key)]
        except KeyError as error:
            raise BlobMissing(f"{owner} has no blob {key}") from error
