"""What is wrong with a request, field by field, in words for people: pydantic speaks of inputs, tuples and branches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

SHOWN: Final = 6
"""Of more values that a field may have, only so many are told."""
WORDS: Final = {"missing": "is missing", "extra_forbidden": "is not known here"}
SUBJECT: Final = re.compile(r"^(Input|String|Value|List|Tuple|Set|Dictionary) should ")
CHOICE: Final = re.compile(r"'[^']*'")
BRANCH: Final = "literal["
"""How pydantic names one of several lists of values, as if it were a part of the field."""
Place = tuple[str | int, ...]


def of(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Field and message of each mistake, once; what is wrong for the sake of its own parts alone is left out."""
    places = {_place(error) for error in errors}
    said: dict[Place, list[str]] = {}
    choices: dict[Place, list[str]] = {}
    for error in errors:
        place = _place(error)
        if any(len(part) > len(place) and part[: len(place)] == place for part in places):
            continue
        if error["type"] == "literal_error":
            choices.setdefault(place, []).extend(CHOICE.findall(error["msg"]))
        elif (words := _words(error)) not in (known := said.setdefault(place, [])):
            known.append(words)
    for place, values in choices.items():
        said.setdefault(place, []).append(_among(list(dict.fromkeys(values))))
    return [{"field": _field(place), "message": words} for place, several in said.items() for words in several]


def whole_body(errors: Iterable[Mapping[str, Any]]) -> bool:
    """Whether there is a body, but no such thing as is wanted."""
    return any(error["loc"] == ("body",) and error["type"] != "missing" for error in errors)


def is_json(media_type: str) -> bool:
    """Whether a body of this kind is read as JSON."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _place(error: Mapping[str, Any]) -> Place:
    if error["type"] == "json_invalid":  # the place is one in the text
        return ("body",)
    return tuple(part for part in error["loc"] if not str(part).startswith(BRANCH))


def _words(error: Mapping[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return f"is no JSON: {error['ctx']['error']} at character {error['loc'][-1]}"
    if error["loc"] == ("body",) and error["type"] != "missing":
        return "must be a JSON object"
    said: str = error["msg"].removeprefix("Value error, ")
    return WORDS.get(error["type"]) or SUBJECT.sub("must ", said)


def _among(values: Sequence[str]) -> str:
    more = len(values) - SHOWN
    if more > 0:
        return f"must be {', '.join(values[:SHOWN])} or one of {more} more that /openapi.json tells"
    return f"must be {' or '.join(part for part in (', '.join(values[:-1]), values[-1]) if part)}"


def _field(place: Place) -> str:
    """As the field is written: `terms.windows[0].days`, or the name of the parameter."""
    parts = place[1:] or place
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")
