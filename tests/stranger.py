"""Somebody who tries an API by its document alone, and is told of some things that exist there.

What is drawn at random asks for things that are not there and times that are over, and would be refused before anything
interesting happens. So about half of the sound requests are pointed at what exists; those that are meant to be refused
are so at the sound parts only.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import schemathesis
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation

from api_in_a_thread import ApiInAThread
from known_things import Known, KnownThings, a_number, plan_text
from odd_values import Sent
from recruiting import as_csv, row, terms
from running_api import PLAN

JSON: Final = "application/json"
Case = schemathesis.Case[Any]
LEFT_OUT: Final = frozenset({"cursor", "at", "region", "client"})
"""Parameters that hold nothing of sense unless it was given before."""


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


SENSIBLE: Final[dict[str, Callable[[], Any]]] = {
    "terms": terms,
    "zone": lambda: "Europe/Berlin",
    "number": a_number,
    "region": lambda: None,
    "at": lambda: tomorrow().isoformat(),
    "local": lambda: None,
    "consent": lambda: {"source": "a form", "wording": "I agree.", "obtained_at": "2026-01-05T09:30:00Z"},
    "obtained_at": lambda: "2026-01-05T09:30:00Z",
    "expires_at": lambda: tomorrow().isoformat(),
    "url": lambda: "https://ats.example/hook",
    "types": lambda: ["interview.*"],
    "documents": list,
}
"""What a field may hold that the schema alone does not tell."""
WRITTEN: Final = {"if-match": "*", "range": "bytes=0-99", "wait-for-position": "0", "reason": "a letter", "q": "a"} | {
    "language": "en"
}
"""What stands in headers and addresses."""
TEXTS: Final[dict[str | None, Callable[[], str]]] = {
    "application/yaml": plan_text,
    "text/markdown": lambda: "# Pay\n\nWe pay 20 pounds an hour.\n",
    "text/csv": lambda: as_csv([row(a_number())]),
    "application/x-ndjson": lambda: f'{{"name": "Ada Byron", "number": "{a_number()}"}}\n',
}
"""Bodies that are no JSON."""


@dataclass
class Stranger:
    """`fresh`: each request that was drawn gets things of its own, for it uses them up."""

    served: ApiInAThread
    things: KnownThings
    fresh: bool

    def point(self, case: Case) -> None:
        """Point a request at what exists, or leave it as it was drawn; the same request always the same way."""
        parts = (case.path_parameters, case.query, None if case.body is NOT_SET else case.body)
        drawn = zlib.crc32(repr(parts).encode(errors="replace"))
        sound = {place for place in ParameterLocation if case.meta is None or not case.meta.is_negative_at(place)}
        _positions(case, sound=ParameterLocation.HEADER in sound)
        if drawn % 3 == 0 and len(sound) == len(ParameterLocation):
            return
        known = self._known(case, drawn)
        if ParameterLocation.HEADER in sound:
            _headers(case)
        if ParameterLocation.PATH in sound:
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        if ParameterLocation.QUERY in sound:
            case.query = {name: known.get(name, value) for name, value in case.query.items() if name not in LEFT_OUT}
        if ParameterLocation.BODY in sound:
            _body(case, known)

    def plain(self, operation: Any) -> Iterator[Case]:
        """Sound requests for everything that is known to exist, with nothing in them that could be left out."""
        names = _names(operation.path_parameters)
        asked = [parameter.name for parameter in operation.query if parameter.is_required]
        headers = {"if-match": "*"} if "if-match" in _names(operation.headers) else {}
        for media_type, body in self._bodies(operation):
            for known in self._found(first) if (first := next(iter([*names, *asked]), None)) else [Known()]:
                yield operation.Case(
                    path_parameters={name: known[name] for name in names},
                    query={name: known.get(name) or WRITTEN[name] for name in asked},
                    headers=headers,
                    body=body,
                    media_type=media_type,
                )

    def sound(self, operation: Any) -> Iterator[Sent]:
        """The same for one of each, with every parameter, as they go over the line."""
        headers = {name: WRITTEN.get(name.lower(), "") for name in _names(operation.headers)}
        names, asked = _names(operation.path_parameters), _names(operation.query)
        known: Known = {}
        for name in (*names, *asked):
            known |= (self._found(name) or [{}])[0] if name not in known else {}
        query = {name: known.get(name, WRITTEN.get(name, "1")) for name in asked}
        for media_type, body in self._bodies(operation):
            kind = {"Content-Type": media_type} if media_type else {}
            sent = body.encode() if media_type in TEXTS else None if media_type is None else body
            yield Sent(operation.path, {name: known[name] for name in names}, query, headers | kind, sent)

    def _bodies(self, operation: Any) -> Iterator[tuple[str | None, Any]]:
        """Each example of a body, with its kind; no body where none is wanted."""
        document = operation.schema.raw_schema
        asked = document["paths"][operation.path][operation.method].get("requestBody", {}).get("content", {})
        for media_type, content in asked.items():
            if media_type != JSON:
                yield media_type, _text(media_type, operation.path)
                continue
            model = content["schema"]["$ref"].rpartition("/")[2]
            for example in document["components"]["schemas"][model]["examples"]:
                fields = {"at" if name == "local" else name: value for name, value in example.items()}
                yield media_type, {name: self._filled(name, value) for name, value in fields.items()}
        if not asked:
            yield None, NOT_SET

    def _filled(self, name: str, value: Any) -> Any:
        if name in SENSIBLE:
            return SENSIBLE[name]()
        found = self._found(name)
        return found[0][name] if found else value

    def _known(self, case: Case, drawn: int) -> Known:
        body = case.body if isinstance(case.body, dict) else {}
        known: Known = {}
        for name in (*case.path_parameters, *case.query, *body):
            if name not in known and (found := self._found(name, fresh=self.fresh)):
                known |= found[drawn // 3 % len(found)]
        return known

    def _found(self, name: str, *, fresh: bool = False) -> list[Known]:
        if name in self.things.kept and not fresh:
            return self.things.kept[name]
        return self.served.run(self.things.of(name, fresh=fresh)) if self.things.has(name) else []


def _positions(case: Case, *, sound: bool) -> None:
    """A position that the log will not reach for years is waited for, which takes its time."""
    if str(case.headers.get("Wait-For-Position", "")).isdecimal():
        if sound:
            case.headers["Wait-For-Position"] = "0"
        else:
            del case.headers["Wait-For-Position"]


def _headers(case: Case) -> None:
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
    if any(parameter.name == "if-match" for parameter in case.operation.headers):
        case.headers["if-match"] = "*"
        case.headers.pop("if-none-match", None)
    if "Range" in case.headers:
        case.headers["Range"] = "bytes=0-99"


def _body(case: Case, known: Known) -> None:
    if case.media_type in TEXTS:
        case.body = _text(case.media_type, case.path)
    elif isinstance(case.body, dict):
        case.body = {
            name: SENSIBLE[name]() if name in SENSIBLE else known.get(name, value) for name, value in case.body.items()
        }


def _text(media_type: str | None, path: str) -> str:
    return PLAN if path == "/v1/plans" else TEXTS[media_type]()


def _names(parameters: Any) -> list[str]:
    return [parameter.name for parameter in parameters]
