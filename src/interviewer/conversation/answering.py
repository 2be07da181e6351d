"""Answers to what a candidate asked: what a language model is given for one, and which of its sentences may be said.

A sentence may be said if one passage of the documents carries it: its numbers and its words stand there or, few of
them, in the question, and it says no where the passage does. That is stricter than the truth, and may be: whoever asked
hears the passage's own words instead. Pure. Deliberately not here: finding passages, and asking the model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from interviewer.conversation import proposals
from interviewer.conversation.knowledge import Passage
from interviewer.conversation.languages import Prompts
from interviewer.conversation.script import Script
from interviewer.conversation.understanding import plain, word_count

LONGEST: Final = 40
"""Words of one sentence of an answer."""
GIVEN: Final = 3
"""Passages that the model gets; each costs time."""
LONGEST_PASSAGE: Final = 1_500
UNANSWERED: Final = "NONE"
"""What it writes when they do not answer the question."""
FROM_THE_QUESTION: Final = 1 / 3
"""Of a sentence's telling words, how many may stand in the question alone: with more, it says nothing out of the
passage."""
SAME_LETTERS: Final = 4
"""Letters with which two forms of one word begin alike."""
OTHER_LETTERS: Final = 3
"""Letters by which they end differently."""

_WORD: Final = re.compile(r"\d[\d.,:]*\d|\w+(?:'\w+)?")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_THOUSANDS: Final = re.compile(r"[.,](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the candidate's, and what was found that answers it."""

    question: str
    passages: tuple[Passage, ...]
    script: Script

    @property
    def prompts(self) -> Prompts:
        """Those of the interview's language."""
        return self.script.spoken.prompts


@dataclass(frozen=True, slots=True)
class Judged:
    """Why a sentence may not be said, or the id of the passage that carries it."""

    refusal: str | None = None
    passage: str | None = None


def request(asked: Asked) -> str:
    """What the model is asked. The passages are data, whatever they say."""
    told = "\n".join(
        f"[{number}] {' > '.join(part for part in (passage.document, passage.heading) if part)}:"
        f" {' '.join(passage.text.split())[:LONGEST_PASSAGE]}"
        for number, passage in enumerate(asked.passages[:GIVEN], 1)
    )
    return asked.prompts.answer.format(question=" ".join(asked.question.split()), passages=told, none=UNANSWERED)


def declined(text: str) -> bool:
    """Whether the model says that the passages do not answer the question."""
    return text.strip(" .\"'").upper() == UNANSWERED


def judge(sentence: str, asked: Asked) -> Judged:
    """Whether it may be said."""
    prompts, question = asked.prompts, asked.question
    told = " ".join(passage.text for passage in asked.passages)
    checks = (
        *proposals.malformed(sentence, prompts),
        (not sentence.endswith((".", "!")), "it is half a sentence"),
        (word_count(sentence) > LONGEST, f"it has more than {LONGEST} words"),
        (proposals.echoes(sentence, (prompts.instructions, prompts.answer)), "it repeats what the model was told"),
        (_beyond(prompts.promising, sentence, told), "it promises something"),
        (not _same_language(sentence, f"{told} {question}", prompts), "it is in another language"),
    )
    if refusal := next((reason for failed, reason in checks if failed), None):
        return Judged(refusal)
    names = f"{asked.script.company} {asked.script.job_title}"
    for passage in asked.passages:
        if _carries(passage, sentence, question, names, prompts):
            return Judged(passage=passage.id)
    return Judged("the documents do not say it")


def _carries(passage: Passage, sentence: str, question: str, names: str, prompts: Prompts) -> bool:
    there = _Words(f"{passage.heading}. {passage.document}. {passage.text}", prompts)
    asked, called = _Words(question, prompts), _Words(names, prompts)
    said = _Words(sentence, prompts)
    telling = [word for word in said.telling if word not in called or word in there]
    missing = [word for word in telling if word not in there]
    if not said.numbers <= there.numbers or any(word not in asked for word in missing):
        return False
    count = len(telling) + len(said.numbers)
    if count == 0 or len(missing) > FROM_THE_QUESTION * count:
        return False
    return bool(prompts.negating.search(plain(sentence))) == _negated(passage, said, prompts)


def _negated(passage: Passage, said: _Words, prompts: Prompts) -> bool:
    """Whether the passage's sentence that has most of the words says that something is not so."""
    sentences = [sentence for sentence in _SENTENCE.split(passage.text) if sentence.strip()] or [passage.text]

    def shared(sentence: str) -> int:
        words = _Words(sentence, prompts)
        return sum(word in words for word in said.telling) + len(said.numbers & words.numbers)

    return bool(prompts.negating.search(plain(max(sentences, key=shared))))


class _Words:
    """The words of a text that tell something, and its numbers as digits."""

    def __init__(self, text: str, prompts: Prompts) -> None:
        found = list(_read(text, prompts))
        self.numbers = frozenset(word for word in found if word[0].isdigit())
        self.telling = [word for word in found if not word[0].isdigit() and word not in prompts.plain]
        self._by_beginning: dict[str, list[str]] = defaultdict(list)
        for word in self.telling:
            self._by_beginning[word[:SAME_LETTERS]].append(word)

    def __contains__(self, word: str) -> bool:
        return any(_alike(word, other) for other in self._by_beginning.get(word[:SAME_LETTERS], ()))


def _read(text: str, prompts: Prompts) -> Iterator[str]:
    """Its words in plain form; numbers, whether in words or not, as digits, and what is behind the point by itself."""
    text = plain(text)
    for sign, name in prompts.signs.items():
        text = text.replace(sign, name)
    tens: int | None = None
    for word in _WORD.findall(text.replace("-", " ")):
        value = prompts.numbers.get(word)
        if tens is not None:
            if value is not None and 0 < value < 10:  # noqa: PLR2004 - twenty-eight
                yield str(tens + value)
                tens = None
                continue
            yield str(tens)
            tens = None
        if value is not None and value >= 20 and value % 10 == 0 and value < 100:  # noqa: PLR2004
            tens = value
        elif value is not None:
            yield str(value)
        elif word[0].isdigit():
            yield from re.split(r"[.,:]", _THOUSANDS.sub("", word))
        else:
            yield word.removesuffix("'s")
    if tens is not None:
        yield str(tens)


def _alike(one: str, other: str) -> bool:
    """Whether they may be forms of one word."""
    if one == other:
        return True
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    longest = max(len(one), len(other))
    return same >= SAME_LETTERS and longest - same <= OTHER_LETTERS


def _beyond(pattern: re.Pattern[str], sentence: str, told: str) -> bool:
    """Whether the pattern is in the sentence, and what it found in no passage."""
    return any(found.group().lower() not in told.lower() for found in pattern.finditer(sentence))


def _same_language(sentence: str, told: str, prompts: Prompts) -> bool:
    known = _Words(told, prompts)
    words = list(_read(sentence, prompts))
    return proposals.mostly(words, lambda word: word in prompts.plain or word[0].isdigit() or word in known)
