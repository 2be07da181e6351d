"""Who finds the words that are in no plan: nobody, somebody whose words were written down before, or a language model.

What a language model proposes is looked at by the same rules as in a call before it counts as said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from interviewer.conversation import answering, proposals
from interviewer.conversation.facts import Answer, FollowUp
from interviewer.conversation.knowledge import Found, Knowledge, NoKnowledge
from interviewer.conversation.languages import ENGLISH, Language
from interviewer.conversation.script import Script
from interviewer.providers.writing.port import Piece, Turn, Writing, WritingFailed
from interviewer.rehearsal.happenings import Happening, Replied, Said, Wrote, WroteNothing
from interviewer.rehearsal.rehearsal import Rehearsal

MOST: Final = 3
"""Sentences of an answer, as in a call."""
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
    """A language model, asked as in a call."""

    follows_up = True

    def __init__(self, writing: Writing, script: Script, knowledge: Knowledge | None = None) -> None:
        self._writing = writing
        self._script = script
        self._knowledge = knowledge or NoKnowledge()
        self._instructions = proposals.instructions(script)
        self._prompts = script.spoken.prompts

    async def write(self, wanted: FollowUp | Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:
        """Its first sentence for a follow-up, up to three for an answer, as far as they may be said."""
        if isinstance(wanted, Answer):
            return await self._answer(wanted, turns)
        try:
            sentences = await self._sentences(proposals.request(wanted, self._prompts), turns)
        except WritingFailed as failed:
            return WroteNothing(str(failed))
        text = sentences[0] if sentences else ""
        if reason := proposals.refusal(text, wanted, self._prompts):
            return WroteNothing(reason, refused=text)
        return Wrote(text)

    async def _answer(self, wanted: Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:
        found = await self._knowledge.search(wanted.question)
        if not found.readable or not found.passages:
            return NOT_ANSWERED
        asked = answering.Asked(wanted.question, found.passages, self._script)
        try:
            sentences = await self._sentences(answering.request(asked), turns)
        except WritingFailed:
            sentences = []
        if sentences and answering.declined(sentences[0]):
            return WroteNothing("the language model found no answer in the documents")
        said: list[str] = []
        passages: dict[str, None] = {}
        for sentence in sentences[:MOST]:
            judged = answering.judge(sentence, asked)
            if judged.refusal is not None:
                break
            said.append(sentence)
            if judged.passage is not None:
                passages[judged.passage] = None
        return Wrote(" ".join(said), tuple(passages)) if said else quoted(found, self._script.spoken)

    async def _sentences(self, ask: str, turns: Sequence[Turn]) -> list[str]:
        text = ""
        async for piece in self._writing.write(instructions=self._instructions, turns=turns, ask=ask):
            if isinstance(piece, Piece):
                text += piece.text
        sentences: list[str] = []
        while text.strip():
            end = proposals.sentence_end(text) or len(text)
            sentences.append(" ".join(text[:end].split()))
            text = text[end:]
        return sentences


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
