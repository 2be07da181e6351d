"""What was played is what counts as said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from interviewer.agent.reply import Reply
from interviewer.agent.utterance import GAP_SECONDS, Utterance
from interviewer.catalog.pronunciation import Lexicon
from interviewer.conversation.facts import Speak
from interviewer.providers.phrases import Phrases
from interviewer.providers.speech.port import SAMPLE_RATE, SpeechUnavailable

LINES = ("Thank you.", "Tell me about a team you led.")


class OneSecondALine:
    """A voice that says every line in exactly one second, and can be told to fail at one."""

    name = "test/one-second"

    def __init__(self, fails_at: str = "") -> None:
        self.asked: list[str] = []
        self._fails_at = fails_at
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def stream(self, text: str, *, pace: str = "normal") -> AsyncIterator[bytes]:
        self.asked.append(text if pace == "normal" else f"{pace}: {text}")
        if text == self._fails_at:
            raise SpeechUnavailable("the voice is away")
        yield b"\1\1" * (SAMPLE_RATE // 2)
        await self.may_go_on.wait()
        yield b"\1\1" * (SAMPLE_RATE // 2)


def said_by(voice: OneSecondALine, lines: tuple[str, ...] = LINES, lexicon: Lexicon | None = None) -> Utterance:
    return Utterance(Reply(Speak("question", lines, opening=1), Phrases(voice, None).pronounced(lexicon or {})))


async def test_the_whole_text_is_said_when_all_was_played() -> None:
    utterance = said_by(OneSecondALine())
    chunks = [chunk async for chunk in utterance.sound()]
    assert utterance.complete
    assert sum(map(len, chunks)) / 2 / SAMPLE_RATE == pytest.approx(2 + GAP_SECONDS)
    assert utterance.text_at(utterance.seconds) == "Thank you. Tell me about a team you led."
    assert utterance.fraction_at(utterance.seconds) == 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0, ""), (0.5, "Thank"), (1.05, "Thank you."), (1 + GAP_SECONDS + 0.5, "Thank you. Tell me about")],
)
async def test_an_interrupted_text_is_cut_at_the_last_whole_word_that_was_played(seconds: float, said: str) -> None:
    utterance = said_by(OneSecondALine())
    async for _ in utterance.sound():
        pass
    assert utterance.text_at(seconds) == said


async def test_a_speech_is_gone_on_with_at_the_word_at_which_it_was_held() -> None:
    utterance = said_by(OneSecondALine())
    async for _ in utterance.sound():
        pass
    held = 1 + GAP_SECONDS + 0.5
    again = utterance.word_before(held)
    assert again <= held
    assert utterance.text_at(again) == utterance.text_at(held) == "Thank you. Tell me about"
    assert utterance.word_before(0.1) == 0
    assert utterance.word_before(utterance.seconds) == utterance.seconds


LEXICON = {"k8s": "the whole of kubernetes"}


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (3 / 30 - 0.01, ""),
        (3 / 30 + 0.01, "Use"),
        (27 / 30 - 0.02, "Use"),
        (27 / 30 + 0.01, "Use k8s"),
        (1.0, "Use k8s ok"),
    ],
)
async def test_a_word_takes_the_time_of_how_it_is_spoken_and_is_told_as_it_is_written(
    seconds: float, written: str
) -> None:
    voice = OneSecondALine()
    utterance = said_by(voice, ("Okay.", "Use k8s ok"), LEXICON)
    async for _ in utterance.sound():
        pass
    assert voice.asked == ["Okay.", "Use the whole of kubernetes ok"]
    begins = 1 + GAP_SECONDS
    assert utterance.text == "Okay. Use k8s ok"
    assert utterance.text_at(begins + seconds) == f"Okay. {written}".strip()
    assert utterance.word_before(begins + 0.5) == pytest.approx(begins + 3 / 30)


async def test_the_same_line_sounds_by_the_lexicon_of_each_interview_and_is_kept_for_both() -> None:
    voice = OneSecondALine()
    phrases = Phrases(voice, None)
    other = phrases.pronounced({"SQL": "sequel"})
    for kept in (phrases, other, phrases, other):
        assert (await kept.get("Do you know SQL?")).text == "Do you know SQL?"
        assert kept.at_hand("Do you know SQL?") is not None
    assert voice.asked == ["Do you know SQL?", "Do you know sequel?"]
    with other.private("Hello SQL."):
        await other.get("Hello SQL.")
    assert phrases.at_hand("Hello sequel.") is None


async def test_content_begins_behind_the_acknowledgement() -> None:
    utterance = said_by(OneSecondALine())
    assert utterance.content_starts is None
    async for _ in utterance.sound():
        pass
    assert utterance.content_starts == pytest.approx(1 + GAP_SECONDS)


async def test_a_line_that_cannot_be_made_leaves_the_utterance_incomplete() -> None:
    utterance = said_by(OneSecondALine(fails_at=LINES[1]))
    with pytest.raises(SpeechUnavailable):
        async for _ in utterance.sound():
            pass
    assert not utterance.complete
    assert utterance.text_at(utterance.seconds) == "Thank you."


async def test_a_line_is_synthesised_once_however_often_it_is_wanted() -> None:
    voice = OneSecondALine()
    phrases = Phrases(voice, None)
    await phrases.warm(["Thank you.", "Thank you.", "Hello."])
    await phrases.get("Thank you.")
    assert voice.asked == ["Thank you.", "Hello."]


async def test_a_line_that_is_not_at_hand_is_heard_as_it_comes_by_all_who_want_it() -> None:
    voice = OneSecondALine()
    voice.may_go_on.clear()
    phrases = Phrases(voice, None)
    first, second = phrases.sound("Hello."), phrases.sound("Hello.")
    assert [len(await anext(first)), len(await anext(second))] == [SAMPLE_RATE] * 2
    assert phrases.at_hand("Hello.") is None
    voice.may_go_on.set()
    assert [len(chunk) for line in (first, second) async for chunk in line] == [SAMPLE_RATE] * 2
    assert voice.asked == ["Hello."]
    whole = phrases.at_hand("Hello.")
    assert whole is not None
    assert whole.seconds == 1


async def test_lines_that_cannot_be_made_beforehand_are_counted_and_do_not_stop_the_others() -> None:
    voice = OneSecondALine(fails_at="Hello.")
    assert await Phrases(voice, None).warm(["Hello.", "Goodbye."]) == 1
    assert voice.asked == ["Hello.", "Goodbye."]


async def test_a_line_that_names_somebody_is_never_shared_and_forgotten_with_the_call() -> None:
    voice, shared = OneSecondALine(), SharedCache()
    phrases = Phrases(voice, shared)  # type: ignore[arg-type]
    with phrases.private("Hello Ada."), phrases.private("Hello Ada."):
        await phrases.warm(["Hello Ada.", "Goodbye."])
        await phrases.get("Hello Ada.")
    assert len(shared.kept) == 1
    assert voice.asked == ["Hello Ada.", "Goodbye."]
    await phrases.warm(["Goodbye.", "Hello Ada."])
    assert voice.asked == ["Hello Ada.", "Goodbye.", "Hello Ada."]


async def test_a_line_is_kept_for_each_pace_by_itself() -> None:
    voice, shared = OneSecondALine(), SharedCache()
    phrases = Phrases(voice, shared)  # type: ignore[arg-type]
    await phrases.warm(["Goodbye."])
    assert phrases.paced("slow").at_hand("Goodbye.") is None
    for _ in range(2):
        await phrases.paced("slow").get("Goodbye.")
    await phrases.paced("slow").paced("normal").get("Goodbye.")
    assert voice.asked == ["Goodbye.", "slow: Goodbye."]
    assert len(shared.kept) == 2
    await Phrases(voice, shared).paced("slow").get("Goodbye.")  # type: ignore[arg-type]
    assert len(voice.asked) == 2


async def test_a_name_is_forgotten_at_every_pace() -> None:
    phrases = Phrases(OneSecondALine(), None)
    with phrases.private("Hello Ada."):
        await phrases.paced("slow").get("Hello Ada.")
    assert phrases.paced("slow").at_hand("Hello Ada.") is None


class SharedCache:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    async def set(self, key: str, pcm: bytes, *, ex: int) -> None:
        assert ex > 0
        self.kept[key] = pcm
