"""What questions of all kinds have in common, and the follow-ups that their authors write."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from interviewer.catalog.fields import Line, Slug, Strict, absent

Patience = Literal["yes_no", "short", "open", "behavioural"]
"""How long people pause in an answer of that kind before they are done: the rows of `conversation.endpointing`."""


class ShorterThan(Strict):
    """The answer so far has fewer words than this."""

    shorter_than: int = Field(ge=1, le=200)


class MissingAnyOf(Strict):
    """None of these words or phrases occurs in the answer so far."""

    missing_any_of: tuple[Line, ...] = Field(min_length=1)


class Probe(Strict):
    """A follow-up written by the author, asked at most once and only when its condition holds."""

    id: Slug
    when: ShorterThan | MissingAnyOf
    ask: Line


def _kind_is_named(schema: dict[str, Any], kind: type[BaseModel]) -> None:
    """To a schema, a question that names no kind is an open one, and not of all kinds at once."""
    if kind.model_fields["kind"].default != "open" and "kind" not in schema["required"]:
        schema["required"].append("kind")


class Question(Strict):
    """One question, asked of every candidate in exactly these words; what all kinds have in common."""

    model_config = ConfigDict(json_schema_extra=_kind_is_named)

    usual_seconds: ClassVar[float] = 60.0
    """Usual length of an answer."""
    patience: ClassVar[Patience] = "open"

    id: Slug
    kind: str = "open"
    ask: Line
    rephrased: Line | None = Field(default=None, exclude_if=absent)
    """The same in simpler words, for who asks what is meant."""
    seconds: int | None = Field(default=None, ge=5, le=600, exclude_if=absent)
    """How long an answer usually is; left out, as usual for the kind."""
    follow_ups: int | None = Field(default=None, ge=0, le=3, exclude_if=absent)
    """The most follow-ups that a language model may find; left out, as the conversation does it."""
    probes: tuple[Probe, ...] = ()
    criteria: tuple[Slug, ...] = ()
    required: bool = True
