"""Reads which of the options was chosen: by its name, by a word that only it has, by its place, or all but another."""

from __future__ import annotations

import re
from datetime import datetime

from interviewer.catalog.questions import Choice, Option, Question
from interviewer.conversation.answers.reading import Reading
from interviewer.conversation.languages import Language
from interviewer.conversation.understanding import WORD, plain

MOST_WORDS = 60
"""In a longer answer every option may occur, and none of them be chosen."""
BETWEEN = ", "
"""Between the ids of several options in a value."""


def read_choice(question: Question, text: str, language: Language, _now: datetime | None) -> Reading | None:
    """The option or options; None if none was named, or more than may be."""
    if not isinstance(question, Choice):
        return None
    values = language.values
    said = plain(text)
    if len(WORD.findall(said)) > MOST_WORDS:
        return None
    parts = [part.strip(" ,;-") for part in values.corrects.split(said)]
    unsure = values.unsure.search(said) is not None
    for part in reversed([part for part in parts if part]):
        chosen, open_to_any = _chosen(question, part, language)
        if open_to_any:
            return _reading(question, list(question.options), language, any_of_them=True, certain=not unsure)
        if len(chosen) > 1 and not question.several:
            return None
        if chosen:
            return _reading(question, chosen, language, any_of_them=False, certain=not unsure)
        if values.choosing.neither.search(part):
            return None
    return None


def _chosen(question: Choice, said: str, language: Language) -> tuple[list[Option], bool]:
    """The options that were chosen, and whether the candidate minds which of them."""
    choosing = language.values.choosing
    named = _named(question, said, language)
    wanted = [option for option, start in named if not choosing.refusing.search(said[:start].rstrip())]
    refused = [option for option, start in named if choosing.refusing.search(said[:start].rstrip())]
    excepted = [
        option
        for option, start in named
        if (found := _last(choosing.excepting, said[:start])) and not re.search(r"[,.;!?]", said[found:start])
    ]
    wanted = [option for option in question.options if option in wanted and option not in (*refused, *excepted)]
    if wanted:
        return wanted, False
    rest = [option for option in question.options if option not in (*refused, *excepted)]
    if (refused or excepted) and (len(rest) == 1 or (excepted and question.several)):
        return rest, False
    if refused or excepted:
        return [], False
    if choosing.both.search(said) and question.several:
        return (list(question.options), False) if len(question.options) == 2 else ([], False)  # noqa: PLR2004 - both
    if choosing.any.search(said) or (choosing.both.search(said) and len(question.options) == 2):  # noqa: PLR2004
        return [], True
    return [], False


def _named(question: Choice, said: str, language: Language) -> list[tuple[Option, int]]:
    """Options that occur in the text, and where; a longer name covers the shorter ones in it."""
    found: list[tuple[int, int, Option]] = []
    endings = language.values.choosing.endings
    for option, names in _names(question, language):
        for name in names:
            pattern = rf"\b{re.escape(name)}{endings}\b"
            found.extend((match.start(), match.end(), option) for match in re.finditer(pattern, said))
    choosing = language.values.choosing
    if not found:
        places = list(zip(question.options, choosing.ordinals, strict=False))
        for option, words in places:
            found.extend((m.start(), m.end(), option) for m in re.finditer(rf"\b(?:{words})\b", said))
        found.extend((m.start(), m.end(), question.options[-1]) for m in re.finditer(rf"\b(?:{choosing.last})\b", said))
    found.sort(key=lambda one: (one[0] - one[1], one[0]))
    kept: list[tuple[int, int, Option]] = []
    for start, end, option in found:
        if not any(start < other_end and other_start < end for other_start, other_end, _ in kept):
            kept.append((start, end, option))
    return [(option, start) for start, _, option in sorted(kept, key=lambda one: one[0])]


def _names(question: Choice, language: Language) -> list[tuple[Option, list[str]]]:
    """What each option is called: its names, its id, and those words of its label that no other option has."""
    idle = language.values.choosing.idle
    labels = {option.id: set(WORD.findall(plain(option.label))) - idle for option in question.options}
    every = {option.id: {plain(name) for name in option.names} for option in question.options}
    named: list[tuple[Option, list[str]]] = []
    for option in question.options:
        others = set().union(*(words for name, words in labels.items() if name != option.id))
        taken = set().union(*(names for name, names in every.items() if name != option.id))
        own = {word for word in labels[option.id] - others - taken if len(word) > 2}  # noqa: PLR2004 - letters
        by_id = {option.id.replace("_", " ").replace("-", " ")} - taken - others
        named.append((option, sorted((every[option.id] | own | by_id), key=len, reverse=True)))
    return named


def _last(pattern: re.Pattern[str], said: str) -> int | None:
    ends = [match.end() for match in pattern.finditer(said)]
    return ends[-1] if ends else None


def _reading(
    question: Choice, chosen: list[Option], language: Language, *, any_of_them: bool, certain: bool
) -> Reading:
    spoken = language.values.spoken
    labels = [option.label for option in chosen]
    if any_of_them:
        said = spoken.either
    elif len(labels) > 1:
        said = spoken.and_.format(first=", ".join(labels[:-1]), last=labels[-1])
    else:
        said = labels[0]
    out = bool(question.knock_out) and all(option.id in question.knock_out for option in chosen)
    return Reading(BETWEEN.join(option.id for option in chosen), said, out, certain)
