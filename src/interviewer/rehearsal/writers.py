"""Who finds the words that are in no plan: nobody, somebody whose words were written down before, or a language model.

What a language model proposes is looked at by the same rules as in a call before it counts as said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from interviewer.conversation import proposals
from interviewer.conversation.facts import Answer, FollowUp
from interviewer.conversation.knowledge import Knowledge, NoKnowledge
from interviewer.conversation.script import Script
from interviewer.providers.writing.port import Piece, Turn, Writing, WritingFailed
from interviewer.rehearsal.happenings import Happening, Replied, Said, Wrote, WroteNothing
from interviewer.rehearsal.rehearsal import Rehearsal


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

    knowledge: Knowledge = field(default_factory=NoKnowledge)
    follows_up: bool = False

    async def write(self, wanted: FollowUp | Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:  # noqa: ARG002
        """The sentence of the documents that answers; no follow-up."""
        if isinstance(wanted, Answer):
            return await quoted(self.knowledge, wanted)
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
        self._knowledge = knowledge or NoKnowledge()
        self._instructions = proposals.instructions(script)
        self._prompts = script.spoken.prompts

    async def write(self, wanted: FollowUp | Answer, turns: Sequence[Turn]) -> Wrote | WroteNothing:
        """Its first sentence, unless that may not be said."""
        if isinstance(wanted, Answer):
            return await quoted(self._knowledge, wanted)
        try:
            text = await self._sentence(proposals.request(wanted, self._prompts), turns)
        except WritingFailed as failed:
            return WroteNothing(str(failed))
        if reason := proposals.refusal(text, wanted, self._prompts):
            return WroteNothing(reason, refused=text)
        return Wrote(text)

    async def _sentence(self, ask: str, turns: Sequence[Turn]) -> str:
        text = ""
        async for piece in self._writing.write(instructions=self._instructions, turns=turns, ask=ask):
            if isinstance(piece, Piece):
                text += piece.text
        end = proposals.sentence_end(text)
        return " ".join((text if end is None else text[:end]).split())


async def quoted(knowledge: Knowledge, wanted: Answer) -> Wrote | WroteNothing:
    """What the documents say to it, in their own words."""
    found = await knowledge.search(wanted.question)
    if not found.answerable or not found.quote:
        return WroteNothing("the documents do not answer that")
    return Wrote(found.quote, tuple(passage.id for passage in found.passages[:1]))


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
