"""A speech whose words are late, by a clock that jumps: what is heard meanwhile, and when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from interviewer.agent.captions import Captions
from interviewer.agent.composition import Composition, Writer
from interviewer.agent.delivery import Delivery
from interviewer.agent.mouth import SAMPLE_RATE, Mouth
from interviewer.agent.reply import Reply
from interviewer.agent.timing import Timing
from interviewer.conversation.facts import FollowUp, Speak
from interviewer.conversation.languages import ENGLISH
from interviewer.interviews.ids import TurnId
from interviewer.providers.phrases import Phrases
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.writing.port import Piece, Size, Turn, Usage
from passing_time import at_once
from stage import ANSWER, SCRIPT, Documents, Line, Voice

FOLLOW_UP = "What did you change first on that night shift?"
MURMUR, HOLDING = ENGLISH.lines.murmurs[1], ENGLISH.lines.holding
ACKNOWLEDGED, HELD = POLICY.spoken.acknowledged_after, POLICY.spoken.holding_after
GIVEN_UP = POLICY.writing.given_up_after
SPEECH = Speak("probe", (), "team", "written-1", written=FollowUp("Tell me about a team you led.", ANSWER))
LATE = replace(SPEECH, meanwhile=MURMUR)


class Model:
    """Writes after so many seconds."""

    name = "test/model"

    def __init__(self, after: float) -> None:
        self._after = after

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncGenerator[Piece | Usage, None]:
        del instructions, turns, ask, size
        await asyncio.sleep(self._after)
        yield Piece(FOLLOW_UP)


class Heard(Line):
    """A source that plays as fast as it sounds; `at` is when each frame that is no silence began."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    async def capture_frame(self, frame: Any) -> None:
        now = asyncio.get_running_loop().time()
        if any(frame.data):
            self.at.append(now)
        await asyncio.sleep(frame.samples_per_channel / SAMPLE_RATE)


class Unseen:
    """Captions that nobody sees."""

    def state(self, _state: str) -> None: ...

    def show(self, _text: str) -> None: ...


@dataclass(frozen=True)
class Story:
    """What came of it: what was said, when sound began, the longest quiet between sounds."""

    said: str
    began: float
    quiet: float


def delivered(
    speech: Speak,
    *,
    written_after: float,
    decided: float = 0.4,
    at_hand: Sequence[str] = (MURMUR, HOLDING),
    not_before: float = 0.0,
) -> Story:
    """The candidate's last word was at 0, the turn was judged over at `decided`, and then the model was asked."""

    async def story() -> Story:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(decided)
        line, phrases, clear = Heard(), Phrases(Voice(), None), asyncio.Event()
        await phrases.warm(at_hand)
        clear.set()
        over = asyncio.Event()
        mouth = Mouth(line)
        mouth.ended = over.set
        mouth.start()
        writer = Writer(Model(written_after), SCRIPT)
        wanted = cast("FollowUp", speech.written)
        composition = Composition(wanted, script=SCRIPT, writer=writer, knowledge=Documents())
        delivery = Delivery(
            speech,
            TurnId("1.1"),
            Reply(speech, phrases, composition),
            mouth=mouth,
            captions=cast("Captions", Unseen()),
            clear=clear,
            begins=lambda _: None,
            timing=Timing(last_word=0.0, decided=decided, final=0.0),
            not_before=not_before,
        )
        while not over.is_set():
            due = delivery.due
            within = 60.0 if due is None else max(0.0, due - loop.time())
            try:
                async with asyncio.timeout(within):
                    await over.wait()
            except TimeoutError:
                delivery.see_to_it(HOLDING, phrases.at_hand)
        await mouth.close()
        gaps = [later - earlier for earlier, later in zip(line.at, line.at[1:], strict=False)]
        return Story(delivery.utterance.text, line.at[0], max(gaps))

    return at_once(story())


def test_a_reply_that_comes_soon_is_not_preceded_by_anything() -> None:
    story = delivered(LATE, written_after=0.5)
    assert story.said == FOLLOW_UP
    assert story.began == pytest.approx(0.9, abs=0.05)


def test_a_reply_that_is_there_waits_for_the_breath_after_what_broke_off() -> None:
    story = delivered(LATE, written_after=0.1, not_before=0.8)
    assert story.said == FOLLOW_UP
    assert story.began == pytest.approx(0.8, abs=0.05)


def test_a_late_reply_is_preceded_by_an_acknowledgement_a_second_after_the_last_word() -> None:
    story = delivered(LATE, written_after=1.4)
    assert story.said == f"{MURMUR} {FOLLOW_UP}"
    assert story.began == pytest.approx(ACKNOWLEDGED, abs=0.05)


def test_a_reply_that_comes_while_the_acknowledgement_sounds_follows_it_as_its_next_sentence() -> None:
    story = delivered(LATE, written_after=0.7)
    assert story.said == f"{MURMUR} {FOLLOW_UP}"
    assert story.quiet == pytest.approx(0.15, abs=0.05)


def test_who_heard_an_acknowledgement_is_not_told_to_wait_as_well() -> None:
    story = delivered(LATE, written_after=HELD)
    assert story.said == f"{MURMUR} {FOLLOW_UP}"


def test_what_never_comes_is_given_up_behind_the_acknowledgement() -> None:
    story = delivered(LATE, written_after=60.0)
    assert story.said == MURMUR


@pytest.mark.parametrize("speech", [SPEECH, LATE])
def test_where_nothing_acknowledges_it_the_reply_is_announced_later(speech: Speak) -> None:
    story = delivered(speech, written_after=2.2, at_hand=(HOLDING,))
    assert story.said == f"{HOLDING} {FOLLOW_UP}"
    assert story.began == pytest.approx(HELD, abs=0.05)


def test_a_turn_that_was_judged_over_late_leaves_a_prepared_reply_the_moment_it_takes_to_sound() -> None:
    assert delivered(LATE, written_after=0.01, decided=1.5).said == FOLLOW_UP
    story = delivered(LATE, written_after=0.5, decided=1.5)
    assert story.said == f"{MURMUR} {FOLLOW_UP}"
    assert story.began == pytest.approx(1.5 + POLICY.spoken.at_once, abs=0.05)


def test_a_speech_that_is_stopped_before_its_words_are_there_takes_nothing_from_the_next() -> None:
    async def story() -> tuple[str, float]:
        line, phrases, clear, over = Heard(), Phrases(Voice(), None), asyncio.Event(), asyncio.Event()
        clear.set()
        mouth = Mouth(line)
        mouth.ended = over.set
        mouth.start()

        def deliver(turn_id: str, after: float) -> Delivery:
            writer = Writer(Model(after), SCRIPT)
            composition = Composition(
                cast("FollowUp", SPEECH.written), script=SCRIPT, writer=writer, knowledge=Documents()
            )
            return Delivery(
                *(SPEECH, TurnId(turn_id), Reply(SPEECH, phrases, composition)),
                mouth=mouth,
                captions=cast("Captions", Unseen()),
                clear=clear,
                begins=lambda _: None,
            )

        former = deliver("1.1", 60.0)
        await asyncio.sleep(0.5)
        former.stop()
        delivery = deliver("1.2", 0.5)
        await over.wait()
        await mouth.close()
        played = delivery.played()
        return played.text, played.fraction

    assert at_once(story()) == (FOLLOW_UP, 1.0)
