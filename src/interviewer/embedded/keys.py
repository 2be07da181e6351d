"""Passwords and keys of this installation: made once, kept in the state folder, readable by their owner alone."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING

from interviewer.embedded.private import write_private

if TYPE_CHECKING:
    from pathlib import Path


class KeysUnreadable(Exception):
    """The file of keys is there but cannot be used."""


def _secret() -> str:
    return secrets.token_urlsafe(36)


def _key() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets that the parts of one installation share; none of them is ever printed."""

    postgres: str = field(default_factory=_secret, repr=False)
    valkey: str = field(default_factory=_secret, repr=False)
    livekit_key: str = field(default_factory=lambda: "key" + secrets.token_hex(6))
    livekit_secret: str = field(default_factory=_secret, repr=False)
    agent: str = field(default_factory=_secret, repr=False)
    contact: str = field(default_factory=_secret, repr=False)
    log_signing: str = field(default_factory=_key, repr=False)
    """Ed25519: 32 bytes in base64url. Signs digests of the log's head."""
    encryption: str = field(default_factory=_key, repr=False)
    """Key-encryption keys, in base64 with commas between."""


def kept(state: Path) -> bool:
    """Whether there are keys in the state folder."""
    return (state / "keys.json").is_file()


def load(state: Path) -> Keys:
    """The keys kept in the state folder, made now if there are none."""
    file = state / "keys.json"
    try:
        found = json.loads(file.read_text())
        known = {f.name: str(found[f.name]) for f in fields(Keys) if f.name in found}
    except FileNotFoundError:
        known = {}
    except (ValueError, TypeError) as error:
        raise KeysUnreadable(
            f"{file} is damaged. It holds the password of the database beside it, so it was left alone: restore it "
            f"from a backup, or move {state} away and start afresh."
        ) from error
    keys = Keys(**known)
    if len(known) < len(fields(Keys)):
        write_private(file, json.dumps(asdict(keys)))
    return keys


def put_encryption(state: Path, written: str) -> None:
    """Keep other key-encryption keys, in base64 with commas between."""
    write_private(state / "keys.json", json.dumps(asdict(replace(load(state), encryption=written))))
