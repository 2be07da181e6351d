"""A state folder that the embedded servers can use, whoever runs the tests."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import identity, keys, postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interviewer.bootstrap.settings import Settings


@pytest.fixture(scope="session")
def fresh() -> Iterator[Path]:
    """A state folder as the first start makes it, to be copied: initdb takes seconds on a busy machine."""
    # pytest's own temporary folders are closed to everybody else, and root's PostgreSQL runs as somebody else.
    with tempfile.TemporaryDirectory(prefix="interviewer-fresh-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        settings = bootstrap.load(state_dir=folder / "state")
        settings.state_dir.mkdir(mode=0o711)
        programs = postgres.find_programs(settings.pg_bin, settings.cache_dir)
        postgres.prepare(settings.state_dir, programs, keys.load(settings.state_dir).postgres, port=1)
        yield settings.state_dir


@pytest.fixture
def settings(fresh: Path) -> Iterator[Settings]:
    """Settings that name no server, with a state folder of their own; what still runs from it afterwards is ended."""
    folder = Path(tempfile.mkdtemp(prefix="interviewer-"))
    folder.chmod(0o711)
    subprocess.run(["cp", "-a", str(fresh), str(folder / "state")], check=True)
    yield bootstrap.load(
        state_dir=folder / "state", database_url="", redis_url="", livekit_url="", engines_url="", api_port=0
    )
    for file in (folder / "state" / "run").glob("*.json"):
        if (who := identity.read(file)) and "signal" in who[1]:
            who[0].end(signal.SIGKILL, 10)
    shutil.rmtree(folder)
