"""The loop of a conversation: what is heard goes to the floor and the conductor, what they want is done.

One event at a time, in order, and nothing in the loop waits for a provider: those work in tasks of their own and tell
when they are done. Deliberately not here: the room and its participants (`call`), what to say and who has the floor
(`conversation`), and how a speech is made and played (`reply`, `delivery`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass

from interviewer.agent.composition import NothingToSay
from interviewer.agent.delivery import Delivery
from interviewer.agent.line import Changed
from interviewer.agent.line_keeper import LineKeeper
from interviewer.agent.listening import Listening
from interviewer.agent.notes import Notes, Said
from interviewer.agent.speaking import Means, Speaking
from interviewer.agent.timing import Timing
from interviewer.conversation import facts, floor
from interviewer.conversation.conductor import step
from interviewer.conversation.standing import Conversation
from interviewer.interviews import observations
from interviewer.interviews.ids import TurnId
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

EAGER = 1.0
"""Seconds before the end of what the interviewer says from which on words may be a reply to it."""
LISTENS_FIRST = 0.25
"""Seconds that who takes over listens before its first word: in mid-sentence an apology would break off at once."""
HEARS_OUT = 8.0
"""Seconds for which one who is speaking then is let come to an end; after that, to a pause. It has to be said again."""
UNHEARD = 0.6
"""Seconds by which the floor's time may be ahead of what was heard.

Else a process that stood still would take for a pause what it has only not heard yet."""


@dataclass(frozen=True, slots=True)
class Ended:
    """All that there is of this speech was played."""

    turn_id: TurnId


class Dialogue:
    """One conversation of one interviewer, from its first word to its last; `listening` is set before it is held."""

    listening: Listening

    def __init__(
        self, conversation: Conversation, means: Means, notes: Notes, *, epoch: int, hears_out: float = HEARS_OUT
    ) -> None:
        self._conversation = conversation
        self._mouth = means.mouth
        self._captions = means.captions
        self._holding_after = means.policy.spoken.holding_after
        self._notes = notes
        self._speaking = Speaking(means, conversation.script, notes, begins=self._sounds, ended=self._played)
        self._epoch = epoch
        self._turns = 0
        self._floor = floor.begin(time.monotonic(), words=conversation.words)
        self._inbox: asyncio.Queue[floor.Event | Ended | Changed] = asyncio.Queue()
        self._line = LineKeeper(notes, step=self._step, see=self._see, hush=self._hush)
        self._said_until = 0.0
        """When the interviewer ended what it last said to its end."""
        self._held_off = False
        """Since the candidate was understood last, it was told that it takes a moment."""
        self._timing: Timing | None = None
        """Of the turn that was not answered yet."""
        self._murmured: float | None = None
        """When the candidate was last shown that it is listened to."""
        self._confidences: list[float] = []
        self._ended: observations.EndReason | None = None
        self._hears_out = hears_out
        self._arriving = conversation.resumed
        """Of what the candidate says the beginning was lost with an earlier interviewer."""
        self._talked = conversation.elapsed
        self._began = time.monotonic()

    def tell(self, event: floor.Event | Changed) -> None:
        """Something was heard, or the line is another one."""
        self._inbox.put_nowait(event)

    @property
    def idle(self) -> bool:
        """Whether the interviewer is neither speaking nor about to."""
        return self._speaking.current is None and self._inbox.empty() and not self._arriving

    async def hold(self) -> observations.EndReason:
        """Talk until the conductor ends the conversation; why it ended."""
        self._began = time.monotonic()
        self._floor = floor.begin(self._began, words=self._conversation.words)
        try:
            await self._arrive()
            while self._ended is None:
                await self._next()
            return self._ended
        finally:
            self._break_off()  # if the call ends in mid-sentence, what was heard of it was said
            self._keep_open_turn()
            self._speaking.forget()

    async def _arrive(self) -> None:
        """Begin; who takes over lets the candidate finish."""
        least = self.listening.since + LISTENS_FIRST
        most = least + self._hears_out
        while self._arriving:
            until = most if self._in_a_turn else least
            if self._inbox.empty() and time.monotonic() >= until:
                break
            await self._next(until)
        if self._arriving and self._in_a_turn and not self._floor.down:
            self._step(floor.Line(up=True, missed=True))
        while self._arriving and self._in_a_turn:
            await self._next()
        if self._arriving or not self._conversation.resumed:
            self._see(facts.Began())

    @property
    def _in_a_turn(self) -> bool:
        """Whether the candidate is speaking, or it is not settled yet what that was."""
        return self._floor.speaking or self._floor.turn is not None

    async def _next(self, until: float | None = None) -> None:
        wanted = [at for at in (floor.due(self._floor), self._late, until) if at is not None]
        event: floor.Event | Ended | Changed = floor.Tick()
        with contextlib.suppress(TimeoutError):
            within = max(0.0, min(wanted) - self._now) if wanted else None
            async with asyncio.timeout(within):  # `wait_for` may lose a cancellation that comes with an event
                event = await self._inbox.get()
        if isinstance(event, Ended):
            self._speech_ended(event)
            return
        if isinstance(event, Changed):
            self._line.changed(event, self._floor, over=self._conversation.phase == "over")
            return
        if isinstance(event, floor.Understood):
            self._show_words(event)
        self._step(event)
        if self._late is not None and self._now >= self._late:
            self._hold_off()

    @property
    def _now(self) -> float:
        return min(time.monotonic(), self.listening.heard_until + UNHEARD)

    @property
    def _late(self) -> float | None:
        """When the candidate will have waited too long, for the reply or for being understood at all."""
        if self._line.lost is not None:
            return self._line.lost.due
        if self._floor.speaking:
            return None
        if self._speaking.current is not None:
            return self._speaking.current.due
        if self._floor.owed and self._floor.turn is not None and not self._held_off:
            return self._floor.quiet_since + self._holding_after
        return None

    def _hold_off(self) -> None:
        holding = self._conversation.said.holding
        if self._line.lost is not None:
            self._line.tell(self._line.lost)
        elif self._speaking.current is not None:
            self._speaking.hurry(holding)
        else:
            self._held_off = True
            log.warning("stt.late")
            self._speaking.hold_off(holding, self._next_turn(), self._floor.expectation.patience)

    def _step(self, event: floor.Event) -> None:
        self._floor, acts = floor.step(self._floor, event, self._now)
        for act in acts:
            self._do(act)
        turn = self._floor.turn
        unsettled = self._floor.interviewer == "silent" and turn is not None and turn.voiced > 0
        if self._line.lost is None and (self._floor.speaking or unsettled):
            self._speaking.clear.clear()
        else:
            self._speaking.clear.set()

    def _do(self, act: floor.Act) -> None:
        match act:
            case floor.Duck():
                self._mouth.duck()
            case floor.Restore():
                self._mouth.restore()
            case floor.Cut():
                if self._speaking.current is not None:
                    self._speaking.current.hold()
            case floor.GoOn():
                if self._speaking.current is not None:
                    self._speaking.current.go_on()
                    self._sounds(self._speaking.current)
            case floor.Ask():
                self.listening.guess()
            case floor.Prepare(text):
                self._prepare(text)
            case floor.Forget():
                self._speaking.forget()
            case floor.Murmur():
                said = self._conversation.said.murmurs
                self._murmured = self._speaking.murmur(said, self._next_turn(), self._conversation.addressed)
            case floor.TurnOver():
                self._take(act)
            case floor.Aside():
                if self._notes.consented:
                    self._note(act)
            case floor.Unclear() | floor.Quiet() if self._arriving:
                self._see(facts.Began())
            case floor.Unclear() | floor.Quiet() if self._line.take_torn():  # of what was being said no words came
                self._see(facts.LineBack())
            case floor.Unclear():
                self._see(facts.NotUnderstood())
            case floor.Quiet():
                self._see(self._line.silence())

    # What the candidate says

    def _show_words(self, event: floor.Understood) -> None:
        self._held_off = False
        if event.final and event.text:
            self._captions.show(event.text, speaker="candidate")
            if event.confidence is not None:
                self._confidences.append(event.confidence)

    def _take(self, turn: floor.TurnOver) -> None:
        turn_id, confidence = self._next_turn(), self._take_confidence()
        torn, arriving = self._line.take_torn(), self._arriving
        if self._conversation.phase == "over":  # the goodbye is said to its end, whatever is said over it
            if self._notes.consented:
                self._heard(turn, turn_id, None, confidence, over=True)
            return
        self._break_off()
        murmured = self._murmured if self._murmured is not None and self._murmured >= turn.ended else None
        timing = Timing(turn.ended, decided=time.monotonic(), final=self.listening.final_at, murmured=murmured)
        self._timing = None if torn else timing
        self._heard(turn, turn_id, self._conversation.addressed if self._notes.consented else None, confidence)
        early = turn.began < self._said_until - EAGER
        heard = facts.Heard(turn_id, turn.text, early=early, limit=turn.limit, torn=torn)
        self._see(facts.Began(heard) if arriving else heard)

    def _keep_open_turn(self) -> None:
        """If the call ends in the midst of an answer, what was understood of it was said."""
        turn = self._floor.turn
        if turn is not None and turn.text and self._notes.consented:
            over = self._conversation.phase == "over"
            heard = floor.TurnOver(turn.text, turn.began, max(turn.began, turn.ended))
            addressed = None if over else self._conversation.addressed
            self._heard(heard, self._next_turn(), addressed, self._take_confidence(), over=over)

    def _note(self, aside: floor.Aside) -> None:
        """Words that call for no reply; those that came late are part of an answer all the same."""
        turn_id, late = self._next_turn(), not aside.over
        turn = floor.TurnOver(aside.text, aside.began, aside.ended)
        addressed = self._conversation.addressed_before if late else self._conversation.addressed
        self._heard(turn, turn_id, addressed, self._take_confidence(), over=aside.over)
        if late:
            heard_late = facts.HeardLate(turn_id, aside.text, self._speaking.heard)
            _, directives = step(self._conversation, heard_late, self._elapsed)
            if any(isinstance(directive, facts.Speak) for directive in directives):
                self._break_off()  # what is said instead is said upon what was heard of it
            self._see(heard_late)

    def _take_confidence(self) -> float | None:
        told = self._confidences
        confidence = sum(told) / len(told) if told else None
        self._confidences.clear()
        return confidence

    def _heard(
        self,
        turn: floor.TurnOver,
        turn_id: TurnId,
        question_id: str | None,
        confidence: float | None,
        *,
        over: bool = False,
    ) -> None:
        said = Said(turn_id, turn.text, question_id, turn.began, turn.ended, confidence, over)
        if self._notes.heard(said):
            self._remember(said)

    def _remember(self, said: Said) -> None:
        if not said.over:
            self._speaking.remember(("user", said.text))

    def _prepare(self, text: str) -> None:
        """A pure step tells what would be said to a turn that is probably over."""
        heard = facts.Heard("ahead", text)
        seen = facts.Began(heard) if self._arriving else heard
        _, directives = step(self._conversation, seen, self._elapsed)
        speech = next((d for d in directives if isinstance(d, facts.Speak)), None)
        if speech is not None:
            self._speaking.prepare(speech, text)

    # What the interviewer says

    def _see(self, observation: facts.Observation) -> None:
        self._arriving = self._arriving and isinstance(observation, facts.Spoke)  # a holding phrase
        self._conversation, directives = step(self._conversation, observation, self._elapsed)
        self._perform(directives)

    @property
    def _elapsed(self) -> float:
        """Seconds that interviewer and candidate have been talking, with what earlier interviewers did."""
        return self._talked + time.monotonic() - self._began

    def _perform(self, directives: tuple[facts.Directive, ...]) -> None:
        for number, directive in enumerate(directives):
            match directive:
                case facts.Speak():
                    self._speak(directive, after=directives[number + 1 :])
                    return
                case facts.End(reason):
                    self._ended = reason
                case _:
                    if (said := self._notes.note(directive)) is not None:
                        self._remember(said)

    def _speak(self, speech: facts.Speak, *, after: tuple[facts.Directive, ...]) -> None:
        timing, self._timing = self._timing, None
        self._break_off()
        self._speaking.say(speech, self._next_turn(), timing=timing, after=after)
        if speech.question_id is not None:
            questions = self._conversation.script.questions
            self._captions.progress(phase="questions", question=self._conversation.index + 1, of=len(questions))
        murmurs = self._speaking.may_murmur_after(speech, replies=timing is not None)
        expectation = floor.Expectation(speech.patience, speech.limit, speech.unhurried, murmurs)
        self.listening.expect(expectation)
        self._step(floor.Expect(expectation))

    def _sounds(self, delivery: Delivery) -> None:
        self.tell(floor.Playing(on=True, cuttable=delivery.cuttable))

    def _played(self, turn_id: TurnId) -> None:
        self._inbox.put_nowait(Ended(turn_id))

    def _speech_ended(self, ended: Ended) -> None:
        delivery = self._speaking.finish(ended.turn_id)
        if delivery is None:
            return
        self._said_until = time.monotonic()
        spoke = self._speaking.spoke(delivery)
        # The conductor first: what the floor lets go now was said upon this speech.
        match delivery.error:
            case None:
                self._see(spoke)
                self._perform(delivery.after)
            case error if delivery.speech.written is not None:
                unheard = spoke.fraction == 0 and self._mouth.first_sound_at is None
                self._timing = delivery.timing if unheard else None
                refused = error.refused if isinstance(error, NothingToSay) else ""
                self._see(facts.NotWritten(delivery.speech, str(error), refused))
            case _:
                self._see(facts.NotSaid(delivery.speech, delivery.turn_id, spoke.fraction))
                self._go_on_to(delivery.after)
        self._step(floor.Playing(on=False))

    def _go_on_to(self, after: tuple[facts.Directive, ...]) -> None:
        """What was to follow a speech follows now, or when it was said once more."""
        if self._speaking.current is not None:
            self._speaking.current.after = after
        else:
            self._perform(after)

    def _break_off(self) -> None:
        """The speech ends where it is: the candidate has the floor, or the call is over."""
        if (spoke := self._speaking.break_off()) is not None:
            self._see(spoke)

    def _hush(self) -> Delivery | None:
        """Say no more of what is being said; nobody hears it. What it was."""
        delivery = self._speaking.current
        if delivery is not None:
            self._break_off()
            self._step(floor.Playing(on=False))
        return delivery

    def _next_turn(self) -> TurnId:
        self._turns += 1
        return TurnId(f"{self._epoch}.{self._turns}")
