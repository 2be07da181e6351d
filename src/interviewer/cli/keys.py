"""`interviewer keys`: the key-encryption keys that personal data is sealed with."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the group `keys`."""
    group = typer.Typer(no_args_is_help=True, help="The keys that personal data is sealed with.")
    group.command("new")(new)
    group.command("rotate")(rotate)
    app.add_typer(group, name="keys")


def new() -> None:
    """Print a fresh key-encryption key, to be put first into INTERVIEWER_ENCRYPTION_KEYS."""
    from interviewer.kernel.sealing import KEY_BYTES

    typer.echo(secrets.token_urlsafe(KEY_BYTES))


def rotate() -> None:
    """Wrap everybody's key by the first key-encryption key. No event is rewritten, and it may run while all else does.

    Where the keys are named in INTERVIEWER_ENCRYPTION_KEYS: put a new one first, restart the processes, rotate, then
    remove the old one. Where this machine keeps them: stop the system first; a new one is made and the old removed.

    From then on copies of keys.json from before open nothing any more: make a new copy beside the next backup.
    """
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.bootstrap.database import REFUSALS
    from interviewer.cli.front_door import refuse
    from interviewer.kernel.sealing import SealingError

    settings = bootstrap.load()
    try:
        count = asyncio.run(_rotate(settings))
    except REFUSALS as error:
        refuse(str(error))
    except (SealingError, OSError) as error:
        refuse(str(error) or str(type(error).__doc__))
    typer.echo(f"{count} key(s) were wrapped anew.")
    if settings.encryption_keys:
        typer.echo("Only the first of INTERVIEWER_ENCRYPTION_KEYS is needed from now on; the others open nothing more.")
    else:
        file = settings.state_dir / "keys.json"
        typer.echo(f"Copies of {file} from before open nothing any more: make a new one.")


async def _rotate(settings: Settings) -> int:
    from interviewer.bootstrap import system
    from interviewer.bootstrap.database import database
    from interviewer.embedded import keys
    from interviewer.kernel.postgres import PostgresStore
    from interviewer.kernel.sealing import KEY_BYTES, KeyEncryptionKeys

    kept = not settings.encryption_keys
    written = settings.encryption_keys
    if kept:
        if system.already(settings.state_dir):
            raise system.AlreadyRunning(
                "The system runs with the keys it has: stop it, then rotate. Nothing was changed."
            )
        fresh = secrets.token_urlsafe(KEY_BYTES)
        written = f"{fresh},{keys.load(settings.state_dir).encryption}"
        keys.put_encryption(settings.state_dir, written)
    async with database(settings) as dsn, PostgresStore(dsn, keys=KeyEncryptionKeys.read(written)) as store:
        await store.keys.check()
        count = await store.keys.wrap_anew()
    if kept:
        keys.put_encryption(settings.state_dir, written.partition(",")[0])
    return count
