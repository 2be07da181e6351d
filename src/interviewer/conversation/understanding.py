"""What a candidate's words amount to, as far as rules can tell. Pure functions over recognised text.

They err on the side of asking again: an answer that is neither clearly yes nor clearly no is None.
"""

from __future__ import annotations

import re

from interviewer.conversation.languages import Words

TURN_WORDS = 25
"""Of a longer turn only its first and its last sentence may be a request."""
SENTENCE_WORDS = 18
"""A longer sentence is part of an answer."""
WORD = re.compile(r"[\w']+")


def word_count(text: str) -> int:
    """Number of words in the text."""
    return len(WORD.findall(text))


def agreement(text: str, words: Words) -> bool | None:
    """True for a yes, False for a no, None when the words say neither or both."""
    said = plain(text)
    refused = bool(words.no.search(words.harmless.sub(" ", said)))
    agreed = bool(words.yes.search(said))
    if agreed == refused:
        return None
    return agreed


def wants_repetition(text: str, words: Words) -> bool:
    """Whether the turn asks to hear the question again."""
    return requested(text, words.repeat, words.prelude) is not None


def wants_to_skip(text: str, words: Words) -> bool:
    """Whether the turn asks to leave the question out."""
    return requested(text, words.skip, words.prelude) is not None


def requested(text: str, pattern: re.Pattern[str], prelude: re.Pattern[str]) -> str | None:
    """The rest of a turn without the short sentence at its edge that the pattern begins; None if there is none.

    Sentences in the middle of a long turn are what somebody tells.
    """
    said = _sentences(text)
    every = 1 if word_count(text) <= TURN_WORDS else max(1, len(said) - 1)
    places = range(0, len(said), every)
    for place in places:
        sentence = plain(said[place])
        if word_count(sentence) <= SENTENCE_WORDS and pattern.search(prelude.sub("", sentence)):
            return " ".join((*said[:place], *said[place + 1 :]))
    return None


def question_in(text: str, words: Words) -> str | None:
    """The question that the turn ends with, None if it does not end with one that somebody is to answer."""
    sentences = _sentences(text)
    if not sentences:
        return None
    last = sentences[-1]
    said = plain(last)
    if len(sentences) == 1 and word_count(said) <= SENTENCE_WORDS and words.asks.search(said):
        return None if words.rhetorical.search(said) else last
    if not last.endswith("?") or not words.question_start.search(said) or words.rhetorical.search(said):
        return None
    return last


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.?!])\s+", text.strip()) if s]


def sounds_finished(text: str, words: Words) -> bool:
    """Whether the words could be the end of a turn: they do not trail off in a comma, a conjunction or a filler."""
    said = plain(text)
    return bool(said) and not words.trailing.search(said)


def mentions(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases occurs in the text, as whole words, whatever the case."""
    said = plain(text)
    return any(re.search(rf"\b{re.escape(plain(phrase))}", said) for phrase in phrases)


def plain(text: str) -> str:
    """The text in lower case, with one kind of apostrophe and single spaces."""
    return " ".join(text.lower().replace("\u2019", "'").split())
