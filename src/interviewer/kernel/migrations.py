"""Numbered SQL files, applied in order at start, each once, each in a transaction.

Every process may call this at start; an advisory lock lets one of them work while the others wait.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources.abc import Traversable

import asyncpg

from interviewer.kernel.extensions import ExtensionMissing

LOCK = 0x6D696772


class MigrationChanged(Exception):
    """A migration that this database already applied now reads differently. Restore the file; add a new one instead."""


MISSING = (asyncpg.FeatureNotSupportedError, asyncpg.UndefinedFileError, asyncpg.InsufficientPrivilegeError)
"""What PostgreSQL says of an extension that is not installed, or that this user may not create."""


async def migrate(dsn: str, folders: Sequence[Traversable]) -> list[str]:
    """Apply what is missing from these folders, in the order of the file names; the names applied."""
    files = sorted(
        (entry for folder in folders for entry in folder.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("select pg_advisory_lock($1)", LOCK)
        await connection.execute(
            "create table if not exists migrations (name text primary key, sha256 text not null,"
            " applied_at timestamptz not null default now())"
        )
        known = {row["name"]: row["sha256"] for row in await connection.fetch("select name, sha256 from migrations")}
        applied = []
        for file in files:
            sql = file.read_text(encoding="utf-8")
            digest = hashlib.sha256(sql.encode()).hexdigest()
            if file.name in known:
                if known[file.name] != digest:
                    raise MigrationChanged(f"{file.name} was applied in another form. Restore it and add a new file")
                continue
            async with connection.transaction():
                await _apply(connection, file.name, sql)
                await connection.execute("insert into migrations (name, sha256) values ($1, $2)", file.name, digest)
            applied.append(file.name)
        return applied
    finally:
        await connection.close()


async def _apply(connection: asyncpg.Connection[asyncpg.Record], name: str, sql: str) -> None:
    try:
        await connection.execute(sql)
    except MISSING as error:
        if "extension" not in str(error):
            raise
        raise ExtensionMissing(
            f"{name} cannot be applied: {error}. Install the extension for this PostgreSQL (pgvector for `vector`), and"
            " have an administrator run `create extension` in this database. Nothing was changed."
        ) from error
