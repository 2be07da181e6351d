"""A sample of a language that the job needs, for a person to listen to."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from interviewer.catalog.questions.question import Question


class LanguageSample(Question):
    """The candidate speaks for a while in the language named. Its level is for a person to hear, not for a program."""

    usual_seconds: ClassVar[float] = 45.0

    kind: Literal["language_sample"] = "language_sample"
    speaks: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    """Its code: en, de, es."""
    level: Literal["A1", "A2", "B1", "B2", "C1", "C2"]
    """What the job needs, on the Common European scale."""
