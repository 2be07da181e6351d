"""The languages in which an interview can be held: one file and one row each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from interviewer.conversation.languages.de import GERMAN
from interviewer.conversation.languages.en import ENGLISH
from interviewer.conversation.languages.language import Language, Lines, Prompts, Replies, Wishes, Words

LANGUAGES: Final[Mapping[str, Language]] = {"en": ENGLISH, "de": GERMAN}
"""By the code that a plan names."""

__all__ = ["ENGLISH", "GERMAN", "LANGUAGES", "Language", "Lines", "Prompts", "Replies", "Wishes", "Words"]
