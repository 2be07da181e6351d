"""The words that rules look for: one module and one row a language; plans of another are looked at by form alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from interviewer.catalog.lint.words import de, en
from interviewer.catalog.lint.words.lists import Words

WORDS: Final[Mapping[str, Words]] = {"en": en.WORDS, "de": de.WORDS}
