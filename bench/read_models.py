"""The read models beside the log: what it costs to read a page of them.

    .venv/bin/python bench/read_models.py [--interviews 100000] [--json FILE]

On an embedded PostgreSQL of its own, that syncs to the disk.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from interview_list import list_rows
from jobs import database
from report import present


async def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--interviews", type=int, default=100_000)
    arguments.add_argument("--json", type=Path)
    asked = arguments.parse_args()
    async with database() as dsn:
        rows = await list_rows(dsn, asked.interviews)
    present("read models", rows, asked.json)


if __name__ == "__main__":
    asyncio.run(main())
