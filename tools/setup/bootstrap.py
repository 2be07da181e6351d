"""Stage 0 of `make setup`: from nothing but Python to a virtual environment with exactly what the lock names.

Only the standard library, and syntax that an old Python can read, so that it can say so. Everything that needs more
than that (models, livekit-server, the page) is stage 1: `interviewer setup`, which this starts at the end.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "set-up-for"
LOCK = ROOT / "requirements.lock"
UV_LOCK = Path(__file__).parent / "requirements-uv.lock"
OLDEST = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3.14")
SPACE = 3 << 30


def main() -> None:
    """Bring the environment up to date, then hand over to stage 1."""
    began = time.time()
    if sys.version_info[:2] < OLDEST:
        another_python()
    sys.path.insert(0, str(ROOT / "src"))
    # Both are plain standard library: they can be had before anything is installed.
    from interviewer.embedded import locks, places

    cache = places.cache_dir()
    here = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    try:
        with locks.exclusive(
            cache / "locks" / f"checkout-{here}",
            waiting=lambda: say("another set-up of this checkout is running; waiting for it"),
        ):
            if not up_to_date():
                environment(cache)
    except KeyboardInterrupt:
        fail("\nInterrupted. What is done stays done; `make setup` goes on from there.")
    except OSError as error:
        fail(f"Set-up cannot go on: {error}. What is done stays done; `make setup` goes on from there.")
    os.execv(PYTHON, [str(PYTHON), "-m", "interviewer.cli", "setup", "--began", str(began), *sys.argv[1:]])


def environment(cache: Path) -> None:
    """Make `.venv` hold what the lock names and this project, and note for what it was made."""
    STAMP.unlink(missing_ok=True)
    free = shutil.disk_usage(ROOT).free
    if free < SPACE:
        fail(f"No space: the packages need {SPACE >> 20} MB in {ROOT}, {free >> 20} MB are free. Nothing was begun.")
    if subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) if PYTHON.exists() else True:
        say(f"making .venv with Python {sys.version.split()[0]}")
        need_ensurepip()
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    say(f"installing the packages of {LOCK.name} (about 1 GB on disk the first time)")
    uv = find_uv(cache)
    sync = [str(uv), "pip", "sync", "--require-hashes", "--python", str(PYTHON), str(LOCK)]
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    if uv is None or subprocess.call(sync + quiet) != 0:
        say("uv could not do it; doing it with pip, which is slower")
        run([*pip(), "install", "--require-hashes", "--no-deps", "-r", str(LOCK)])
    # The build backend is in the lock too, so nothing is fetched here.
    run([*pip(), "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)])
    STAMP.write_text(wanted())


def up_to_date() -> bool:
    """Whether `.venv` was made for these very files and still has a Python."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted()


def wanted() -> str:
    """What the environment depends on, as one digest."""
    digest = hashlib.sha256(str(ROOT).encode())
    for file in (LOCK, ROOT / "pyproject.toml"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def find_uv(cache: Path) -> Path | None:
    """The pinned uv in the cache, installed now if it is not there; None when it cannot be had."""
    version = UV_LOCK.read_text().split()[0].partition("==")[2]
    folder = cache / f"uv-{version}"
    if not (folder / "bin" / "uv").is_file():
        new = cache / f"uv-{version}.{os.getpid()}"
        shutil.rmtree(new, ignore_errors=True)
        install = [*pip(), "install", "--quiet", "--no-deps", "--require-hashes", "--target", str(new)]
        if subprocess.call([*install, "-r", str(UV_LOCK)]) != 0:
            shutil.rmtree(new, ignore_errors=True)
            return None
        shutil.rmtree(folder, ignore_errors=True)
        new.replace(folder)
    return folder / "bin" / "uv"


def pip() -> list[str]:
    """The environment's own pip."""
    return [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]


def another_python() -> NoReturn:
    """Start again with a newer Python of this machine, or say which one to install."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    fail(
        f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}, and none of "
        f"{', '.join(NAMES)} is on the PATH. On Debian 12 and Ubuntu 24.04: apt-get install python3 python3-venv."
    )


def need_ensurepip() -> None:
    """Debian keeps a part of `venv` in a package of its own: install it as root, else name the command."""
    try:
        import ensurepip  # noqa: F401  # whether it can be imported is the question
    except ImportError:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            fail(f"Python's venv is not whole. Run `sudo apt-get install {package}`, then `make setup` again.")
        say(f"installing the Debian package {package}, which Python's venv needs")
        run(["apt-get", "update", "-qq"])
        run(["apt-get", "install", "-y", "-qq", package])


def run(command: list[str]) -> None:
    """Run a command, or end with its name."""
    if subprocess.call(command) != 0:
        fail(f"This failed (see above): {' '.join(command)}\nWhat is done stays done; `make setup` goes on from there.")


def say(text: str) -> None:
    """One line of what is being done."""
    print(f"setup: {text}", flush=True)


def fail(text: str) -> NoReturn:
    """End with a message."""
    print(text, file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
