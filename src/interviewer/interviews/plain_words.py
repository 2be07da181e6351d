"""What happened to an interview in plain words: one sentence for each event that moves it, or tells of a wish.

They hold ids, times, numbers and reasons, and nothing that the candidate said.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from interviewer.interviews.events import Event
from interviewer.interviews.lifecycle import (
    AppointmentGivenUp,
    AttemptFailed,
    AttemptOutcome,
    CallAnswered,
    CancelReason,
    CandidateJoined,
    CandidateLeft,
    DialStarted,
    HoldReason,
    InterruptionCause,
    InterviewAbandoned,
    InterviewCancelled,
    InterviewCompleted,
    InterviewDeclined,
    InterviewDeferred,
    InterviewEvaluated,
    InterviewExpired,
    InterviewFailed,
    InterviewHeld,
    InterviewInterrupted,
    InterviewLeased,
    InterviewMisdirected,
    InterviewOptedOut,
    InterviewQueued,
    InterviewRescheduled,
    InterviewReviewed,
    InterviewScheduled,
    InterviewUnreached,
    WaitReason,
)
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CallEnded,
    CallJoined,
    CandidateAnswered,
    CandidateAsked,
    CandidateChoseTime,
    CandidateHeardAgain,
    CandidateRated,
    CandidateSignalled,
    CandidateUnheard,
    ConsentGiven,
    ConsentRefused,
    EndReason,
    ProbeAsked,
    ProposalRefused,
    ProviderFailedOver,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    RecordingSegmentStored,
    RecordingStarted,
    Signal,
    TurnHeard,
    TurnMeasured,
    TurnSpoken,
    Unheard,
)

WAITS: dict[WaitReason, str] = {
    "not_due": "the time agreed has not come",
    "not_begun": "the campaign has not begun",
    "weekday": "nobody is called on this day of the week",
    "holiday": "it is a public holiday where the candidate lives",
    "hour": "nobody is called at this hour where the candidate lives",
    "daily_limit": "the candidate was called as often as is allowed in a day",
    "after_no_answer": "nobody answered the last call",
    "after_busy": "the line was busy at the last call",
    "after_voicemail": "the last call reached a voicemail",
    "after_dropped": "the last call was lost",
    "after_unreachable": "the number could not be reached at the last call",
    "after_unknown": "it is not known how the last call ended",
}
HOLDS: dict[HoldReason, str] = {
    "zone_unknown": "it is not known where the candidate lives",
    "zone_ambiguous": "the number does not tell where the candidate lives",
    "consent_missing": "the candidate has not agreed to be called",
    "appointment_missed": "the candidate was not called at the time agreed",
    "time_unclear": "the candidate wants another time, and it is not clear which",
    "attempts_used_up": "all attempts are used up",
}
INTERRUPTIONS: dict[InterruptionCause, str] = {
    "agent_lost": "the interviewer was lost",
    "agent_stopped": "the interviewer was stopped",
    "agent_failed": "the interviewer failed",
    "candidate_lost": "the candidate was lost",
    "line_lost": "the line to the candidate was lost",
}
ATTEMPTS: dict[AttemptOutcome, str] = {
    "no_answer": "no answer",
    "busy": "busy",
    "voicemail": "voicemail",
    "dropped": "the call was lost",
    "unreachable": "the number could not be reached",
    "unknown": "it may have rung, whoever rang was lost",
    "not_rung": "it did not ring, and does not count",
}
ENDS: dict[EndReason, str] = {
    "finished": "all was asked",
    "declined": "the candidate did not want the interview",
    "wrong_person": "somebody else answered",
    "opted_out": "the candidate wants no more calls",
    "rescheduled": "the candidate wants another time",
    "voicemail": "a voicemail answered",
    "candidate_stopped": "the candidate wanted to stop",
    "withdrawn": "the candidate took the consent back",
    "candidate_hung_up": "the candidate hung up",
    "candidate_silent": "the candidate said nothing any more",
    "candidate_absent": "the candidate did not come",
    "candidate_lost": "the candidate was lost",
    "stopped": "the interviewer was stopped",
    "failed": "the interviewer failed",
}
PARTS = {"recognition": "the recogniser", "writing": "the language model", "speech": "the voice"}
UNHEARD: dict[Unheard, str] = {
    "lost": "nothing comes from its end",
    "muted": "its microphone is switched off",
    "silent_microphone": "its microphone gives no sound",
}
CANCELS: dict[CancelReason, str] = {
    "recruiter": "called off by a person",
    "campaign_cancelled": "its campaign was called off",
    "do_not_call": "the number is on the do-not-call list",
    "forgotten": "the candidate was forgotten",
}
SIGNALS: dict[Signal, str] = {
    "wrong_person": "somebody else is on the line",
    "not_now": "the candidate cannot talk now",
    "repeat": "the candidate asked to hear it again",
    "rephrase": "the candidate asked for other words",
    "slower": "the candidate asked to be spoken to more slowly",
    "more_time": "the candidate asked for more time",
    "as_text": "the candidate asked to read the questions",
    "thinks": "the candidate wanted to think",
    "goes_back": "the candidate went back to an earlier question",
    "corrects": "the candidate corrected an answer",
    "skips": "the candidate skipped a question",
    "asks_back": "the candidate asked something",
    "asks_if_ai": "the candidate asked whether it speaks with a machine",
    "wants_person": "the candidate asked for a person",
    "stops": "the candidate asked to stop",
    "withdraws": "the candidate took the consent back",
    "no_more_calls": "the candidate wants no more calls",
    "distressed": "the candidate seemed distressed",
    "rude": "the candidate was rude",
    "switches_language": "the candidate spoke another language",
    "bad_line": "the line was bad",
    "noise": "it was loud around the candidate",
    "other_voice": "somebody else spoke",
    "instructs": "the candidate told the interviewer what to do",
    "rambles": "the candidate was led back to the question",
}
WHY: dict[str, str] = dict([*WAITS.items(), *HOLDS.items(), *INTERRUPTIONS.items()])
"""Every reason that a view can have."""
FAILURES: dict[str, str] = dict([*ATTEMPTS.items(), *ENDS.items()])


def sentence(event: Event) -> str | None:
    """What the event says; None for one that tells nothing beside what the transcript shows."""
    match event:
        case InterviewScheduled(due=due, question_ids=asked, appointed=appointed, contact=contact):
            when = f"at {_time(due)}, as the candidate agreed" if appointed else f"from {_time(due)} on"
            how = "the candidate comes by its link" if contact is None else "by telephone"
            return f"scheduled: {len(asked)} questions {when}, {how}"
        case InterviewHeld(reason=reason):
            return f"held: {HOLDS[reason]}"
        case InterviewDeferred(until=until, reason=reason):
            return f"deferred until {_time(until)}: {WAITS[reason]}"
        case InterviewRescheduled(due=due, by=by):
            return f"rescheduled to {_time(due)}, by {by}"
        case AppointmentGivenUp(by=by):
            return f"the agreed time was given up, by {by}"
        case InterviewQueued():
            return "queued: the candidate may be called now"
        case DialStarted(attempt=attempt, line="phone", appointed=appointed):
            return f"attempt {attempt}: the telephone is rung{', at the time agreed' if appointed else ''}"
        case DialStarted():
            return "the candidate opened its link"
        case CallAnswered(attempt=attempt):
            return f"attempt {attempt}: somebody answered"
        case AttemptFailed(attempt=attempt, outcome=outcome):
            return f"attempt {attempt} failed: {ATTEMPTS[outcome]}"
        case InterviewLeased(epoch=epoch, agent_id=agent):
            return f"epoch {epoch}: the agent {agent} has the interview"
        case CandidateJoined():
            return "the candidate is in the room"
        case CandidateLeft():
            return "the candidate left the room"
        case InterviewInterrupted(cause=cause, open_question=question):
            return f"interrupted: {INTERRUPTIONS[cause]}{f' at the question {question}' if question else ''}"
        case InterviewCompleted():
            return "completed: all was asked and said goodbye to"
        case InterviewAbandoned(reason=reason):
            return f"abandoned: {ENDS[reason]}"
        case InterviewDeclined():
            return "declined: the candidate did not want the interview or its recording"
        case InterviewFailed(reason=reason):
            return f"failed: {FAILURES.get(reason, reason)}"
        case InterviewUnreached(outcome=outcome):
            return f"not reached in all the attempts there are: {ATTEMPTS[outcome]}"
        case InterviewMisdirected():
            return "ended: the number is somebody else's"
        case InterviewOptedOut():
            return "ended: the candidate wants no more calls"
        case InterviewCancelled(reason=reason, by=by):
            return f"cancelled: {CANCELS[reason]}, by {by}"
        case InterviewExpired():
            return "expired: the time in which the candidate might have been called is over"
        case InterviewEvaluated(scorecard=card):
            scored = sum(criterion.score is not None for criterion in card.criteria)
            return f"evaluated: {scored} of {len(card.criteria)} criteria have a score"
        case InterviewReviewed(by=by):
            return f"reviewed by {by}"
        case CallJoined(epoch=epoch):
            return _reported(event.late, f"epoch {epoch}: interviewer and candidate are in the call")
        case ConsentGiven():
            return _reported(event.late, "the candidate agreed to the recorded interview")
        case ConsentRefused():
            return _reported(event.late, "the candidate did not agree to the recorded interview")
        case CandidateChoseTime(due=due):
            return _reported(event.late, f"the candidate asked to be called at {_time(due)}")
        case CandidateSignalled(signal=signal, turn_id=turn):
            return _reported(event.late, f"{SIGNALS[signal]}, in {turn}")
        case CandidateAnswered(asked=asked_in, passages=passages):
            out_of = f"{len(passages)} passages" if len(passages) != 1 else "one passage"
            return _reported(event.late, f"what the candidate asked in {asked_in} was answered, out of {out_of}")
        case AnswerUnderstood(question_id=question, confirmed=confirmed, knocked_out=out):
            read_back = "understood and confirmed" if confirmed else "understood"
            ruled_out = ": by the plan it rules the candidate out" if out else ""
            return _reported(event.late, f"the answer to {question} was {read_back}{ruled_out}")
        case ProposalRefused(reason=reason):
            return _reported(event.late, f"what the language model proposed was not said: {reason}")
        case ProviderFailedOver(part=part, provider=provider, instead=instead, reason=reason):
            served = f"{instead} served instead" if instead else "nobody served instead"
            return _reported(event.late, f"{PARTS[part]} failed ({provider}: {reason}); {served}")
        case CandidateUnheard(why=why):
            return _reported(event.late, f"the candidate is not heard: {UNHEARD[why]}")
        case CandidateHeardAgain(seconds=seconds):
            return _reported(event.late, f"the candidate is heard again after {seconds:.0f} s")
        case CandidateRated(rating=rating):
            return _reported(event.late, f"the candidate rated the conversation {rating} of 5")
        case CallEnded(reason=reason):
            return _reported(event.late, f"the interviewer left the call: {ENDS[reason]}")
        case (
            TurnSpoken()
            | TurnHeard()
            | TurnMeasured()
            | QuestionAsked()
            | ProbeAsked()
            | QuestionAnswered()
            | QuestionSkipped()
            | CandidateAsked()
            | RecordingStarted()
            | RecordingSegmentStored()
        ):
            return None
        case _:
            assert_never(event)


def waiting(reason: str | None) -> str:
    """Why it waits or is held, as the view has it; empty without a reason."""
    if reason is None:
        return ""
    return WHY.get(reason, reason)


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def _reported(late: bool, text: str) -> str:  # noqa: FBT001 - the event's own word
    return f"{text} (told afterwards, by an interviewer that had lost the call)" if late else text
