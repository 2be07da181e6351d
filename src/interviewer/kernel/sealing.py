"""Personal data sealed under a key of the person it is about: who destroys the key has forgotten what was said.

A sealed value stands in JSON where the plain one would: `{"sealed": "<subject>", "box": "<base64>"}`, AES-256-GCM with
the subject as associated data. The subject's key is stored wrapped by a key-encryption key, which can be replaced
without touching what was sealed. Pure; deliberately not here: where keys are (`keyring`), what is personal (`codec`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORGOTTEN = "[forgotten]"
"""Stands where something was said by or of a person who is forgotten."""
MARK = '{"sealed":'
# Inside a JSON text a string cannot hold this: its quotes would be escaped.
SEALED = re.compile(r'\{"sealed":"([A-Za-z0-9_.:-]+)","box":"([A-Za-z0-9+/=]+)"\}')
KEY_BYTES = 32
NONCE_BYTES = 12

Seal = Callable[[object], object]
"""From a JSON value to what stands for it in the log."""


class SealingError(Exception):
    """Personal data cannot be sealed or opened."""


class KeysMissing(SealingError):
    """No key-encryption key is set, and something personal is to be kept. Set INTERVIEWER_ENCRYPTION_KEYS."""


class KeysInvalid(SealingError):
    """A key-encryption key is 32 random bytes in base64, as `interviewer keys new` prints one."""


class KeysWrong(SealingError):
    """The database holds keys that none of the given key-encryption keys opens."""


class BoxDamaged(SealingError):
    """A sealed value does not open with its own key: it was altered."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A subject's key as it is stored, and by which key-encryption key it was wrapped."""

    key: bytes
    by: str


class KeyEncryptionKeys:
    """Keys that wrap the subjects' keys: the first wraps, all of them open. None: nothing personal can be kept."""

    def __init__(self, keys: Sequence[bytes] = ()) -> None:
        if any(len(key) != KEY_BYTES for key in keys):
            raise KeysInvalid
        self._keys = {_fingerprint(key): AESGCM(key) for key in keys}

    @classmethod
    def read(cls, text: str) -> KeyEncryptionKeys:
        """From keys in base64url with commas between. Raises `KeysInvalid`."""
        try:
            return cls([base64.urlsafe_b64decode(part.strip() + "==") for part in text.split(",") if part.strip()])
        except ValueError as error:
            raise KeysInvalid from error

    @property
    def first(self) -> str:
        """The fingerprint of the key that wraps. Raises `KeysMissing`."""
        if not self._keys:
            raise KeysMissing
        return next(iter(self._keys))

    @property
    def known(self) -> frozenset[str]:
        """The fingerprints of all keys given."""
        return frozenset(self._keys)

    def wrap(self, subject: str, key: bytes) -> Wrapped:
        """The subject's key as it may be stored."""
        nonce = os.urandom(NONCE_BYTES)
        return Wrapped(nonce + self._keys[self.first].encrypt(nonce, key, subject.encode()), self.first)

    def unwrap(self, subject: str, wrapped: Wrapped) -> bytes:
        """The inverse. Raises `KeysWrong`."""
        keeper = self._keys.get(wrapped.by)
        if keeper is None:
            raise KeysWrong(
                f"The key of {subject} is wrapped by the key-encryption key {wrapped.by}, which is not among those "
                "given. Nothing was changed; put it back into INTERVIEWER_ENCRYPTION_KEYS."
            )
        try:
            return keeper.decrypt(wrapped.key[:NONCE_BYTES], wrapped.key[NONCE_BYTES:], subject.encode())
        except InvalidTag as error:
            raise BoxDamaged(f"The stored key of {subject} was altered. Restore the table data_keys.") from error


def new_key() -> bytes:
    """A fresh key."""
    return os.urandom(KEY_BYTES)


def sealer(subject: str, key: AESGCM) -> Seal:
    """What seals JSON values of this subject."""
    associated = subject.encode()

    def seal(value: object) -> object:
        nonce = os.urandom(NONCE_BYTES)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        box = base64.b64encode(nonce + key.encrypt(nonce, plain, associated)).decode()
        return {"sealed": subject, "box": box}

    return seal


def subjects(texts: Iterable[str]) -> frozenset[str]:
    """Whose keys are needed to open these JSON texts."""
    return frozenset(found[1] for text in texts if MARK in text for found in SEALED.finditer(text))


def opened(text: str, keys: Mapping[str, AESGCM]) -> str:
    """The JSON text with every sealed value in plain; `FORGOTTEN` where there is no key. Raises `BoxDamaged`."""
    if MARK not in text:
        return text

    def plain(found: re.Match[str]) -> str:
        subject = found[1]
        key = keys.get(subject)
        if key is None:
            return f'"{FORGOTTEN}"'
        try:
            box = base64.b64decode(found[2])
            return key.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], subject.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise BoxDamaged(
                f"What was sealed of {subject} was altered. `interviewer log audit` finds where."
            ) from error

    return SEALED.sub(plain, text)


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"interviewer key-encryption key" + key).hexdigest()[:12]
