"""`interviewer log rebuild`: the read models made anew from the log, while the system runs."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interviewer.cli.front_door import AsJson
from interviewer.cli.log_door import migrated, reached, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interviewer.bootstrap.settings import Settings
    from interviewer.kernel.log import LogError
    from interviewer.kernel.sealing import KeyEncryptionKeys

REFUSED = 1


def rebuild(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME…]", help="Which read models; all if none is named.")
    ] = None,
    *,
    verify: Annotated[bool, typer.Option("--verify", help="Only if the new ones are as the live ones are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make read models anew from the log beside the live ones, and put them in their place at once.

    Leaves with 0 if that was done, 1 if it was not and the live ones are as they were, 2 if the log cannot be read.
    """
    from interviewer.bootstrap import settings as bootstrap
    from interviewer.cli import signals
    from interviewer.providers.projections import READ_MODELS

    settings = bootstrap.load()
    if unknown := sorted(set(names or ()) - READ_MODELS.keys()):
        raise typer.BadParameter(f"no read model is named {', '.join(unknown)}; there are {', '.join(READ_MODELS)}")
    chosen = tuple(name for name in READ_MODELS if not names or name in names)
    raise typer.Exit(signals.run(_rebuild(settings, chosen, verify=verify, as_json=as_json)))


async def _rebuild(settings: Settings, names: Sequence[str], *, verify: bool, as_json: bool) -> int:
    import asyncpg

    from interviewer.kernel import rebuild as rebuilding
    from interviewer.kernel.log import LogError, LogUnavailable
    from interviewer.kernel.postgres import PostgresStore
    from interviewer.providers.projections import READ_MODELS

    began = time.monotonic()
    found: dict[str, Any] = {"read_models": list(names)}
    async with reached(settings, prepare=migrated) as dsn, PostgresStore(dsn, keys=_keys(settings)) as store:
        connection = await asyncpg.connect(dsn, timeout=10)
        with shown() as progress:
            tasks = {name: progress.add_task(name, total=None) for name in names}
            tell: rebuilding.Tell = lambda name, at, head: progress.update(tasks[name], completed=at, total=head)  # noqa: E731
            models = [READ_MODELS[name]() for name in names]
            try:
                done = await rebuilding.rebuild(store, connection, models, verify=verify, tell=tell)
            except LogUnavailable:
                raise
            except LogError as error:
                found |= {"switched": False, "why": _why(error), "differences": _differences(error)}
            else:
                found |= {"switched": True, "position": done.position, "verified_rows": done.verified}
                found |= {"stood_still_s": round(done.stood_still, 3)}
        connection.terminate()
    found["seconds"] = round(time.monotonic() - began, 3)
    if as_json:
        typer.echo(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        _tell(found)
    return 0 if found["switched"] else REFUSED


def _keys(settings: Settings) -> KeyEncryptionKeys:
    from interviewer.embedded import keys
    from interviewer.kernel.sealing import KeyEncryptionKeys

    kept = keys.load(settings.state_dir).encryption if keys.kept(settings.state_dir) else ""
    return KeyEncryptionKeys.read(settings.encryption_keys or kept)


def _why(error: LogError) -> str:
    from interviewer.kernel.projection import ProjectionStopped

    said = str(error).rstrip(".")
    if isinstance(error, ProjectionStopped):
        return f"{said}. `interviewer log audit` tells whether the log was changed there"
    return said


def _differences(error: LogError) -> list[dict[str, Any]]:
    from interviewer.kernel.rebuild import ReadModelsDiffer

    return [asdict(one) for one in error.differences] if isinstance(error, ReadModelsDiffer) else []


def _tell(found: dict[str, Any]) -> None:
    for one in found.get("differences", ()):
        how = {"live": "is not in the log", "rebuilt": "is lacking", None: "is not as the log has it"}[one["only"]]
        typer.secho(f"{one['table']} {one['key']}: the live row {how}", fg="red")
    if not found["switched"]:
        typer.secho(f"Not rebuilt: {found['why']}.", fg="red", bold=True)
        return
    compared = found["verified_rows"]
    same = "" if compared is None else f" All {compared:,} rows are as the former ones were."
    typer.secho(
        f"Made anew up to position {found['position']} in {found['seconds']:.1f} s: {', '.join(found['read_models'])}."
        f"{same} The live ones stood still for {found['stood_still_s']:.3f} s.",
        fg="green",
    )
