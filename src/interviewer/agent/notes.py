"""What of a conversation is written into the log: the turns, how long replies took, and the conductor's notes.

Before the candidate agreed to it, nothing of what they say is. Deliberately not here: when something happened
(`dialogue`), and how it comes to the control plane (`reporter`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from interviewer.agent.delivery import Delivery, Played
from interviewer.agent.recorder import Recorder
from interviewer.agent.reporter import Reporter
from interviewer.conversation import facts
from interviewer.interviews import latency, observations
from interviewer.interviews.ids import TurnId
from interviewer.kernel.clock import Steady
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

_AS_THEY_ARE: Final[Mapping[type[facts.Note], type[observations.Observed]]] = {
    facts.QuestionAsked: observations.QuestionAsked,
    facts.ProbeAsked: observations.ProbeAsked,
    facts.QuestionAnswered: observations.QuestionAnswered,
    facts.QuestionSkipped: observations.QuestionSkipped,
    facts.CandidateAsked: observations.CandidateAsked,
    facts.CandidateAnswered: observations.CandidateAnswered,
    facts.AnswerUnderstood: observations.AnswerUnderstood,
    facts.CandidateSignalled: observations.CandidateSignalled,
    facts.ProposalRefused: observations.ProposalRefused,
    facts.CandidateRated: observations.CandidateRated,
}
"""Notes whose fields are those of what is reported."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of the candidate's; it began and ended at these monotonic seconds."""

    turn_id: TurnId
    text: str
    question_id: str | None
    began: float
    ended: float
    confidence: float | None
    over: bool = False


class Notes:
    """The log of one interview in one epoch."""

    def __init__(
        self,
        reporter: Reporter,
        recorder: Recorder,
        budget: latency.Budget,
        *,
        consented: bool,
        wall: Steady | None = None,
    ) -> None:
        self._reporter = reporter
        self._recorder = recorder
        self._budget = budget
        self.consented = consented
        """Whether the candidate's words may be kept."""
        self._withheld: Said | None = None
        self._unheard: set[observations.Unheard] = set()
        self.unix = (wall or Steady()).offset
        """What makes Unix time of monotonic seconds, throughout the interview."""

    def heard(self, said: Said) -> bool:
        """The candidate said this; whether it was written down, or has to wait for a consent."""
        if not self.consented:
            self._withheld = said
            return False
        self._reporter.report(
            observations.TurnHeard,
            turn_id=said.turn_id,
            text=said.text,
            question_id=said.question_id,
            started=_utc(said.began + self.unix),
            ended=_utc(said.ended + self.unix),
            confidence=said.confidence,
            over=said.over,
        )
        return True

    def spoken(self, delivery: Delivery, played: Played) -> None:
        """This much of a speech was heard."""
        if played.started is not None and played.text:
            self._reporter.report(
                observations.TurnSpoken,
                turn_id=delivery.turn_id,
                kind=played.kind,
                text=played.text,
                question_id=delivery.speech.question_id,
                started=_utc(played.started),
                ended=_utc(played.started + played.seconds),
                interrupted=not played.whole,
            )
        log.info(
            "turn.spoken",
            turn=delivery.turn_id,
            kind=played.kind,
            fraction=round(played.fraction, 2),
            seconds=round(played.seconds, 2),
        )

    def murmured(self, turn_id: TurnId, text: str, question_id: str | None, started: float, seconds: float) -> None:
        """This was heard from `started` (Unix time) on, while the candidate had the floor."""
        self._reporter.report(
            observations.TurnSpoken,
            turn_id=turn_id,
            kind="acknowledgement",
            text=text,
            question_id=question_id,
            started=_utc(started),
            ended=_utc(started + seconds),
            interrupted=False,
        )

    def unheard(self, why: observations.Unheard) -> None:
        """Nothing is heard of the candidate; told once until it is again."""
        if why not in self._unheard:
            self._unheard.add(why)
            self._reporter.report(observations.CandidateUnheard, why=why)
            log.info("candidate.unheard", why=why)

    def heard_again(self, why: observations.Unheard, seconds: float) -> None:
        """It is, after so long; told where the other was."""
        if why in self._unheard:
            self._unheard.discard(why)
            self._reporter.report(observations.CandidateHeardAgain, why=why, seconds=round(seconds, 2))
            log.info("candidate.heard_again", why=why, seconds=round(seconds, 2))

    def measured(self, turn_id: TurnId, found: latency.Latency) -> None:
        """How long it took until the reply was heard."""
        stages = asdict(found) | {"over_budget": latency.over_budget(found, self._budget)}
        self._reporter.report(observations.TurnMeasured, turn_id=turn_id, **stages)
        log.info("turn.measured", turn=turn_id, latency_ms=found.first_sound, **stages)

    def note(self, note: facts.Note) -> Said | None:
        """Write down what the conductor decided; what was withheld, where that is a consent."""
        report = self._reporter.report
        match note:
            case facts.ConsentGiven(turn_id):
                return self._consent(turn_id)
            case facts.ConsentRefused():
                self._recorder.discard()
                report(observations.ConsentRefused)
            case facts.CandidateChoseTime(local):
                report(observations.CandidateChoseTime, due=local.astimezone(UTC), local=local.replace(tzinfo=None))
            case _:
                report(_AS_THEY_ARE[type(note)], **asdict(note))
        return None

    def _consent(self, turn_id: str) -> Said | None:
        self.consented = True
        withheld, self._withheld = self._withheld, None
        if withheld is not None:
            self.heard(withheld)
        self._reporter.report(observations.ConsentGiven, turn_id=turn_id)
        if self._recorder.started_at is not None:
            self._reporter.report(observations.RecordingStarted, started=_utc(self._recorder.started_at))
            self._recorder.keep()
        return withheld


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
