"""A signed digest of the log's head, to be kept elsewhere: it shows a tail cut off later, and a chain made anew.

Ed25519 over the digest's own JSON without the signature: keys sorted, no spaces, ASCII, so that others can check it
with `jq -cSj` and `openssl`. Deliberately not here: where keys are kept, and walking the chain (`audit`).
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from interviewer.kernel.audit import Head


class DigestUnusable(Exception):
    """A digest or a key that proves nothing; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Digest:
    """At that time, by the database's clock, the log of this installation ended at this position with this hash."""

    installation: str
    position: int
    hash: str
    """Hexadecimal; of an empty log: empty."""
    at: str
    public_key: str
    """PEM. Only tells whose it says it is."""
    signature: str = ""
    """Base64."""

    @classmethod
    def signed(cls, key: Ed25519PrivateKey, installation: str, head: Head, at: datetime) -> Self:
        """The digest of that head."""
        unsigned = cls(installation, head.position, head.hash.hex(), at.isoformat(), public_pem(key.public_key()))
        signature = base64.b64encode(key.sign(unsigned.canonical())).decode()
        return cls(**{**asdict(unsigned), "signature": signature})

    @classmethod
    def read(cls, text: str) -> Self:
        """The inverse of `written`. Raises `DigestUnusable`."""
        try:
            found = cls(**json.loads(text))
            bytes.fromhex(found.hash)
            kinds = {name: type(value) for name, value in asdict(found).items()}
        except (ValueError, TypeError) as error:
            raise DigestUnusable("it is no digest of a log, or it is damaged") from error
        if kinds.pop("position") is not int or set(kinds.values()) != {str}:
            raise DigestUnusable("it is no digest of a log, or it is damaged")
        return found

    def written(self) -> str:
        """As it is kept in a file."""
        return json.dumps(asdict(self), indent=1) + "\n"

    def canonical(self) -> bytes:
        """What is signed."""
        return json.dumps(
            {name: value for name, value in asdict(self).items() if name != "signature"},
            sort_keys=True,
            separators=(",", ":"),
        ).encode()

    def check(self, key: Ed25519PublicKey) -> None:
        """Raise `DigestUnusable` unless this key's owner signed it, whatever key it names itself."""
        try:
            key.verify(base64.b64decode(self.signature, validate=True), self.canonical())
        except (InvalidSignature, ValueError) as error:
            why = (
                "it was changed after it was signed"
                if self.public_key == public_pem(key)
                else "it was signed with another key than that of this installation, or the one named"
            )
            raise DigestUnusable(why) from error

    def contradicted_by(self, installation: str, head: Head, hash_there: bytes | None) -> str | None:
        """What speaks against the log being the one that it was made of; `hash_there` is the log's at its position."""
        if installation != self.installation:
            return f"the log is that of installation {installation}, the digest of {self.installation}"
        if head.position < self.position:
            return (
                f"the log ends at position {head.position}, the digest is of {self.position}: its last "
                f"{self.position - head.position} events were cut off"
            )
        if self.position and (hash_there is None or hash_there.hex() != self.hash):
            return f"at position {self.position} the chain has another hash: it was made anew from there or before"
        return None


def private_key(seed: str) -> Ed25519PrivateKey:
    """The signing key of an installation, from its kept form: 32 bytes in base64url. Raises `DigestUnusable`."""
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4)))
    except ValueError as error:
        raise DigestUnusable("the signing key of the log is damaged: it must be 32 bytes in base64url") from error


def public_key(pem: str) -> Ed25519PublicKey:
    """The key in a PEM file. Raises `DigestUnusable`."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise DigestUnusable("it is no public key in PEM form") from error
    if not isinstance(key, Ed25519PublicKey):
        raise DigestUnusable("it is a public key of another kind than Ed25519")
    return key


def public_pem(key: Ed25519PublicKey) -> str:
    """The key as PEM."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
