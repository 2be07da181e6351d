"""An embedded livekit-server on loopback, with keys of this installation. How it is built is in `livekit_build`.

It has no Redis: a single server needs none, and the SIP bridge, which does, is not part of the one-machine default.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

from interviewer.embedded import places, ports
from interviewer.embedded.private import write_private
from interviewer.embedded.program import Program, answers

PROGRAM: Final = "livekit-server"


class LivekitMissing(Exception):
    """There is no livekit-server on this machine; the message says what to do."""


def module() -> Path:
    """The Go module that pins the version as a tool dependency."""
    return places.checkout() / "tools" / "livekit"


def built(cache: Path) -> Path:
    """Where the server built from the pinned module is kept, whether it is there or not."""
    pins = hashlib.sha256((module() / "go.mod").read_bytes() + (module() / "go.sum").read_bytes()).hexdigest()
    return cache / PROGRAM / pins[:16] / PROGRAM


def find_program(explicit: Path | None, cache: Path) -> Path:
    """The server: from the settings, the PATH, or as built by set-up. Raises LivekitMissing."""
    if explicit is not None:
        if not explicit.is_file():
            raise LivekitMissing(f"INTERVIEWER_LIVEKIT_SERVER names {explicit}, but there is no such file.")
        return explicit
    if on_path := shutil.which(PROGRAM):
        return Path(on_path)
    if built(cache).is_file():
        return built(cache)
    raise LivekitMissing(
        "No livekit-server: it is not on the PATH and was not built yet. Run `make setup` (about 3 minutes), name one "
        "in INTERVIEWER_LIVEKIT_SERVER, or a running server in INTERVIEWER_LIVEKIT_URL with its key and secret."
    )


def prepare(state: Path, program: Path, key: str, secret: str, port: int, webhook: str) -> Program:
    """Write its configuration, which holds the keys, and describe the server; it tells `webhook` of changes."""
    home = state / "livekit"
    home.mkdir(parents=True, exist_ok=True)
    configuration = {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "logging": {"json": True, "level": "info"},
        "rtc": {
            "tcp_port": ports.free(),
            "udp_port": ports.free(udp=True),
            "node_ip": "127.0.0.1",
            "use_external_ip": False,
            "enable_loopback_candidate": True,
            "ips": {"includes": ["127.0.0.1/32"]},
            "stun_servers": [],
        },
        "keys": {key: secret},
        "webhook": {"api_key": key, "urls": [webhook]},
    }
    # JSON is YAML.
    write_private(home / "livekit.yaml", json.dumps(configuration, indent=1))
    return Program(
        name="livekit",
        command=(str(program), "--config", str(home / "livekit.yaml")),
        ready=answers(f"http://127.0.0.1:{port}/"),
        where=f"127.0.0.1:{port}",
        folder=home,
        within=30.0,
        grace=5.0,
        stage=1,
    )
