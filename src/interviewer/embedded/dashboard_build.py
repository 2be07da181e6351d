"""Builds the page with npm once for each state of its sources; kept in the cache, copied to `dashboard/dist`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from interviewer.embedded import locks, places, toolchains
from interviewer.embedded.livekit_build import BuildFailed
from interviewer.embedded.model_parts import need_space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

SPACE: Final = 600 << 20
STAMP: Final = ".built-from"
# What npm installs, what it builds, and what only the checks read.
_NO_SOURCES: Final = frozenset({"node_modules", "dist", "test", "coverage"})


def folder() -> Path:
    """The sources of the page."""
    return places.checkout() / "dashboard"


def current(page: Path | None = None) -> bool:
    """Whether `dist` was built from the sources as they are now."""
    page = page or folder()
    stamp = page / "dist" / STAMP
    return stamp.is_file() and stamp.read_text() == digest(page)


def build(cache: Path, *, say: Callable[[str], object], page: Path | None = None) -> Path:
    """Bring `dist` up to date and return it. Raises BuildFailed, ToolMissing, NoSpace."""
    page = page or folder()
    dist = page / "dist"
    with _alone(page, say):
        if current(page):
            return dist
        sources = digest(page)
        kept = cache / "dashboard" / sources[:16]
        if not (kept / STAMP).is_file():
            _install(page, cache, say)
            _run_npm(page, cache, ["run", "build", "--", "--outDir", "dist.new", "--emptyOutDir"])
            (page / "dist.new" / STAMP).write_text(sources)
            kept.parent.mkdir(parents=True, exist_ok=True)
            temporary = kept.with_name(f"{kept.name}.{os.getpid()}")
            shutil.copytree(page / "dist.new", temporary)
            shutil.rmtree(page / "dist.new")
            _swap(temporary, kept)
        fresh = page / "dist.fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(kept, fresh)
        _swap(fresh, dist)
    return dist


def install(cache: Path, *, say: Callable[[str], object], page: Path | None = None) -> None:
    """Bring `node_modules` up to date, for the checks."""
    page = page or folder()
    with _alone(page, say):
        _install(page, cache, say)


def digest(page: Path) -> str:
    """SHA-256 over names and contents of everything the build reads."""
    total = hashlib.sha256()
    for file in _sources(page):
        total.update(f"{file.relative_to(page)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _sources(page: Path) -> Iterator[Path]:
    for entry in sorted(page.iterdir()):
        if entry.name.startswith(".") or entry.name.split(".")[0] in _NO_SOURCES:
            continue
        if entry.is_file():
            yield entry
        else:
            yield from sorted(file for file in entry.rglob("*") if file.is_file() and ".test." not in file.name)


def _install(page: Path, cache: Path, say: Callable[[str], object]) -> None:
    lock = page / "package-lock.json"
    stamp = page / "node_modules" / STAMP
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    need_space(page, SPACE, "the page's packages")
    say("npm installs what the page is built with")
    _run_npm(page, cache, ["ci", "--no-audit", "--no-fund"])
    stamp.parent.mkdir(exist_ok=True)  # npm makes none for a page without packages
    stamp.write_text(wanted)


def _run_npm(page: Path, cache: Path, arguments: list[str]) -> None:
    node = toolchains.find(toolchains.NODE, cache)
    result = subprocess.run(
        [*toolchains.npm(node), *arguments],
        cwd=page,
        env=toolchains.environment(node),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        last = "\n  ".join((result.stdout + result.stderr).strip().splitlines()[-15:])
        raise BuildFailed(f"npm {arguments[0]} failed in {page}:\n  {last}\nThe page as it was is kept.")


def _swap(new: Path, old: Path) -> None:
    away = old.with_name(f"{old.name}.{os.getpid()}.old")
    if old.exists():
        old.replace(away)
    new.replace(old)
    shutil.rmtree(away, ignore_errors=True)


def _alone(page: Path, say: Callable[[str], object]) -> AbstractContextManager[int]:
    # A file of the checkout is the lock: runs with different caches still share these folders.
    return locks.exclusive(
        page / "package.json", waiting=lambda: say("another run is building the page; waiting for it")
    )
