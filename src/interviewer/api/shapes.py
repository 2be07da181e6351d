"""From what was folded to the public shapes of an interview."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from interviewer.catalog.models import PlanFile
from interviewer.catalog.questions import Choice, Question
from interviewer.conversation.answers.choice import BETWEEN
from interviewer.interviews import recording
from interviewer.interviews.events import CODEC
from interviewer.interviews.findings import AskedBack, Findings, Understood
from interviewer.interviews.ids import interview_of
from interviewer.interviews.lifecycle import InterviewEvaluated
from interviewer.interviews.transcript import Transcript
from interviewer.interviews.view import InterviewView
from interviewer.kernel.log import Recorded
from interviewer.wire import conversations, records
from interviewer.wire import interviews as wire


def interview(
    interview_id: str, view: InterviewView, plan: PlanFile, candidate_name: str, *, join_url: str | None, judging: bool
) -> wire.Interview:
    """One interview for a list or a page."""
    texts = {question.id: question.ask for question in plan.plan.questions}
    assert view.created_at is not None  # noqa: S101 - the first event of every stream sets it
    return wire.Interview(
        id=interview_id,
        state=view.state,
        outcome=view.outcome,
        plan_id=view.plan_id,
        plan_title=plan.plan.title,
        company=plan.job.company,
        job_title=plan.job.title,
        candidate=wire.CandidateName(id=view.candidate_id, name=candidate_name),
        campaign_id=view.campaign_id,
        due=view.due,
        appointed=view.appointed,
        reason=view.reason,
        attempts=[wire.AttemptOfInterview.model_validate(a, from_attributes=True) for a in view.attempts],
        created_at=view.created_at,
        started_at=view.started_at,
        ended_at=view.ended_at,
        duration_s=view.duration,
        end_reason=view.end_reason,
        epoch=view.epoch,
        join_url=join_url,
        questions=[wire.QuestionOfInterview(id=q, text=texts.get(q, ""), state=s) for q, s in view.questions],
        consent=view.consent,
        version=view.version,
        position=view.position,
        latency_ms=latency(view.first_sounds),
        recording=recorded(view),
        has_scorecard=view.judged != "no",
        for_you=len(view.for_you),
        judge_state=judge_state(view, judging=judging),
    )


def in_full(
    shown: wire.Interview, plan: PlanFile, found: Findings, passages: Mapping[str, tuple[str, str]]
) -> conversations.InterviewInFull:
    """The interview with what its conversation brought; `passages`: document and heading of those that are known."""
    labels = {question.id: _labels(question) for question in plan.plan.questions}
    understood = {one.question: _understood(one, labels.get(one.question, {})) for one in found.understood}
    return conversations.InterviewInFull.model_validate(
        dict(shown)
        | {
            "questions": [dict(one) | {"understood": understood.get(one.id)} for one in shown.questions],
            "asked": [_asked(one, passages) for one in found.asked],
            "signals": [{"signal": one.signal, "turn": one.turn} for one in found.signals],
            "rating": found.rating,
        }
    )


def _labels(question: Question) -> dict[str, str]:
    return {option.id: option.label for option in question.options} if isinstance(question, Choice) else {}


def _understood(one: Understood, labels: Mapping[str, str]) -> conversations.Understood:
    chosen = (labels.get(part, part) for part in one.value.split(BETWEEN)) if labels else (one.value,)
    return conversations.Understood(
        value=one.value,
        label=", ".join(chosen),
        confirmed=one.confirmed,
        knocked_out=one.knocked_out,
        turns=list(one.turns),
    )


def _asked(one: AskedBack, passages: Mapping[str, tuple[str, str]]) -> conversations.QuestionOfCandidate:
    answered = one.answer_turn is not None
    return conversations.QuestionOfCandidate(
        turn=one.turn,
        text=one.text,
        for_you=not answered,
        answer_turn=one.answer_turn,
        answer=one.answer if answered else None,
        passages=[_passage(id_, passages.get(id_)) for id_ in one.passages],
    )


def _passage(passage_id: str, known: tuple[str, str] | None) -> conversations.PassageOfAnswer:
    document, heading = known or (None, None)
    return conversations.PassageOfAnswer(id=passage_id, document=document, heading=heading)


def judge_state(view: InterviewView, *, judging: bool) -> wire.JudgeState:
    """How far the evaluation is."""
    if view.judged != "no":
        return "done" if view.judged == "yes" else "unavailable"
    if not view.awaits_judge:
        return "none"
    return "running" if judging else "waiting"


def latency(first_sounds: Sequence[float]) -> wire.LatencyMs | None:
    """Median and 95th percentile by nearest rank; None without a measurement."""
    if not first_sounds:
        return None
    ordered = sorted(first_sounds)
    p50, p95 = (ordered[max(0, math.ceil(share * len(ordered)) - 1)] for share in (0.5, 0.95))
    return wire.LatencyMs(p50=round(p50, 1), p95=round(p95, 1))


def recorded(view: InterviewView) -> wire.Recording | None:
    """What is stored of the sound; None when nothing is."""
    if not view.segments:
        return None
    start = 0.0
    if view.recording_started and view.started_at:
        start = round((view.recording_started - view.started_at).total_seconds(), 3)
    return wire.Recording(
        start=start,
        seconds=recording.seconds(view.segments),
        gaps=[wire.GapOfRecording(start=gap.start, end=gap.end) for gap in recording.gaps(view.segments)],
    )


def transcript(found: Transcript) -> records.Transcript:
    """The transcript's public shape."""
    return records.Transcript.model_validate(found, from_attributes=True)


def event(row: Recorded) -> records.EventItem:
    """A row of the log."""
    data: dict[str, Any] = json.loads(row.data)
    return records.EventItem(
        position=row.global_position,
        version=row.version,
        type=row.type,
        data=data,
        at=row.at,
        correlation_id=row.metadata.correlation_id,
        causation_id=row.metadata.causation_id,
        actor=row.metadata.actor,
        stream=row.stream,
        interview_id=interview_of(row.stream),
    )


def scorecard(rows: Sequence[Recorded]) -> records.Scorecard | None:
    """The scorecard in an interview's stream; None while there is none."""
    for row in reversed(rows):
        if isinstance(found := CODEC.decode(row), InterviewEvaluated):
            card = found.scorecard
            return records.Scorecard(
                judge=card.judge,
                method=card.method,
                indicative=card.indicative,
                summary=card.summary,
                criteria=[records.Score.model_validate(score, from_attributes=True) for score in card.criteria],
                flags=[records.FlagOfScorecard.model_validate(flag, from_attributes=True) for flag in card.flags],
                created_at=found.at,
            )
    return None
