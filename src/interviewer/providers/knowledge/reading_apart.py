"""The process that reads one document for `apart`, and loads only what that takes: it is begun for each document.

python -m interviewer.providers.knowledge.reading_apart NAME   the document on stdin, its text as JSON on stdout
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from typing import Final

from interviewer.providers.knowledge.blocks import DocumentUnreadable

MEMORY: Final = 1 << 30
"""Bytes that it may hold."""


def main() -> None:
    """The process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from interviewer.providers.knowledge.reading import read

    try:
        told: object = asdict(read(sys.argv[1], sys.stdin.buffer.read()))
    except DocumentUnreadable as error:
        told = {"unreadable": str(error)}
    except MemoryError:
        return
    except RecursionError:
        told = {"unreadable": "It is nested too deeply to be read. Save its text anew and send that."}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
