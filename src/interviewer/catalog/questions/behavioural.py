"""A question about something that the candidate has done: situation, action, result."""

from __future__ import annotations

from typing import ClassVar, Literal

from interviewer.catalog.questions.question import Patience, Question


class Behavioural(Question):
    """The candidate tells what they did once."""

    usual_seconds: ClassVar[float] = 75.0
    patience: ClassVar[Patience] = "behavioural"

    kind: Literal["behavioural"] = "behavioural"
