"""Where journeys keep their state."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def state_dir() -> Iterator[Path]:
    """A state folder that PostgreSQL's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="interviewer-journey-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
