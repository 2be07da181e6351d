"""Which methods an address knows: of two routes at one address, each knows its own alone.

The page, which is served wherever nothing else is (`pages`), does not count.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

ANYWHERE: Final = "/{path:path}"


def of(app: FastAPI, path: str) -> list[str]:
    """In the order of the alphabet; none where there is nothing."""
    found: set[str] = set()
    for route in iter_route_contexts(app.routes):
        if route.path not in (None, ANYWHERE) and _pattern(route.path).match(path):
            found |= set(route.methods or ())
    return sorted(found)


@functools.cache
def _pattern(path: str) -> re.Pattern[str]:
    return compile_path(path)[0]
