"""Speech to text by Whisper on CTranslate2, encoding only as much time as there is speech.

Stock Whisper encodes 30 s whatever it hears. Here the features are padded to the speech and five seconds, which costs
a third and hears as well (`PADDING`); with less the decoder stops early or repeats itself ("No. No. No."). What still
does is heard again in a longer window. Longer audio is cut at its quietest points. Deliberately not in it: voice
activity detection; callers send utterances. What sounds like nothing gives empty text.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import ctranslate2
import numpy as np
import tokenizers
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import _LANGUAGE_CODES, Tokenizer

from interviewer.engines.audio import HEARD_RATE, Samples
from interviewer.engines.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Encoded: TypeAlias = ctranslate2.StorageView
"""What the encoder made of a window."""

WINDOW: Final = 28.0
"""Longest stretch, in seconds, decoded in one go; the model's own limit is 30 less the padding."""
SEARCH: Final = 6.0
"""Seconds before the end of a window in which the quietest point to cut is looked for."""
LIMIT: Final = 3000
"""Frames of 10 ms that the model can encode."""
PADDING: Final = 500
"""Frames added after the speech.

Measured on 40 answers of 1 to 11 s, word error rate and processor seconds for each: 200 frames 9.0 % and 0.35, 500
frames 4.3 % and 0.41, 1000 frames 4.8 % and 0.50, the whole 30 s 4.0 % and 1.52.
"""
LONG_PADDING: Final = 1000
"""Frames added when text repeated itself, was doubtful, or was too little for the time spoken."""
DOUBTFUL: Final = -0.7
"""Mean log probability below which a longer window is tried."""
SILENT: Final = 1e-3
"""Root mean square of the loudest 50 ms below which there is nothing to decode (-60 dB)."""
NO_SPEECH: Final = 0.6
"""Probability of the no-speech token from which text is believed only when its own probability is high."""
UNSURE: Final = -0.8
"""Mean log probability below which text over a likely no-speech is dropped."""
_SLOW_SPEECH: Final = 9.0  # letters for each second that is loud; people speak at 10 to 18
_MUCH_MORE: Final = 1.25  # times the letters that show that the prompt swallowed some
_COMPRESSED: Final = 2.4  # compression ratio that only text repeating itself has
_ECHO: Final = 12  # letters of a prompt that are no accident
_REPEATED: Final = 4  # times in a row that a person seldom says the same words
_QUICKEST: Final = 0.24  # seconds that sound of each word, where words are repeated
_FRAMES_A_SECOND: Final = 100
_TOKENS_A_SECOND: Final = 50  # of the encoder's output, for alignment


@dataclass(frozen=True, slots=True)
class Word:
    """A word with where it sounds, in seconds from the start of the audio."""

    word: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Segment:
    """What was heard in one window; seconds, mean log probability of its tokens, probability of no speech at all."""

    start: float
    end: float
    text: str
    avg_logprob: float
    no_speech_prob: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard. `language` is a two-letter code, `duration` seconds of audio."""

    text: str
    language: str
    duration: float
    segments: tuple[Segment, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of all segments, empty unless asked for."""
        return tuple(word for segment in self.segments for word in segment.words)


class Whisper:
    """A loaded model; `transcribe` may be called from several threads, `workers` of which decode at once.

    One thread a worker: decoding one utterance is bound by memory, and a second thread doubled the processor time
    for no gain in latency (`bench/engines.py`).
    """

    def __init__(self, model: Path, *, workers: int = 2, threads: int = 1) -> None:
        """Load from a folder with `model.bin` and `tokenizer.json`."""
        self._model = ctranslate2.models.Whisper(
            str(model), device="cpu", compute_type="int8", inter_threads=workers, intra_threads=threads
        )
        self._words = tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))
        self._features = FeatureExtractor(feature_size=self._model.n_mels)

    def transcribe(
        self,
        audio: Samples,
        *,
        language: str | None = None,
        prompt: str = "",
        word_times: bool = False,
        padding: int = PADDING,
        wanted: Callable[[], bool] = lambda: True,
    ) -> Transcript:
        """Text of mono audio at HEARD_RATE. `language` None: found out from the first window that has speech.

        `prompt` holds names and terms to expect. `padding` is in frames; LIMIT makes every window the whole one.
        `wanted` is asked before each window, so that a long decode whose caller has gone ends early.
        Raises BadInput for an unknown language.
        """
        if language is not None and language not in _LANGUAGE_CODES:
            raise BadInput(f"The language {language!r} is not known; use a two-letter code such as `en`, or leave it.")
        segments: list[Segment] = []
        for start, end in windows(audio):
            if not wanted():
                break
            part = audio[start:end]
            if loudness(part) < SILENT:
                continue
            heard = self._decode(
                part, language, glossary(prompt), word_times=word_times, padding=padding, offset=start / HEARD_RATE
            )
            language = heard.language
            segments.append(heard.segment)
        text = " ".join(segment.text for segment in segments if segment.text)
        return Transcript(text, language or "en", round(audio.size / HEARD_RATE, 3), tuple(segments))

    def _decode(
        self, part: Samples, language: str | None, prompt: str, *, word_times: bool, padding: int, offset: float
    ) -> _Heard:
        # The extractor mirrors 200 samples at each end, so it needs more than that.
        features = self._features(np.pad(part, (0, max(0, HEARD_RATE // 10 - part.size))))[:, :LIMIT]
        frames = features.shape[-1]
        encoded = self._encode(features, frames + padding)
        if not self._model.is_multilingual:
            language = "en"
        elif language is None:
            language = self._model.detect_language(encoded)[0][0][0].strip("<|>")
        tokenizer = Tokenizer(self._words, self._model.is_multilingual, task="transcribe", language=language)

        found = self._generate(encoded, tokenizer, prompt, frames)
        if found.no_speech < NO_SPEECH and (
            found.logprob < DOUBTFUL or looping(found.text) or hasty(found.text, part) or collapsed(found.text, part)
        ):
            encoded = self._encode(features, frames + LONG_PADDING)
            found = self._generate(encoded, tokenizer, prompt, frames)
        if prompt and (collapsed(found.text, part) or echoes(found.text, prompt)):
            plain = self._generate(encoded, tokenizer, "", frames)
            if echoes(found.text, prompt) or len(plain.text) > len(found.text) * _MUCH_MORE:
                found = plain
        if looping(found.text):
            found = self._generate(encoded, tokenizer, "", frames, no_repeat=3)
        if found.no_speech >= NO_SPEECH and found.logprob < UNSURE:
            found = _Decoded("", (), found.logprob, found.no_speech)
        words = self._align(encoded, tokenizer, found.tokens, frames, offset) if word_times and found.text else ()
        length = part.size / HEARD_RATE
        return _Heard(
            language,
            Segment(
                start=round(words[0].start if words else offset, 2),
                end=round(words[-1].end if words else offset + length, 2),
                text=found.text,
                avg_logprob=round(found.logprob, 4),
                no_speech_prob=round(found.no_speech, 4),
                words=words,
            ),
        )

    def _encode(self, features: Samples, length: int) -> Encoded:
        padded = np.zeros((1, features.shape[0], min(LIMIT, length)), np.float32)
        padded[0, :, : features.shape[1]] = features
        return self._model.encode(ctranslate2.StorageView.from_array(padded))

    def _generate(
        self, encoded: Encoded, tokenizer: Tokenizer, prompt: str, frames: int, no_repeat: int = 0
    ) -> _Decoded:
        start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if prompt:
            start = [tokenizer.sot_prev, *tokenizer.encode(" " + prompt)[:200], *start]
        # Nobody says more than ten tokens a second: a runaway decode must not hold the worker.
        most = min(448, len(start) + 24 + frames * 10 // _FRAMES_A_SECOND)
        result = self._model.generate(
            encoded,
            [start],
            beam_size=1,
            max_length=most,
            return_scores=True,
            return_no_speech_prob=True,
            no_repeat_ngram_size=no_repeat,
        )[0]
        tokens = tuple(token for token in result.sequences_ids[0] if token < tokenizer.eot)
        # The score is the mean over the tokens; the end token, which scores 0 in it, counts as one of them.
        logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
        return _Decoded(tokenizer.decode(list(tokens)).strip(), tokens, float(logprob), float(result.no_speech_prob))

    def _align(
        self,
        encoded: ctranslate2.StorageView,
        tokenizer: Tokenizer,
        tokens: tuple[int, ...],
        frames: int,
        offset: float,
    ) -> tuple[Word, ...]:
        aligned = self._model.align(encoded, tokenizer.sot_sequence, [list(tokens)], frames)[0].alignments
        words, pieces = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
        if not pieces[1:] or not aligned:
            return ()
        positions, times = np.array(aligned).T
        first_times = times[np.pad(np.diff(positions), (1, 0), constant_values=1).astype(bool)] / _TOKENS_A_SECOND
        edges = np.cumsum([0, *(len(piece) for piece in pieces[:-1])])
        found: list[Word] = []
        for word, begin, end in zip(words, edges[:-1], edges[1:], strict=False):
            start_s, end_s = (
                round(offset + float(first_times[min(edge, first_times.size - 1)]), 2) for edge in (begin, end)
            )
            if found and not any(c.isalnum() for c in word):
                found[-1] = Word(found[-1].word + word.strip(), found[-1].start, found[-1].end)
            elif word.strip():
                found.append(Word(word.strip(), start_s, max(start_s, end_s)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Decoded:
    text: str
    tokens: tuple[int, ...]
    logprob: float
    no_speech: float


@dataclass(frozen=True, slots=True)
class _Heard:
    language: str
    segment: Segment


def windows(audio: Samples, longest: float = WINDOW) -> Iterator[tuple[int, int]]:
    """Borders, in samples, of stretches of at most `longest` seconds, cut where the last SEARCH of them is quietest."""
    start, most = 0, int(longest * HEARD_RATE)
    while audio.size - start > most:
        search = audio[start + most - int(SEARCH * HEARD_RATE) : start + most]
        hop = HEARD_RATE // 50
        power = np.square(search[: search.size // hop * hop]).reshape(-1, hop).mean(axis=1)
        smooth = np.convolve(power, np.ones(5, np.float32) / 5, mode="same")
        cut = start + most - search.size + int(np.argmin(smooth)) * hop + hop // 2
        yield start, cut
        start = cut
    yield start, audio.size


def loudness(audio: Samples) -> float:
    """Root mean square of the loudest 50 ms, 0…1."""
    return float(_levels(audio).max(initial=0.0))


def collapsed(text: str, audio: Samples) -> bool:
    """Whether there is little text for the time that somebody spoke: a prompt can swallow an utterance."""
    spoken = _spoken(audio)
    return spoken >= 1.0 and len(text) < spoken * _SLOW_SPEECH


def hasty(text: str, audio: Samples) -> bool:
    """Whether the same words are repeated faster than they can be said: the decoder goes on after a short "No."."""
    said = "".join(c for c in text.lower() if c.isalnum() or c.isspace()).split()
    again = any(said[:size] * (len(said) // size) == said for size in range(1, len(said) // 2 + 1))
    return again and len(said) * _QUICKEST > _spoken(audio)


def echoes(text: str, prompt: str) -> bool:
    """Whether the text is the prompt read back rather than something heard."""
    said, given = ("".join(c for c in s.lower() if c.isalnum()) for s in (text, prompt))
    return len(said) > _ECHO and said in given


def looping(text: str) -> bool:
    """Whether the text repeats itself as a decoder does that has lost its way."""
    data = text.encode()
    if len(data) > 60 and len(data) / len(zlib.compress(data)) > _COMPRESSED:  # noqa: PLR2004
        return True
    words = text.lower().split()
    sizes = range(1, min(8, len(words) // _REPEATED) + 1)
    return any(words[-size:] * _REPEATED == words[-size * _REPEATED :] for size in sizes)


def glossary(prompt: str) -> str:
    """The prompt as a sentence: a bare list of terms can make the decoder drop an utterance."""
    words = " ".join(prompt.split())
    if not words or words[-1] in ".!?":
        return words
    return f"Glossary: {words.rstrip(',;:')}."


def _spoken(audio: Samples) -> float:
    """Seconds of it that are loud."""
    levels = _levels(audio)
    return float((levels > max(SILENT, levels.max(initial=0.0) * 0.1)).sum()) * 0.05


def _levels(audio: Samples) -> Samples:
    hop = HEARD_RATE // 20
    if audio.size < hop:
        audio = np.pad(audio, (0, hop - audio.size))
    levels: Samples = np.sqrt(np.square(audio[: audio.size // hop * hop]).reshape(-1, hop).mean(axis=1))
    return levels
