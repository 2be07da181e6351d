"""What is kept of an interview, as `/v1` gives it: transcript, events, scorecard. Durations as in `interviews`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, JsonValue

from interviewer.interviews.latency import Part, Stage
from interviewer.wire.examples import MOMENT, example

TURN: Final[dict[str, JsonValue]] = {
    "id": "turn_1",
    "speaker": "candidate",
    "text": "We moved the queue to Postgres.",
    "start": 41.2,
    "end": 47.9,
    "question": "incident",
    "kind": "answer",
    "interrupted": False,
    "confidence": 0.91,
    "latency": None,
    "late": False,
}
EVENT: Final[dict[str, JsonValue]] = {
    "position": 4711,
    "version": 12,
    "type": "question.asked",
    "data": {"epoch": 1, "number": 8, "question_id": "incident", "turn_id": "turn_1", "at": MOMENT, "late": False},
    "at": MOMENT,
    "correlation_id": "req_5a1f0c9be2d34f6a8b70",
    "causation_id": None,
    "actor": "agent:agent-1",
    "stream": "interview-int_4f0c8s2n7a9d",
    "interview_id": "int_4f0c8s2n7a9d",
}


class SpanOfLatency(BaseModel):
    """A stretch of the wait for a reply, in milliseconds from the candidate's last word."""

    part: Part
    start: float
    end: float


class LatencyOfTurn(BaseModel):
    """The stages of a reply in milliseconds; null where one was not needed or not measured.

    Counted from the candidate's last word: `endpointing` (the turn was judged to be over), `stt_final` (the final words
    were there), `first_sound`, `content` (the first sound that is no mere acknowledgement). Counted from its own
    request: `retrieval`, `llm_first_token`, `tts_first_chunk`; from the voice's first sound to the first frame sent:
    `playout`.
    `prepared`: work had begun before the turn was over; `planned`: the words are the plan's, their sound was there.
    `over_budget`: the stage that was over its budget. `spans`: what the candidate waited for, one after the other;
    `between` is no stage that is measured, such as the rest of a first sentence after the model's first token.
    """

    endpointing: float | None
    stt_final: float | None
    retrieval: float | None
    llm_first_token: float | None
    tts_first_chunk: float | None
    playout: float | None
    first_sound: float | None
    content: float | None
    prepared: bool
    planned: bool
    over_budget: Stage | None
    tokens_wasted: int
    spans: list[SpanOfLatency]


class Turn(BaseModel):
    """One turn; `start` and `end` in seconds from the call's start. `late`: reported after a takeover.

    `kind` `aside`: said over the interviewer without taking the floor; it is part of no answer.
    """

    model_config = example(**TURN)
    id: str
    speaker: Literal["interviewer", "candidate"]
    text: str
    start: float
    end: float
    question: str | None
    kind: str
    interrupted: bool
    confidence: float | None
    latency: LatencyOfTurn | None
    late: bool


class Transcript(BaseModel):
    """What was said, in order."""

    model_config = example(turns=[TURN])
    turns: list[Turn]


class EventItem(BaseModel):
    """One fact of the log. `position` counts over all streams, `version` within its own.

    `interview_id` is null for what belongs to no interview: a campaign, a consent, a number on the do-not-call list.
    """

    model_config = example(**EVENT)
    position: int
    version: int
    type: str
    data: dict[str, Any]
    at: datetime
    correlation_id: str
    causation_id: str | None
    actor: str
    stream: str
    interview_id: str | None


class Events(BaseModel):
    """Facts in order; pass the last one's position as `after` for the next."""

    items: list[EventItem]


class EventPage(BaseModel):
    """Facts of all streams in order; pass `next` as `after` for those that follow.

    A page may be short, or empty, though `more` follows: one request looks through a bounded part of the log.
    """

    model_config = example(items=[EVENT], next=4711, more=True)
    items: list[EventItem]
    next: int
    more: bool


class EvidenceOfScore(BaseModel):
    """A quote that stands verbatim in that turn."""

    quote: str
    turn: str


class Score(BaseModel):
    """One criterion, 0 to 5; null: not enough evidence."""

    id: str
    name: str
    score: float | None
    rationale: str
    evidence: list[EvidenceOfScore]


class FlagOfScorecard(BaseModel):
    """Something a person should look at."""

    code: str
    detail: str
    turn: str | None


class Scorecard(BaseModel):
    """The judgement. `indicative`: for a person's eyes, not anchored; nobody is rejected by a machine."""

    model_config = example(
        judge="gpt-4.1-mini (OpenAI)",
        method="behaviourally anchored 0\N{EN DASH}5",
        indicative=False,
        summary="Knows how queues work and why. Said little of how problems were found.",
        criteria=[
            {
                "id": "depth",
                "name": "Depth",
                "score": 4.0,
                "rationale": "Explains one choice and weighs it against another.",
                "evidence": [{"quote": "We moved the queue to Postgres.", "turn": "turn_1"}],
            }
        ],
        flags=[
            {
                "code": "low_confidence",
                "detail": "The recogniser was 48% sure of these words: listen to the recording.",
                "turn": "turn_1",
            }
        ],
        created_at="2026-11-23T14:20:10Z",
    )
    judge: str
    method: str
    indicative: bool
    summary: str
    criteria: list[Score]
    flags: list[FlagOfScorecard]
    created_at: datetime
