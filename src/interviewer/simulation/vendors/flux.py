"""One stream of Deepgram's `/v2/listen`: sound in, `TurnInfo` out.

The confidence that a turn is over grows with the quiet behind it, quickly when the words end a sentence and slowly when
they do not. `EagerEndOfTurn`, `TurnResumed` and `EndOfTurn` follow the state machine of
developers.deepgram.com/docs/flux/state. Times are counted as in `nova`.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from math import exp
from typing import Any, Final, Literal

from interviewer.simulation.vendors.activity import seconds
from interviewer.simulation.vendors.connection import CloseWanted, MessageRefused
from interviewer.simulation.vendors.deepgram_query import Flux
from interviewer.simulation.vendors.latencies import Draws
from interviewer.simulation.vendors.outbox import Message, Outbox
from interviewer.simulation.vendors.queries import QueryRefused, check_keyterms
from interviewer.simulation.vendors.sound import Sound
from interviewer.simulation.vendors.words import Recogniser, Word

UPDATE_EVERY: Final = 0.25
"""Seconds of sound between two `Update` messages."""
LONGEST_GROWTH: Final = 0.99
ENDED_SENTENCE: Final = 0.22
OPEN_SENTENCE: Final = 1.3
"""Seconds in which the doubt that the turn is over falls to a third."""
CERTAIN_AFTER: Final = 0.05
_LIMITS: Final = {"eot_threshold": (0.5, 1.0), "eager_eot_threshold": (0.3, 0.9), "eot_timeout_ms": (500, 60_000)}
Event = Literal["Update", "StartOfTurn", "EagerEndOfTurn", "TurnResumed", "EndOfTurn"]


class FluxStream:
    """What has been heard and said on one connection."""

    def __init__(self, asked: Flux, sound: Sound, recogniser: Recogniser, draws: Draws, outbox: Outbox) -> None:
        self.request_id = str(uuid.uuid4())
        self.decodable = sound.decodable
        self._thresholds = asked.thresholds
        self._keyterms = list(asked.keyterms)
        self._languages = list(asked.languages)
        self._multilingual = asked.model == "flux-general-multi"
        self._sound = sound
        self._recogniser = recogniser
        self._draws = draws
        self._outbox = outbox
        self._loop = asyncio.get_running_loop()
        self._turn = 0
        self._begin = 0.0
        self._ongoing = False
        self._eager: str | None = None  # the words of the EagerEndOfTurn that nothing has followed yet
        self._next_update = 0.0
        self._outbox.put(0, self._numbered({"type": "Connected", "request_id": self.request_id}))

    def hear(self, data: bytes) -> None:
        """Take sound as it comes and put what follows from it into the outbox."""
        now = self._loop.time()
        samples, powers = self._sound.feed(data, now)
        self._recogniser.feed(samples, powers)
        words = self._recogniser.said(self._sound.seconds)
        if words and not self._ongoing:
            self._ongoing = True
            self._say("StartOfTurn", words, 0.0, self._interim(now, words))
            self._next_update = self._sound.seconds + UPDATE_EVERY
        quiet = self._quiet()
        if self._ongoing:
            self._judge(now, words, quiet)
        if self._sound.seconds >= self._next_update:
            self._next_update = self._sound.seconds + UPDATE_EVERY
            if self._eager is None:
                sure = self._sure(words, quiet)
                self._say("Update", words, sure, self._interim(now, words), interim=True)

    def told(self, message: Mapping[str, Any]) -> None:
        """See `connection.Stream`."""
        match message.get("type"):
            case "Configure":
                self._configure(message)
            case "CloseStream":
                raise CloseWanted
            case other:
                raise MessageRefused(
                    f"Text message received from client did not match any of the formats we expect: `{other}`"
                )

    def refused(self, problem: str) -> Message:
        """See `connection.Stream`."""
        return self._numbered({"type": "Error", "code": "UNPARSABLE_CLIENT_MESSAGE", "description": problem})

    def forsaken(self) -> None:
        """See `connection.Stream`."""

    def _configure(self, message: Mapping[str, Any]) -> None:
        """Change thresholds, keyterms or languages, and say whether it was done; what is not named stays."""
        try:
            thresholds, terms, hints = self._configured(message)
        except QueryRefused as error:
            failed = {"type": "ConfigureFailure", "request_id": self.request_id}
            self._outbox.put(0, self._numbered({**failed, "code": "INVALID_CONFIGURATION", "description": str(error)}))
            return
        self._thresholds, self._keyterms, self._languages = thresholds, terms, hints
        shown = {name: value for name, value in asdict(thresholds).items() if value is not None}
        done = {"type": "ConfigureSuccess", "request_id": self.request_id, "thresholds": shown, "keyterms": terms}
        self._outbox.put(0, self._numbered({**done, "language_hints": hints} if self._multilingual else done))

    def finish(self) -> None:
        """See `connection.Stream`."""
        self._recogniser.settle()
        words = self._recogniser.said(self._sound.seconds)
        if words:
            if not self._ongoing:
                self._say("StartOfTurn", words, 0.0, self._loop.time())
            self._end(self._loop.time(), words, 1.0)

    def _judge(self, now: float, words: Sequence[Word], quiet: float) -> None:
        text = _text(words)
        if self._eager is not None and (quiet == 0 or text != self._eager):
            self._eager = None
            self._say("TurnResumed", words, self._sure(words, quiet), self._interim(now, words))
        sure = self._sure(words, quiet)
        if not words or quiet == 0:
            return
        over = quiet * 1000 >= self._thresholds.eot_timeout_ms or (
            self._thresholds.eot_threshold < 1 and sure >= self._thresholds.eot_threshold
        )
        eager = self._thresholds.eager_eot_threshold
        if eager is not None and self._eager is None and (sure >= eager or over):
            self._recogniser.settle()
            words = self._recogniser.said(self._sound.seconds)
            self._eager = _text(words)
            self._say("EagerEndOfTurn", words, sure, self._settled(now, words, quiet))
        if over:
            self._recogniser.settle()
            self._end(self._settled(now, words, quiet), self._recogniser.said(self._sound.seconds), sure)

    def _end(self, at: float, words: Sequence[Word], sure: float) -> None:
        until = self._sound.seconds
        taken, message = self._recogniser.take(until), self._told("EndOfTurn", words, sure)

        async def over() -> Message:
            final = await taken
            return message | {"transcript": _text(final), "words": _words(final)} if final else message

        self._outbox.put(at, over)
        self._turn += 1
        self._begin, self._ongoing, self._eager = until, False, None

    def _say(self, event: Event, words: Sequence[Word], sure: float, at: float, *, interim: bool = False) -> None:
        self._outbox.put(at, self._told(event, words, sure), interim=interim)

    def _told(self, event: Event, words: Sequence[Word], sure: float) -> Message:
        told: Message = {
            "type": "TurnInfo",
            "request_id": self.request_id,
            "event": event,
            "turn_index": self._turn,
            "audio_window_start": round(self._begin, 3),
            "audio_window_end": round(self._sound.seconds, 3),
            "transcript": _text(words),
            "words": _words(words),
            "end_of_turn_confidence": round(sure, 4),
        }
        return self._numbered({**told, "languages": self._languages or ["en"]} if self._multilingual else told)

    @staticmethod
    def _numbered(message: Message) -> Message:
        """The outbox puts the number in when the message is said."""
        return message | {"sequence_id": 0}

    def _quiet(self) -> float:
        activity = self._sound.activity
        return 0.0 if activity.onset is not None else seconds(activity.quiet)

    @staticmethod
    def _sure(words: Sequence[Word], quiet: float) -> float:
        if not words or quiet == 0:
            return 0.01
        ended = words[-1].text.endswith((".", "?", "!"))
        return LONGEST_GROWTH * (1 - exp(-quiet / (ENDED_SENTENCE if ended else OPEN_SENTENCE)))

    def _interim(self, now: float, words: Sequence[Word]) -> float:
        return now + self._draws.seconds("stt_interim", words[-1].mark if words else "nothing")

    def _settled(self, now: float, words: Sequence[Word], quiet: float) -> float:
        wait = self._draws.seconds("stt_final", words[-1].mark if words else "nothing")
        spoken = self._sound.arrived(max(seconds(self._sound.activity.last), words[-1].end if words else 0))
        return max(now, spoken + max(wait, quiet + min(wait, CERTAIN_AFTER)))

    def _configured(self, message: Mapping[str, Any]) -> tuple[Any, list[str], list[str]]:
        if unknown := set(message) - {"type", "thresholds", "keyterms", "language_hints"}:
            raise QueryRefused(f"unknown field `{min(unknown)}`")
        changes = message.get("thresholds", {})
        if not isinstance(changes, dict) or set(changes) - set(_LIMITS):
            raise QueryRefused("thresholds may hold eot_threshold, eager_eot_threshold and eot_timeout_ms")
        for name, value in changes.items():
            low, high = _LIMITS[name]
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise QueryRefused(f"{name} must be from {low:g} to {high:g}")
        thresholds = replace(self._thresholds, **changes)
        thresholds.check()
        terms, hints = message.get("keyterms", self._keyterms), message.get("language_hints", self._languages)
        for name, value in (("keyterms", terms), ("language_hints", hints)):
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise QueryRefused(f"{name} must be a list of strings")
        check_keyterms(terms)
        return thresholds, terms, hints


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _words(words: Sequence[Word]) -> list[Message]:
    return [{"word": w.text, "confidence": w.confidence, "start": w.start, "end": w.end} for w in words]
