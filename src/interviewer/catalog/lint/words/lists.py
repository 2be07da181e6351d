"""What a language's word lists hold. Patterns are looked for in `plain` text: lower case, straight apostrophes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]
NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that may not be asked, or not everywhere: why, and the lawful way to what is needed for the job."""

    name: str
    severity: Severity
    asked_by: re.Pattern[str]
    """Finds a question about it; near misses are excluded in the pattern itself."""
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Nudge:
    """A wording that tells which answer is wanted."""

    found_by: re.Pattern[str]
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of a language."""

    topics: tuple[Topic, ...] = ()
    options_ask: tuple[str, ...] = ()
    """Questions to which an option is a yes. With one field, in plain form."""
    first_person: re.Pattern[str] = NEVER
    """How an option begins that is a sentence of the candidate's: taken out of it first."""
    lawful: re.Pattern[str] = NEVER
    """Lawful ways to ask, taken out of a text before the topics are looked for."""
    nudges: tuple[Nudge, ...] = ()
    joined: tuple[re.Pattern[str], ...] = ()
    """Two questions in one sentence."""
    joined_sentences: tuple[re.Pattern[str], ...] = ()
    """The same in two sentences: looked for in the whole line."""
    joined_answers: tuple[re.Pattern[str], ...] = ()
    """Two things of which a yes or no would leave open which is meant: looked for in questions for yes or no."""
    fixed_pairs: re.Pattern[str] = NEVER
    """Pairs that are one thing, such as health and safety."""
    jargon: Mapping[str, str] = field(default_factory=dict)
    """Pattern → plainer words."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Known names that are not said as they are spelled."""
    familiar: frozenset[str] = frozenset()
    """Unusual spellings that voices say right."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    symbols: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    """Rules that are left out, for want of words."""


def plain(text: str) -> str:
    """The text in lower case, with straight apostrophes and single spaces."""
    return " ".join(text.translate({0x2019: "'", 0x2018: "'", 0x2010: "-", 0x2011: "-"}).lower().split())


def listed(patterns: str, named: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Any of these patterns at the beginning of a word, one a line; a backslash ends a line that goes on in the next.

    `<name>` stands for the pattern of that name.
    """
    text = re.sub(r"\\\n\s*", "", patterns)
    while found := re.search(r"<([a-z]+)>", text):
        text = text.replace(found[0], (named or {})[found[1]])
    return re.compile("|".join(rf"\b(?:{line.strip()})" for line in text.splitlines() if line.strip()))
