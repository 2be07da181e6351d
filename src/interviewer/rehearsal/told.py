"""A rehearsal as lines of text, for people who watch it: what was said, what was noted, where it is."""

from __future__ import annotations

from typing import assert_never

from interviewer.conversation import facts
from interviewer.rehearsal.happenings import Ended, Happening, Noted, Replied, Said, Unwritten, Wanted
from interviewer.rehearsal.whereabouts import Whereabouts


def note(noted: facts.Note) -> str | None:
    """What was noted, in plain words; None for what one sees anyway."""
    match noted:
        case facts.ConsentGiven():
            return "consent given"
        case facts.ConsentRefused():
            return "consent refused"
        case facts.QuestionAsked() | facts.ProbeAsked():
            return None
        case facts.QuestionAnswered(question_id, turn_ids):
            return f"answered: {question_id}" + (f" ({len(turn_ids)} turns)" if len(turn_ids) > 1 else "")
        case facts.QuestionSkipped(question_id, reason):
            return f"skipped: {question_id} ({reason.replace('_', ' ')})"
        case facts.CandidateAsked():
            return "the candidate asked something"
        case facts.CandidateAnswered(passages=passages):
            return f"answered out of the documents ({len(passages)} passage{'s' * (len(passages) != 1)})"
        case facts.AnswerUnderstood(question_id, value, confirmed, knocked_out=knocked_out):
            more = (" (confirmed)" if confirmed else "") + (" (knock-out)" if knocked_out else "")
            return f"understood: {question_id} = {value}{more}"
        case facts.CandidateSignalled(signal):
            return f"signal: {signal.replace('_', ' ')}"
        case facts.ProposalRefused(_, reason, text):
            return f"not said, {reason}: {text}"
        case facts.CandidateRated(rating):
            return f"rated: {rating} of 5"
        case facts.CandidateChoseTime(local):
            return f"wants to be called on {local:%A %d %B, %H:%M}"
        case _:
            assert_never(noted)


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    sign = "-" if seconds <= -1 else ""
    whole = round(abs(seconds))
    return f"{sign}{whole // 60}:{whole % 60:02d}"


def told(happening: Happening) -> str | None:
    """One line about it, without a colour; None for what need not be told."""
    match happening:
        case Said(text=text, at=at):
            return f"{clock(at):>6}  Interviewer: {text}"
        case Replied(text="", at=at, seconds=seconds):
            return f"{clock(at):>6}  Candidate:   ({seconds:.0f} s without words)"
        case Replied(text=text, at=at):
            return f"{clock(at):>6}  Candidate:   {text}"
        case Noted(noted):
            said = note(noted)
            return None if said is None else f"        · {said}"
        case Unwritten(reason):
            return f"        · nothing written: {reason}"
        case Wanted():
            return None
        case Ended(reason, at):
            return f"{clock(at):>6}  The conversation is over: {reason.replace('_', ' ')}."
        case _:
            assert_never(happening)


def standing(where: Whereabouts) -> str:
    """Phase, question, time left and what is waited for, in one line."""
    question = f", question {where.question} of {where.of} ({where.question_id})" if where.question else ""
    return f"        [{where.phase}{question}; {clock(where.left)} left; waits for {where.awaits}]"
