"""A language model that somebody waits for: every fault at its moment, and what is heard of it. No second is waited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from interviewer.providers.resilience import waiting
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.incidents import Incident, noticing
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.resilience.waiting import Wait
from interviewer.providers.resilience.writing import LastingWriting
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, Writing, WritingFailed
from passing_time import at_once

NUMBERS = POLICY.writing
FOR_EVER = 1e6
TURNS: tuple[Turn, ...] = tuple(("user", f"{number}: " + "word " * 40) for number in range(12))
COST = Usage(100, 0, 9)
Step = tuple[float, Piece | Usage | Exception]


@dataclass
class Fake:
    """Writes as its script says, the last entry again and again; a step is what comes after so many seconds."""

    name: str
    scripts: list[Sequence[Step]]
    asked: list[tuple[Size, int, float]] = field(default_factory=list)
    """Size, number of turns, and when."""
    left: list[float] = field(default_factory=list)

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncGenerator[Piece | Usage, None]:
        assert instructions == "Be brief."
        assert ask == "Go on."
        loop = asyncio.get_running_loop()
        script = self.scripts[min(len(self.asked), len(self.scripts) - 1)]
        self.asked.append((size, len(turns), loop.time()))
        try:
            for seconds, step in script:
                await asyncio.sleep(seconds)
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            self.left.append(loop.time())


@dataclass
class Heard:
    """What came of one request: pieces with their times, and how it ended."""

    pieces: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    usage: Usage | None = None
    error: WritingFailed | None = None
    ended: float = 0.0
    incidents: list[Incident] = field(default_factory=list)
    wait: Wait = field(default_factory=Wait)


def says(*words: str, after: float = 0.3, between: float = 0.1) -> list[Step]:
    return [(between if n else after, Piece(word)) for n, word in enumerate(words)] + [(0.0, COST)]


def lasting(*fakes: Writing) -> LastingWriting:
    members = [Member(fake, Account("writing", fake.name, "here"), NUMBERS) for fake in fakes]
    return LastingWriting(members, MemoryBreakers(POLICY.breakers, clock=lambda: asyncio.get_running_loop().time()))


async def ask(writing: Writing, *, over: float | None = 0.0, wait: Wait | None = None) -> Heard:
    """Ask now. `over`: so long ago the candidate's turn ended; None: nobody says that it did."""
    heard, loop = Heard(wait=wait or Wait()), asyncio.get_running_loop()
    begun = loop.time()
    if over is not None:
        heard.wait.over(begun - over)
    seen = noticing(lambda told: heard.incidents.append(told) if isinstance(told, Incident) else None)
    with seen, waiting.waiting_for(heard.wait):
        stream: AsyncIterator[Any] = writing.write(instructions="Be brief.", turns=TURNS, ask="Go on.")
        try:
            async for found in stream:
                if isinstance(found, Usage):
                    heard.usage = found
                else:
                    heard.pieces.append(found.text)
                    heard.times.append(round(loop.time() - begun, 3))
        except WritingFailed as error:
            heard.error = error
    heard.ended = round(loop.time() - begun, 3)
    return heard


def test_a_model_that_is_well_is_handed_through_as_it_writes() -> None:
    first, second = Fake("first", [says("Why ", "so?")]), Fake("second", [says("no")])
    heard = at_once(ask(lasting(first, second)))
    assert (heard.pieces, heard.times) == (["Why ", "so?"], [0.3, 0.4])
    assert heard.usage == COST
    assert heard.error is None
    assert (second.asked, heard.incidents, heard.wait.lost_tokens) == ([], [], 0)


def test_a_late_model_is_hedged_by_a_shorter_request_to_the_smaller_model() -> None:
    model = Fake("only", [says("late", after=FOR_EVER), says("Why?")])
    heard = at_once(ask(lasting(model)))
    assert model.asked == [("normal", 12, 0.0), ("small", NUMBERS.hedge_turns, NUMBERS.hedge_after)]
    assert (heard.pieces, heard.times) == (["Why?"], [NUMBERS.hedge_after + 0.3])
    assert model.left[0] == pytest.approx(NUMBERS.hedge_after + 0.3)
    assert heard.wait.lost_tokens > sum(len(text) for _, text in TURNS) // 5


def test_the_deadline_counts_from_the_end_of_the_turn_and_not_from_the_request() -> None:
    model = Fake("only", [says("late", after=FOR_EVER), says("Why?")])
    at_once(ask(lasting(model), over=1.2))
    assert model.asked[1][2] == pytest.approx(NUMBERS.hedge_after - 1.2)


def test_a_request_that_was_made_ahead_is_not_hedged_before_the_turn_is_over() -> None:
    model = Fake("only", [says("late", after=FOR_EVER), says("Why?")])

    async def story() -> Heard:
        wait = Wait()
        asyncio.get_running_loop().call_later(3.0, wait.over, 2.5)
        return await ask(lasting(model), over=None, wait=wait)

    heard = at_once(story())
    assert model.asked[1][2] == pytest.approx(2.5 + NUMBERS.hedge_after)
    assert heard.pieces == ["Why?"]


def test_a_request_made_ahead_for_a_turn_that_never_ends_has_a_bound_of_its_own() -> None:
    model = Fake("only", [says("late", after=FOR_EVER)])
    heard = at_once(ask(lasting(model), over=None))
    assert heard.ended <= 2 * NUMBERS.first_within
    assert heard.error is not None
    assert heard.error.kind == "late"


def test_the_first_one_may_still_win_and_the_hedge_is_what_is_lost() -> None:
    first, second = Fake("first", [says("Why?", after=2.2)]), Fake("second", [says("no", after=0.5)])
    heard = at_once(ask(lasting(first, second)))
    assert (heard.pieces, heard.times) == (["Why?"], [2.2])
    assert second.left == [pytest.approx(2.2)]
    assert 0 < heard.wait.lost_tokens < sum(len(text) for _, text in TURNS) // 8


def test_the_hedge_goes_to_the_second_provider_where_there_is_one() -> None:
    first, second = Fake("first", [says("late", after=FOR_EVER)]), Fake("second", [says("Why?")])
    heard = at_once(ask(lasting(first, second)))
    assert heard.pieces == ["Why?"]
    assert second.asked == [("small", NUMBERS.hedge_turns, NUMBERS.hedge_after)]
    assert [(one.provider, one.instead) for one in heard.incidents] == [("first", "second")]


def test_nothing_in_time_is_given_up_at_the_last_deadline() -> None:
    model = Fake("only", [says("late", after=FOR_EVER)])
    heard = at_once(ask(lasting(model)))
    assert heard.ended == NUMBERS.given_up_after
    assert heard.error is not None
    assert "did not begin to write in time" in str(heard.error)
    assert len(model.left) == 2
    assert [(one.provider, one.instead) for one in heard.incidents] == [("only", None)]


@pytest.mark.parametrize("error", [WritingFailed("broke"), WritingFailed("x", status=401), ValueError("secret")])
def test_a_model_that_fails_before_its_first_word_is_replaced_at_once(error: Exception) -> None:
    first, second = Fake("first", [[(0.1, error)]]), Fake("second", [says("Why?")])
    heard = at_once(ask(lasting(first, second)))
    assert (heard.pieces, heard.times) == (["Why?"], [0.4])
    (incident,) = heard.incidents
    assert (incident.kind, incident.provider, incident.instead) == ("writing", "first", "second")
    assert "secret" not in incident.reason


def test_without_a_second_one_what_may_pass_is_tried_again_once_and_shorter() -> None:
    model = Fake("only", [[(0.1, WritingFailed("x", status=500))], says("Why?")])
    assert at_once(ask(lasting(model))).pieces == ["Why?"]
    assert [size for size, _, _ in model.asked] == ["normal", "small"]


@pytest.mark.parametrize("status", [400, 401, 402, 404, 429])
def test_without_a_second_one_what_will_not_pass_is_told_at_once(status: int) -> None:
    model = Fake("only", [[(0.1, WritingFailed("no", status=status))]])
    heard = at_once(ask(lasting(model)))
    assert (heard.ended, len(model.asked)) == (0.1, 1)
    assert heard.error is not None
    assert heard.error.status == status


def test_when_both_fail_it_is_told_and_nobody_is_asked_a_third_time() -> None:
    first, second = Fake("first", [[(0.1, WritingFailed("a"))]]), Fake("second", [[(0.1, WritingFailed("b"))]])
    heard = at_once(ask(lasting(first, second)))
    assert str(heard.error) == "b"
    assert (len(first.asked), len(second.asked)) == (1, 1)
    assert [one.instead for one in heard.incidents] == ["second", None]


def test_a_reply_without_a_word_in_it_is_none() -> None:
    first = Fake("first", [[(0.1, Piece("")), (0.1, Piece(" \n")), (0.1, COST)]])
    assert at_once(ask(lasting(first, Fake("second", [says("Why?")])))).pieces == ["Why?"]


def test_blanks_before_the_first_word_are_part_of_it() -> None:
    assert at_once(ask(lasting(Fake("only", [says(" ", "Why?")])))).pieces == [" Why?"]


@pytest.mark.parametrize(
    "dies", [(FOR_EVER, Piece("?")), (0.1, WritingFailed("gone")), (0.1, ConnectionResetError("x"))]
)
def test_what_a_dying_model_wrote_stands_and_that_no_more_comes_is_told(dies: Step) -> None:
    first, second = Fake("first", [[(0.2, Piece("One. ")), (0.1, Piece("Tw")), dies]]), Fake("second", [says("no")])
    heard = at_once(ask(lasting(first, second)))
    assert heard.pieces == ["One. ", "Tw"]
    assert heard.error is not None
    assert heard.ended <= 0.3 + NUMBERS.next_within
    assert second.asked == []
    assert [one.instead for one in heard.incidents] == [None]


def test_a_drip_of_words_is_a_reply_but_one_that_stops_between_two_is_none() -> None:
    slow = says(*"abcdef", between=NUMBERS.next_within - 0.1)
    assert at_once(ask(lasting(Fake("only", [slow])))).pieces == list("abcdef")
    stopped = says(*"abc", between=NUMBERS.next_within + 0.1)
    heard = at_once(ask(lasting(Fake("only", [stopped]))))
    assert (heard.pieces, heard.error is None) == (["a"], False)


def test_whoever_failed_is_passed_over_for_a_while_and_then_asked_again() -> None:
    first, second = Fake("first", [[(0.1, WritingFailed("x"))], says("first")]), Fake("second", [says("second")])

    async def story() -> list[str]:
        writing = lasting(first, second)
        said = [(await ask(writing)).pieces[0], (await ask(writing)).pieces[0]]
        await asyncio.sleep(NUMBERS.shunned_seconds)
        return [*said, (await ask(writing)).pieces[0]]

    assert at_once(story()) == ["second", "second", "first"]
    assert [size for size, _, _ in second.asked] == ["small", "normal"]


def test_whoever_stopped_in_the_middle_is_passed_over_as_well() -> None:
    first, second = Fake("first", [[(0.1, Piece("One")), (0.1, WritingFailed("x"))]]), Fake("second", [says("Two")])

    async def story() -> Heard:
        writing = lasting(first, second)
        await ask(writing)
        return await ask(writing)

    assert at_once(story()).pieces == ["Two"]


def test_an_open_breaker_is_told_at_once_and_one_try_closes_it() -> None:
    model = Fake("only", [*[[(0.1, WritingFailed("x", status=500))]] * 6, says("Why?")])

    async def story() -> list[Heard]:
        writing = lasting(model)
        heard = [await ask(writing) for _ in range(4)]
        await asyncio.sleep(POLICY.breakers.open_seconds * (1 + POLICY.breakers.jitter))
        return [*heard, await ask(writing)]

    *_, refused, well = at_once(story())
    assert refused.ended == 0.0
    assert "is not asked just now" in str(refused.error)
    assert well.pieces == ["Why?"]


def test_a_model_that_asks_to_be_left_alone_is() -> None:
    first = Fake("first", [[(0.1, WritingFailed("x", status=429, retry_after=60))]])
    second = Fake("second", [says("Why?")])

    async def story() -> None:
        writing = lasting(first, second)
        for _ in range(5):
            assert (await ask(writing)).pieces == ["Why?"]
            await asyncio.sleep(NUMBERS.shunned_seconds)

    at_once(story())
    assert len(first.asked) == 1


@pytest.mark.parametrize("after", [0.0, 0.1, 0.35, 2.1, 2.35])
def test_whoever_does_not_want_it_any_more_ends_every_request(after: float) -> None:
    model = Fake("only", [says("late", after=FOR_EVER), says("Why", "?", between=1.0)])

    async def story() -> None:
        asking = asyncio.create_task(ask(lasting(model)))
        await asyncio.sleep(after)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    at_once(story())
    assert len(model.left) == len(model.asked)


def test_closing_it_in_the_middle_ends_the_request() -> None:
    model = Fake("only", [says("One ", "two", between=1.0)])

    async def story() -> None:
        stream = lasting(model).write(instructions="Be brief.", turns=TURNS, ask="Go on.")
        assert await anext(stream) == Piece("One ")
        await stream.aclose()
        assert model.left == [pytest.approx(0.3)]

    at_once(story())
