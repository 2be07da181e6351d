"""Carries out commands of `interviewer`, each in a process of its own that is forked from this one after its imports.

An order is a line of JSON on standard input: `arguments`, `environment`, `out` and `err` (files to write to). It is
answered by a line with the status. Ends when standard input does.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import traceback
from typing import Any

from interviewer import cli

OFTEN = (
    *("httpx", "httpcore", "h11", "anyio", "rich.console", "rich.table", "rich.markdown", "certifi", "encodings.idna"),
    *("interviewer.bootstrap.wiring", "interviewer.bootstrap.system"),
)
"""What commands load only when they need it."""


def status_of(arguments: list[str]) -> int:
    """Carry it out as the program does."""
    sys.argv = ["interviewer", *arguments]
    try:
        cli.main()
    except SystemExit as leaving:
        if leaving.code is None or isinstance(leaving.code, int):
            return leaving.code or 0
        sys.stderr.write(f"{leaving.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - as the interpreter would end
        traceback.print_exc()
        return 1
    return 0


def carry_out(order: dict[str, Any]) -> None:
    """In the forked process; does not return."""
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(order["environment"])
    status = status_of(order["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def main() -> None:
    """Take orders."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    cli.build()
    for name in OFTEN:
        importlib.import_module(name)
    gc.freeze()
    orders = os.fdopen(os.dup(0), "rb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for line in orders:
        if (child := os.fork()) == 0:
            carry_out(json.loads(line))
        _, told = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(told)}\n")


if __name__ == "__main__":
    main()
