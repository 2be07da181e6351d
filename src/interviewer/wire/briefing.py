"""From an interview's history to what the agent that gets it must know. Never the rubric."""

from __future__ import annotations

from collections.abc import Iterable

from interviewer.conversation.facts import AnswerUnderstood, CandidateSignalled
from interviewer.conversation.script import Progress
from interviewer.interviews.events import CODEC
from interviewer.interviews.progress import standing
from interviewer.kernel.log import Recorded


def progress_of(rows: Iterable[Recorded]) -> Progress:
    """How far the conversation had come, from the interview's stream."""
    now = standing(CODEC.decode(row) for row in rows)
    return Progress(
        consent=now.consent,
        asked=now.asked,
        closed=now.closed,
        probed=now.probed,
        answer_so_far=now.answer_so_far,
        talked=now.talked,
        resumed=now.spoken,
        answers=now.answers,
        invited="invitation" in now.said,
        rated="rating" in now.said or now.rating is not None,
        identified="identity" in now.said,
        time_checked="time_check" in now.said,
        understood=tuple(
            AnswerUnderstood(one.question, one.value, one.confirmed, one.turns, one.knocked_out)
            for one in now.understood
        ),
        signals=tuple(CandidateSignalled(one.signal, one.turn) for one in now.signals),
        own_questions=now.own_questions,
    )
