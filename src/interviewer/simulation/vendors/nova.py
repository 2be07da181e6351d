"""One stream of Deepgram's `/v1/listen`: sound in, `Results`, `SpeechStarted`, `UtteranceEnd` and `Metadata` out.

Words follow their sound by the latency drawn for them. A final result with `speech_final` comes when a pause has lasted
as long as was asked for, and not before the latency of its last word is over, counted from the end of the speech: the
vendor recognises while it waits. A pause shorter than 0.1 s is none.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from interviewer.simulation.vendors.activity import PAUSE, seconds
from interviewer.simulation.vendors.connection import CloseWanted, MessageRefused
from interviewer.simulation.vendors.deepgram_query import Nova
from interviewer.simulation.vendors.latencies import Draws
from interviewer.simulation.vendors.outbox import Later, Message, Outbox
from interviewer.simulation.vendors.sound import Sound
from interviewer.simulation.vendors.spectrum import PER_SECOND
from interviewer.simulation.vendors.words import Recogniser, Word

AFTER_PAUSE: Final = 0.05
"""Seconds that the vendor takes at least once a pause has lasted long enough."""
LONGEST: Final = 5.0
"""Seconds of speech without a pause after which what is certain becomes final."""
EMPTY_EVERY: Final = 1.0
"""Seconds between the interim results of silence."""
FILLERS: Final = frozenset({"uh", "um", "mhmm", "mm-mm", "uh-uh", "uh-huh", "nuh-uh"})


class NovaStream:
    """What has been heard and said on one connection; times are seconds of the stream unless said otherwise."""

    def __init__(self, asked: Nova, sound: Sound, recogniser: Recogniser, draws: Draws, outbox: Outbox) -> None:
        self.request_id = str(uuid.uuid4())
        self.decodable = sound.decodable
        self._asked = asked
        self._sound = sound
        self._recogniser = recogniser
        self._draws = draws
        self._outbox = outbox
        self._loop = asyncio.get_running_loop()
        self._model_id = str(uuid.uuid5(uuid.NAMESPACE_URL, asked.model))
        self._created = datetime.now(UTC)
        self._begin = 0.0  # of the segment that is not final yet
        self._open = False  # a voice has sounded since the last final result
        self._onset: int | None = None
        self._next_interim = 0.0
        self._last_word: float | None = None  # end of the last final word that no UtteranceEnd has followed

    def hear(self, data: bytes) -> None:
        """Take sound as it comes and put what follows from it into the outbox."""
        now = self._loop.time()
        samples, powers = self._sound.feed(data, now)
        self._recogniser.feed(samples, powers)
        activity = self._sound.activity
        if activity.onset is not None and activity.onset != self._onset:
            self._started(now, seconds(activity.onset))
        self._onset = activity.onset
        if not self._open and self._recogniser.said(self._sound.seconds):
            self._open = True  # a word so faint that the pause before it was taken for the end
        pause = None if self._asked.endpointing is None else max(PAUSE, self._asked.endpointing * PER_SECOND // 1000)
        if self._open and pause is not None and activity.quiet >= pause:
            self._end(now, speech_final=True)
            self._open = False
        elif activity.onset is not None and self._sound.seconds - self._begin >= LONGEST:
            self._go_on(now)
        elif self._asked.interim and self._sound.seconds >= self._next_interim:
            self._interim(now)
        self._utterance_end(now)

    def told(self, message: Mapping[str, Any]) -> None:
        """See `connection.Stream`."""
        match message.get("type"):
            case "KeepAlive":
                pass
            case "Finalize":
                self._finalize()
            case "Configure":
                self._configure(message.get("keyterms", []))
            case "CloseStream":
                raise CloseWanted
            case other:
                known = "`KeepAlive`, `Finalize`, `Configure`, `CloseStream`"
                raise MessageRefused(f"unknown variant `{other}`, expected one of {known}")

    def refused(self, problem: str) -> Message:
        """See `connection.Stream`."""
        described = "Could not deserialize last text message"
        return {"type": "Error", "variant": "SchemaError", "description": described, "message": problem}

    def finish(self) -> None:
        """See `connection.Stream`."""
        self._recogniser.settle()
        if self._open or self._recogniser.said(self._sound.seconds):
            self._end(self._loop.time(), speech_final=True)
            self._open = False
        self.forsaken()

    def forsaken(self) -> None:
        """See `connection.Stream`."""
        info: Message = {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self.request_id,
            "sha256": "incomplete",
            "created": self._created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "duration": round(self._sound.seconds, 6),
            "channels": self._asked.channels,
        }
        if self._sound.seconds:
            info |= {"models": [self._model_id], "model_info": {self._model_id: self._model()}}
        self._outbox.put(self._loop.time(), info)

    def _configure(self, keyterms: object) -> None:
        fits = isinstance(keyterms, list) and all(isinstance(term, str) for term in keyterms)
        answer: Message = {"type": "ConfigureSuccess" if fits else "ConfigureFailure", "request_id": self.request_id}
        self._outbox.put(0, answer | {"keyterms": keyterms} if fits else answer)

    def _finalize(self) -> None:
        now = self._loop.time()
        self._end(now, speech_final=self._sound.activity.onset is None, from_finalize=True)
        self._open = self._sound.activity.onset is not None

    def _started(self, now: float, at: float) -> None:
        if not self._open:
            self._open = True
            self._next_interim = self._sound.seconds
        if self._asked.vad_events:
            self._outbox.put(now, {"type": "SpeechStarted", "channel": self._channel(), "timestamp": round(at, 3)})

    def _interim(self, now: float) -> None:
        every = self._draws.latencies.stt_interim_every / 1000 if self._open else EMPTY_EVERY
        self._next_interim = self._sound.seconds + every
        words = self._recogniser.said(self._sound.seconds)
        wait = self._draws.seconds("stt_interim", words[-1].mark if words else "nothing")
        message = self._results(words, self._sound.seconds, is_final=False, speech_final=False)
        self._outbox.put(now + wait, message, interim=True)

    def _go_on(self, now: float) -> None:
        """Long speech: all but its last word is certain."""
        words = self._recogniser.said(self._sound.seconds)
        until = words[-1].start if len(words) > 1 else self._sound.seconds - 1
        wait = self._draws.seconds("stt_final", words[-2].mark if len(words) > 1 else "nothing")
        self._outbox.put(now + wait, self._final(self._begin, until, speech_final=False, from_finalize=False))
        self._begin = until

    def _end(self, now: float, *, speech_final: bool, from_finalize: bool = False) -> None:
        """The segment is over: its words are final."""
        until = self._sound.seconds
        self._recogniser.settle()
        words = self._recogniser.said(until)
        spoken = self._sound.arrived(max(seconds(self._sound.activity.last), words[-1].end if words else 0))
        wait = self._draws.seconds("stt_final", words[-1].mark if words else "nothing")
        waited = 0 if from_finalize else (self._asked.endpointing or 0) / 1000
        at = max(now, spoken + max(wait, waited + min(wait, AFTER_PAUSE)))
        final = self._final(self._begin, until, speech_final=speech_final, from_finalize=from_finalize)
        self._outbox.put(at, final)
        self._begin = until

    def _final(self, begin: float, until: float, *, speech_final: bool, from_finalize: bool) -> Later:
        taken = self._recogniser.take(until)
        if taken.done():
            self._note_last(taken)
        else:
            taken.add_done_callback(self._note_last)

        async def results() -> Message:
            words = await taken
            kind = {"speech_final": speech_final, "from_finalize": from_finalize}
            return self._results(words, until, begin, is_final=True, **kind)

        return results

    def _note_last(self, taken: asyncio.Future[Sequence[Word]]) -> None:
        if not taken.cancelled() and (words := taken.result()):
            self._last_word = words[-1].end

    def _utterance_end(self, now: float) -> None:
        gap, last = self._asked.utterance_end, self._last_word
        if gap is None or last is None or self._recogniser.said(self._sound.seconds):
            return
        if self._sound.seconds - last >= gap / 1000:
            self._last_word = None
            told = {"type": "UtteranceEnd", "channel": self._channel(), "last_word_end": round(last, 3)}
            self._outbox.put(now, told)

    def _results(
        self,
        words: Sequence[Word],
        until: float,
        begin: float | None = None,
        *,
        is_final: bool,
        speech_final: bool,
        from_finalize: bool = False,
    ) -> Message:
        start = self._begin if begin is None else begin
        return {
            "type": "Results",
            "channel_index": self._channel(),
            "duration": round(until - start, 6),
            "start": round(start, 6),
            "is_final": is_final,
            "speech_final": speech_final,
            "channel": {"alternatives": [self._alternative(words)]},
            "metadata": {"request_id": self.request_id, "model_info": self._model(), "model_uuid": self._model_id},
            "from_finalize": from_finalize,
        }

    def _alternative(self, words: Sequence[Word]) -> Message:
        told: list[Message] = []
        for word in words:
            plain = re.sub(r"^[^\w]+|[^\w%]+$", "", word.text).lower()
            if not plain or (plain in FILLERS and not self._asked.fillers):
                continue
            one: Message = {"word": plain, "start": word.start, "end": word.end, "confidence": word.confidence}
            told.append({**one, "punctuated_word": word.text} if self._asked.punctuated else one)
        transcript = " ".join(str(one.get("punctuated_word", one["word"])) for one in told)
        confidence = sum(one["confidence"] for one in told) / len(told) if told else 0.0
        return {"transcript": transcript, "confidence": round(confidence, 6), "words": told}

    def _channel(self) -> list[int]:
        return [0, 1]

    def _model(self) -> dict[str, str]:
        return {"name": self._asked.model, "version": "emulated", "arch": self._asked.model.rsplit("-", 1)[0]}
