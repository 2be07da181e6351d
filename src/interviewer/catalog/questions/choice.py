"""A question with a few answers to choose from."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from interviewer.catalog.fields import Line, Slug, Strict, absent, mistake
from interviewer.catalog.questions.question import Patience, Question


class Option(Strict):
    """One answer to choose."""

    id: Slug
    label: Line
    """As it is said back: "the early shift"."""
    synonyms: tuple[Line, ...] = Field(default=(), exclude_if=absent)
    """Other words for it: "mornings", "six to two"."""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.label, *self.synonyms)


class Choice(Question):
    """The candidate chooses."""

    usual_seconds: ClassVar[float] = 12.0
    patience: ClassVar[Patience] = "short"

    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)
    """In the order in which they are asked: "the second one" is the second."""
    several: bool = Field(default=False, exclude_if=lambda value: not value)
    """More than one may be chosen."""
    knock_out: tuple[Slug, ...] = Field(default=(), exclude_if=absent)
    """Options that rule out who chooses nothing else; a person decides about that."""

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        taken: dict[str, str] = {}
        ids = [option.id for option in self.options]
        for index, option in enumerate(self.options):
            if option.id in ids[:index]:
                raise mistake(
                    f"options.{index}.id", f"the option id {option.id!r} is taken", "Give it an id of its own."
                )
            for name in {" ".join(name.lower().split()) for name in option.names}:
                if name in taken:
                    said = f"{name!r} stands for {taken[name]!r} and for {option.id!r}"
                    raise mistake(f"options.{index}", said, "Leave it with one of them.")
                taken[name] = option.id
        for index, name in enumerate(self.knock_out):
            if name not in ids:
                raise mistake(f"knock_out.{index}", f"there is no option {name!r}", f"Write one of {', '.join(ids)}.")
        return self
