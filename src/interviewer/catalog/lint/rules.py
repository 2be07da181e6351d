"""The table of rules: what is looked for in a plan that has the shape of one. A new rule is a function and a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from interviewer.catalog.lint.asked import Finding
from interviewer.catalog.lint.double import double
from interviewer.catalog.lint.evidence import no_evidence, serves_nothing
from interviewer.catalog.lint.hard_to_say import hard_to_say, unused_pronunciation
from interviewer.catalog.lint.jargon import jargon
from interviewer.catalog.lint.leading import leading
from interviewer.catalog.lint.unlawful import knock_out, unlawful
from interviewer.catalog.lint.words import WORDS
from interviewer.catalog.lint.words.lists import Severity, Words
from interviewer.catalog.models import PlanFile


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; `by_words`: it is left out for a language that has no word lists."""

    find: Callable[[PlanFile, Words], Iterator[Finding]]
    severity: Severity = "warning"
    by_words: bool = True


RULES: Final[Mapping[str, Rule]] = {
    "unlawful": Rule(unlawful, "error"),
    "knock_out": Rule(knock_out, "error"),
    "leading": Rule(leading),
    "double": Rule(double),
    "hard_to_say": Rule(hard_to_say),
    "unused_pronunciation": Rule(unused_pronunciation, by_words=False),
    "jargon": Rule(jargon),
    "serves_nothing": Rule(serves_nothing, by_words=False),
    "no_evidence": Rule(no_evidence, by_words=False),
}
NO_WORDS: Final = Words()


def findings(plan: PlanFile) -> Iterator[tuple[str, Severity, Finding]]:
    """Everything that the rules have to say about the plan: rule, severity, finding."""
    words = WORDS.get(plan.plan.language)
    for name, rule in RULES.items():
        if name not in left_out(plan.plan.language):
            for finding in rule.find(plan, words or NO_WORDS):
                yield name, finding.severity or rule.severity, finding


def left_out(language: str) -> tuple[str, ...]:
    """The rules that know no words of that language."""
    words = WORDS.get(language)
    return tuple(name for name, rule in RULES.items() if rule.by_words and (words is None or name in words.without))
