"""What is written for one speech: a follow-up by a language model, or an answer out of the company's documents.

Sentence by sentence, so that the first is heard while the next is written; each is looked at before it is handed on.
Deliberately not here: how it sounds (`reply`), and what may be said (`conversation.proposals` and `answering`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from interviewer.conversation import answering, proposals
from interviewer.conversation.answering import Asked
from interviewer.conversation.facts import Answer, FollowUp
from interviewer.conversation.knowledge import Found, Knowledge
from interviewer.conversation.languages import Language
from interviewer.conversation.script import Script
from interviewer.providers.resilience.waiting import Wait, waiting_for
from interviewer.providers.writing.port import Piece, Turn, Usage, Writing, WritingFailed
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

CHARACTERS_A_TOKEN: Final = 4
"""By which the tokens of a request are reckoned that was cancelled before the provider told."""
MOST: Final = 3
"""Sentences of an answer: who wants to know more asks again."""
NEXT_WITHIN: Final = 2.0
"""Seconds for each sentence after the first: the one before sounds so long, then there would be silence."""


class NothingToSay(Exception):
    """Nothing was found to say in time, or nothing that may be said; `refused` is what was proposed then."""

    def __init__(self, reason: str, refused: str = "") -> None:
        super().__init__(reason)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that may be said; `line`: it is one of the language's own, and its sound is kept.

    Such a one only leads to what follows, and is left out where something else already did.
    """

    text: str
    passage: str | None = None
    """The id of the passage that it is out of."""
    line: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """What a language model proposed and may not be said, and why."""

    text: str
    reason: str


class Writer:
    """The language model for one interview: its instructions, and what was said so far."""

    def __init__(self, writing: Writing, script: Script, cv: str | None = None) -> None:
        self.writing = writing
        self.instructions = proposals.instructions(script, cv)
        self.turns: list[Turn] = []
        """What was played and what was heard, in order: nothing else is context."""


class Composition:
    """The sentences of one speech. `heard`: turns that are not among the writer's yet."""

    def __init__(
        self,
        wanted: FollowUp | Answer,
        *,
        script: Script,
        writer: Writer | None,
        knowledge: Knowledge,
        heard: Sequence[Turn] = (),
        next_within: float = NEXT_WITHIN,
    ) -> None:
        self._wanted = wanted
        self._script = script
        self._writer = writer
        self._knowledge = knowledge
        self._heard = tuple(heard)
        self._next_within = next_within
        self._tokens = 0
        self.wait = Wait()
        """Told when the candidate's turn is over: from then on they wait."""
        self.retrieval_ms: float | None = None
        """How long the documents were searched."""
        self.first_token_ms: float | None = None
        """From the request to the model's first word."""
        self.refused: list[Refused] = []
        """What was proposed for an answer and left out."""
        self.spare: tuple[Sentence, ...] = ()
        """What can be said in place of a model's sentences as long as none of them is there."""

    async def sentences(self) -> AsyncIterator[Sentence]:
        """One after the other as they come; raises `NothingToSay` if there is not even one."""
        match self._wanted:
            case FollowUp():
                yield await self._follow_up(self._wanted)
            case Answer(question):
                async for sentence in self._answer(question):
                    self.spare = ()
                    yield sentence

    @property
    def tokens(self) -> int:
        """Tokens that the requests cost, the prompts included; reckoned when the provider did not tell."""
        return self._tokens + self.wait.lost_tokens

    @property
    def _language(self) -> Language:
        return self._script.spoken

    async def _follow_up(self, wanted: FollowUp) -> Sentence:
        prompts = self._language.prompts
        if self._writer is None:
            raise NothingToSay("there is no language model")
        try:
            async with aclosing(self._written(self._writer, proposals.request(wanted, prompts))) as written:
                text = await anext(written, "")
        except WritingFailed as error:
            raise NothingToSay(str(error)) from None
        if reason := proposals.refusal(text, wanted, prompts):
            raise NothingToSay(reason, text)
        return Sentence(text)

    async def _answer(self, question: str) -> AsyncIterator[Sentence]:
        found = await self._search(question)
        if not (found.answerable if self._writer is None else found.readable) or not found.passages:
            raise NothingToSay("the documents do not answer it")
        asked = Asked(question, found.passages, self._script)
        self.spare = _quoted(found, self._language)
        said = 0
        if self._writer is not None:
            async for sentence in self._model_answers(self._writer, asked):
                yield sentence
                said += 1
        if said == 0:
            if not self.spare:
                refused = self.refused[-1] if self.refused else Refused("", "nothing was found to say about it")
                raise NothingToSay(refused.reason, refused.text)
            for sentence in self.spare:
                yield sentence

    async def _model_answers(self, writer: Writer, asked: Asked) -> AsyncIterator[Sentence]:
        """What it writes as far as it may be said: behind a sentence that may not, none follows."""
        said = 0
        try:
            async with aclosing(self._written(writer, answering.request(asked))) as written:
                while said < MOST:
                    async with asyncio.timeout(self._next_within if said else None):
                        text = await anext(written, None)
                    if text is None or (sentence := self._judged(text, asked, said)) is None:
                        return
                    yield sentence
                    said += 1
        except NothingToSay:
            raise
        except TimeoutError:
            log.warning("answer.broke_off", sentences=said, reason="the next sentence was late")
        except WritingFailed as error:
            log.warning("answer.broke_off", sentences=said, reason=str(error))
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises: what is said already is good
            log.error("answer.broke_off", sentences=said, reason=type(error).__name__)  # noqa: TRY400

    def _judged(self, text: str, asked: Asked, said: int) -> Sentence | None:
        if said == 0 and answering.declined(text):
            raise NothingToSay("the language model found no answer in the documents")
        judged = answering.judge(text, asked)
        if judged.refusal is None:
            return Sentence(text, judged.passage)
        log.warning("answer.refused", reason=judged.refusal, sentences=said)
        self.refused.append(Refused(text, judged.refusal))
        return None

    async def _search(self, question: str) -> Found:
        begun = time.monotonic()
        try:
            return await self._knowledge.search(question)
        finally:
            self.retrieval_ms = (time.monotonic() - begun) * 1000

    async def _written(self, writer: Writer, ask: str) -> AsyncGenerator[str, None]:
        """Whole sentences as the model writes them, and last what it left unfinished. Raises `WritingFailed`."""
        turns = (*writer.turns, *self._heard)
        prompt = len(writer.instructions) + sum(len(text) for _, text in turns) + len(ask)
        self._tokens = prompt // CHARACTERS_A_TOKEN
        begun, text, length = time.monotonic(), "", 0
        with waiting_for(self.wait):
            stream = writer.writing.write(instructions=writer.instructions, turns=turns, ask=ask)
        try:
            async for found in stream:
                match found:
                    case Piece(text=piece):
                        if self.first_token_ms is None:
                            self.first_token_ms = (time.monotonic() - begun) * 1000
                        text, length = text + piece, length + len(piece)
                        self._tokens = (prompt + length) // CHARACTERS_A_TOKEN
                        while (end := proposals.sentence_end(text)) is not None:
                            yield " ".join(text[:end].split())
                            text = text[end:]
                    case Usage(tokens_in=asked, tokens_out=written):
                        self._tokens = asked + written
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()  # which stops the model
        if rest := " ".join(text.split()):
            yield rest


def _quoted(found: Found, language: Language) -> tuple[Sentence, ...]:
    if not found.answerable or not found.quote:
        return ()
    return (Sentence(language.lines.from_documents, line=True), Sentence(found.quote, found.passages[0].id))
