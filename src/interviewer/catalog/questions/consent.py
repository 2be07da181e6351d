"""A question whether the candidate agrees to something beside the interview: a background check, to be kept on file."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from interviewer.catalog.fields import Line
from interviewer.catalog.questions.question import Patience, Question


class Consent(Question):
    """The candidate agrees or does not. The recording is no such question: it is agreed to before the first."""

    usual_seconds: ClassVar[float] = 8.0
    patience: ClassVar[Patience] = "yes_no"

    kind: Literal["consent"] = "consent"
    to: Line
    """What is agreed to, as it is kept in the log: "that we ask your last employer"."""
    necessary: bool = Field(default=False, exclude_if=lambda value: not value)
    """Who does not agree is ruled out; a person decides about that."""
