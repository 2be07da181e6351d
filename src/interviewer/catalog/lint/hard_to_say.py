"""What a voice reads wrong or spells out: runs of acronyms, digits with units, symbols, addresses, unusual spelling.

A word that the plan's `pronunciations` has is looked at as it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from interviewer.catalog.lint.asked import Finding, spoken
from interviewer.catalog.lint.words.lists import Words
from interviewer.catalog.models import PlanFile
from interviewer.catalog.positions import Path
from interviewer.catalog.pronunciation import spoken_as, stands_in

ADDRESS: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.-])(?:[\w-]+\.)+(?:com|org|net|io|dev|de|eu|fr|es|uk|us|app|ai|info)\b(?!\.\w)(?:/\S*)?",
    re.IGNORECASE,
)
DATE: Final = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")
NUMBER: Final = re.compile(r"(?<![\w.,])\d+(?:[.,:]\d+)*(?![\w])")
LONGEST_NUMBER: Final = 4
"""Digits; longer ones are said slowly, and not always as meant."""
ACRONYM: Final = re.compile(r"\b[A-Z][A-Z0-9]*[A-Z0-9]s?\b")
RUN: Final = re.compile(r"\b[A-Z]{2,}s?(?:[ /&-]+[A-Z]{2,}s?\b)+|\b[A-Z]{2,}s?(?:,? (?:and |or )?[A-Z]{2,}s?\b){2,}")
LONGEST_ACRONYM: Final = 4
MIXED: Final = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])\w+\b")
PLAIN: Final = re.compile(r"\d+(?:st|nd|rd|th|s|am|pm)|[A-Za-z][a-z]{2,}(?:[A-Z][a-z]{2,})+")
"""Ordinals and hours, and words put together of whole ones, such as PowerPoint."""
INNER: Final = re.compile(r"\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)\b")
VOWELLESS: Final = re.compile(r"\b[b-df-hj-np-tv-xz]{4,}\b|\b\w*[b-df-hj-np-tv-xz]{6,}\w*\b", re.IGNORECASE)


def hard_to_say(plan: PlanFile, words: Words) -> Iterator[Finding]:
    """One finding for each thing in a spoken line; the job's title and company are spoken in the greeting."""
    lines: list[tuple[Path, str]] = [(("job", "title"), plan.job.title), (("job", "company"), plan.job.company)]
    lines.extend((line.path, line.text) for line in spoken(plan.plan))
    for path, text in lines:
        for said, remedy in _hard(text, plan.plan.pronunciations, words):
            yield Finding(path, f"{said!r} is hard to say", remedy)


def unused_pronunciation(plan: PlanFile, _words: Words) -> Iterator[Finding]:
    """An entry of the lexicon that stands in no line: misspelt, or left over."""
    lines = [plan.job.title, plan.job.company, *(line.text for line in spoken(plan.plan))]
    for entry in plan.plan.pronunciations:
        if not any(stands_in(entry, text) for text in lines):
            message = f"{entry!r} stands in no line that is spoken"
            yield Finding(("plan", "pronunciations", entry), message, "Write it as the lines do, or remove it.")


def _hard(text: str, lexicon: dict[str, str], words: Words) -> Iterator[tuple[str, str]]:
    """What is hard to say in a line, and the remedy. Each stretch of it is found once, by what tells most about it."""
    left = spoken_as(text, lexicon)
    for said, sounds in words.said.items():
        if stands_in(said, left):
            yield said, _lexicon(said, sounds)
            left = spoken_as(left, {said: " "})
    for pattern, remedy in (
        (ADDRESS, "Leave addresses to the invitation: nobody can write along."),
        (DATE, "Write the date in words."),
    ):
        for found in pattern.findall(left):
            yield found, remedy
        left = pattern.sub(" ", left)
    for short, long in words.abbreviations.items():
        if re.search(rf"(?<![\w.]){re.escape(short)}(?!\w)", left):
            yield short, f"Write it out: {long}."
            left = re.sub(rf"(?<![\w.]){re.escape(short)}(?!\w)", " ", left)
    units = "|".join(map(re.escape, sorted(words.units, key=len, reverse=True)))
    measured = re.compile(rf"(?<![\w.,])\d+(?:[.,]\d+)*(?:\s?-\s?\d+)? ?({units})(?!\w)", re.IGNORECASE)
    for found in measured.finditer(left):
        if found[0].casefold() not in {word.casefold() for word in words.familiar}:
            yield found[0], f"Write the number and {words.units[found[1].lower()]} in words."
            left = left.replace(found[0], " ")
    for found in RUN.finditer(left):
        if words.familiar.intersection(re.findall(r"\w+", found[0])):
            continue  # a word between them
        yield found[0], "Say what they stand for, or one at a time; or how to say them under pronunciations:."
    left = RUN.sub(" ", left)
    for pattern in (MIXED, INNER, ACRONYM, VOWELLESS):
        for found in pattern.finditer(left):
            word = found[0]
            if word in words.familiar or word.removesuffix("s") in words.familiar or PLAIN.fullmatch(word):
                continue
            if pattern is ACRONYM and len(word.removesuffix("s")) <= LONGEST_ACRONYM:
                continue
            yield word, _lexicon(word, "as it sounds")
        left = pattern.sub(" ", left)
    for found in NUMBER.finditer(left):
        if sum(character.isdigit() for character in found[0]) > LONGEST_NUMBER:
            yield found[0], "Write the number in words."
    for symbol, meaning in words.symbols.items():
        if symbol in left:
            yield symbol, f"Write it in words ({meaning}), or how to say it under pronunciations:."


def _lexicon(word: str, spoken: str) -> str:
    return f"Write it in words, or add to the plan: pronunciations: {{{_quoted(word)}: {spoken}}}."


def _quoted(word: str) -> str:
    return word if word.isalnum() else f'"{word}"'
