"""Numbered SQL, each file once, whoever starts first."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from interviewer.kernel.extensions import ExtensionMissing
from interviewer.kernel.migrations import MigrationChanged, migrate


def files(folder: Path, **sql: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in sql.items():
        (folder / f"{name.removeprefix('n')}.sql").write_text(text)
    return folder


async def test_files_of_several_folders_are_applied_in_the_order_of_their_names(
    postgres_dsn: str, tmp_path: Path
) -> None:
    first = files(tmp_path / "a", n9001="create table a (x int)", n9003="insert into a values (2)")
    second = files(tmp_path / "b", n9002="insert into a values (1)")
    assert await migrate(postgres_dsn, [first, second]) == ["9001.sql", "9002.sql", "9003.sql"]
    assert await migrate(postgres_dsn, [first, second]) == []
    connection = await asyncpg.connect(postgres_dsn)
    assert [row["x"] for row in await connection.fetch("select x from a")] == [1, 2]
    await connection.close()


async def test_many_that_start_at_once_apply_each_file_once(postgres_dsn: str, tmp_path: Path) -> None:
    folder = files(tmp_path / "a", n9001="create table a (x int)", n9002="insert into a values (1)")
    done = await asyncio.gather(*(migrate(postgres_dsn, [folder]) for _ in range(5)))
    assert sorted(name for names in done for name in names) == ["9001.sql", "9002.sql"]


async def test_a_file_that_fails_leaves_nothing_of_itself(postgres_dsn: str, tmp_path: Path) -> None:
    folder = files(tmp_path / "a", n9001="create table a (x int); create table a (x int)")
    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(postgres_dsn, [folder])
    files(folder, n9001="create table a (x int)")
    assert await migrate(postgres_dsn, [folder]) == ["9001.sql"]


async def test_a_file_changed_after_it_was_applied_is_refused(postgres_dsn: str, tmp_path: Path) -> None:
    folder = files(tmp_path / "a", n9001="create table a (x int)")
    await migrate(postgres_dsn, [folder])
    files(folder, n9001="create table a (x bigint)")
    with pytest.raises(MigrationChanged, match=r"9001\.sql"):
        await migrate(postgres_dsn, [folder])


async def test_an_extension_that_is_not_there_is_named_and_nothing_is_applied(
    postgres_dsn: str, tmp_path: Path
) -> None:
    folder = files(tmp_path / "a", n9001="create table a (x int); create extension no_such_thing")
    with pytest.raises(ExtensionMissing, match="no_such_thing") as refused:
        await migrate(postgres_dsn, [folder])
    assert "an administrator" in str(refused.value)
    files(folder, n9001="create table a (x int)")
    assert await migrate(postgres_dsn, [folder]) == ["9001.sql"]


async def test_a_user_who_may_not_create_an_extension_is_told_who_may(postgres_dsn: str, tmp_path: Path) -> None:
    connection = await asyncpg.connect(postgres_dsn)
    await connection.execute(
        "create role plain login password 'only-for-tests'; grant all on database "
        f"{urlsplit(postgres_dsn).path[1:]} to plain; grant all on schema public to plain; "
        "grant all on table migrations to plain; drop extension vector cascade"
    )
    await connection.close()
    address = postgres_dsn.partition("@")[2]
    folder = files(tmp_path / "a", n9001="create extension vector")
    with pytest.raises(ExtensionMissing, match="administrator"):
        await migrate(f"postgresql://plain:only-for-tests@{address}", [folder])
