"""Where journeys keep their state, and what their systems leave undone."""

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


@pytest.fixture(scope="session", autouse=True)
def _no_line_is_made_ahead(state_dir: Path) -> Iterator[None]:
    """Calls make their lines themselves: those of one plan, made while no call goes on, cost some 80 CPU seconds."""
    policy = state_dir.parent / f"{state_dir.name}.yaml"
    policy.write_text("prepared: {look_every: 86400}\n", "utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("INTERVIEWER_POLICY_FILE", str(policy))
        yield
    policy.unlink()
