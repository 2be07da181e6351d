"""Which topic was asked about: fuzzy matching of a noisy transcript against phrases that give a topic away.

Pure text in, topic out. Deliberately not here: what a persona says on a topic (`persona`) and when it says it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

Phrases = Mapping[str, Sequence[str]]
"""Topic -> phrases, any of which gives it away."""

NEARLY_EQUAL = 12.0
"""Of two topics whose scores differ by less than this, the one asked last in the utterance counts."""

LAST_WORDS = 4
LAST_WORDS_NEEDED = 70.0
"""The last four words of a phrase must be there too, so well: else only the beginning of the question was heard yet."""

_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ASKING = re.compile(
    r"^(?:(?:so|and|now|then|next|okay|ok|well|first|please|to \w+|in your view)\b[\s,]*)*"
    r"(?:who|what|when|where|why|which|how|do|does|did|is|are|was|were|have|has|can|could|would|will|should|may|"
    r"tell|describe|explain|walk|give|name)\b"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A topic found in an utterance: score from 0 to 100, and the characters of the plain text where it stands."""

    topic: str
    score: float
    start: int
    end: int


def plain(text: str) -> str:
    """Lower-case words without punctuation, small numbers spelt out: recognisers disagree about both."""
    joined = re.sub(r"(?<=\d),(?=\d{3})", "", text.lower().replace("\u2019", "").replace("'", ""))
    words = re.findall(r"[a-z]+|\d+", joined)
    return " ".join(_NUMBERS[int(w)] if w.isdigit() and int(w) < len(_NUMBERS) else w for w in words)


def find_topic(heard: str, phrases: Phrases) -> str | None:
    """The topic asked about in `heard`, or None if no phrase of any topic resembles a part of it well enough."""
    text = plain(heard)
    matches = [m for topic, asked in phrases.items() if (m := _best(topic, asked, text)) is not None]
    if not matches:
        return None
    best = max(matches, key=lambda m: m.score)
    later = [m for m in matches if m.start >= best.end and m.score > best.score - NEARLY_EQUAL]
    return max(later, key=lambda m: m.end).topic if later else best.topic


def expects_reply(heard: str) -> bool:
    """Whether `heard` asks for something, so that staying silent would be odd: a question or a request."""
    return any(
        sentence.endswith("?") or _ASKING.match(sentence.lower()) is not None
        for sentence in re.split(r"(?<=[.!?])\s+", heard.strip())
    )


def _best(topic: str, asked: Sequence[str], text: str) -> Match | None:
    found: Match | None = None
    for phrase in map(plain, asked):
        match = _score(topic, phrase, text)
        if match.score < _needed(len(phrase)) or not _heard_to_its_end(phrase, text):
            continue
        if found is None or match.score > found.score:
            found = match
    return found


def _score(topic: str, phrase: str, text: str) -> Match:
    if len(text) <= len(phrase):  # a clipped question; partial_ratio would find any small word inside the phrase
        return Match(topic, fuzz.ratio(phrase, text), 0, len(text))
    where = fuzz.partial_ratio_alignment(phrase, text)
    if where is None:
        return Match(topic, 0.0, 0, 0)
    return Match(topic, where.score, where.dest_start, where.dest_end)


def _heard_to_its_end(phrase: str, text: str) -> bool:
    last = " ".join(phrase.split()[-LAST_WORDS:])
    score = fuzz.partial_ratio(last, text) if len(text) > len(last) else fuzz.ratio(last, text)
    return score >= LAST_WORDS_NEEDED


def _needed(length: int) -> float:
    """The score a phrase of this many characters must reach: short ones resemble anything, so they must fit better."""
    return max(70.0, 93.0 - length * 0.5)
