"""The read models beside the log: what it costs to fold them, to make them anew, and to read a page of them.

    .venv/bin/python bench/read_models.py [--events 1000000] [--interviews 100000] [--json FILE]

On an embedded PostgreSQL of its own, that syncs to the disk.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import histories
import rebuilding
from interview_list import list_rows
from jobs import database
from report import present, run


async def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--events", type=int, default=1_000_000)
    arguments.add_argument("--interviews", type=int, default=100_000)
    arguments.add_argument("--json", type=Path)
    asked = arguments.parse_args()
    rows = rebuilding.fold()
    async with database() as dsn:
        await histories.fill(dsn, asked.events)
        rows += await rebuilding.audited(dsn)
        rows += await rebuilding.rebuilt(dsn, asked.events)
    async with database() as dsn:
        rows += await list_rows(dsn, asked.interviews)
    present("read models", rows, asked.json)


if __name__ == "__main__":
    run(main())
