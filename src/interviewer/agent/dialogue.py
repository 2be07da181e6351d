"""The loop of a conversation: what the session hears goes to the conductor, what the conductor wants is said.

One observation at a time, in order. Deliberately not here: the room and its participants (`call`), and what to
say (`conversation`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import UTC, datetime

from livekit.agents import Agent, AgentSession, StopResponse, llm

from interviewer.agent.captions import Captions
from interviewer.agent.mouth import Mouth
from interviewer.agent.recorder import Recorder
from interviewer.agent.reporter import Reporter
from interviewer.agent.turns import MAX_DELAY, MIN_DELAY_LONG, MIN_DELAY_SHORT
from interviewer.agent.utterance import Utterance
from interviewer.conversation import facts
from interviewer.conversation.conductor import step
from interviewer.conversation.standing import Conversation
from interviewer.interviews import observations
from interviewer.interviews.ids import TurnId
from interviewer.providers.phrases import Phrases, SpeechUnavailable
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

SILENCE_SECONDS = 7.0
"""How long the candidate may say nothing after the interviewer before it checks in."""
NO_WORDS_SECONDS = 2.8
"""How long after the candidate's sound ended without a word of it being understood."""
LEAST_SOUND_SECONDS = 0.6
"""Shorter sounds without words are coughs."""
UNINTERRUPTIBLE = ("greeting", "closing")


class Interviewer(Agent):
    """The session's agent: it generates nothing by itself, every turn goes to the dialogue."""

    def __init__(self, dialogue: Dialogue) -> None:
        super().__init__(instructions="")
        self._dialogue = dialogue

    async def on_user_turn_completed(self, turn_ctx: llm.ChatContext, new_message: llm.ChatMessage) -> None:  # noqa: ARG002
        """LiveKit's hook; the reply is said by the dialogue."""
        self._dialogue.heard(new_message)
        raise StopResponse


class Dialogue:
    """One conversation of one interviewer, from its first word to its last."""

    def __init__(
        self,
        conversation: Conversation,
        *,
        session: AgentSession[None],
        mouth: Mouth,
        phrases: Phrases,
        reporter: Reporter,
        recorder: Recorder,
        captions: Captions,
        epoch: int,
    ) -> None:
        self._conversation = conversation
        self._session = session
        self._mouth = mouth
        self._phrases = phrases
        self._reporter = reporter
        self._recorder = recorder
        self._captions = captions
        self._epoch = epoch
        self._turns = 0
        self._inbox: asyncio.Queue[llm.ChatMessage] = asyncio.Queue()
        self._unconsented: list[tuple[llm.ChatMessage, TurnId]] = []
        self._consented = conversation.phase == "questions"
        self._answering: llm.ChatMessage | None = None
        self._sound_started: float | None = None
        self._sound_ended: float | None = None
        self._last_sound: tuple[float | None, float | None] = (None, None)
        self._words_since_sound = False
        self._quiet_since = time.time()
        session.on("user_state_changed", self._on_user_state)
        session.on("user_input_transcribed", self._on_words)
        session.on("agent_state_changed", lambda event: captions.state(event.new_state))

    def heard(self, message: llm.ChatMessage) -> None:
        """The candidate's turn is over."""
        self._inbox.put_nowait(message)

    async def hold(self) -> observations.EndReason:
        """Talk until the conductor ends the conversation; why it ended."""
        ended = await self._see(facts.Began())
        while ended is None:
            message = await self._next_message()
            if message is None:
                ended = await self._see(self._silence())
            else:
                ended = await self._take(message)
        return ended

    async def _next_message(self) -> llm.ChatMessage | None:
        """The next turn of the candidate's; None when there is none for too long."""
        while True:
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(self._inbox.get(), 0.25)
            if self._silence_is_due():
                return None

    def _silence_is_due(self) -> bool:
        if self._session.user_state == "speaking" or self._session.agent_state == "speaking":
            return False
        now = time.time()
        if self._made_sounds_without_words():
            return now - (self._sound_ended or now) > NO_WORDS_SECONDS
        waiting_for_the_end_of_a_turn = self._words_since_sound
        limit = MAX_DELAY + SILENCE_SECONDS if waiting_for_the_end_of_a_turn else SILENCE_SECONDS
        return now - max(self._quiet_since, self._sound_ended or 0) > limit

    def _made_sounds_without_words(self) -> bool:
        if self._words_since_sound or self._sound_started is None or self._sound_ended is None:
            return False
        return self._sound_ended - self._sound_started >= LEAST_SOUND_SECONDS

    def _silence(self) -> facts.Observation:
        unclear = self._made_sounds_without_words()
        self._sound_started = self._sound_ended = None
        self._words_since_sound = False
        return facts.NotUnderstood() if unclear else facts.StayedSilent()

    def _on_user_state(self, event: object) -> None:
        state, at = getattr(event, "new_state", None), getattr(event, "created_at", time.time())
        if state == "speaking":
            self._sound_started = self._sound_started or at
            self._last_sound = (at, None)
        else:
            self._sound_ended = at if self._sound_started is not None else None
            self._last_sound = (self._last_sound[0], at)

    def _on_words(self, event: object) -> None:
        text = str(getattr(event, "transcript", "")).strip()
        if text and getattr(event, "is_final", False):
            self._words_since_sound = True
            self._captions.show(text, speaker="candidate")

    async def _take(self, message: llm.ChatMessage) -> observations.EndReason | None:
        # LiveKit leaves the times out when the turn began over the interviewer's speech, and sometimes names the
        # start of the turn before.
        stopped = message.metrics.get("stopped_speaking_at") or self._last_sound[1] or message.created_at
        starts = (message.metrics.get("started_speaking_at"), self._sound_started)
        started = max((at for at in starts if at is not None), default=self._last_sound[0] or stopped)
        message.metrics["stopped_speaking_at"] = stopped
        message.metrics["started_speaking_at"] = min(started, stopped)
        message.metrics.setdefault("end_of_turn_delay", max(0.0, message.created_at - stopped))
        self._sound_started = self._sound_ended = None
        self._words_since_sound = False
        text = (message.text_content or "").strip()
        turn_id = self._next_turn()
        self._answering = message
        if self._consented:
            self._report_heard(message, turn_id, self._conversation.addressed)
        else:
            self._unconsented.append((message, turn_id))
        return await self._see(facts.Heard(turn_id, text))

    def _report_heard(self, message: llm.ChatMessage, turn_id: TurnId, question_id: str | None) -> None:
        self._reporter.report(
            observations.TurnHeard,
            turn_id=turn_id,
            text=(message.text_content or "").strip(),
            question_id=question_id,
            started=_moment(message.metrics["started_speaking_at"]),
            ended=_moment(message.metrics["stopped_speaking_at"]),
            confidence=message.transcript_confidence,
        )

    async def _see(self, observation: facts.Observation) -> observations.EndReason | None:
        self._conversation, directives = step(self._conversation, observation)
        ended: observations.EndReason | None = None
        for directive in directives:
            match directive:
                case facts.Speak():
                    spoke = await self._speak(directive)
                    ended = await self._see(spoke) or ended
                case facts.End(reason):
                    ended = reason
                case _:
                    self._note(directive)
        return ended

    async def _speak(self, speech: facts.Speak) -> facts.Spoke:
        turn_id = self._next_turn()
        asked_at = time.time()
        utterance = Utterance(speech.lines, self._phrases)
        self._be_patient(speech)
        self._mouth.begin(utterance.text_at)
        self._captions.show(utterance.text)
        answering, self._answering = self._answering, None
        handle = self._session.say(
            utterance.text,
            audio=utterance.frames(),
            allow_interruptions=speech.kind not in UNINTERRUPTIBLE,
        )
        try:
            await handle.wait_for_playout()
        except SpeechUnavailable as error:
            log.error("speech.not_said", error=str(error))  # noqa: TRY400 - the message says it all
        except asyncio.CancelledError:  # the call ends in mid-sentence: what was heard of it was said
            self._mouth.clear_buffer()
            self._report_spoken(speech, turn_id, utterance, whole=False)
            raise
        whole = utterance.complete and not handle.interrupted
        fraction = self._report_spoken(speech, turn_id, utterance, whole=whole)
        if answering is not None and fraction > 0 and self._mouth.first_sound_at is not None:
            self._measure(turn_id, answering, asked_at, self._mouth.first_sound_at)
        return facts.Spoke(speech, turn_id, fraction)

    def _report_spoken(self, speech: facts.Speak, turn_id: TurnId, utterance: Utterance, *, whole: bool) -> float:
        """Report what was played of it; which fraction of the whole that is."""
        started = self._mouth.first_sound_at
        position = 0.0 if started is None else self._mouth.position
        fraction = 1.0 if whole else utterance.fraction_at(position)
        said = utterance.text if whole else utterance.text_at(position)
        self._quiet_since = time.time()
        if started is not None and said:
            self._reporter.report(
                observations.TurnSpoken,
                turn_id=turn_id,
                kind=speech.kind,
                text=said,
                question_id=speech.question_id,
                started=_moment(started),
                ended=_moment(started + position),
                interrupted=not whole,
            )
        log.info("turn.spoken", turn=turn_id, kind=speech.kind, fraction=round(fraction, 2), seconds=round(position, 2))
        return fraction

    def _be_patient(self, speech: facts.Speak) -> None:
        least = MIN_DELAY_SHORT if speech.patience == "short" else MIN_DELAY_LONG
        self._session.update_options(endpointing_opts={"min_delay": least, "max_delay": MAX_DELAY})
        if speech.kind in ("question", "probe"):
            questions = self._conversation.script.questions
            self._captions.progress(phase="questions", question=self._conversation.index + 1, of=len(questions))

    def _measure(self, turn_id: TurnId, answered: llm.ChatMessage, asked_at: float, first_sound: float) -> None:
        stages = {
            "endpointing": _milliseconds(answered.metrics.get("end_of_turn_delay")),
            "stt_final": _milliseconds(answered.metrics.get("transcription_delay")),
            "llm_first_token": None,
            "tts_first_chunk": _milliseconds(first_sound - asked_at),
            "first_sound": _milliseconds(first_sound - answered.metrics["stopped_speaking_at"]),
        }
        self._reporter.report(observations.TurnMeasured, turn_id=turn_id, **stages)
        log.info("turn.measured", turn=turn_id, latency_ms=stages["first_sound"], **stages)

    def _note(self, note: facts.Note) -> None:
        report = self._reporter.report
        match note:
            case facts.ConsentGiven(turn_id):
                self._consented = True
                for message, heard_as in self._unconsented[-1:]:
                    self._report_heard(message, heard_as, None)  # the first question was not asked yet
                report(observations.ConsentGiven, turn_id=turn_id)
                if self._recorder.started_at is not None:
                    report(observations.RecordingStarted, started=_moment(self._recorder.started_at))
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

    def _next_turn(self) -> TurnId:
        self._turns += 1
        return TurnId(f"{self._epoch}.{self._turns}")


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
