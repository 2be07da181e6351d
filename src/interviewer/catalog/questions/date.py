"""A question for a date: when somebody can start, until when something is valid."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from interviewer.catalog.fields import absent, mistake
from interviewer.catalog.questions.question import Patience, Question


class Date(Question):
    """The candidate names a day, or a time from now ("in two weeks")."""

    usual_seconds: ClassVar[float] = 15.0
    patience: ClassVar[Patience] = "short"

    kind: Literal["date"] = "date"
    earliest: dt.date | None = Field(default=None, exclude_if=absent)
    latest: dt.date | None = Field(default=None, exclude_if=absent)
    knock_out: bool = Field(default=False, exclude_if=lambda value: not value)
    """A date before `earliest` or after `latest` rules a candidate out; a person decides about that."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            raise mistake(
                "earliest",
                f"no day is from {self.earliest} on and until {self.latest}",
                "Make earliest the earlier of the two.",
            )
        if self.knock_out and self.earliest is None and self.latest is None:
            raise mistake("knock_out", "there is no day that could rule anybody out", "Add latest: or earliest:.")
        return self
