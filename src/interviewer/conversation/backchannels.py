"""Which words said over the interviewer take the floor, and which only say "I am listening". Pure.

When in doubt words wait for more words: a stop that was not meant costs the interviewer its sentence, and one more
word comes within a third of a second.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Claim = Literal["nothing", "listening", "perhaps", "floor"]
"""No words; words of a listener; one word that could begin something; words that want the floor."""

_SOUNDS = (
    r"m+|m+-?h+m+|h+m+|m+-?m+|mhm+|mm-?hmm*|uh-?huh|uh|um+|er+m?|ah+|oh|aha|huh|ha|hah|haha|heh|ooh|wow|phew|ahem|tsk"
)
_LISTENER = (
    r"yeah|yes|yep|yup|ya|right|okay|ok|kay|sure|alright|good|great|nice|cool|fine|perfect|lovely|exactly|true|indeed"
    r"|absolutely|definitely|totally|correct|understood|interesting|really|thanks"
)
_PHRASES = (
    "i see",
    "got it",
    "of course",
    "all right",
    "makes sense",
    "that makes sense",
    "sounds good",
    "thank you",
    "i understand",
    "no problem",
    "that's right",
    "that's true",
    "that's fine",
    "that's good",
    "that's great",
    "that's okay",
    "that's ok",
    "fair enough",
    "go on",
    "go ahead",
    "you know",
)
_BEGUN = {" ".join(phrase.split()[:size]) for phrase in _PHRASES for size in range(1, len(phrase.split()))} - {"no"}
"""Interim words of which a listener's phrase may still come; after a "no" that goes on it seldom does."""
_LISTENING = re.compile(
    rf"(?:\b(?:{'|'.join(sorted(_PHRASES, key=len, reverse=True))}|{_LISTENER}|{_SOUNDS})\b[\s,.!?…-]*)+", re.IGNORECASE
)
_BRACKETED = re.compile(r"[\[(<*][^\])>*]*[\])>*]")
"""Recognisers write sounds so: [laughter], (coughs), *sighs*."""
_CLAIMS = re.compile(
    r"^((oh|um|uh|yeah|yes|well|okay|ok|but),? )*"
    r"(sorry|wait|stop|pardon|excuse me|hold on|hang on|one (moment|second)|just a (moment|second)|actually|what\?"
    r"|no,? no|hello|repeat|again|please|can you|could you|may i|can i|could i|let me)(?!\w)"
)
_WORD = re.compile(r"[\w']+")


@lru_cache(1)  # asked again at every event about the same words, and nothing is kept for long
def claim(text: str) -> Claim:
    """What the words said over the interviewer want."""
    plain = _plain(text)
    words = _WORD.findall(plain)
    if not words:
        return "nothing"
    if _LISTENING.fullmatch(plain) or _LISTENING.sub("", plain).strip(" .,!?") in _BEGUN:
        return "listening"
    if _CLAIMS.search(plain):
        return "floor"
    rest = _WORD.findall(_LISTENING.sub(" ", plain))
    return "floor" if len(rest) > 1 else "perhaps"


def listening(text: str) -> bool:
    """Whether the text holds nothing that takes the floor: no words, or those of a listener."""
    return claim(text) in ("nothing", "listening")


def _plain(text: str) -> str:
    return " ".join(_BRACKETED.sub(" ", text.lower().replace("\u2019", "'")).split())
