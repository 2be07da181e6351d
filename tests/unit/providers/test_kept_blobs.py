"""While the store is away its blobs are kept on this machine, and moved when it is back; never for too long."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from interviewer.providers.blobs import BlobMissing, MemoryBlobs
from interviewer.providers.kept_blobs import LONGEST_SECONDS, KeptBlobs


class Away(MemoryBlobs):
    """A store that can be away, or hang."""

    away = False
    tries = 0

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()
        self.answers.set()

    async def put(self, owner: str, key: str, data: bytes) -> None:
        self.tries += 1
        await self.answers.wait()
        if self.away:
            raise OSError(28, "No space left on device")
        await super().put(owner, key, data)


async def whole(blobs: MemoryBlobs, key: str) -> bytes:
    return b"".join([chunk async for chunk in blobs.read("int_1", key)])


async def test_what_the_store_does_not_take_is_moved_there_when_it_is_back(tmp_path: Path) -> None:
    store = Away()
    blobs = KeptBlobs(store, tmp_path / "kept")
    await blobs.put("int_1", "1-00001.ogg", b"one")
    store.away = True
    await blobs.put("int_1", "1-00002.ogg", b"two")
    await blobs.move()
    with pytest.raises(BlobMissing):
        await store.size("int_1", "1-00002.ogg")
    store.away = False
    await blobs.move()
    assert [await whole(store, f"1-0000{number}.ogg") for number in (1, 2)] == [b"one", b"two"]
    assert not list((tmp_path / "kept").iterdir())


async def test_what_a_dead_process_kept_is_moved_by_the_next(tmp_path: Path) -> None:
    store = Away()
    store.away = True
    await KeptBlobs(store, tmp_path).put("int_1", "1-00001.ogg", b"one")
    store.away = False
    (tmp_path / "int_1" / ".1-00002.ogg.half").write_bytes(b"half a one")
    (tmp_path / "lost+found").mkdir()
    (tmp_path / "lost+found" / "somebody's").write_bytes(b"no blob")
    await KeptBlobs(store, tmp_path).move()
    assert await store.keys("int_1") == ("1-00001.ogg",)
    assert await whole(store, "1-00001.ogg") == b"one"


async def test_beyond_its_room_it_says_that_nothing_was_kept(tmp_path: Path) -> None:
    store = Away()
    store.away = True
    blobs = KeptBlobs(store, tmp_path, most_bytes=5)
    await blobs.put("int_1", "1-00001.ogg", b"one")
    with pytest.raises(OSError, match="No space left"):
        await blobs.put("int_1", "1-00002.ogg", b"two")


async def test_what_could_not_be_moved_for_so_long_is_given_up(tmp_path: Path) -> None:
    store = Away()
    store.away = True
    blobs = KeptBlobs(store, tmp_path)
    await blobs.put("int_1", "1-00001.ogg", b"one")
    old = time.time() - LONGEST_SECONDS - 1
    os.utime(tmp_path / "int_1" / "1-00001.ogg", (old, old))
    store.away = False
    await blobs.move()
    assert await store.keys("int_1") == ()
    store.away = True
    await blobs.put("int_1", "1-00002.ogg", b"two")
    assert os.listdir(tmp_path / "int_1") == ["1-00002.ogg"]  # noqa: PTH208 - nothing else runs


async def test_a_store_that_hangs_is_asked_no_more_until_it_answers(tmp_path: Path) -> None:
    store = Away()
    store.answers.clear()
    blobs = KeptBlobs(store, tmp_path, answers_within=0.05)
    for number in (1, 2, 3):
        await blobs.put("int_1", f"1-0000{number}.ogg", b"sound")
    assert store.tries == 1
    store.answers.set()
    await asyncio.sleep(0)
    await blobs.move()
    assert len(await store.keys("int_1")) == 3


async def test_what_is_deleted_is_deleted_where_it_is_kept_as_well(tmp_path: Path) -> None:
    store = Away()
    store.away = True
    blobs = KeptBlobs(store, tmp_path)
    await blobs.put("int_1", "1-00001.ogg", b"one")
    store.away = False
    assert await blobs.delete("int_1") == 1
    await blobs.move()
    assert await blobs.keys("int_1") == ()


async def test_calls_that_store_side_by_side_do_not_take_each_other_for_a_store_that_hangs(tmp_path: Path) -> None:
    store = Away()
    store.answers.clear()
    blobs = KeptBlobs(store, tmp_path / "kept")
    storing = [asyncio.create_task(blobs.put("int_1", f"1-0000{number}.ogg", b"x")) for number in range(3)]
    while store.tries < len(storing):
        await asyncio.sleep(0)
    store.answers.set()
    await asyncio.gather(*storing)
    assert not (tmp_path / "kept").exists()
