"""Tables of the same shape as live ones, in a schema of their own, to be filled and put in their place.

They have the same columns, defaults, constraints and indexes under the same names, as the database itself tells them.
Deliberately not here: what fills them (`rebuild`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import asyncpg

from interviewer.kernel.log import LogError
from interviewer.kernel.rows import Connection

SCHEMA = "rebuilding"
SHOWN = 100
"""Differences that are named; all are counted."""
CONSTRAINTS = """
select quote_ident(conname) as name, pg_get_constraintdef(oid) as definition from pg_constraint
where conrelid = $1::regclass and contype <> 'n' order by contype = 'p' desc, conname
"""
INDEXES = """
select pg_get_indexdef(indexrelid) as definition from pg_index
where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)
order by indexrelid
"""
KEY = """
select string_agg(quote_ident(attname), ', ' order by array_position(indkey::int2[], attnum)) from pg_index
join pg_attribute on attrelid = indrelid and attnum = any(indkey)
where indrelid = $1::regclass and indisprimary
"""
SHAPE = """
select array_agg(attname || ' ' || format_type(atttypid, atttypmod) order by attnum) from pg_attribute
where attrelid = $1::regclass and attnum > 0 and not attisdropped
"""


class ShapeChanged(LogError):
    """A live table got another shape meanwhile: a newer release was started. Nothing was changed; begin again."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A row, by its key, that is not the same in both, or that only one of them has."""

    table: str
    key: str
    only: Literal["live", "rebuilt"] | None


async def live(connection: Connection) -> str:
    """The schema of the live tables, quoted."""
    found: str = await connection.fetchval(
        "select quote_ident(name) from unnest(current_schemas(false)) as name where name <> $1 limit 1", SCHEMA
    )
    return found


async def make(connection: asyncpg.Connection[asyncpg.Record], tables: Sequence[str]) -> None:
    """Make the schema and empty twins with their constraints; what an earlier one left is dropped."""
    async with connection.transaction():
        await drop(connection)
        await connection.execute(f"create schema {SCHEMA}")
        of = await live(connection)
        await connection.execute(f"create table {SCHEMA}.checkpoints (like {of}.checkpoints including all)")
        for table in tables:
            await connection.execute(f"create table {SCHEMA}.{table} (like {of}.{table} including all excluding indexes"
                                     " excluding constraints)")  # fmt: skip
            for row in await connection.fetch(CONSTRAINTS, f"{of}.{table}"):
                statement = f"alter table {SCHEMA}.{table} add constraint {row['name']} {row['definition']}"
                await connection.execute(statement)


async def finish(connection: Connection, tables: Sequence[str]) -> None:
    """Add the indexes, which is faster when the rows are there, and let the planner know the rows."""
    of = await live(connection)
    for table in tables:
        for row in await connection.fetch(INDEXES, f"{of}.{table}"):
            before, on, after = row["definition"].partition(f" ON {of}.{table} ")
            assert on  # noqa: S101 - the database writes it so
            await connection.execute(f"{before} ON {SCHEMA}.{table} {after}")
        await connection.execute(f"analyze {SCHEMA}.{table}")


async def compare(connection: Connection, table: str) -> tuple[list[Difference], int, int]:
    """The first differing rows of a live table and its twin, how many differ, and how many rows there are."""
    of = await live(connection)
    key = await connection.fetchval(KEY, f"{of}.{table}")
    statement = f"""
        select concat_ws(', ', {key}) as key, live.whole is null as not_live, twin.whole is null as not_rebuilt,
               count(*) over () as count
        from (select {key}, one::text as whole from {of}.{table} as one) as live
        full join (select {key}, one::text as whole from {SCHEMA}.{table} as one) as twin using ({key})
        where live.whole is distinct from twin.whole order by {key} limit {SHOWN}
    """  # noqa: S608 - names of our own tables and columns
    rows = await connection.fetch(statement)
    found = [
        Difference(table, row["key"], "rebuilt" if row["not_live"] else "live" if row["not_rebuilt"] else None)
        for row in rows
    ]
    there = await connection.fetchval(f"select count(*) from {SCHEMA}.{table}")  # noqa: S608 - as above
    return found, rows[0]["count"] if rows else 0, there


async def exchange(connection: Connection, tables: Sequence[str]) -> None:
    """Put the twins in the place of the live tables, which are dropped, with the caller's transaction."""
    of = await live(connection)
    for table in tables:
        await connection.execute(f"lock table {of}.{table} in access exclusive mode")
        shapes = [await connection.fetchval(SHAPE, f"{schema}.{table}") for schema in (of, SCHEMA)]
        if shapes[0] != shapes[1]:
            raise ShapeChanged(str(ShapeChanged.__doc__))
        await connection.execute(f"drop table {of}.{table}")
        await connection.execute(f"alter table {SCHEMA}.{table} set schema {of}")


async def drop(connection: Connection) -> None:
    """Drop all that there is of twins."""
    await connection.execute(f"drop schema if exists {SCHEMA} cascade")
