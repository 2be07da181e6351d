"""The loop of a conversation: what is heard goes to the floor and the conductor, what they want is done.

One event at a time, in order, and nothing in the loop waits for a provider: those work in tasks of their own and tell
when they are done. Deliberately not here: the room and its participants (`call`), what to say and who has the floor
(`conversation`), and how a speech is made and played (`reply`, `delivery`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from interviewer.agent.anticipation import Anticipation, Tokens
from interviewer.agent.captions import Captions
from interviewer.agent.delivery import HOLDING_AFTER, Delivery
from interviewer.agent.listening import Listening
from interviewer.agent.mouth import Mouth
from interviewer.agent.recorder import Recorder
from interviewer.agent.reply import Reply, Writer
from interviewer.agent.reporter import Reporter
from interviewer.agent.timing import Timing
from interviewer.conversation import facts, floor
from interviewer.conversation.conductor import step
from interviewer.conversation.standing import Conversation
from interviewer.interviews import latency, observations
from interviewer.interviews.ids import TurnId
from interviewer.providers.phrases import Phrases
from interviewer.providers.writing.port import Turn
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

_OBSERVED: Mapping[type[facts.Note], type[observations.Observed]] = {
    facts.CandidateAnswered: observations.CandidateAnswered,
    facts.AnswerUnderstood: observations.AnswerUnderstood,
    facts.CandidateSignalled: observations.CandidateSignalled,
    facts.ProposalRefused: observations.ProposalRefused,
    facts.CandidateRated: observations.CandidateRated,
}
"""Notes that are reported as they are."""
EAGER = 1.0
"""Seconds before the end of what the interviewer says from which on words may be a reply to it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """All that there is of this speech was played."""

    turn_id: TurnId


class Dialogue:
    """One conversation of one interviewer, from its first word to its last; `listening` is set before it is held."""

    listening: Listening

    def __init__(
        self,
        conversation: Conversation,
        *,
        mouth: Mouth,
        phrases: Phrases,
        writer: Writer | None,
        tokens: Tokens,
        budget: latency.Budget,
        reporter: Reporter,
        recorder: Recorder,
        captions: Captions,
        epoch: int,
    ) -> None:
        self._conversation = conversation
        self._mouth = mouth
        self._phrases = phrases
        self._writer = writer
        self._tokens = tokens
        self._budget = budget
        self._reporter = reporter
        self._recorder = recorder
        self._captions = captions
        self._epoch = epoch
        self._turns = 0
        self._floor = floor.begin(time.monotonic(), words=conversation.words)
        self._clear = asyncio.Event()
        """Set while the candidate neither speaks nor has said something that is not settled yet."""
        self._clear.set()
        self._always = asyncio.Event()
        self._always.set()
        self._inbox: asyncio.Queue[floor.Event | Ended] = asyncio.Queue()
        self._unconsented: tuple[floor.TurnOver, TurnId, None, float | None] | None = None
        self._said_until = 0.0
        """When the interviewer ended what it last said to its end."""
        self._consented = conversation.consented
        self._delivery: Delivery | None = None
        self._ahead = Anticipation(self._make, tokens)
        self._held_off = False
        """Since the candidate was understood last, it was told that it takes a moment."""
        self._timing: Timing | None = None
        """Of the turn that was not answered yet."""
        self._confidences: list[float] = []
        self._ended: observations.EndReason | None = None
        self._unix = time.time() - time.monotonic()
        mouth.ended = self._played

    def tell(self, event: floor.Event) -> None:
        """Something was heard."""
        self._inbox.put_nowait(event)

    @property
    def idle(self) -> bool:
        """Whether the interviewer is neither speaking nor about to."""
        return self._delivery is None and self._inbox.empty()

    async def hold(self) -> observations.EndReason:
        """Talk until the conductor ends the conversation; why it ended."""
        try:
            self._see(facts.Began())
            while self._ended is None:
                await self._next()
            return self._ended
        finally:
            self._break_off()  # if the call ends in mid-sentence, what was heard of it was said
            self._ahead.forget()

    async def _next(self) -> None:
        wanted = [at for at in (floor.due(self._floor), self._late) if at is not None]
        event: floor.Event | Ended = floor.Tick()
        with contextlib.suppress(TimeoutError):
            within = max(0.0, min(wanted) - time.monotonic()) if wanted else None
            event = await asyncio.wait_for(self._inbox.get(), within)
        if isinstance(event, Ended):
            self._speech_ended(event)
            return
        if isinstance(event, floor.Understood):
            self._show_words(event)
        self._step(event)
        if self._late is not None and time.monotonic() >= self._late:
            self._hold_off()

    @property
    def _late(self) -> float | None:
        """When the candidate will have waited too long, for the reply or for being understood at all."""
        if self._floor.speaking:
            return None
        if self._delivery is not None:
            return self._delivery.due
        if self._floor.owed and self._floor.turn is not None and not self._held_off:
            return self._floor.quiet_since + HOLDING_AFTER
        return None

    def _hold_off(self) -> None:
        holding = self._phrases.at_hand(self._conversation.said.holding)
        if self._delivery is not None:
            self._delivery.see_to_it(holding)
        else:
            self._held_off = True
            log.warning("stt.late")
            if holding is not None:
                speech = facts.Speak(
                    "holding", (self._conversation.said.holding,), patience=self._floor.expectation.patience
                )
                self._deliver(speech, self._make(speech, ()), clear=self._always)

    def _step(self, event: floor.Event) -> None:
        self._floor, acts = floor.step(self._floor, event, time.monotonic())
        for act in acts:
            self._do(act)
        turn = self._floor.turn
        unsettled = self._floor.interviewer == "silent" and turn is not None and turn.voiced > 0
        if self._floor.speaking or unsettled:
            self._clear.clear()
        else:
            self._clear.set()

    def _do(self, act: floor.Act) -> None:
        match act:
            case floor.Duck():
                self._mouth.duck()
            case floor.Restore():
                self._mouth.restore()
            case floor.Cut():
                if self._delivery is not None:
                    self._delivery.hold()
            case floor.GoOn():
                if self._delivery is not None:
                    self._delivery.go_on()
                    self._sounds(self._delivery)
            case floor.Ask():
                self.listening.guess()
            case floor.Prepare(text):
                self._prepare(text)
            case floor.Forget():
                self._ahead.forget()
            case floor.TurnOver():
                self._take(act)
            case floor.Aside():
                if self._consented:
                    self._note(act)
            case floor.Unclear():
                self._see(facts.NotUnderstood())
            case floor.Quiet():
                self._see(facts.StayedSilent())

    # What the candidate says

    def _show_words(self, event: floor.Understood) -> None:
        self._held_off = False
        if event.final and event.text:
            self._captions.show(event.text, speaker="candidate")
            if event.confidence is not None:
                self._confidences.append(event.confidence)

    def _take(self, turn: floor.TurnOver) -> None:
        turn_id, confidence = self._next_turn(), self._take_confidence()
        if self._conversation.phase == "over":  # the goodbye is said to its end, whatever is said over it
            if self._consented:
                self._report_heard(turn, turn_id, None, confidence, over=True)
            return
        self._break_off()
        self._timing = Timing(last_word=turn.ended, decided=time.monotonic(), final=self.listening.final_at)
        if self._consented:
            self._report_heard(turn, turn_id, self._conversation.addressed, confidence)
        else:
            self._unconsented = (turn, turn_id, None, confidence)
        self._see(facts.Heard(turn_id, turn.text, early=turn.began < self._said_until - EAGER))

    def _note(self, aside: floor.Aside) -> None:
        """Words that call for no reply; those that came late are part of an answer all the same."""
        turn_id, late = self._next_turn(), not aside.over
        turn = floor.TurnOver(aside.text, aside.began, aside.ended)
        addressed = self._conversation.addressed_before if late else self._conversation.addressed
        self._report_heard(turn, turn_id, addressed, self._take_confidence(), over=aside.over)
        if late:
            self._see(facts.HeardLate(turn_id, aside.text))

    def _take_confidence(self) -> float | None:
        known, self._confidences = self._confidences, []
        return sum(known) / len(known) if known else None

    def _report_heard(
        self,
        turn: floor.TurnOver,
        turn_id: TurnId,
        question_id: str | None,
        confidence: float | None,
        *,
        over: bool = False,
    ) -> None:
        if self._writer is not None and not over:
            self._writer.turns.append(("user", turn.text))
        self._reporter.report(
            observations.TurnHeard,
            turn_id=turn_id,
            text=turn.text,
            question_id=question_id,
            started=_utc(turn.began + self._unix),
            ended=_utc(turn.ended + self._unix),
            confidence=confidence,
            over=over,
        )

    # What the interviewer says

    def _see(self, observation: facts.Observation) -> None:
        self._conversation, directives = step(self._conversation, observation)
        self._perform(directives)

    def _perform(self, directives: tuple[facts.Directive, ...]) -> None:
        for number, directive in enumerate(directives):
            match directive:
                case facts.Speak():
                    self._speak(directive, after=directives[number + 1 :])
                    return
                case facts.End(reason):
                    self._ended = reason
                case _:
                    self._log(directive)

    def _speak(self, speech: facts.Speak, *, after: tuple[facts.Directive, ...]) -> None:
        timing, self._timing = self._timing, None
        reply, prepared = self._ahead.take(speech)
        if timing is not None:
            timing.prepared = prepared
        self._deliver(speech, reply, timing=timing, after=after)
        if speech.kind in ("question", "probe"):
            questions = self._conversation.script.questions
            self._captions.progress(phase="questions", question=self._conversation.index + 1, of=len(questions))
        expectation = floor.Expectation(patience=speech.patience)
        self.listening.expect(expectation)
        self._step(floor.Expect(expectation))

    def _deliver(
        self,
        speech: facts.Speak,
        reply: Reply,
        *,
        timing: Timing | None = None,
        after: tuple[facts.Directive, ...] = (),
        clear: asyncio.Event | None = None,
    ) -> None:
        self._break_off()
        self._delivery = Delivery(
            speech,
            self._next_turn(),
            reply,
            mouth=self._mouth,
            captions=self._captions,
            clear=clear or self._clear,
            begins=self._sounds,
            timing=timing,
            after=after,
        )

    def _sounds(self, delivery: Delivery) -> None:
        self.tell(floor.Playing(on=True, cuttable=delivery.cuttable))

    def _make(self, speech: facts.Speak, heard: Sequence[Turn]) -> Reply:
        return Reply(speech, self._phrases, self._writer, heard)

    def _prepare(self, text: str) -> None:
        """A pure step tells what would be said to a turn that is probably over."""
        _, directives = step(self._conversation, facts.Heard("ahead", text))
        speech = next((d for d in directives if isinstance(d, facts.Speak)), None)
        if speech is not None:
            self._ahead.prepare(speech, (("user", text),))

    def _played(self) -> None:
        if self._delivery is not None:
            self._inbox.put_nowait(Ended(self._delivery.turn_id))

    def _speech_ended(self, ended: Ended) -> None:
        delivery = self._delivery
        if delivery is None or delivery.turn_id != ended.turn_id:
            return
        self._delivery = None
        self._captions.state("listening")
        self._said_until = time.monotonic()
        spoke = self._report_spoken(delivery)
        # The conductor first: what the floor lets go now was said upon this speech.
        if delivery.error is not None and delivery.speech.written is not None:
            self._timing = delivery.timing if spoke.fraction == 0 and self._mouth.first_sound_at is None else None
            self._see(facts.NotWritten(delivery.speech, str(delivery.error)))
        elif delivery.error is not None:
            self._see(facts.NotSaid(delivery.speech, delivery.turn_id, spoke.fraction))
            self._go_on_to(delivery.after)
        else:
            self._see(spoke)
            self._perform(delivery.after)
        self._step(floor.Playing(on=False))

    def _go_on_to(self, after: tuple[facts.Directive, ...]) -> None:
        """What was to follow a speech follows now, or when it was said once more."""
        if self._delivery is not None:
            self._delivery.after = after
        else:
            self._perform(after)

    def _break_off(self) -> None:
        """The speech ends where it is: the candidate has the floor, or the call is over."""
        delivery, self._delivery = self._delivery, None
        if delivery is not None:
            delivery.stop()
            self._see(self._report_spoken(delivery))

    def _report_spoken(self, delivery: Delivery) -> facts.Spoke:
        """Report what was played of it."""
        played, speech = delivery.played(), delivery.speech
        if played.started is not None and played.text:
            self._reporter.report(
                observations.TurnSpoken,
                turn_id=delivery.turn_id,
                kind=played.kind,
                text=played.text,
                question_id=speech.question_id,
                started=_utc(played.started),
                ended=_utc(played.started + played.seconds),
                interrupted=not played.whole,
            )
            if self._writer is not None:
                self._writer.turns.append(("assistant", played.text))
            if delivery.timing is not None:
                self._measure(delivery, delivery.timing, played.started - self._unix)
        fraction = round(played.fraction, 2)
        log.info(
            "turn.spoken", turn=delivery.turn_id, kind=played.kind, fraction=fraction, seconds=round(played.seconds, 2)
        )
        self._tokens.spent += delivery.reply.tokens
        return facts.Spoke(speech, delivery.turn_id, played.fraction)

    # The log

    def _measure(self, delivery: Delivery, timing: Timing, first_sound: float) -> None:
        content = delivery.utterance.content_starts
        found = timing.stages(
            delivery.reply,
            delivery.utterance.first_part,
            first_sound=first_sound,
            content=None if content is None else first_sound + content,
            tokens_wasted=self._ahead.take_wasted(),
        )
        stages = asdict(found) | {"over_budget": latency.over_budget(found, self._budget)}
        self._reporter.report(observations.TurnMeasured, turn_id=delivery.turn_id, **stages)
        log.info("turn.measured", turn=delivery.turn_id, latency_ms=found.first_sound, **stages)

    def _log(self, note: facts.Note) -> None:
        report = self._reporter.report
        match note:
            case facts.ConsentGiven(turn_id):
                self._consented = True
                if self._unconsented is not None:
                    self._report_heard(*self._unconsented)  # the first question was not asked yet
                report(observations.ConsentGiven, turn_id=turn_id)
                if self._recorder.started_at is not None:
                    report(observations.RecordingStarted, started=_utc(self._recorder.started_at))
                    self._recorder.keep()
            case facts.ConsentRefused():
                self._recorder.discard()
                report(observations.ConsentRefused)
            case facts.QuestionAsked(question_id, turn_id):
                report(observations.QuestionAsked, question_id=question_id, turn_id=turn_id)
            case facts.ProbeAsked(question_id, probe_id, turn_id):
                report(observations.ProbeAsked, question_id=question_id, probe_id=probe_id, turn_id=turn_id)
            case facts.QuestionAnswered(question_id, turn_ids):
                report(observations.QuestionAnswered, question_id=question_id, turn_ids=turn_ids)
            case facts.QuestionSkipped(question_id, reason):
                report(observations.QuestionSkipped, question_id=question_id, reason=reason)
            case facts.CandidateAsked(turn_id):
                report(observations.CandidateAsked, turn_id=turn_id)
            case facts.CandidateChoseTime(local):
                report(observations.CandidateChoseTime, due=local.astimezone(UTC), local=local.replace(tzinfo=None))
            case _:
                report(_OBSERVED[type(note)], **asdict(note))

    def _next_turn(self) -> TurnId:
        self._turns += 1
        return TurnId(f"{self._epoch}.{self._turns}")


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
