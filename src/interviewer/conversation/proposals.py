"""What a language model proposes to say, looked at before a word of it is spoken: it proposes, these rules dispose.

Pure functions over text. Deliberately not here: asking the model, and what is said when it finds nothing.
"""

from __future__ import annotations

import re
from typing import Final

from interviewer.conversation.facts import FollowUp
from interviewer.conversation.languages import Prompts
from interviewer.conversation.script import Script
from interviewer.conversation.understanding import WORD, word_count

LONGEST: Final = 30
"""Words of a follow-up: more is hard to keep in mind by ear."""

_SENTENCE_END: Final = re.compile(r"[.!?][\"')\]]*(?=\s|$)")
_ABBREVIATION: Final = re.compile(r"\b(?:mr|mrs|ms|dr|vs|etc|e\.g|i\.e|approx|no)\.$", re.IGNORECASE)
_MARKUP: Final = re.compile(r"[*_#`<>{}\[\]|]|https?:")


def instructions(script: Script) -> str:
    """What the model is told first: the same for a whole interview, so that a provider can keep it."""
    return script.spoken.prompts.instructions.format(company=script.company, job=script.job_title)


def request(follow_up: FollowUp, prompts: Prompts) -> str:
    """What it is asked for one reply."""
    return prompts.follow_up.format(question=follow_up.question)


def sentence_end(text: str) -> int | None:
    """Where the first whole sentence of a text ends; None while there is none."""
    for found in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: found.end()]):
            return found.end()
    return None


def refusal(text: str, follow_up: FollowUp, prompts: Prompts) -> str | None:
    """Why this may not be said as a follow-up; None when it may."""
    checks = (
        (not text.endswith("?"), "it is no question"),
        (text.count("?") > 1, "it is more than one question"),
        (word_count(text) > LONGEST, f"it has more than {LONGEST} words"),
        (bool(_MARKUP.search(text)), "there is markup in it"),
        (bool(prompts.judging.search(text)), "it judges the answer"),
        (bool(prompts.protected.search(text)), "it is about something that must not be asked"),
        (_same(text, follow_up.question), "it is the planned question again"),
    )
    return next((reason for failed, reason in checks if failed), None)


def _same(one: str, other: str) -> bool:
    return WORD.findall(one.lower()) == WORD.findall(other.lower())
