"""Fields that many of the public API's shapes have: names, ids, and texts in which every character can be seen."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from interviewer.calling import writing


def shown_line(text: str) -> str:
    """A text of one line in which every character can be seen."""
    return _shown(text)


def shown_lines(text: str) -> str:
    """The same of several lines."""
    return _shown(text, besides=writing.OVER_LINES)


def _shown(text: str, besides: str = "") -> str:
    if found := writing.unseen(text, besides=besides):
        raise PydanticCustomError(
            "unseen", "The character {found} cannot be seen and cannot stand here; remove it", {"found": found}
        )
    return text


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(shown_line),
    Field(json_schema_extra={"pattern": r"^[^\x00-\x1f]+$"}),
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
"""Of a thing that exists; whether it does is found out."""
Client = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
"""Any value that a browser keeps."""
