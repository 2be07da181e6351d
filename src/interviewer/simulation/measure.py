"""Word error rate of a transcript against the words that were really spoken.

What two careful people would write differently is no error: case, punctuation, figures or number words,
contractions, British or American spelling. Every rule is applied to both sides alike. Deliberately not here: where the
texts come from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

_UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_HUNDRED: Final = 100
_TEN: Final = 10

_CONTRACTIONS: Final = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"\b(it|that|what|who|he|she|there|here|how|where)'s\b"), r"\1 is"),
    (re.compile(r"\blet's\b"), "let us"),
)
_SYMBOLS: Final = (
    (re.compile(r"%"), " percent "),
    (re.compile(r"\bper cent\b"), "percent"),
    (re.compile(r"&"), " and "),
    (re.compile(r"\$\s*(\d[\d,.]*\d|\d)"), r"\1 dollars"),
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(r"(?<=\d)\.(?=\d)"), " point "),
    (re.compile(r"\bo'\s?clock\b"), "oclock"),
    (re.compile(r"\ba (?=(hundred|thousand|million|billion)\b)"), "one "),
)
_SPELLINGS: Final = {
    "ok": "okay", "alright": "all right", "mr": "mister", "centre": "center", "metre": "meter", "metres": "meters",
    "grey": "gray", "programme": "program", "programmes": "programs", "cheque": "check", "cheques": "checks",
    "tyre": "tire", "tyres": "tires", "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth",
    "labelled": "labeled", "modelled": "modeled", "travelled": "traveled", "travelling": "traveling",
    "travellers": "travelers", "traveller": "traveler", "cancelled": "canceled", "cancelling": "canceling",
    "practise": "practice", "practised": "practiced", "mum": "mom", "wifi": "wi fi",
}  # fmt: skip
# One spelling on both sides; whether it is a word of either country does not matter.
_ENDINGS: Final = (
    (re.compile(r"(?<=\w{3})is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=\w{2}[^aeo])our(s|ed|ing|ite|ites|ful|hood)?$"), r"or\1"),
    (re.compile(r"(?<=\w{3})ence(s|d)?$"), r"ense\1"),
    (re.compile(r"(?<=\w{3})yse(d|s)?$"), r"yze\1"),
)


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Errors of a transcript, in words; they add up over transcripts."""

    words: int = 0
    """Words that were really spoken."""
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    @property
    def errors(self) -> int:
        """All three kinds together."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Errors a spoken word; may exceed 1. Without any spoken word: 0 if nothing was written, else 1."""
        return self.errors / self.words if self.words else float(self.errors > 0)

    def __add__(self, other: WordErrors) -> WordErrors:
        return WordErrors(
            self.words + other.words,
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
        )


def word_errors(spoken: str, written: str) -> WordErrors:
    """The errors of what was written against what was really spoken."""
    reference, hypothesis = words(spoken), words(written)
    kinds = [edit.tag for edit in Levenshtein.editops(reference, hypothesis)]
    return WordErrors(len(reference), kinds.count("replace"), kinds.count("delete"), kinds.count("insert"))


def total(found: Iterable[WordErrors]) -> WordErrors:
    """The errors of several transcripts together, so that a long one weighs more than a short one."""
    return sum(found, start=WordErrors())


def words(text: str) -> list[str]:
    """The words of a text in one way of writing them."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    for pattern, replacement in (*_SYMBOLS, *_CONTRACTIONS):
        plain = pattern.sub(replacement, plain)
    tokens = re.findall(r"[^\W_]+", plain.replace("'", ""))
    spelt = [word for token in tokens for word in _spelling(token).split()]
    return _figures(spelt)


def _spelling(token: str) -> str:
    if token in _SPELLINGS:
        return _SPELLINGS[token]
    for pattern, replacement in _ENDINGS:
        token = pattern.sub(replacement, token)
    return token


def _figures(tokens: list[str]) -> list[str]:
    """Number words as figures: `two hundred and five thousand` is 205000, `twenty twenty` stays two numbers."""
    found: list[str] = []
    at = 0
    while at < len(tokens):
        length, value = _number(tokens, at)
        if length:
            found.append(str(value))
            at += length
        else:
            found.append(tokens[at])
            at += 1
    return found


def _number(tokens: list[str], at: int) -> tuple[int, int]:
    """How many tokens from `at` are one number, and its value; (0, 0) when there is none."""
    whole = group = 0
    length = 0
    smallest = 0
    """What may still be added to the group has to be below this; 0 before its first word."""
    while at + length < len(tokens):
        word = tokens[at + length]
        if word == "and" and length and tokens[at + length - 1] in _SCALES:
            following = tokens[at + length + 1] if at + length + 1 < len(tokens) else ""
            if following not in _UNITS and following not in _TENS:
                break
            length += 1
            continue
        if word in _SCALES and length:
            scale = _SCALES[word]
            if scale == _HUNDRED:
                if not 0 < group < _HUNDRED:
                    break
                group, smallest = group * scale, _HUNDRED
            else:
                whole, group, smallest = whole + group * scale, 0, 0
            length += 1
            continue
        value = _UNITS.get(word, _TENS.get(word, int(word) if word.isdecimal() else None))
        if value is None or (smallest and value >= smallest) or (smallest == _TEN and not value):
            break
        group += value
        smallest = _TEN if word in _TENS else 1
        length += 1
    return length, whole + group
