"""A clock for the agents alone that can be set in mid-call: libfaketime's, where the machine has that.

The file is read again every second; what only ever goes forward, such as what a timeout is counted by, is left alone.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

WHERE: Final = "LIBFAKETIME"
"""Environment: the library, where it does not lie where Debian puts it."""
_PLACES: Final = "*/faketime/libfaketimeMT.so.1"
FILE: Final = "agents-clock"


def library() -> Path | None:
    """Where it is; None: the machine has none."""
    named = os.environ.get(WHERE)
    found = [Path(named)] if named else sorted(Path("/usr/lib").glob(_PLACES))
    return next((file for file in found if file.is_file()), None)


def put(folder: Path, offset: float) -> None:
    """The agents of that state folder show a time that is off by so many seconds from now on."""
    file = folder / FILE
    temporary = file.with_suffix(".new")
    temporary.write_text(f"{offset:+.0f}s\n" if offset else "+0\n", "ascii")
    temporary.replace(file)


def take(folder: Path) -> None:
    """Agents that start from now on go by the machine's clock."""
    (folder / FILE).unlink(missing_ok=True)


def environment(folder: Path) -> dict[str, str]:
    """What makes a process go by that clock; nothing where none was put there."""
    found = library()
    if found is None or not (folder / FILE).exists():
        return {}
    return {
        "LD_PRELOAD": str(found),
        "FAKETIME_TIMESTAMP_FILE": str(folder / FILE),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # with it a wait of WebRTC's, which goes by that clock, is over at once
    }
