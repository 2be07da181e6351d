"""Where things are kept on this machine: what can be fetched again (cache) and what cannot (state).

Deliberately not in it: what is inside those folders; each owner of a file knows its own name below them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

APPLICATION = "interviewer"


def cache_dir(environ: Mapping[str, str] | None = None) -> Path:
    """Folder for what can be fetched or built again: models, livekit-server, Go, dashboard builds.

    `INTERVIEWER_CACHE_DIR`, else `$XDG_CACHE_HOME/interviewer`, else `/var/cache/interviewer` for root and
    `~/.cache/interviewer` for everybody else.
    """
    return _place(environ, "CACHE", Path("/var/cache"), Path(".cache"))


def state_dir(environ: Mapping[str, str] | None = None) -> Path:
    """Folder for what must last: the database, recordings, keys, logs and pid files.

    `INTERVIEWER_STATE_DIR`, else `$XDG_STATE_HOME/interviewer`, else `/var/lib/interviewer` for root and
    `~/.local/state/interviewer` for everybody else.
    """
    return _place(environ, "STATE", Path("/var/lib"), Path(".local/state"))


def _place(environ: Mapping[str, str] | None, kind: str, for_root: Path, below_home: Path) -> Path:
    environ = os.environ if environ is None else environ
    if named := environ.get(f"INTERVIEWER_{kind}_DIR"):
        return Path(named).expanduser().absolute()
    if xdg := environ.get(f"XDG_{kind}_HOME"):
        return Path(xdg).expanduser().absolute() / APPLICATION
    # PostgreSQL refuses to run as root, and the user it then runs as cannot traverse /root.
    if os.geteuid() == 0:
        return for_root / APPLICATION
    return Path.home() / below_home / APPLICATION


def checkout() -> Path:
    """Root of the checkout this code runs from: the locks, `tools/` and `dashboard/` are beside `src/`."""
    return Path(__file__).resolve().parents[3]
