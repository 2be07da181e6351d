"""Words that are in no plan: what a language model proposes is looked at before it counts as said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence

import pytest

from interviewer.conversation.facts import Answer, FollowUp
from interviewer.conversation.knowledge import Found, Passage
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Script
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, WritingFailed
from interviewer.rehearsal.happenings import Wrote, WroteNothing
from interviewer.rehearsal.writers import Authored, Modelled, Recorded, Writer

SCRIPT = Script(company="Harbour Goods", job_title="shift lead", candidate_name="Robin", minutes=10, questions=())
WANTED = FollowUp("Tell me about a team you led.", "I led the night shift.")


class Model:
    """A language model that says this, piece by piece, or breaks."""

    name = "test/model"

    def __init__(self, text: str, *, breaks: bool = False) -> None:
        self._text = text
        self._breaks = breaks

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncIterator[Piece | Usage]:
        assert instructions
        assert (ask, size, tuple(turns)) == (ask, "normal", ())
        for piece in self._text.split(" "):
            yield Piece(f"{piece} ")
        if self._breaks:
            raise WritingFailed("the model is away")
        yield Usage(10, 0, 5)


class Documents:
    """Say one thing, or nothing."""

    def __init__(self, quote: str) -> None:
        self._quote = quote

    async def search(self, question: str) -> Found:
        assert question
        passage = Passage("p1", "pay.md", "Pay", self._quote, 0.9)
        return Found((passage,), answerable=bool(self._quote), quote=self._quote)


async def test_the_first_sentence_of_a_model_is_said() -> None:
    writer = Modelled(Model("How did you plan the night? And what else?"), SCRIPT)
    assert await writer.write(WANTED, ()) == Wrote("How did you plan the night?")


@pytest.mark.parametrize(
    ("proposed", "reason"),
    [
        ("That was a great answer, so what else?", "it judges the answer"),
        ("Are you married?", "it is about something that must not be asked"),
        ("I see.", "it is no question"),
    ],
)
async def test_what_may_not_be_said_is_told_and_not_said(proposed: str, reason: str) -> None:
    assert await Modelled(Model(proposed), SCRIPT).write(WANTED, ()) == WroteNothing(reason, proposed)


async def test_a_model_that_breaks_off_writes_nothing() -> None:
    found = await Modelled(Model("How did", breaks=True), SCRIPT).write(WANTED, ())
    assert found == WroteNothing("the model is away")


@pytest.mark.parametrize(
    "writer",
    [Authored(knowledge=Documents("You get 27 days.")), Modelled(Model(""), SCRIPT, Documents("You get 27 days."))],
)
async def test_what_the_candidate_asks_is_answered_in_the_words_of_the_documents(writer: Writer) -> None:
    assert await writer.write(Answer("How much holiday is there?"), ()) == Wrote(
        f"{ENGLISH.lines.from_documents} You get 27 days.", ("p1",)
    )


async def test_what_no_document_answers_is_not_answered() -> None:
    for writer in (Authored(knowledge=Documents("")), Authored(), Recorded()):
        assert isinstance(await writer.write(Answer("Is there a gym?"), ()), WroteNothing)


async def test_what_a_model_writes_out_of_the_documents_is_said_as_far_as_they_carry_it() -> None:
    model = Model("You get 27 days of holiday. You will surely love them and get a car. More follows.")
    writer = Modelled(model, SCRIPT, Documents("Everybody gets 27 days of holiday a year."))
    found = await writer.write(Answer("How much holiday do I get?"), ())
    assert found == Wrote("You get 27 days of holiday.", ("p1",))


async def test_a_model_that_finds_no_answer_in_the_documents_says_nothing() -> None:
    found = await Modelled(Model("NONE"), SCRIPT, Documents("You get 27 days.")).write(Answer("Is there a gym?"), ())
    assert isinstance(found, WroteNothing)


class Endless(Model):
    """A language model that never ends by itself: after its words it hangs, or goes on."""

    def __init__(self, text: str, *, hangs: bool) -> None:
        super().__init__(text)
        self._hangs = hangs
        self.left = False

    async def write(
        self,
        *,
        instructions: str,  # noqa: ARG002
        turns: Sequence[Turn],  # noqa: ARG002
        ask: str,  # noqa: ARG002
        size: Size = "normal",  # noqa: ARG002
    ) -> AsyncGenerator[Piece | Usage, None]:
        try:
            yield Piece(self._text)
            while not self._hangs:
                yield Piece(self._text)
            await asyncio.Event().wait()
        finally:
            self.left = True


IMPATIENT = POLICY.writing.model_copy(update={"given_up_after": 0.1, "next_within": 0.05})


@pytest.mark.parametrize("hangs", [False, True])
async def test_a_model_is_stopped_once_there_is_a_question(*, hangs: bool) -> None:
    model = Endless("How did you plan the night? ", hangs=hangs)
    assert await Modelled(model, SCRIPT).write(WANTED, ()) == Wrote("How did you plan the night?")
    assert model.left


async def test_a_question_that_is_late_is_not_waited_for() -> None:
    model = Endless("How did you plan", hangs=True)
    assert await Modelled(model, SCRIPT, numbers=IMPATIENT).write(WANTED, ()) == WroteNothing("it came too late")
    assert model.left


@pytest.mark.parametrize(("hangs", "said"), [(True, 1), (False, 3)])
async def test_of_an_answer_the_sentences_that_came_in_time_are_said_and_no_more_than_a_call_has(
    *, hangs: bool, said: int
) -> None:
    sentence = "You get 27 days of holiday. "
    model = Endless(sentence, hangs=hangs)
    writer = Modelled(model, SCRIPT, Documents("Everybody gets 27 days of holiday a year."), numbers=IMPATIENT)
    found = await writer.write(Answer("How much holiday do I get?"), ())
    assert found == Wrote((sentence * said).strip(), ("p1",))
    assert model.left
