"""A question with yes or no for an answer."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from interviewer.catalog.fields import absent
from interviewer.catalog.questions.question import Patience, Question

YesNoWord = Annotated[
    Literal["yes", "no"],
    BeforeValidator(lambda value: ("no", "yes")[value] if isinstance(value, bool) else value),
]
"""YAML takes a bare yes or no for true or false."""


class YesNo(Question):
    """The candidate says yes or no."""

    usual_seconds: ClassVar[float] = 10.0
    patience: ClassVar[Patience] = "yes_no"

    kind: Literal["yes_no"] = "yes_no"
    knock_out: YesNoWord | None = Field(default=None, exclude_if=absent)
    """The answer that rules a candidate out; a person decides about that."""
