"""Keys in a file of lines `NAME=value`, as other tools write them; `#` begins a comment. Never tells a key."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path


class KeysFileUnusable(Exception):
    """The file with the keys cannot be used. Nothing of it was taken."""


def read(file: Path, names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Setting → key; `names` gives what each setting may be called in the file. Raises `KeysFileUnusable`."""
    try:
        mode = file.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeysFileUnusable(f"{file} can be read by others than its owner ({mode & 0o777:o}): chmod 600 {file}")
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise KeysFileUnusable(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeysFileUnusable(f"{file} is no text file") from None
    settings = {name.upper(): setting for setting, all_names in names.items() for name in all_names}
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("export ").strip()
        if not text or text.startswith("#"):
            continue
        name, equals, key = (part.strip() for part in text.partition("="))
        if not equals:
            raise KeysFileUnusable(f"{file}, line {number}: not of the form NAME=value")
        setting = settings.get(name.upper())
        if setting is None:
            known = ", ".join(all_names[-1] for all_names in names.values())
            raise KeysFileUnusable(f"{file}, line {number}: no key has this name; there are {known}")
        key = key[1:-1] if len(key) > 1 and key[0] == key[-1] and key[0] in "'\"" else key
        if not key:
            raise KeysFileUnusable(f"{file}, line {number}: {name} is empty")
        if not key.isascii() or any(c.isspace() for c in key):
            raise KeysFileUnusable(f"{file}, line {number}: a key has no spaces and only plain letters")
        if setting in found:
            raise KeysFileUnusable(f"{file}, line {number}: {name} is there twice")
        found[setting] = key
    return found
