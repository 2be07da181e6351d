"""Keeps histories of this release for later ones: `tools/histories/write.py --state FOLDER`, once before a release.

FOLDER is the state folder of a simulated campaign that is over (`interviewer simulate campaign --state FOLDER`). Of
each ending in its log the longest interview is kept, exactly as it was stored, with what it folds to; endings that are
not in it, and spoken interviews, are carried out through the decider. What is there already is never overwritten.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.metadata
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

import stored_histories as stored
import told_interviews as told
from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap.database import database
from interviewer.embedded import keys
from interviewer.interviews.ids import interview_of
from interviewer.interviews.view import view_of
from interviewer.kernel.log import Recorded
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.sealing import KeyEncryptionKeys

PAGE = 1000
LONGEST = 80
"""Rows of a history that a person can still read."""


async def main() -> None:
    """Write what is not there yet, and say what."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--state", type=Path, help="State folder of a simulated campaign.")
    asked = arguments.parse_args()
    release = ".".join(importlib.metadata.version("interviewer").split(".")[:2])
    found = {} if asked.state is None else await simulated(asked.state.absolute())
    for name, outcome in told.NEVER_REACHED.items():
        found.setdefault(name, await told.unreached(f"int_{name}", outcome))
    found.setdefault("expired", await told.expired("int_expired"))
    found.setdefault("opted_out", await told.opted_out("int_opted_out"))
    found["spoken"] = await told.spoken("int_spoken")
    found["conversed"] = await told.conversed("int_conversed")
    found["withdrawn"] = await told.withdrawn("int_withdrawn")
    for name, rows in sorted(found.items()):
        new = stored.write(stored.FOLDER / release, name, rows)
        print(f"{release}/{name}: {f'{len(rows)} events' if new else 'is there, and stays as it is'}")


async def simulated(state: Path) -> dict[str, Sequence[Recorded]]:
    """The longest interview of each ending in a campaign's log."""
    settings = bootstrap.load(state_dir=state)
    encryption = keys.load(state).encryption
    streams: dict[str, list[Recorded]] = defaultdict(list)
    async with database(settings) as dsn, PostgresStore(dsn, keys=KeyEncryptionKeys.read(encryption)) as store:
        after = 0
        while rows := await store.read_all(after, PAGE):
            after = rows[-1].global_position
            for row in rows:
                if interview_of(row.stream) is not None:
                    streams[row.stream].append(row)
    longest: dict[str, Sequence[Recorded]] = {}
    for history in streams.values():
        view = view_of(history)
        name = view.outcome or f"{view.state}-{view.reason}"
        if len(longest.get(name, ())) < len(history) <= LONGEST:
            longest[name] = history
    return longest


if __name__ == "__main__":
    asyncio.run(main())
