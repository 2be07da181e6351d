"""Who finds the words that are in no plan: nobody, somebody whose words were written down before, or a language model.

What a language model proposes is looked at by the same rules as in a call before it counts as said.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final, Protocol

from interviewer.conversation import answering, proposals
from interviewer.conversation.facts import Answer, FollowUp
from interviewer.conversation.knowledge import Found, Knowledge, NoKnowledge
from interviewer.conversation.languages import ENGLISH, Language
from interviewer.conversation.script import Script
from interviewer.providers.resilience import policy
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.writing.port import Piece, Turn, Writing, WritingFailed
from interviewer.rehearsal.happenings import Happening, Replied, Said, Wrote, WroteNothing
from interviewer.rehearsal.rehearsal import Rehearsal

MOST: Final = 3
"""Sentences of an answer, as in a call."""
LATE: Final = "it came too late"
NOT_ANSWERED: Final = WroteNothing("the documents do not answer that")


class Writer(Protocol):
    """Finds words when the conductor wants some."""

    @property
    def follows_up(self) -> bool:
        """Whether it can find follow-ups at all."""
        ...

    async def write(self, wanted: FollowUp | Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:
        """The words, or why there are none. It never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Authored:
    """Nobody: the author's follow-ups are asked, and the documents quoted."""

    spoken: Language = ENGLISH
    knowledge: Knowledge = field(default_factory=NoKnowledge)
    follows_up: bool = False

    async def write(self, wanted: FollowUp | Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:  # noqa: ARG002
        """The sentence of the documents that answers; no follow-up."""
        if isinstance(wanted, Answer):
            return quoted(await self.knowledge.search(wanted.question), self.spoken)
        return WroteNothing("nobody writes in this rehearsal")


@dataclass(frozen=True, slots=True)
class Recorded:
    """Words that were written down before: the next follow-up in order, and answers by the question."""

    follow_ups: Sequence[str] = ()
    answers: Mapping[str, Wrote] = field(default_factory=dict)
    follows_up: bool = True
    _used: list[str] = field(default_factory=list)

    async def write(self, wanted: FollowUp | Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:  # noqa: ARG002
        """The next that was written down."""
        if isinstance(wanted, Answer):
            return self.answers.get(wanted.question) or WroteNothing("no answer was written down")
        if len(self._used) == len(self.follow_ups):
            return WroteNothing("no further follow-up was written down")
        text = self.follow_ups[len(self._used)]
        self._used.append(text)
        return Wrote(text)


class Modelled:
    """A language model, asked as in a call, and no longer waited for: nor is more written than is said."""

    follows_up = True

    def __init__(
        self,
        writing: Writing,
        script: Script,
        knowledge: Knowledge | None = None,
        *,
        numbers: policy.Writing = POLICY.writing,
    ) -> None:
        self._writing = writing
        self._numbers = numbers
        self._script = script
        self._knowledge = knowledge or NoKnowledge()
        self._instructions = proposals.instructions(script)
        self._prompts = script.spoken.prompts

    async def write(self, wanted: FollowUp | Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:
        """Its first sentence for a follow-up, up to three for an answer, as far as they may be said."""
        if isinstance(wanted, Answer):
            return await self._answer(wanted, turns)
        try:
            async with aclosing(self._sentences(proposals.request(wanted, self._prompts), turns)) as written:
                text = await anext(written, "")
        except WritingFailed as failed:
            return WroteNothing(str(failed))
        if reason := proposals.refusal(text, wanted, self._prompts):
            return WroteNothing(reason, refused=text)
        return Wrote(text)

    async def _answer(self, wanted: Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:
        found = await self._knowledge.search(wanted.question)
        if not found.readable or not found.passages:
            return NOT_ANSWERED
        asked = answering.Asked(wanted.question, found.passages, self._script)
        said: list[str] = []
        passages: dict[str, None] = {}
        try:
            async with aclosing(self._sentences(answering.request(asked), turns)) as written:
                async for sentence in written:
                    if not said and answering.declined(sentence):
                        return WroteNothing("the language model found no answer in the documents")
                    judged = answering.judge(sentence, asked)
                    if judged.refusal is not None:
                        break
                    said.append(sentence)
                    if judged.passage is not None:
                        passages[judged.passage] = None
                    if len(said) == MOST:
                        break
        except WritingFailed:
            pass  # what came before is as good as it is
        return Wrote(" ".join(said), tuple(passages)) if said else quoted(found, self._script.spoken)

    async def _sentences(self, ask: str, turns: Sequence[Turn]) -> AsyncGenerator[str, None]:
        """One after the other, each within its time; whoever leaves stops the model. Raises `WritingFailed`."""
        stream = self._writing.write(instructions=self._instructions, turns=turns, ask=ask)
        within, text = self._numbers.given_up_after, ""
        try:
            while True:
                try:
                    async with asyncio.timeout(within):
                        while (end := proposals.sentence_end(text)) is None:
                            if (found := await anext(stream, None)) is None:
                                break
                            text += found.text if isinstance(found, Piece) else ""
                except TimeoutError:
                    raise WritingFailed(LATE, late=True) from None
                if end is None:
                    break
                yield " ".join(text[:end].split())
                text, within = text[end:], self._numbers.next_within
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
        if rest := " ".join(text.split()):
            yield rest


def quoted(found: Found, spoken: Language) -> Wrote | WroteNothing:
    """What the documents say, in their own words."""
    if not found.answerable or not found.quote:
        return NOT_ANSWERED
    return Wrote(f"{spoken.lines.from_documents} {found.quote}", tuple(passage.id for passage in found.passages[:1]))


async def carry_on(rehearsal: Rehearsal, writer: Writer) -> tuple[Happening, ...]:
    """Have all words found that are wanted now; what came of it."""
    added: list[Happening] = []
    while rehearsal.wanted is not None and rehearsal.wanted.written is not None:
        found = await writer.write(rehearsal.wanted.written, spoken_so_far(rehearsal))
        added += rehearsal.takes(found)
    return tuple(added)


def spoken_so_far(rehearsal: Rehearsal) -> tuple[Turn, ...]:
    """What both have said, as a language model is told."""
    turns: list[Turn] = []
    for happening in rehearsal.happened:
        match happening:
            case Said(text=text) if text:
                turns.append(("assistant", text))
            case Replied(text=text) if text:
                turns.append(("user", text))
            case _:
                pass
    return tuple(turns)
