"""One speech from its first sound to its last: played, held, gone on with, or broken off, and never too long in coming.

Deliberately not here: how its sound is made (`reply`), and who says when to hold it (`dialogue`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from interviewer.agent.captions import Captions
from interviewer.agent.composition import NothingToSay
from interviewer.agent.mouth import Mouth
from interviewer.agent.reply import Reply
from interviewer.agent.timing import Timing
from interviewer.agent.utterance import Utterance
from interviewer.conversation.facts import Directive, Speak, SpeechKind
from interviewer.interviews.ids import TurnId
from interviewer.providers.phrases import Phrase
from interviewer.providers.resilience.policy import POLICY, Policy
from interviewer.providers.speech.port import SpeechUnavailable
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

UNINTERRUPTIBLE: Final = ("greeting", "closing")


@dataclass(frozen=True, slots=True)
class Played:
    """What was heard of a speech: `fraction` of its words, 0 to 1, from `started` (Unix time) for so many seconds."""

    kind: SpeechKind
    text: str
    fraction: float
    started: float | None
    seconds: float
    whole: bool
    passages: tuple[str, ...] = ()
    """The ids of those that it was out of."""


class Delivery:
    """One speech. `clear` is set while nobody speaks: it does not begin before; `begins` is told when it does.

    Nor does it begin before `not_before`, a time of the loop.
    """

    def __init__(
        self,
        speech: Speak,
        turn_id: TurnId,
        reply: Reply,
        *,
        mouth: Mouth,
        captions: Captions,
        clear: asyncio.Event,
        begins: Callable[[Delivery], None],
        timing: Timing | None = None,
        after: tuple[Directive, ...] = (),
        not_before: float = 0.0,
        policy: Policy = POLICY,
    ) -> None:
        self.speech = speech
        self.turn_id = turn_id
        self.reply = reply
        self.timing = timing
        self._spoken = policy.spoken
        self._given_up_after = policy.writing.given_up_after
        self.after = after
        """The directives that wait for its end."""
        self.utterance = Utterance(reply)
        self.error: SpeechUnavailable | NothingToSay | None = None
        """Why the rest of it could not be made."""
        self._mouth = mouth
        self._captions = captions
        self._clear = clear
        self._not_before = not_before
        self._begins = begins
        self._begun = False
        self._ready = False
        """Its first sound is there, and waits for the candidate."""
        self._held = False
        self._stopped = False
        """The mouth says something else by now."""
        self._acknowledged = not speech.meanwhile
        self._held_off = False
        self._given_up = False
        self._shown = 0
        """Of the texts that it has come to."""
        self._loop = asyncio.get_running_loop()
        self._asked = self._loop.time()
        if timing is not None:
            reply.awaited(timing.last_word)
            if timing.murmured is not None:
                reply.skip_opening()
                self._acknowledged = True
        mouth.begin()
        captions.state("thinking")
        self._task = asyncio.create_task(self._deliver(), name="delivery")

    @property
    def cuttable(self) -> bool:
        """Whether somebody who speaks over it stops it."""
        return self.speech.kind not in UNINTERRUPTIBLE

    def hold(self) -> None:
        """Stop where it is."""
        if not self._held:
            self._held = True
            self._mouth.hold()
            self._captions.state("listening")

    def go_on(self) -> None:
        """Go on with the word at which it was held."""
        if self._held:
            self._held = False
            self._mouth.go_on(self.utterance.word_before(self._mouth.position))
            self._captions.state("speaking")

    def stop(self) -> None:
        """It ends where it is."""
        self._stopped = True
        self._task.cancel()
        self.reply.cancel()
        self._mouth.drop()

    def played(self) -> Played:
        """What was heard of it, once it is over."""
        utterance, started = self.utterance, self._mouth.first_sound_at
        seconds = 0.0 if started is None else self._mouth.position
        whole = utterance.complete and not self._mouth.held
        content = utterance.content_starts
        return Played(
            kind=self.speech.kind if content is not None and seconds > content else "acknowledgement",
            text=utterance.text if whole else utterance.text_at(seconds),
            fraction=1.0 if whole else utterance.fraction_at(seconds),
            started=started,
            seconds=seconds,
            whole=whole,
            passages=utterance.passages_at(seconds),
        )

    @property
    def due(self) -> float | None:
        """When it has to be seen to, because too little of it was heard by then (monotonic seconds)."""
        if self.timing is None:
            return None
        wanted = []
        if self._silent:
            spoken = self._spoken
            after = spoken.holding_after if self._acknowledged else spoken.acknowledged_after
            # What was prepared needs a moment to sound, however late the turn was judged over.
            wanted.append(max(self.timing.last_word + after, self._asked + spoken.at_once))
        if self.speech.written is not None and self.utterance.content_starts is None and not self._given_up:
            wanted.append(self.timing.last_word + self._given_up_after)
        return min(wanted, default=None)

    @property
    def _silent(self) -> bool:
        """Whether nothing of it is there, and there is still something to say in its place."""
        return not self._begun and not self._held_off and not self._ready

    def see_to_it(self, holding: str, at_hand: Callable[[str], Phrase | None]) -> None:
        """If it is late: acknowledge what was said, or say that it will come, and later do without what is missing."""
        if self.due is None or self._loop.time() < self.due:
            return
        log.warning("reply.late", turn=self.turn_id)
        if not self._silent:
            self._given_up = True
            self.reply.give_up("it came too late")
            return
        line = holding if self._acknowledged else self.speech.meanwhile
        self._held_off, self._acknowledged = self._acknowledged, True
        if (phrase := at_hand(line)) is not None:
            self._mouth.add(self.utterance.interject(phrase))
            self._begin()

    async def _deliver(self) -> None:
        if self.reply.planned:
            self._captions.show(self.utterance.text)
        try:
            async for chunk in self.utterance.sound():
                if not self._begun:
                    self._ready = True
                    if (breath := self._not_before - self._loop.time()) > 0:
                        await asyncio.sleep(breath)
                    await self._clear.wait()
                self._mouth.add(chunk)
                self._begin()
                if not self.reply.planned:
                    self._show_written()
        except (SpeechUnavailable, NothingToSay) as error:
            log.warning("speech.broke_off", turn=self.turn_id, error=str(error))
            self.error = error
        finally:
            if not self._stopped:
                self._mouth.finish()

    def _show_written(self) -> None:
        for text in self.utterance.texts[self._shown :]:
            self._shown += 1
            self._captions.show(text)

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._captions.state("speaking")
            self._begins(self)
