"""Builds livekit-server once from its Go module, pinned with the hash of every module it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from interviewer.embedded import livekit, locks, toolchains
from interviewer.embedded.model_parts import need_space

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACKAGE: Final = "github.com/livekit/livekit-server/cmd/server"
SPACE: Final = 2500 << 20
LINES_KEPT: Final = 12


class BuildFailed(Exception):
    """A build did not succeed; what it had downloaded and compiled is kept for the next try."""


def build(cache: Path, *, say: Callable[[str], object], progress: Callable[[str], object] = lambda _: None) -> Path:
    """Build the server into the cache unless it is there, and return it; 2 to 3 minutes on 2 cores.

    `progress` is told each module downloaded and each package compiled. Raises BuildFailed, ToolMissing, NoSpace.
    """
    target = livekit.built(cache)
    with locks.exclusive(cache / "locks" / "livekit-server", waiting=lambda: say("another run is building it")):
        if target.is_file():
            return target
        go = toolchains.find(toolchains.GO, cache, say)
        need_space(cache, SPACE, "building livekit-server")
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_suffix(".new")
        environment = toolchains.environment(go)
        environment["GOFLAGS"] = f"{environment.get('GOFLAGS', '')} -trimpath -buildvcs=false -modcacherw".strip()
        environment["GOTOOLCHAIN"] = "local"
        work = cache / "go-work"
        if go.own:
            # Whoever has no Go has no use for its caches either: ours, and removed when the build is done.
            environment |= {"GOPATH": str(work / "path"), "GOCACHE": str(work / "cache")}
        command = [*go.command, "build", "-v", "-ldflags", "-s -w", "-o", str(new), PACKAGE]
        _run(command, livekit.module(), environment, progress)
        new.replace(target)
        shutil.rmtree(work, ignore_errors=True)
    return target


def _run(command: list[str], folder: Path, environment: dict[str, str], progress: Callable[[str], object]) -> None:
    last: list[str] = []
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None  # noqa: S101  # it was asked for
        for line in process.stderr:
            last = [*last, line.strip()][-LINES_KEPT:]
            progress(line.strip())
    if process.returncode:
        how = f"signal {-process.returncode}" if process.returncode < 0 else f"exit status {process.returncode}"
        raise BuildFailed(
            f"livekit-server could not be built ({how}):\n  "
            + "\n  ".join(last)
            + f"\nWhat was downloaded and compiled is kept. Run `make setup` again, or name a livekit-server in "
            f"INTERVIEWER_LIVEKIT_SERVER{os.linesep}or on the PATH."
        )
