"""What a candidate's words amount to, as far as rules can tell. Pure functions over recognised text.

They err on the side of asking again: an answer that is neither clearly yes nor clearly no is None.
"""

from __future__ import annotations

import re

from interviewer.conversation.languages import Words

REQUEST_WORDS = 20
"""A turn of more words is an answer, whatever it asks beside."""
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
    """Whether a short turn asks to hear the question again."""
    return word_count(text) <= REQUEST_WORDS and bool(words.repeat.search(plain(text)))


def wants_to_skip(text: str, words: Words) -> bool:
    """Whether a short turn asks to leave the question out."""
    return word_count(text) <= REQUEST_WORDS and bool(words.skip.search(plain(text)))


def question_in(text: str, words: Words) -> str | None:
    """The question that the turn ends with, None if it does not end with one."""
    sentences = [s for s in re.split(r"(?<=[.?!])\s+", text.strip()) if s]
    if not sentences or not sentences[-1].endswith("?"):
        return None
    last = sentences[-1]
    return last if words.question_start.search(plain(last)) else None


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
