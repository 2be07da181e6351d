"""`interviewer log head` and `log key`: a signed digest of the log's end, and the key that it is checked with."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interviewer.cli.log_door import migrated, opened, unreadable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from interviewer.bootstrap.settings import Settings
    from interviewer.kernel.digest import Digest


def head(
    out: Annotated[
        Path,
        typer.Option(
            help="Where the digest goes, - for standard output: keep it on another machine.", show_default=False
        ),
    ],
) -> None:
    """Write a signed digest of the log's head: what comes after it can be cut off or rewritten, what is before cannot.

    Not without being noticed, that is: `log audit --against` shows it.
    """
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.cli import signals

    settings = bootstrap.load()
    signing = _signing_key(settings, make=True)
    raise typer.Exit(signals.run(_head(settings, signing, out)))


def key() -> None:
    """Print the public key of this installation's digests. Keep it where you keep them."""
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.kernel.digest import public_pem

    typer.echo(public_pem(_signing_key(bootstrap.load(), make=True).public_key()), nl=False)


async def _head(settings: Settings, signing: Ed25519PrivateKey, out: Path) -> int:
    from interviewer.kernel import audit as auditing
    from interviewer.kernel.digest import Digest

    async with opened(settings, prepare=migrated) as connection:
        to, now = await auditing.head(connection), await connection.fetchval("select clock_timestamp()")
        digest = Digest.signed(signing, await connection.fetchval("select id from installation"), to, now)
    if str(out) == "-":
        typer.echo(digest.written(), nl=False)
        return 0
    try:
        await asyncio.to_thread(out.write_text, digest.written())
    except OSError as error:
        unreadable(f"{out} cannot be written: {error.strerror}. No digest was made.")
    typer.echo(f"{out}: position {digest.position} of {digest.installation}. Keep it on another machine.")
    return 0


def digest_in(file: Path, public: Path | None, settings: Settings) -> Digest:
    """The digest in a file, its signature checked."""
    from interviewer.kernel.digest import Digest, DigestUnusable

    verifying = _signing_key(settings, make=False).public_key() if public is None else _public_key(public)
    try:
        digest = Digest.read(file.read_text())
        digest.check(verifying)
    except (OSError, UnicodeDecodeError) as error:
        unreadable(f"The digest {file} cannot be read: {getattr(error, 'strerror', error)}.")
    except DigestUnusable as error:
        unreadable(f"The digest {file} proves nothing: {error}.")
    return digest


def _public_key(file: Path) -> Ed25519PublicKey:
    from interviewer.kernel.digest import DigestUnusable, public_key

    try:
        return public_key(file.read_text())
    except (OSError, UnicodeDecodeError) as error:
        unreadable(f"The key {file} cannot be read: {getattr(error, 'strerror', error)}.")
    except DigestUnusable as error:
        unreadable(f"The key {file} cannot be used: {error}. `interviewer log key` prints one.")


def _signing_key(settings: Settings, *, make: bool) -> Ed25519PrivateKey:
    """This installation's own, from the settings or the state folder; `make` it there if there is none."""
    from interviewer.embedded import keys
    from interviewer.kernel.digest import DigestUnusable, private_key

    kept = settings.log_signing_key
    try:
        if make:
            settings.state_dir.mkdir(parents=True, mode=0o711, exist_ok=True)
        if not kept and not make and not keys.kept(settings.state_dir):
            unreadable(
                f"There is no key in {settings.state_dir} to check the digest with. Name the one it was signed with in "
                "--public-key."
            )
        return private_key(kept or keys.load(settings.state_dir).log_signing)
    except DigestUnusable as error:
        where = "INTERVIEWER_LOG_SIGNING_KEY" if kept else f"{settings.state_dir}/keys.json"
        unreadable(f"{where}: {error}.")
    except (keys.KeysUnreadable, OSError) as error:
        unreadable(str(error))
