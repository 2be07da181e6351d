"""The interviewer's side of a conversation: one speech at a time, and the reply that is begun before it is wanted.

What was played of a speech is what was said, in the log and to the language model. Deliberately not here: what is said
and when it stops (`dialogue`), and how one speech is made and played (`reply`, `delivery`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from interviewer.agent.anticipation import Anticipation, Tokens
from interviewer.agent.captions import Captions
from interviewer.agent.composition import Composition, Writer
from interviewer.agent.delivery import Delivery
from interviewer.agent.mouth import Mouth
from interviewer.agent.notes import Notes
from interviewer.agent.reply import Reply
from interviewer.agent.timing import Timing
from interviewer.conversation import facts
from interviewer.conversation.knowledge import Knowledge
from interviewer.conversation.script import Script
from interviewer.interviews.ids import TurnId
from interviewer.providers.phrases import Phrases
from interviewer.providers.resilience.policy import POLICY, Policy
from interviewer.providers.writing.port import Turn
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

BREATH = 0.4
"""Seconds after a sentence that broke off before another: without it they sound like one that nobody understands."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the interviewer speaks with in one call."""

    mouth: Mouth
    phrases: Phrases
    writer: Writer | None
    knowledge: Knowledge
    tokens: Tokens
    captions: Captions
    policy: Policy = POLICY


class Speaking:
    """`begins` is told when a speech is heard first, `ended` when all that there is of one was played."""

    def __init__(
        self,
        means: Means,
        script: Script,
        notes: Notes,
        *,
        begins: Callable[[Delivery], None],
        ended: Callable[[TurnId], None],
    ) -> None:
        self._means = means
        self._script = script
        self._notes = notes
        self._begins = begins
        self._ended = ended
        self._ahead = Anticipation(self._make, means.tokens)
        self._always = asyncio.Event()
        self._always.set()
        self.clear = asyncio.Event()
        """Set while the candidate neither speaks nor has said something that is not settled yet."""
        self.clear.set()
        self.current: Delivery | None = None
        self._replies = self._acknowledged = self._murmurs = 0
        """Replies to the candidate, those of them that said, or followed, a sign of listening; and murmurs."""
        self._murmured = False
        """Since the last reply."""
        self._breath_until = 0.0
        """Time of the loop."""
        means.mouth.ended = self._played

    def remember(self, turn: Turn) -> None:
        """Something that belongs to the conversation, for the language model."""
        if self._means.writer is not None:
            self._means.writer.turns.append(turn)

    def prepare(self, speech: facts.Speak, heard: str) -> None:
        """Begin to make what would be said if the candidate's turn were over with these words."""
        self._ahead.prepare(speech, (("user", heard),))

    def forget(self) -> None:
        """What was prepared is for nothing."""
        self._ahead.forget()

    def say(
        self, speech: facts.Speak, turn_id: TurnId, *, timing: Timing | None, after: tuple[facts.Directive, ...]
    ) -> None:
        """Say it as soon as the candidate is silent; `after` waits for its end."""
        reply, prepared = self._ahead.take(speech)
        if timing is not None:
            timing.prepared = prepared
        self._deliver(speech, turn_id, reply, clear=self.clear, timing=timing, after=after)

    def hold_off(self, line: str, turn_id: TurnId, patience: facts.Patience) -> None:
        """Say that it takes a moment, if that can be said at once; whoever speaks, it is about what they said."""
        if self._means.phrases.at_hand(line) is not None:
            speech = facts.Speak("holding", (line,), patience=patience)
            self._deliver(speech, turn_id, self._make(speech, ()), clear=self._always)

    def may_murmur_after(self, speech: facts.Speak, *, replies: bool) -> bool:
        """Whether another sign of listening would be none too many: at most every second reply has one."""
        return 2 * (self._acknowledged + (speech.opening > 0) + 1) <= self._replies + replies + 1

    def murmur(self, lines: Sequence[str], turn_id: TurnId, question_id: str | None) -> float | None:
        """Show that the candidate is listened to, who has the floor; when that is heard (monotonic), if it is."""
        line = lines[self._murmurs % len(lines)]
        phrase = self._means.phrases.at_hand(line)
        if phrase is None:
            return None
        self._murmurs += 1
        self._acknowledged += not self._murmured
        self._murmured = True
        started = self._means.mouth.murmur(phrase.pcm)
        self._notes.murmured(turn_id, line, question_id, started, phrase.seconds)
        self._means.captions.show(line)
        return started - self._notes.unix

    def hurry(self, holding: str) -> None:
        """The current speech is late: acknowledge what was said, say that it comes, or do without what is missing."""
        if self.current is not None:
            paced = self._means.phrases.paced(self.current.speech.pace)
            self.current.see_to_it(holding, lambda line: paced.at_hand(line) or self._means.phrases.at_hand(line))

    @property
    def heard(self) -> float:
        """How much was heard by now of what is being said, or was said last: 0 to 1."""
        return 1.0 if self.current is None else self.current.played().fraction

    def finish(self, turn_id: TurnId) -> Delivery | None:
        """The current speech, which is over, if it is this one."""
        if self.current is None or self.current.turn_id != turn_id:
            return None
        delivery, self.current = self.current, None
        if delivery.error is not None and self._means.mouth.first_sound_at is not None:
            self._breath_until = asyncio.get_running_loop().time() + BREATH
        self._means.captions.state("listening")
        return delivery

    def break_off(self) -> facts.Spoke | None:
        """Stop where it is; what was said of it."""
        delivery, self.current = self.current, None
        if delivery is None:
            return None
        delivery.stop()
        return self.spoke(delivery)

    def spoke(self, delivery: Delivery) -> facts.Spoke:
        """Write down what was played of a speech that is over."""
        played = delivery.played()
        self._notes.spoken(delivery, played)
        if played.started is not None and played.text:
            self.remember(("assistant", played.text))
            if delivery.timing is not None:
                self._replies += 1
                self._acknowledged += delivery.utterance.acknowledges and not self._murmured
                self._murmured = False
                self._measure(delivery, delivery.timing, played.started - self._notes.unix)
        for refused in delivery.reply.refused:
            self._notes.note(facts.ProposalRefused(delivery.speech.question_id, refused.reason, refused.text))
        self._means.tokens.spent += delivery.reply.tokens
        written = delivery.utterance.written if isinstance(delivery.speech.written, facts.FollowUp) else ""
        return facts.Spoke(delivery.speech, delivery.turn_id, played.fraction, played.passages, written)

    def _measure(self, delivery: Delivery, timing: Timing, first_sound: float) -> None:
        content = delivery.utterance.content_starts
        found = timing.stages(
            delivery.reply,
            delivery.utterance.first_part,
            first_sound=first_sound,
            content=None if content is None else first_sound + content,
            tokens_wasted=self._ahead.take_wasted(),
        )
        self._notes.measured(delivery.turn_id, found)

    def _deliver(
        self,
        speech: facts.Speak,
        turn_id: TurnId,
        reply: Reply,
        *,
        clear: asyncio.Event,
        timing: Timing | None = None,
        after: tuple[facts.Directive, ...] = (),
    ) -> None:
        self.current = Delivery(
            speech,
            turn_id,
            reply,
            mouth=self._means.mouth,
            captions=self._means.captions,
            clear=clear,
            begins=self._begins,
            timing=timing,
            after=after,
            not_before=self._breath_until,
            policy=self._means.policy,
        )

    def _make(self, speech: facts.Speak, heard: Sequence[Turn]) -> Reply:
        means, composition = self._means, None
        if speech.written is not None:
            composition = Composition(
                speech.written, script=self._script, writer=means.writer, knowledge=means.knowledge, heard=heard
            )
        return Reply(speech, means.phrases.paced(speech.pace), composition, numbers=means.policy.spoken)

    def _played(self) -> None:
        if self.current is not None:
            self._ended(self.current.turn_id)
