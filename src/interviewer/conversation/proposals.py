"""What a language model proposes to say, looked at before a word of it is spoken: it proposes, these rules dispose.

Pure functions over text. Deliberately not here: asking the model, what is said when it finds nothing, and whether an
answer says what the documents say (`answering`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from interviewer.conversation.facts import FollowUp
from interviewer.conversation.languages import Prompts
from interviewer.conversation.script import Script
from interviewer.conversation.understanding import WORD, plain, word_count

LONGEST: Final = 30
"""Words of a follow-up: more is hard to keep in mind by ear."""

LONGEST_CV: Final = 4_000
"""Letters of a CV that a model gets: with more, each request costs more than the whole conversation."""
ECHOED: Final = 5
"""So many words in a row that the model was told are no coincidence."""
MOSTLY: Final = 0.3
"""The share of a sentence's words, at least, that every text in its language is full of."""

Check: TypeAlias = tuple[bool, str]
"""Whether it failed, and the reason that this would be."""

_SENTENCE_END: Final = re.compile(r"[!?][\"')\]]*(?=\s|$)|\.[\"')\]]*(?=\s)")
"""A full stop is one when something follows: "3." may become "3.5"."""
_ABBREVIATION: Final = re.compile(r"\b(?:mr|mrs|ms|dr|vs|etc|e\.g|i\.e|approx|no)\.$", re.IGNORECASE)
_MARKUP: Final = re.compile(r"[*_#`<>{}\[\]|]|https?:|^\s*(?:[-•\u2013]|\d+[.)](?:\s|$))")
_TOOL: Final = re.compile(
    r"\w_\w+\W|\w\(\s*[\"'{\[)]|\bfunctions?\.\w|\bto=\w|[{}]\s*[\"']|<\|?/?\w|^\s*(assistant|user|system|tool|function)\s*:",
    re.IGNORECASE,
)


def instructions(script: Script, cv: str | None = None) -> str:
    """What the model is told first: the same for a whole interview, so that a provider can keep it.

    The CV is there for names and what they mean; whatever it says, nothing is done because of it.
    """
    prompts = script.spoken.prompts
    told = prompts.instructions.format(company=script.company, job=script.job_title)
    known = " ".join((cv or "").split())[:LONGEST_CV]
    return f"{told}\n{prompts.cv.format(cv=known)}" if known else told


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
        *malformed(text, prompts),
        (not text.endswith("?"), "it is no question"),
        (text.count("?") > 1, "it is more than one question"),
        (word_count(text) > LONGEST, f"it has more than {LONGEST} words"),
        (bool(prompts.protected.search(text)), "it is about something that must not be asked"),
        (_same(text, follow_up.question), "it is the planned question again"),
        (echoes(text, (prompts.instructions, prompts.follow_up)), "it repeats what the model was told"),
        (not mostly(_words(text), prompts.plain.__contains__), "it is in another language"),
    )
    return next((reason for failed, reason in checks if failed), None)


def malformed(text: str, prompts: Prompts) -> Sequence[Check]:
    """What nothing may be that is said aloud."""
    return (
        (not text, "there is nothing"),
        (bool(_TOOL.search(text)), "it is tool syntax"),
        (bool(_MARKUP.search(text)), "there is markup in it"),
        (bool(prompts.unfinished.search(plain(text).rstrip(".?! "))), "it is half a sentence"),
        (bool(prompts.judging.search(text)), "it judges the answer"),
        (bool(prompts.scoring.search(text)), "it speaks of how answers are judged"),
    )


def echoes(text: str, told: Iterable[str]) -> bool:
    """Whether a part of what the model was told comes back in it."""
    said = {*_runs(_words(text))}
    return any(run in said for each in told for run in _runs(_words(each)))


def mostly(words: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Whether enough of the words are known."""
    return sum(known(word) for word in words) >= MOSTLY * len(words)


def _words(text: str) -> list[str]:
    return WORD.findall(plain(text))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + ECHOED]) for at in range(len(words) - ECHOED + 1))


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other)
