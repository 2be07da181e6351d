"""Any LiveKit plugin behind our ports: what it gives in another form is put right, or refused in words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest
import structlog
from livekit import rtc
from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    APIConnectOptions,
    APIStatusError,
    LanguageCode,
    NotGivenOr,
    llm,
    stt,
    tts,
)
from livekit.agents.types import NOT_GIVEN, TimedString
from livekit.agents.utils import AudioBuffer

from interviewer.providers.recognition.plugin import PluginHearing, PluginRecognition
from interviewer.providers.recognition.port import HEARD_RATE, RecognitionFailed, TurnHint, Word, Words
from interviewer.providers.speech.plugin import PluginSpeech
from interviewer.providers.speech.port import SAMPLE_RATE, SpeechUnavailable
from interviewer.providers.writing.plugin import PluginWriting
from interviewer.providers.writing.port import Piece, Usage, WritingFailed

Kind = stt.SpeechEventType


def event(kind: stt.SpeechEventType, text: str = "", language: str = "en", *, end: float = 0.0) -> stt.SpeechEvent:
    words = [TimedString(text, start_time=max(0.0, end - 0.4), end_time=end, confidence=0.9)] if end else None
    said = stt.SpeechData(language=LanguageCode(language), text=text, confidence=0.8, words=words)
    return stt.SpeechEvent(type=kind, alternatives=[said] if text else [])


class Stream(stt.RecognizeStream):
    """Tells what it was made to tell; then, as long as there is no error, goes on listening."""

    def __init__(self, plugin: Plugin) -> None:
        super().__init__(stt=plugin, conn_options=APIConnectOptions(max_retry=0))
        self._plugin = plugin
        self.flushed = 0

    async def _run(self) -> None:
        for each in self._plugin.events:
            self._event_ch.send_nowait(each)
        if self._plugin.error is not None:
            raise self._plugin.error
        async for data in self._input_ch:
            self.flushed += isinstance(data, self._FlushSentinel)


class Plugin(stt.STT[str]):
    def __init__(
        self,
        *events: stt.SpeechEvent,
        error: Exception | None = None,
        streaming: bool = True,
        keyterms: Sequence[str] = (),
    ) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=streaming, interim_results=True))
        self.events, self.error, self.keyterms = events, error, keyterms
        self.heard = 0.0

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,  # noqa: ARG002
    ) -> Stream:
        return Stream(self)

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002
        conn_options: APIConnectOptions,  # noqa: ARG002
    ) -> stt.SpeechEvent:
        self.heard = rtc.combine_audio_frames(buffer).duration
        if self.error is not None:
            raise self.error
        return event(Kind.FINAL_TRANSCRIPT, "whole")


def hearing(*events: stt.SpeechEvent, error: Exception | None = None, hints: bool = False) -> PluginHearing:
    return PluginHearing("acme/ear", Plugin(*events, error=error).stream(), language="en-US", hints=hints)


async def told(heard: PluginHearing, count: int) -> list[Words | TurnHint]:
    found: list[Words | TurnHint] = []
    async with asyncio.timeout(10):
        async for each in heard:
            found.append(each)
            if len(found) == count:
                break
    return found


def frame(seconds: float, rate: int = HEARD_RATE, channels: int = 1) -> rtc.AudioFrame:
    samples = round(seconds * rate)
    return rtc.AudioFrame(bytes(samples * channels * 2), rate, channels, samples)


async def test_interim_and_final_words_come_with_the_times_of_their_words() -> None:
    heard = hearing(event(Kind.INTERIM_TRANSCRIPT, "I"), event(Kind.FINAL_TRANSCRIPT, " I did. ", end=1.5))
    assert await told(heard, 2) == [
        Words("I", final=False, confidence=0.8),
        Words("I did.", final=True, confidence=0.8, words=(Word("I did.", 1.1, 1.5, 0.9),)),
    ]
    await heard.aclose()


async def test_a_recogniser_that_judges_turns_gives_hints_and_takes_an_eager_one_back_when_the_words_go_on() -> None:
    heard = hearing(
        event(Kind.INTERIM_TRANSCRIPT, "I did"),
        event(Kind.PREFLIGHT_TRANSCRIPT, "I did it"),
        event(Kind.INTERIM_TRANSCRIPT, "I did it"),
        event(Kind.INTERIM_TRANSCRIPT, "I did it and"),
        event(Kind.FINAL_TRANSCRIPT, "I did it and left"),
        event(Kind.END_OF_SPEECH),
        hints=True,
    )
    found = [each for each in await told(heard, 8) if isinstance(each, TurnHint)]
    assert found == [
        TurnHint("eager", "I did it"),
        TurnHint("resumed", "I did it and"),
        TurnHint("end", "I did it and left"),
    ]
    await heard.aclose()


async def test_words_in_another_language_are_kept_and_the_language_is_told_once() -> None:
    heard = hearing(event(Kind.FINAL_TRANSCRIPT, "S\u00ed", "es"), event(Kind.FINAL_TRANSCRIPT, "claro", "es"))
    with structlog.testing.capture_logs() as logs:
        assert [each.text for each in await told(heard, 2)] == ["S\u00ed", "claro"]
    warnings = [line for line in logs if line["event"] == "stt.other_language"]
    assert [(line["asked"], line["heard"]) for line in warnings] == [("en-US", "es")]
    assert "claro" not in str(logs)
    await heard.aclose()


async def test_words_are_owed_from_a_voice_until_the_final_words_reach_its_end() -> None:
    plugin = Plugin(event(Kind.FINAL_TRANSCRIPT, "early", end=0.8), event(Kind.FINAL_TRANSCRIPT, "late", end=1.7))
    heard = PluginHearing("acme/ear", plugin.stream(), language="en")
    heard.voice(True)
    heard.push(frame(2.0))
    heard.voice(False)
    owed = []
    async with asyncio.timeout(10):
        async for _ in heard:
            owed.append(heard.pending)
            if len(owed) == 2:
                break
    assert owed == [True, False]
    await heard.aclose()


async def test_at_the_end_of_a_voice_words_that_are_not_final_yet_are_asked_for() -> None:
    plugin = Plugin(event(Kind.INTERIM_TRANSCRIPT, "I"))
    stream = plugin.stream()
    heard = PluginHearing("acme/ear", stream, language="en")
    heard.voice(True)
    heard.push(frame(1.0))
    await told(heard, 1)
    heard.voice(False)
    async with asyncio.timeout(10):
        while not stream.flushed:
            await asyncio.sleep(0)
    await heard.aclose()


@pytest.mark.parametrize(
    ("error", "told_as"),
    [
        (APIStatusError("no sk-secret", status_code=401), "acme/ear answered 401: the key is wrong."),
        (APIStatusError("closed sk-secret", status_code=-1), "acme/ear cannot be reached, or broke off."),
    ],
)
async def test_a_recogniser_that_fails_ends_the_hearing_in_words_without_what_the_vendor_wrote(
    error: Exception, told_as: str
) -> None:
    heard = hearing(event(Kind.FINAL_TRANSCRIPT, "kept"), error=error)
    words = aiter(heard)
    assert (await anext(words)).text == "kept"
    with pytest.raises(RecognitionFailed) as caught:
        await anext(words)
    assert str(caught.value) == told_as
    assert caught.value.__cause__ is None
    heard.push(frame(0.02))
    heard.voice(True)
    assert not heard.pending


async def test_audio_in_another_rate_or_in_stereo_is_refused_at_once() -> None:
    heard = hearing()
    for wrong in (frame(0.02, 48_000), frame(0.02, HEARD_RATE, 2)):
        with pytest.raises(ValueError, match="a hearing takes 16000 Hz mono"):
            heard.push(wrong)
    await heard.aclose()


async def test_a_plugin_for_whole_utterances_is_driven_by_the_voice_detector() -> None:
    made: list[Plugin] = []

    def make(keyterms: Sequence[str], _language: str) -> Plugin:
        made.append(Plugin(streaming=False, keyterms=keyterms))
        return made[-1]

    heard = PluginRecognition("acme/ear", make).open(keyterms=("Terraform",), language="en")
    heard.voice(True)
    heard.push(frame(1.0))
    heard.voice(False)
    async with asyncio.timeout(10):
        async for each in heard:
            if isinstance(each, Words) and each.final:
                assert each == Words("whole", final=True, confidence=0.8)
                break
    assert made[0].keyterms == ("Terraform",)
    assert made[0].heard == pytest.approx(1.0)
    await heard.aclose()


class Line(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        voice = self._tts
        assert isinstance(voice, Voice)
        if voice.error is not None:
            raise voice.error
        output_emitter.initialize(
            request_id="r", sample_rate=voice.sample_rate, num_channels=voice.num_channels, mime_type="audio/pcm"
        )
        for chunk in voice.chunks:
            output_emitter.push(chunk)


class Voice(tts.TTS[str]):
    def __init__(
        self, rate: int, channels: int = 1, *, chunks: Sequence[bytes] = (), error: Exception | None = None
    ) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=False), sample_rate=rate, num_channels=channels)
        self.chunks, self.error = chunks, error

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return Line(tts=self, input_text=text, conn_options=conn_options)


def tone(rate: int, seconds: float = 1.0, hertz: float = 440.0) -> bytes:
    wave = np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)
    return bytes((wave * 8000).astype("<i2").tobytes())


def pitch(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(samples)))) * SAMPLE_RATE / samples.size


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
async def test_a_voice_in_another_sample_rate_sounds_as_long_and_as_high(rate: int) -> None:
    sound = tone(rate)
    pieces = [sound[i : i + 3001] for i in range(0, len(sound), 3001)]
    pcm = b"".join([chunk async for chunk in PluginSpeech("acme/anna", Voice(rate, chunks=pieces)).stream("Hello.")])
    assert len(pcm) / 2 / SAMPLE_RATE == pytest.approx(1.0, abs=0.03)
    assert pitch(pcm) == pytest.approx(440, abs=3)


def test_a_voice_in_stereo_is_refused_when_it_is_set_up() -> None:
    with pytest.raises(ValueError, match="acme/anna speaks in 2 channels; set it to one"):
        PluginSpeech("acme/anna", Voice(24_000, 2))


@pytest.mark.parametrize(
    ("voice", "told_as"),
    [
        (
            Voice(24_000, error=APIStatusError("sk-secret", status_code=429)),
            "acme/anna answered 429: too many requests",
        ),
        (Voice(24_000), "acme/anna"),
    ],
)
async def test_a_voice_that_gives_nothing_says_so(voice: Voice, told_as: str) -> None:
    with pytest.raises(SpeechUnavailable, match=told_as) as caught:
        [chunk async for chunk in PluginSpeech("acme/anna", voice).stream("Hello.")]
    assert "secret" not in str(caught.value)


class Reply(llm.LLMStream):
    async def _run(self) -> None:
        model = self._llm
        assert isinstance(model, Model)
        if model.error is not None:
            raise model.error
        for chunk in model.chunks:
            self._event_ch.send_nowait(chunk)
        if model.hangs:
            try:
                await asyncio.Event().wait()
            finally:
                model.cancelled = True


class Model(llm.LLM[str]):
    def __init__(self, *chunks: llm.ChatChunk, error: Exception | None = None, hangs: bool = False) -> None:
        super().__init__()
        self.chunks, self.error, self.hangs = chunks, error, hangs
        self.cancelled = False
        self.asked: list[tuple[str, str]] = []

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        **_: object,
    ) -> llm.LLMStream:
        self.asked = [(m.role, m.text_content or "") for m in chat_ctx.messages()]
        return Reply(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


def piece(text: str) -> llm.ChatChunk:
    return llm.ChatChunk(id="c", delta=llm.ChoiceDelta(role="assistant", content=text))


async def test_a_model_plugin_writes_pieces_and_tells_its_usage_last() -> None:
    usage = llm.CompletionUsage(completion_tokens=2, prompt_tokens=90, prompt_cached_tokens=64, total_tokens=92)
    model = Model(piece("And "), piece("then?"), llm.ChatChunk(id="c", usage=usage))
    writing = PluginWriting("acme/pen", {"normal": Model(), "small": model, "large": Model()})
    found = [
        each
        async for each in writing.write(
            instructions="You interview.", turns=[("assistant", "Why?"), ("user", "So.")], ask="Go on.", size="small"
        )
    ]
    assert found == [Piece("And "), Piece("then?"), Usage(90, 64, 2)]
    assert model.asked == [("system", "You interview."), ("assistant", "Why?"), ("user", "So."), ("user", "Go on.")]


async def test_leaving_a_model_plugins_reply_cancels_its_request() -> None:
    model = Model(piece("And "), hangs=True)
    writing = PluginWriting("acme/pen", {"normal": model, "small": model, "large": model})
    reply = writing.write(instructions="", turns=[], ask="Go on.")
    assert await anext(reply) == Piece("And ")
    await reply.aclose()
    assert model.cancelled


async def test_a_model_plugin_that_fails_says_so_in_words() -> None:
    model = Model(error=APIStatusError("sk-secret", status_code=401))
    writing = PluginWriting("acme/pen", {"normal": model, "small": model, "large": model})
    with pytest.raises(WritingFailed, match=r"^acme/pen answered 401: the key is wrong\.$"):
        [each async for each in writing.write(instructions="", turns=[], ask="Go on.")]
