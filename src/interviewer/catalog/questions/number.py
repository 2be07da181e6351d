"""A question for a number with its unit: pay, a notice period, years of something."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from interviewer.catalog.fields import Strict, absent, mistake, readable
from interviewer.catalog.questions.question import Patience, Question

Amount = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
Unit = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^\W\d_][^\d_]*$", max_length=40),
    AfterValidator(readable),
]
"""As it is said after the number, of several: "weeks", "pounds a year", "people"."""


class Bounds(Strict):
    """Amounts that rule a candidate out, in the question's unit; the bounds themselves do not."""

    below: Amount | None = None
    above: Amount | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.below is None and self.above is None:
            raise mistake("", "it has no bound", "Write below:, above: or both, each with a number.")
        if self.below is not None and self.above is not None and self.below > self.above:
            raise mistake(
                "above", "every number is below the one or above the other", "Give above: the larger of the two."
            )
        return self


class Number(Question):
    """The candidate names an amount."""

    usual_seconds: ClassVar[float] = 15.0
    patience: ClassVar[Patience] = "short"

    kind: Literal["number"] = "number"
    unit: Unit
    least: Amount | None = Field(default=None, exclude_if=absent)
    most: Amount | None = Field(default=None, exclude_if=absent)
    """An amount outside of these was probably misheard."""
    knock_out: Bounds | None = Field(default=None, exclude_if=absent)
    """A person decides about who is ruled out."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        least, most = self.least, self.most
        if least is not None and most is not None and least > most:
            raise mistake(
                "least",
                f"no number is at least {least:g} and at most {most:g}",
                "Make least the smaller of the two.",
            )
        return self
