r"""The environment that pipecat is measured in, made in the cache folder from a lock of its own.

It cannot be an extra of the project: pipecat 1.14 wants protobuf below 7, livekit-agents wants 7. The lock is made by

    echo 'pipecat-ai[deepgram,livekit,openai,silero]==1.14.0' | uv pip compile --universal --generate-hashes \
        --no-header --no-annotate --python-version 3.11 - -o requirements-bench.lock
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from interviewer.embedded import locks, places

LOCK = Path(__file__).resolve().parents[2] / "requirements-bench.lock"


class PackagesMissing(Exception):
    """The environment could not be made; the message says what failed."""


def python() -> Path:
    """The Python of the environment, which is made now if it is not there yet. Raises PackagesMissing."""
    cache = places.cache_dir()
    folder = cache / f"bench-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    made, found = folder / "made", folder / "bin" / "python"
    with locks.exclusive(cache / "locks" / folder.name, waiting=lambda: print("another run makes it; waiting for it")):
        if not made.exists():
            print(f"installing the packages of {LOCK.name} into {folder} (about 500 MB)", file=sys.stderr)
            _run([sys.executable, "-m", "venv", "--clear", str(folder)])
            uv = next(cache.glob("uv-*/bin/uv"), None)
            with_uv = [str(uv), "pip", "sync", "--quiet", "--require-hashes", "--python", str(found), str(LOCK)]
            with_pip = [str(found), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", str(LOCK)]
            _run(with_uv if uv else with_pip)
            made.touch()
    return found


def _run(command: list[str]) -> None:
    if subprocess.call(command) != 0:
        raise PackagesMissing(f"This failed (see above): {' '.join(command)}. Run it again when that is mended.")
