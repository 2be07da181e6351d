"""What every blob store promises; see `providers.blobs.Blobs`."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.providers.blobs import CHUNK, BlobMissing, BlobNameInvalid, Blobs, FolderBlobs, MemoryBlobs


@pytest.fixture(params=["memory", "folder"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    return MemoryBlobs() if request.param == "memory" else FolderBlobs(tmp_path / "recordings")


async def whole(blobs: Blobs, owner: str, key: str, start: int = 0, length: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in blobs.read(owner, key, start, length)])


async def test_what_was_put_is_read_back_whole_or_in_part(blobs: Blobs) -> None:
    data = bytes(range(256)) * (CHUNK // 100)
    await blobs.put("int_1", "1-1.ogg", data)
    assert await blobs.size("int_1", "1-1.ogg") == len(data)
    assert await whole(blobs, "int_1", "1-1.ogg") == data
    assert await whole(blobs, "int_1", "1-1.ogg", 5, 10) == data[5:15]
    assert await whole(blobs, "int_1", "1-1.ogg", len(data) - 3) == data[-3:]
    assert await whole(blobs, "int_1", "1-1.ogg", len(data) + 3) == b""


async def test_putting_again_replaces(blobs: Blobs) -> None:
    await blobs.put("int_1", "a", b"1")
    await blobs.put("int_1", "a", b"22")
    assert await whole(blobs, "int_1", "a") == b"22"


async def test_keys_are_those_of_the_owner_with_the_prefix_in_order(blobs: Blobs) -> None:
    for owner, key in (("int_1", "2-1.ogg"), ("int_1", "1-2.ogg"), ("int_1", "1-1.ogg"), ("int_2", "1-1.ogg")):
        await blobs.put(owner, key, b"")
    assert await blobs.keys("int_1") == ("1-1.ogg", "1-2.ogg", "2-1.ogg")
    assert await blobs.keys("int_1", "1-") == ("1-1.ogg", "1-2.ogg")
    assert await blobs.keys("int_3") == ()


async def test_what_is_not_there_is_missed(blobs: Blobs) -> None:
    with pytest.raises(BlobMissing):
        await blobs.size("int_1", "none")
    with pytest.raises(BlobMissing):
        await whole(blobs, "int_1", "none")


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "a\x00b", "x" * 101])
async def test_a_name_that_leads_elsewhere_is_refused(blobs: Blobs, name: str) -> None:
    for owner, key in ((name, "a"), ("int_1", name)):
        with pytest.raises(BlobNameInvalid):
            await blobs.put(owner, key, b"")
        with pytest.raises(BlobNameInvalid):
            await whole(blobs, owner, key)


async def test_a_folder_holds_one_folder_for_each_owner_and_nothing_half_written(tmp_path: Path) -> None:
    await FolderBlobs(tmp_path).put("int_1", "1-1.ogg", b"sound")
    assert files(tmp_path) == ["int_1/1-1.ogg"]


def files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
