"""A dialogue on a stage: a voice, a language model and a line that do at once what the test says, and a log to read."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, cast

from livekit import rtc

from interviewer.agent.anticipation import Tokens
from interviewer.agent.captions import Captions
from interviewer.agent.composition import Writer
from interviewer.agent.dialogue import HEARS_OUT, Dialogue
from interviewer.agent.listening import Listening
from interviewer.agent.mouth import FRAME_SECONDS, Mouth
from interviewer.agent.notes import Notes
from interviewer.agent.recorder import Recorder
from interviewer.agent.reporter import Reporter
from interviewer.agent.speaking import Means
from interviewer.agent.spool import Spool
from interviewer.catalog.questions import Behavioural, YesNo
from interviewer.conversation import floor
from interviewer.conversation.knowledge import NOTHING, Found
from interviewer.conversation.script import Progress, Script
from interviewer.conversation.standing import begin
from interviewer.interviews.latency import Budget
from interviewer.providers.phrases import Phrases
from interviewer.providers.speech.port import SAMPLE_RATE, SpeechUnavailable
from interviewer.providers.writing.port import Piece, Turn, Usage, WritingFailed
from interviewer.wire.agent_link import ObservationSent

SCRIPT = Script(
    company="Harbour Goods",
    job_title="shift lead",
    candidate_name="",
    minutes=10,
    questions=(
        Behavioural(id="team", ask="Tell me about a team you led."),
        YesNo(id="nights", ask="Could you work nights?"),
    ),
)
ANSWER = "I led the night shift of a warehouse with twelve people for three years."


class Line:
    """A source that plays a hundred times as fast as it sounds, or not until it is let."""

    def __init__(self) -> None:
        self.played: list[float] = []
        """The gain of each frame."""
        self.gain = 1.0
        self.open = asyncio.Event()
        self.open.set()

    queued_duration = 0.0

    async def capture_frame(self, _frame: rtc.AudioFrame) -> None:
        await self.open.wait()
        self.played.append(self.gain)
        await asyncio.sleep(FRAME_SECONDS / 100)

    def cut(self) -> int:
        return 0

    async def wait_for_playout(self) -> None: ...

    async def aclose(self) -> None: ...


class Voice:
    """Says twenty letters in a second, in one chunk; some lines it may be unable to say."""

    name = "test/voice"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.slow: list[str] = []
        """Those of them that it was asked to say slowly."""
        self.unable: set[str] = set()
        self.breaks = 0
        self.may_speak = asyncio.Event()
        self.may_speak.set()

    async def stream(self, text: str, *, pace: str = "normal") -> AsyncIterator[bytes]:
        self.asked.append(text)
        if pace == "slow":
            self.slow.append(text)
        if text in self.unable:
            raise SpeechUnavailable("the voice is away")
        if self.breaks:
            self.breaks -= 1
            raise ValueError("nobody thought of this")
        await self.may_speak.wait()
        yield b"\1\1" * (len(text) * SAMPLE_RATE // 20)


class Documents:
    """A search that finds what the test says, once it is let."""

    def __init__(self, found: Found = NOTHING) -> None:
        self.found = found
        self.asked: list[str] = []
        self.may_find = asyncio.Event()
        self.may_find.set()

    async def search(self, question: str) -> Found:
        self.asked.append(question)
        await self.may_find.wait()
        return self.found


class Model:
    """Writes what the test says, once it is let."""

    name = "test/model"

    def __init__(self, *says: str) -> None:
        self.says = list(says)
        self.asked: list[tuple[str, tuple[Turn, ...], str]] = []
        self.cancelled = 0
        self.may_write = asyncio.Event()
        self.may_write.set()
        self.breaks_after: int | None = None
        """Words after which it breaks off."""
        self.pauses_after: int | None = None
        """Words after which it waits until it `may_go_on`."""
        self.may_go_on = asyncio.Event()

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: str = "normal"
    ) -> AsyncIterator[Piece | Usage]:
        del size
        self.asked.append((instructions, tuple(turns), ask))
        try:
            await self.may_write.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        for number, word in enumerate(self.says[min(len(self.asked), len(self.says)) - 1].split(" ")):
            if number == self.breaks_after:
                raise WritingFailed("the model is away")
            if number == self.pauses_after:
                await self.may_go_on.wait()
            yield Piece(word + " ")
        yield Usage(100, 0, 10)


class _Quiet:
    """What captions need of a room; `shown` is what was written into it."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    async def set_attributes(self, _attributes: dict[str, str]) -> None: ...

    async def publish_data(self, _payload: str, *, topic: str) -> None: ...

    async def stream_text(self, *, topic: str, attributes: dict[str, str]) -> _Quiet:
        del topic, attributes
        return self

    async def write(self, text: str) -> None:
        self.shown.append(text)

    async def aclose(self) -> None: ...

    @property
    def local_participant(self) -> _Quiet:
        return self


class _Ear:
    """Listening of which only what it was asked is known."""

    final_at = 0.0

    @property
    def heard_until(self) -> float:
        """The line is never silent."""
        return time.monotonic()

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.expected: list[floor.Expectation] = []
        self.guesses = 0

    def expect(self, expectation: floor.Expectation) -> None:
        self.expected.append(expectation)

    def guess(self) -> None:
        self.guesses += 1


class Stage:
    """One dialogue; `log` holds type and data of what it reported."""

    def __init__(
        self,
        folder: Path,
        *,
        model: Model | None = None,
        documents: Documents | None = None,
        progress: Progress | None = None,
        hears_out: float = HEARS_OUT,
    ) -> None:
        self.line, self.voice, self.model, self.ear = Line(), Voice(), model, _Ear()
        self.log: list[tuple[str, dict[str, Any]]] = []
        self.tokens = Tokens()
        self._spool = Spool(folder / "spool.jsonl")
        self.mouth = Mouth(self.line)
        self.phrases = Phrases(self.voice, None)
        self.room = _Quiet()
        self.captions = Captions(cast("rtc.Room", self.room))
        means = Means(
            mouth=self.mouth,
            phrases=self.phrases,
            writer=Writer(model, SCRIPT) if model is not None else None,
            knowledge=documents or Documents(),
            tokens=self.tokens,
            captions=self.captions,
        )
        reporter = Reporter(self._spool, interview_id="int_1", epoch=1, correlation_id="req_1", send=self._sent)
        recorder = Recorder(self._put, epoch=1, stored=lambda *_: None)
        conversation = begin(SCRIPT, progress or Progress(), writes=model is not None)
        notes = Notes(reporter, recorder, Budget(), consented=conversation.consented)
        self.dialogue = Dialogue(conversation, means, notes, epoch=1, hears_out=hears_out)
        self.dialogue.listening = cast("Listening", self.ear)
        self.task: asyncio.Task[str] | None = None

    @contextlib.asynccontextmanager
    async def playing(self) -> AsyncIterator[Stage]:
        """The dialogue goes on within the block."""
        self.mouth.start()
        self.task = asyncio.create_task(self.dialogue.hold())
        try:
            yield self
        finally:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
            await self.captions.close()
            await self.mouth.close()
            self._spool.close()

    def says(self, text: str, *, quiet_for: float = 0.0, final: bool = True) -> None:
        """The candidate has said this and has been quiet for so many seconds."""
        ended = time.monotonic() - quiet_for
        self.dialogue.tell(floor.Voice(True, ended - len(text) / 15))
        self.dialogue.tell(floor.Understood(text, final, 0.9))
        self.dialogue.tell(floor.Voice(False, ended))

    async def answers(self, text: str) -> None:
        """The candidate has the floor, says this, and is heard to have finished."""
        await self.until(lambda: self.listening)
        self.says(text, quiet_for=2.0)

    async def replies(self, text: str) -> None:
        """The same at once, and not a moment earlier: a consent has to come after what it is for."""
        await self.until(lambda: self.listening)
        now = time.monotonic()
        for event in (floor.Voice(True, now), floor.Understood(text, True, 0.9), floor.Voice(False, now + 0.01)):
            self.dialogue.tell(event)

    async def speaks(self, part: str) -> dict[str, Any]:
        """Wait for the interviewer to have said something with this in it."""

        def found() -> dict[str, Any] | None:
            return next((data for data in reversed(self.of("turn.spoken")) if part in data["text"]), None)

        await self.until(lambda: found() is not None)
        return found() or {}

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so; TimeoutError after ten seconds."""
        async with asyncio.timeout(10):
            while not true():
                if self.task is not None and self.task.done():
                    self.task.result()
                await asyncio.sleep(0.002)

    @property
    def listening(self) -> bool:
        """Whether the interviewer has said what it has to say."""
        return self.dialogue.idle

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The data of what was reported as this."""
        return [data for found, data in self.log if found == kind]

    def _sent(self, message: ObservationSent) -> None:
        self.log.append((message.type, message.data))

    async def _put(self, _key: str, _data: bytes) -> None: ...
