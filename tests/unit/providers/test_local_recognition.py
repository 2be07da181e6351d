"""The local recogniser over a call's own voice detector: what is decoded when, and what is final."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from livekit import rtc

from interviewer.providers.recognition.local import LocalHearing, LocalRecognition
from interviewer.providers.recognition.port import HEARD_RATE, RecognitionFailed, TurnHint, Words


class Recogniser:
    """An endpoint that answers each utterance with its number, when it is let to."""

    def __init__(self) -> None:
        self.forms: list[str] = []
        self.seconds: list[float] = []
        self.let = asyncio.Event()
        self.let.set()
        self.asked = asyncio.Event()
        self.status = [200]

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        sound = body[body.index(b"RIFF") :]
        with wave.open(io.BytesIO(sound)) as file:
            self.seconds.append(file.getnframes() / file.getframerate())
        self.forms.append(body.decode(errors="ignore"))
        number = len(self.seconds)
        self.asked.set()
        await self.let.wait()
        status = self.status.pop(0) if len(self.status) > 1 else self.status[0]
        segment = {"start": 0.0, "end": 1.0, "avg_logprob": 0.0}
        return httpx.Response(status, json={"text": f" words {number} ", "language": "en", "segments": [segment]})


@asynccontextmanager
async def hearing(recogniser: Recogniser, *keyterms: str) -> AsyncIterator[LocalHearing]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(recogniser)) as client:
        heard = LocalRecognition(client, "http://local/v1").open(keyterms=keyterms, language="en")
        try:
            yield heard
        finally:
            await heard.aclose()


def say(heard: LocalHearing, seconds: float, level: int = 3000) -> None:
    """Audio, faster than time: how long it is counts, not how long it took."""
    samples = HEARD_RATE // 50
    for number in range(round(seconds * 50)):
        value = level if number % 2 else -level
        data = value.to_bytes(2, "little", signed=True) * samples
        heard.push(rtc.AudioFrame(data, HEARD_RATE, 1, samples))


def owes(heard: LocalHearing) -> bool:
    return heard.pending


async def next_of(told: AsyncIterator[Words | TurnHint]) -> Words:
    found = await asyncio.wait_for(anext(told), 10)
    assert isinstance(found, Words)
    return found


async def final_of(told: AsyncIterator[Words | TurnHint]) -> Words:
    while True:
        found = await next_of(told)
        if found.final:
            return found


async def test_a_pause_that_holds_makes_the_words_of_the_eager_decode_final_without_another_decode() -> None:
    recogniser = Recogniser()
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        say(heard, 1.0)
        heard.voice(True)
        say(heard, 2.0)
        heard.voice(False)
        assert owes(heard)
        words = await final_of(told)
        assert words == Words("words 1", final=True, confidence=1.0)
        assert not heard.pending
        assert recogniser.seconds == [pytest.approx(2.4)]


async def test_a_pause_that_does_not_hold_is_no_end_and_the_utterance_is_decoded_as_a_whole() -> None:
    recogniser = Recogniser()
    recogniser.let.clear()
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 2.0)
        heard.voice(False)
        await recogniser.asked.wait()
        heard.voice(True)
        say(heard, 1.0)
        recogniser.let.set()
        heard.voice(False)
        words = await final_of(told)
        assert words.text == "words 2"
        assert recogniser.seconds[-1] == pytest.approx(3.0)


async def test_a_gap_between_words_is_not_decoded_at_all() -> None:
    recogniser = Recogniser()
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 1.0)
        heard.voice(False)
        heard.voice(True)
        say(heard, 1.0)
        heard.voice(False)
        await final_of(told)
        assert recogniser.seconds == [pytest.approx(2.0)]


async def test_a_long_answer_is_finished_in_segments_at_its_pauses() -> None:
    recogniser = Recogniser()
    recogniser.let.clear()
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 9.0)
        heard.voice(False)
        await recogniser.asked.wait()
        heard.voice(True)
        recogniser.let.set()
        assert (await final_of(told)).text == "words 1"
        assert heard.pending
        say(heard, 2.0)
        heard.voice(False)
        assert (await final_of(told)).text == "words 2"
        assert recogniser.seconds == [pytest.approx(9.0), pytest.approx(2.0)]


async def test_someone_who_never_pauses_is_cut_at_the_quietest_moment_and_nothing_is_lost() -> None:
    recogniser = Recogniser()
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 19.0)
        say(heard, 0.2, level=1)
        say(heard, 1.5)
        first = await final_of(told)
        say(heard, 1.0)
        heard.voice(False)
        second = await final_of(told)
        assert (first.text, second.text) == ("words 1", "words 2")
        assert recogniser.seconds[0] == pytest.approx(19.1, abs=0.1)
        assert sum(recogniser.seconds) == pytest.approx(21.7)


async def test_a_voice_over_the_interviewers_is_understood_while_it_goes_on() -> None:
    recogniser = Recogniser()
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        heard.voice(True, over=True)
        say(heard, 0.4)
        first = await next_of(told)
        assert (first.text, first.final) == ("words 1", False)
        say(heard, 0.5)
        second = await next_of(told)
        assert (second.text, second.final) == ("words 2", False)


async def test_a_voice_in_its_own_turn_is_not_decoded_until_it_pauses() -> None:
    recogniser = Recogniser()
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 3.0)
        await asyncio.sleep(0)
        heard.voice(False)
        await final_of(told)
        assert len(recogniser.seconds) == 1


async def test_names_and_terms_are_given_as_a_sentence() -> None:
    recogniser = Recogniser()
    async with hearing(recogniser, "Kubernetes", "Terraform") as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 1.0)
        heard.voice(False)
        await final_of(told)
        assert "Glossary: Kubernetes, Terraform." in recogniser.forms[0]


async def test_a_busy_recogniser_is_asked_again() -> None:
    recogniser = Recogniser()
    recogniser.status = [429, 503, 200]
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 1.0)
        heard.voice(False)
        assert (await final_of(told)).text == "words 3"


async def test_a_recogniser_that_refuses_ends_the_hearing_and_owes_nothing() -> None:
    recogniser = Recogniser()
    recogniser.status = [404]
    async with hearing(recogniser) as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 1.0)
        heard.voice(False)
        with pytest.raises(RecognitionFailed, match="404"):
            await final_of(told)
        assert not heard.pending
        heard.voice(True)
        say(heard, 1.0)
        assert not heard.pending


async def test_a_closed_hearing_ends_its_words() -> None:
    async with hearing(Recogniser()) as heard:
        told = aiter(heard)
        heard.voice(True)
        say(heard, 1.0)
        await heard.aclose()
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(told), 10)
