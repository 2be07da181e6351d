"""Which words said over the interviewer take the floor, and which only say "I am listening". Pure.

When in doubt words wait for more words: a stop that was not meant costs the interviewer its sentence, and one more
word comes within a third of a second.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from interviewer.conversation.languages import Words

Claim = Literal["nothing", "listening", "perhaps", "floor"]
"""No words; words of a listener; one word that could begin something; words that want the floor."""

_BRACKETED = re.compile(r"[\[(<*][^\])>*]*[\])>*]")
"""Recognisers write sounds so: [laughter], (coughs), *sighs*."""
_WORD = re.compile(r"[\w']+")


@lru_cache(1)  # asked again at every event about the same words, and nothing is kept for long
def claim(text: str, words: Words) -> Claim:
    """What the words said over the interviewer want."""
    plain = _plain(text)
    said = _WORD.findall(plain)
    if not said:
        return "nothing"
    listener, begun = _listener(words)
    if listener.fullmatch(plain) or listener.sub("", plain).strip(" .,!?") in begun:
        return "listening"
    if words.claims.search(plain):
        return "floor"
    rest = _WORD.findall(listener.sub(" ", plain))
    return "floor" if len(rest) > 1 else "perhaps"


def listening(text: str, words: Words) -> bool:
    """Whether the text holds nothing that takes the floor: no words, or those of a listener."""
    return claim(text, words) in ("nothing", "listening")


@cache
def _listener(words: Words) -> tuple[re.Pattern[str], frozenset[str]]:
    """Words of somebody who listens, and interim ones of which a listener's phrase may still come.

    After a "no" that goes on it seldom does.
    """
    phrases = "|".join(sorted(words.listener_phrases, key=len, reverse=True))
    pattern = re.compile(rf"(?:\b(?:{phrases}|{words.listener}|{words.sounds})\b[\s,.!?…-]*)+", re.IGNORECASE)
    split = [phrase.split() for phrase in words.listener_phrases]
    begun = {" ".join(phrase[:size]) for phrase in split for size in range(1, len(phrase))}
    return pattern, frozenset(begun - {"no"})


def _plain(text: str) -> str:
    return " ".join(_BRACKETED.sub(" ", text.lower().replace("\u2019", "'")).split())
