"""Where journeys keep their state, and what their systems leave to the calls."""

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


@pytest.fixture(scope="session")
def nothing_ahead(state_dir: Path) -> Path:
    """A policy by which calls make their lines themselves: made ahead, those of one plan cost 80 CPU seconds."""
    policy = state_dir / "policy.yaml"
    policy.write_text("prepared: {look_every: 86400}\n", "utf-8")
    return policy
