"""The conductor: what the interviewer does next. A pure function over frozen state.

It asks the plan's questions in the plan's words and order, follows up as the author wrote, and always comes to
an end. It hears text and gives directives; sound, time and the network are the agent's. What it does is in `phases`,
one file each, and in the table of `wishes`; here is only who is asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from interviewer.conversation import line, pending, wishes
from interviewer.conversation.facts import (
    ASKED_FRACTION,
    Answer,
    Began,
    CandidateAnswered,
    Heard,
    HeardLate,
    LineBack,
    LineDown,
    Note,
    NotSaid,
    NotUnderstood,
    NotWritten,
    Observation,
    ProbeAsked,
    QuestionAsked,
    Speak,
    Spoke,
    StayedSilent,
)
from interviewer.conversation.phases import ROOMS, opening, questions, unwritten
from interviewer.conversation.speaking import Step, remark
from interviewer.conversation.standing import Conversation, Planned

MAX_UNCLEAR = 3
"""How often in a row a candidate is asked to say it again, each time in other words; then it is not heard at all."""
MAX_CUTS = 4
"""How often a question that is cut off is begun again; then what was heard of it has to do."""
ANSWERED_FRACTION = 0.9
"""The same as ASKED_FRACTION, of a speech in which an answer comes before the question."""


def step(state: Conversation, seen: Observation, elapsed: float = 0.0) -> Step:
    """What to do upon this, `elapsed` seconds into the conversation; after an `End` nothing more is said."""
    state = replace(state, elapsed=max(state.elapsed, elapsed))
    if state.phase == "over":
        return state, ()
    match seen:
        case Began(heard):
            return _began(state, heard)
        case Spoke():
            return _spoke(replace(state, unsaid=0), seen)
        case Heard():
            return _heard(replace(state, silences=0, unclear=0), seen)
        case HeardLate():
            return wishes.late(state, seen)
        case StayedSilent():
            return _silent(state, seen)
        case NotUnderstood():
            return _not_understood(state)
        case NotSaid():
            return _unsaid(state, seen)
        case NotWritten():
            return unwritten.not_written(state, seen)
        case LineDown():
            return line.down(state)
        case LineBack():
            return line.back(state, seen)
        case _:
            assert_never(seen)


def _began(state: Conversation, heard: Heard | None) -> Step:
    if heard is not None and (granted := wishes.granted(state, heard)) is not None:
        return granted
    if state.phase == "questions":  # resumed by a new interviewer
        return questions.resume(state, state.said.resumed)
    if state.consented:
        return ROOMS[state.phase].again(state, state.said.resumed)
    return opening.began(state)


def _heard(state: Conversation, seen: Heard) -> Step:
    if seen.torn:
        return line.torn(state, seen)
    granted = wishes.granted(state, seen)
    if granted is not None:
        return granted
    if state.pending is not None:
        return pending.heard(state, state.pending, seen)
    return ROOMS[state.phase].heard(state, seen)


def _silent(state: Conversation, seen: StayedSilent) -> Step:
    state = replace(state, silences=state.silences + 1)
    if seen.unheard is not None:
        return line.unheard(state, seen.unheard)
    return ROOMS[state.phase].silent(state)


def _not_understood(state: Conversation) -> Step:
    if state.unclear >= MAX_UNCLEAR:
        return _silent(
            replace(state, silences=max(1, state.silences)), StayedSilent()
        )  # told to take its time it was not
    said = (state.said.not_understood, state.said.not_understood_again, state.replies.noisy)
    words = next(one for one in (*said[state.unclear :], *said) if one != state.misheard)
    return remark(replace(state, unclear=state.unclear + 1, misheard=words), words)


def _unsaid(state: Conversation, seen: NotSaid) -> Step:
    """Once more; the candidate did not cut it off. After that, what was heard of it has to do."""
    if state.unsaid:
        return _spoke(replace(state, unsaid=0), Spoke(seen.speech, seen.turn_id, seen.fraction))
    return replace(state, unsaid=1), (seen.speech,)


def _spoke(state: Conversation, seen: Spoke) -> Step:
    said = seen.speech
    if said.kind == "greeting":
        return opening.spoke(state, seen)
    notes: tuple[Note, ...] = ()
    complete = seen.fraction >= ASKED_FRACTION
    if isinstance(said.written, Answer):
        complete = seen.fraction >= ANSWERED_FRACTION
        if state.asking is not None and seen.fraction > 0:
            notes = (CandidateAnswered(state.asking, seen.turn_id, seen.passages),)
            state = replace(state, asking=None)
    if said.probe_id is not None:
        if complete and said.question_id is not None and said.probe_id not in state.noted:
            notes = (*notes, ProbeAsked(said.question_id, said.probe_id, seen.turn_id))
            state = replace(state, noted=(*state.noted, said.probe_id))
        if seen.written and seen.fraction > 0 and state.question is not None and state.question.id == said.question_id:
            state = replace(state, followed=Planned(said.probe_id, seen.written))
        return state, notes
    question = state.question
    if question is None or said.question_id != question.id or not _asks(said):
        return state, notes
    if state.asked:
        return replace(state, cut=False), notes
    if complete or state.cuts >= MAX_CUTS:
        return replace(state, asked=True, cut=False), (*notes, QuestionAsked(question.id, seen.turn_id))
    return replace(state, cut=True, cuts=state.cuts + 1), notes


def _asks(said: Speak) -> bool:
    return said.kind in ("question", "answer")
