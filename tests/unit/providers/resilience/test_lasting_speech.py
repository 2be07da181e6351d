"""A voice that somebody waits for: every fault at its moment, and what is heard of it. No second is waited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

import pytest

from interviewer.providers.phrases import Phrases
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.incidents import Incident, noticing
from interviewer.providers.resilience.members import PASSED_OVER, Member
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.resilience.speech import LastingSpeech
from interviewer.providers.speech.port import Pace, Speech, SpeechUnavailable
from passing_time import at_once

NUMBERS = POLICY.speech
FOR_EVER = 1e6


def loud(samples: int) -> bytes:
    return (2000).to_bytes(2, "little") * samples


A, B, C = loud(2400), loud(2401), loud(2402)
"""A tenth of a second; who says it is known by its length."""
SILENT = bytes(4800)
Step = tuple[float, bytes | Exception]


@dataclass
class Fake:
    """Speaks as its script says, the last entry again and again; a step is what comes after so many seconds."""

    name: str
    scripts: list[Sequence[Step]]
    asked: list[tuple[str, Pace]] = field(default_factory=list)
    left: int = 0

    async def stream(self, text: str, *, pace: Pace = "normal") -> AsyncGenerator[bytes, None]:
        script = self.scripts[min(len(self.asked), len(self.scripts) - 1)]
        self.asked.append((text, pace))
        try:
            for seconds, step in script:
                await asyncio.sleep(seconds)
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            self.left += 1


@dataclass
class Heard:
    chunks: list[bytes] = field(default_factory=list)
    voice: str = ""
    error: SpeechUnavailable | None = None
    began: float | None = None
    ended: float = 0.0
    incidents: list[Incident] = field(default_factory=list)


def says(sound: bytes, times: int = 3, after: float = 0.2, between: float = 0.1) -> list[Step]:
    return [(between if n else after, sound) for n in range(times)]


def lasting(*fakes: Speech) -> LastingSpeech:
    members = [Member(fake, Account("speech", fake.name, "here"), NUMBERS) for fake in fakes]
    return LastingSpeech(members, MemoryBreakers(POLICY.breakers, clock=lambda: asyncio.get_running_loop().time()))


async def say(speech: LastingSpeech, pace: Pace = "normal", text: str = "One moment.") -> Heard:
    heard, loop = Heard(), asyncio.get_running_loop()
    begun = loop.time()
    with noticing(lambda told: heard.incidents.append(told) if isinstance(told, Incident) else None):
        sound = speech.stream(text, pace=pace)
        try:
            async for chunk in sound:
                heard.began = loop.time() - begun if heard.began is None else heard.began
                heard.chunks.append(chunk)
        except SpeechUnavailable as error:
            heard.error = error
        heard.voice = sound.voice
    heard.ended = loop.time() - begun
    return heard


def test_a_voice_that_is_well_is_handed_through_as_it_speaks() -> None:
    first, second = Fake("first", [says(A)]), Fake("second", [says(B)])
    heard = at_once(say(lasting(first, second), "slow"))
    assert (heard.chunks, heard.began, heard.voice) == ([A] * 3, 0.2, "first")
    assert first.asked == [("One moment.", "slow")]
    assert (second.asked, heard.incidents) == ([], [])


@pytest.mark.parametrize(
    "fault",
    [
        (FOR_EVER, A),
        (0.1, SpeechUnavailable("broke")),
        (0.1, SpeechUnavailable("x", status=401)),
        (0.1, SpeechUnavailable("x", status=429)),
        (0.1, ValueError("secret")),
        (0.1, b""),
        (0.1, SILENT),
    ],
)
def test_a_voice_that_does_not_begin_is_replaced_by_the_second_one_for_the_whole_line(fault: Step) -> None:
    first, second = Fake("first", [[fault]]), Fake("second", [says(B)])
    heard = at_once(say(lasting(first, second)))
    assert (heard.chunks, heard.voice, heard.error) == ([B] * 3, "second", None)
    assert heard.began is not None
    assert heard.began <= NUMBERS.first_within + 0.2
    assert first.left == 1
    (incident,) = heard.incidents
    assert (incident.kind, incident.provider, incident.instead) == ("speech", "first", "second")
    assert "secret" not in incident.reason


def test_behind_the_second_voice_there_is_a_third() -> None:
    bad: list[Sequence[Step]] = [[(0.1, SpeechUnavailable("x"))]]
    heard = at_once(say(lasting(Fake("first", bad), Fake("second", bad), Fake("local", [says(C)]))))
    assert (heard.voice, heard.chunks) == ("local", [C] * 3)
    assert [(one.provider, one.instead) for one in heard.incidents] == [("first", "second"), ("second", "local")]


def test_when_no_voice_speaks_it_is_told_after_each_was_asked_once() -> None:
    fakes = [Fake(name, [[(FOR_EVER, b"")]]) for name in ("first", "second")]
    heard = at_once(say(lasting(*fakes)))
    assert heard.error is not None
    assert heard.error.kind == "late"
    assert heard.ended == pytest.approx(2 * NUMBERS.first_within)
    assert [one.instead for one in heard.incidents] == ["second", None]


@pytest.mark.parametrize("fault", [(FOR_EVER, A), (0.1, SpeechUnavailable("broke")), (0.1, OSError("x"))])
def test_a_line_that_is_cut_is_known_as_cut_and_comes_whole_from_the_next_voice_when_said_again(fault: Step) -> None:
    first, second = Fake("first", [[*says(A), fault]]), Fake("second", [says(B, 4)])

    async def story() -> tuple[Heard, Heard]:
        speech = lasting(first, second)
        return await say(speech), await say(speech)

    cut, again = at_once(story())
    assert (cut.chunks, cut.error is None, cut.voice) == ([A] * 3, False, "first")
    assert cut.ended <= 0.4 + NUMBERS.next_within
    assert [one.instead for one in cut.incidents] == [None]
    assert (again.chunks, again.error, again.voice) == ([B] * 4, None, "second")
    assert [one.reason for one in again.incidents] == [PASSED_OVER]
    assert len(first.asked) == 1


def test_a_voice_that_drips_is_cut_off_and_not_waited_for() -> None:
    heard = at_once(say(lasting(Fake("only", [says(A, 60, between=NUMBERS.next_within + 0.01)]))))
    assert (heard.chunks, heard.error is None) == ([A], False)


def test_a_connection_that_is_kept_alive_by_silence_is_no_line() -> None:
    first = Fake("first", [says(SILENT[:2], 1000, between=0.2)])
    heard = at_once(say(lasting(first, Fake("second", [says(B)]))))
    assert heard.voice == "second"
    assert heard.began == pytest.approx(NUMBERS.first_within + 0.2)


def test_sound_that_comes_slower_than_it_is_played_is_cut_off_before_it_stutters_for_long() -> None:
    heard = at_once(say(lasting(Fake("only", [[(0.1, A), *[(0.5, loud(24))] * 1000]]))))
    assert heard.error is not None
    assert heard.ended <= 0.1 + 0.1 + NUMBERS.next_within + 0.1


LONG_LINE = "Tell me about a service that you have built and run yourself."


def test_a_line_that_is_over_too_soon_to_have_been_said_is_known_as_cut() -> None:
    enough = round(len(LONG_LINE) / NUMBERS.fastest * 10) + 1
    assert at_once(say(lasting(Fake("only", [says(A, enough)])), text=LONG_LINE)).error is None
    cut = at_once(say(lasting(Fake("only", [says(A, enough - 2)])), text=LONG_LINE))
    assert cut.error is not None
    assert LONG_LINE not in str(cut.error)


def test_the_first_voice_is_taken_back_after_a_while() -> None:
    first, second = Fake("first", [[(0.1, SpeechUnavailable("x"))], says(A)]), Fake("second", [says(B)])

    async def story() -> list[str]:
        speech = lasting(first, second)
        voices = [(await say(speech)).voice, (await say(speech)).voice]
        await asyncio.sleep(NUMBERS.shunned_seconds)
        return [*voices, (await say(speech)).voice]

    assert at_once(story()) == ["second", "second", "first"]


def test_who_listens_slowly_cuts_nobody_off() -> None:
    async def story() -> int:
        chunks = 0
        async for _ in lasting(Fake("only", [says(A)])).stream("Hello."):
            chunks += 1
            await asyncio.sleep(10 * NUMBERS.next_within)
        return chunks

    assert at_once(story()) == 3


def test_leaving_off_early_ends_the_request() -> None:
    voice = Fake("only", [says(A)])

    async def story() -> None:
        sound = lasting(voice).stream("Hello.")
        await anext(sound)
        await sound.aclose()
        assert voice.left == 1

    at_once(story())


@pytest.mark.parametrize("after", [0.0, 0.1, 0.25])
def test_whoever_is_cancelled_ends_the_request(after: float) -> None:
    voice = Fake("only", [says(A, between=5.0)])

    async def story() -> None:
        saying = asyncio.create_task(say(lasting(voice)))
        await asyncio.sleep(after)
        saying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saying
        assert voice.left == len(voice.asked)

    at_once(story())


class Kept(dict[str, bytes]):
    """What stands for Redis: it holds what is set."""

    async def get(self, key: str) -> bytes | None:  # type: ignore[override]
        return dict.get(self, key)

    async def set(self, key: str, value: bytes, ex: int) -> None:
        assert ex > 0
        self[key] = value


def test_what_another_voice_said_instead_is_not_kept_as_the_first_ones() -> None:
    first, second = Fake("first", [[(0.1, SpeechUnavailable("x"))], says(A)]), Fake("second", [says(A, 1)])
    kept = Kept()

    async def story() -> None:
        phrases = Phrases(lasting(first, second), kept)  # type: ignore[arg-type]
        assert len((await phrases.get("One moment.")).pcm) == len(A)
        assert phrases.at_hand("One moment.") is not None
        assert kept == {}
        await asyncio.sleep(NUMBERS.shunned_seconds)
        assert len((await phrases.get("Thank you.")).pcm) == 3 * len(A)
        assert len(kept) == 1

    at_once(story())
