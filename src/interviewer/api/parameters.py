"""What may be asked for in an address beneath /v1: a misspelt filter would show everything, and say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection

from interviewer.api.refusals import RequestInvalid

if TYPE_CHECKING:
    from fastapi.dependencies.models import Dependant


async def known(connection: HTTPConnection) -> None:
    """Refuse query parameters that the route does not have. Raises `RequestInvalid`."""
    route = connection.scope.get("route")
    if not isinstance(route, APIRoute) or not route.path.startswith("/v1/"):
        return
    if not (given := set(connection.query_params)):
        return
    names = set(_asked(route.dependant))
    if unknown := sorted(given - names):
        there = f"there are {', '.join(sorted(names))}" if names else "there are none"
        what = ", ".join(repr(name[:100]) for name in unknown[:10])
        raise RequestInvalid(f"There is no query parameter {what} here; {there}. Nothing was done.")


def _asked(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for part in dependant.dependencies:
        yield from _asked(part)
