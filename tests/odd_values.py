"""Values that break programs which do not look at what they are given, one at a time in an otherwise sound request."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote, urlencode

NUL, SURROGATE = "a\x00b", "\ud83d"
WRITTEN: Final = (NUL, SURROGATE, "", "x" * 9_000, "\U0010ffff\ufffe", "1" * 400, "9999-12-31T23:59:59-14:00", "../..")
"""In addresses."""
SPOKEN: Final = (*WRITTEN, "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "P999999999999D", "\u202ee\u0301")
NUMBERS: Final = (10**400, 2**63, -1, float("inf"), float("nan"))
VALUES: Final[tuple[Any, ...]] = (*SPOKEN, *NUMBERS, None, True, [], {NUL: NUL})
"""In bodies, of whatever type the schema has there."""
LAUGHTER: Final = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 121))
"""Each line twice the one before."""
HEADERS: Final = ("\xff", "a" * 9_000, "9" * 5_000, '"1', "*, *")
BODIES: Final = (
    b"{",
    b"\xff\xfe",
    b"null",
    b'"',
    b"[" * 20_000,
    b'{"a":' * 20_000,
    b"1" * 5_000,
    b"- " * 20_000,
    LAUGHTER,
)
"""No JSON and no YAML, or far too much of it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes over the line. `body`: the JSON of it, before it is written down; None for none."""

    path: str
    parameters: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    """Those of no text are not sent."""
    body: Any = None
    value: Any = field(default=None, compare=False)
    """What is odd in it."""

    @property
    def unfit(self) -> bool:
        """It holds what no database keeps; in an address half a character is read as the sign for one unknown."""
        return self.value == NUL or (self.value == SURROGATE and self.body is not None)

    @property
    def url(self) -> str:
        """Path and query, with whatever bytes there are in them."""
        path = self.path.format_map({name: quote(_raw(value), safe="") for name, value in self.parameters.items()})
        query = urlencode({name: _raw(value) for name, value in self.query.items()})
        return f"{path}?{query}" if query else path

    @property
    def written_headers(self) -> dict[str, bytes]:
        """Those that have something in them."""
        return {name: value.encode("latin-1") for name, value in self.headers.items() if value}

    @property
    def content(self) -> bytes:
        """The body as JSON, in which numbers have no bounds and half a character can stand; or just these bytes."""
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


def odd(sound: Sent) -> Iterator[Sent]:
    """The request with one odd value after the other in each of its places."""
    for value in WRITTEN:
        for name in sound.parameters:
            yield replace(sound, parameters={**sound.parameters, name: value or " "}, value=value)
        for name in sound.query:
            yield replace(sound, query={**sound.query, name: value}, value=value)
    for value in HEADERS:
        for name in sound.headers.keys() - {"Content-Type"}:
            yield replace(sound, headers={**sound.headers, name: value}, value=value)
    for place in _places(sound.body):
        for anything in VALUES:
            yield replace(sound, body=_with(sound.body, place, anything), value=anything)
    if sound.body is not None:
        for body in BODIES:
            yield replace(sound, body=body, value=body)


def _places(body: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in items:
        yield (*before, key)
        yield from _places(value, (*before, key))


def _with(body: Any, place: tuple[str | int, ...], value: Any) -> Any:
    changed = copy.deepcopy(body)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return changed


def _raw(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")
