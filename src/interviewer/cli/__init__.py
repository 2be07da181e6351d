"""The `interviewer` command.

Each module named below adds its commands with `register(app)`. They are imported when the command line is built, so
a module keeps its heavy imports inside its functions: `interviewer --help` must not load a speech model.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

import typer

from interviewer.bootstrap.settings import SettingMissing, SettingsInvalid
from interviewer.kernel.extensions import ExtensionMissing
from interviewer.kernel.sealing import SealingError
from interviewer.providers.accounts import ProviderUnusable

# A new group of commands is one module with `register(app: typer.Typer)` and one line here, in the order of --help.
COMMANDS = (
    *(
        "setup",
        "demo",
        "up",
        "doctor",
        "jobs",
        "plan",
        "campaigns",
        "interviews",
        "candidates",
        "do_not_call",
        "api_keys",
    ),
    *("webhooks", "log", "keys", "simulate", "chaos", "run"),
)


def build(asked: str = "") -> typer.Typer:
    """The command line with every command of the table, or with the one that is asked for, if it is one of them.

    To make all of them takes longer than most commands do.
    """
    named = asked.replace("-", "_")
    app = typer.Typer(
        name="interviewer",
        help="AI phone interviews: asks structured questions by voice, keeps every fact, scores with quoted evidence.",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
    )
    app.callback()(lambda: None)  # without it typer takes the name of an only command for its argument
    for name in (named,) if named in COMMANDS else COMMANDS:
        importlib.import_module(f"{__name__}.{name}").register(app)
    return app


def _leave(leaving: SystemExit) -> NoReturn:
    """Leave with the command's status, which LiveKit's native threads may not change.

    One that still tries to connect while the interpreter is taken down aborts the whole process.
    """
    if "livekit.rtc" in sys.modules and isinstance(leaving.code, int):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(leaving.code)
    raise leaving


def main() -> None:
    """Entry point of the `interviewer` command."""
    try:
        build(*sys.argv[1:2])()
    except SystemExit as leaving:
        _leave(leaving)
    except (SettingsInvalid, SettingMissing, ProviderUnusable, SealingError, ExtensionMissing) as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(2)
