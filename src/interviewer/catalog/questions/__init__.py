"""Kinds of question: one file each, and one row in `AnyQuestion`.

How an answer of a kind is understood is another row, in `conversation.answers`; a kind without one is only listened to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, get_args

from pydantic import BeforeValidator, Field

from interviewer.catalog.questions.behavioural import Behavioural
from interviewer.catalog.questions.choice import Choice, Option
from interviewer.catalog.questions.consent import Consent
from interviewer.catalog.questions.date import Date
from interviewer.catalog.questions.language_sample import LanguageSample
from interviewer.catalog.questions.number import Bounds, Number
from interviewer.catalog.questions.open import Open
from interviewer.catalog.questions.question import MissingAnyOf, Patience, Probe, Question, ShorterThan
from interviewer.catalog.questions.yes_no import YesNo


def _kind_named(given: object) -> object:
    """A question that names no kind is an open one."""
    return {"kind": "open", **given} if isinstance(given, dict) else given


_Rows = (
    Open  # the first is the kind of a question that names none
    | Behavioural
    | YesNo
    | Number
    | Date
    | Choice
    | LanguageSample
    | Consent
)
AnyQuestion = Annotated[_Rows, Field(discriminator="kind"), BeforeValidator(_kind_named)]
"""A question as it stands in a plan."""

KINDS: Final[Mapping[str, type[Question]]] = {row.model_fields["kind"].default: row for row in get_args(_Rows)}
"""By the name that a plan gives."""

__all__ = [
    "KINDS",
    "AnyQuestion",
    "Behavioural",
    "Bounds",
    "Choice",
    "Consent",
    "Date",
    "LanguageSample",
    "MissingAnyOf",
    "Number",
    "Open",
    "Option",
    "Patience",
    "Probe",
    "Question",
    "ShorterThan",
    "YesNo",
]
