"""What a candidate's words amount to, as far as rules can tell. Pure functions over recognised text.

They err on the side of asking again: an answer that is neither clearly yes nor clearly no is None.
"""

from __future__ import annotations

import re

HARMLESS = re.compile(
    r"\b(no (problem|worries|objections?|issues?|trouble)|(do not|don't|wouldn't|would not) mind|not a problem"
    r"|not at all|why not|no,? (that's|that is|it's|it is) (fine|okay|ok|all right|alright)|can't complain)\b"
)
YES = re.compile(
    r"\b(yes|yeah|yep|yup|sure|okay|ok|fine|of course|certainly|absolutely|go ahead|all right|alright|agreed?"
    r"|happy to|sounds good|correct|please do|that works|no problem|no worries|no objections?|don't mind|do not mind"
    r"|wouldn't mind|not a problem|not at all|why not|i consent|let's (go|start|do it))\b"
)
NO = re.compile(
    r"\b(no|nope|nah|not|don't|do not|rather not|refuse|decline|stop|never|disagree|won't|can't|cannot|wouldn't)\b"
)
REPEAT = re.compile(
    r"\b((can|could|would) you (please )?(repeat|say (that|it) again|rephrase|ask (that|it) again)"
    r"|(?<!i'll )(?<!i will )(?<!me )(?<!i can )((repeat|rephrase) (that|the question|it)|say (that|it) again)"
    r"|what was the question"
    r"|(didn't|did not) (quite )?(hear|catch|get) (that|you|the question|it)|come again|pardon( me)?\?)"
)
SKIP = re.compile(
    r"\b((can|could|may) (we|i) skip|skip (this|that) (question|one)|next question,? please"
    r"|(rather|prefer) not (to )?(answer|say)|pass on (this|that))"
)
QUESTION_START = re.compile(
    r"^(and |so |but |well,? |also,? |actually,? |oh,? |um,? )*(what|when|where|which|who|why|how|is|are|do|does|did"
    r"|can|could|would|will|should|may|have|has)\b"
)
TRAILING = re.compile(
    r"(\b(and|or|but|because|if|the|a|an|of|into|um+|uh+|erm|hmm|my|our|your|their|its|every|we|they|i mean|you know"
    r"|let me (think|see))[,.…]*"
    r"|\b(so|to|with|like|that|then|for|in|on|at|by|from|about|as|than|this|these|those|his|her|he|she|i|it|you|there"
    r"|who|which|what|when|where|while|until|before|after|since|although|unless|how|whether|well|is|was|are|were|be|been|am|had|has|have|will|would|could"
    r"|should|can|not|very|really|also|just|some|any|no|other|more|each|two|three|it's|i'm|that's|he's|there's),?"
    # with a full stop they may end: "I don't want that."
    r"|,|\.\.\.|…|-|—)$"
)
REQUEST_WORDS = 20
"""A turn of more words is an answer, whatever it asks beside."""
WORD = re.compile(r"[\w']+")


def word_count(text: str) -> int:
    """Number of words in the text."""
    return len(WORD.findall(text))


def agreement(text: str) -> bool | None:
    """True for a yes, False for a no, None when the words say neither or both."""
    said = plain(text)
    refused = bool(NO.search(HARMLESS.sub(" ", said)))
    agreed = bool(YES.search(said))
    if agreed == refused:
        return None
    return agreed


def wants_repetition(text: str) -> bool:
    """Whether a short turn asks to hear the question again."""
    return word_count(text) <= REQUEST_WORDS and bool(REPEAT.search(plain(text)))


def wants_to_skip(text: str) -> bool:
    """Whether a short turn asks to leave the question out."""
    return word_count(text) <= REQUEST_WORDS and bool(SKIP.search(plain(text)))


def question_in(text: str) -> str | None:
    """The question that the turn ends with, None if it does not end with one."""
    sentences = [s for s in re.split(r"(?<=[.?!])\s+", text.strip()) if s]
    if not sentences or not sentences[-1].endswith("?"):
        return None
    last = sentences[-1]
    return last if QUESTION_START.search(plain(last)) else None


def sounds_finished(text: str) -> bool:
    """Whether the words could be the end of a turn: they do not trail off in a comma, a conjunction or a filler."""
    said = plain(text)
    return bool(said) and not TRAILING.search(said)


def mentions(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases occurs in the text, as whole words, whatever the case."""
    said = plain(text)
    return any(re.search(rf"\b{re.escape(plain(phrase))}", said) for phrase in phrases)


def plain(text: str) -> str:
    """The text in lower case, with one kind of apostrophe and single spaces."""
    return " ".join(text.lower().replace("\u2019", "'").split())
