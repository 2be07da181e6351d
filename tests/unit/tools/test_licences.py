"""The page of licences names everything that is installed."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_locked_package_of_this_machine_stands_on_the_page_of_licences() -> None:
    page = (ROOT / "docs" / "licences.md").read_text("utf-8").lower().replace("_", "-")
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    # A package with a marker may not be for this machine.
    names = re.findall(r"^([a-z0-9._-]+)==\S+ \\$", lock, re.MULTILINE)
    missing = [name for name in names if f"| {name} " not in page]
    assert len(names) > 100
    assert not missing, "run .venv/bin/python tools/licences/write.py"
