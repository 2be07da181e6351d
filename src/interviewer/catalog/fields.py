"""What the fields of a plan file are made of: spoken lines, ids, and the model that all its parts are.

Deliberately not here: which fields there are (`models`, `questions`).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""All but those between words and lines."""

KEPT: dict[str, bool] = {"kept": True}
"""The context in which a document is read that was kept before characters were looked at."""


def readable(text: str, info: ValidationInfo) -> str:
    """The text, unless there is something in it that nobody can see. Raises ValueError."""
    if CONTROL.search(text) and info.context != KEPT:
        raise ValueError("there is a character in it that nobody can see, such as NUL: write it anew")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600), AfterValidator(readable)]
"""Something that is spoken: plain text, no markup."""


class Strict(BaseModel):
    """A part of the plan file: unknown fields are mistakes, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def mistake(field: str, said: str, remedy: str) -> PydanticCustomError:
    """What a validator of several fields raises: the field to look at, what is wrong, and what to do about it."""
    return PydanticCustomError("mistake", "{said}", {"field": field, "said": said, "remedy": remedy})


def absent(value: object) -> bool:
    """For `exclude_if` of an optional field that plans did not always have.

    The id of a published plan is made from what it says, so one that does not have the field must not say so.
    """
    return value is None or value == ()
