"""What the candidate's next words are about, where that is not what the phase asks."""

from __future__ import annotations

from dataclasses import replace

from interviewer.conversation.facts import CandidateSignalled, Heard, Note, Patience, QuestionAnswered
from interviewer.conversation.phases import ROOMS, closing
from interviewer.conversation.speaking import THINKING, Step, remark, speak
from interviewer.conversation.standing import Conversation, Correcting, GoOn, Pending
from interviewer.conversation.understanding import agreement, plain, requested, word_count

A_FEW = 6
"""Words of somebody who only says that it can go on; more are an answer already."""


def heard(state: Conversation, pending: Pending, seen: Heard) -> Step:
    """Go on from what is pending."""
    match pending:
        case GoOn():
            return _go_on(state, pending, seen)
        case Correcting(question_id):
            return correct(state, question_id, seen)


def offer(state: Conversation, pending: GoOn, *lines: str, notes: tuple[Note, ...], unhurried: float = 1.0) -> Step:
    """Say this, which ends in whether to go on."""
    state = replace(state, pending=pending)
    patience: Patience = "open" if unhurried > 1 else "yes_no"
    return speak(state, "check_in", lines, notes=notes, patience=patience, unhurried=unhurried)


def _go_on(state: Conversation, pending: GoOn, seen: Heard) -> Step:
    wishes = state.script.spoken.wishes
    if requested(seen.text, wishes.needs_pause, state.words.prelude) is not None:
        return remark(state, state.replies.pause, unhurried=THINKING)
    agreed, room = agreement(seen.text, state.words), ROOMS[state.phase]
    state = replace(state, pending=None)
    if agreed is False and pending.signal != "noise":
        return _leave(state, pending)
    if agreed is True or word_count(seen.text) <= A_FEW or wishes.ready.match(plain(seen.text)):
        return room.again(state, state.replies.goes_on, *_back(state))
    return room.heard(state, seen)


def _leave(state: Conversation, pending: GoOn) -> Step:
    if pending.signal == "switches_language" and state.consented:
        return closing.leave(state, "candidate_stopped", state.replies.no_language)
    return closing.stop(state)


def _back(state: Conversation) -> tuple[str, ...]:
    return (state.said.back_to,) if state.question is not None else ()


def correct(state: Conversation, question_id: str, seen: Heard) -> Step:
    """These words belong to the answer of an earlier question."""
    turns = next((turns for question, turns in state.answers if question == question_id), ())
    answer = (question_id, (*turns, seen.turn_id))
    kept = tuple(pair for pair in state.answers if pair[0] != question_id)
    before = answer if state.before is not None and state.before[0] == question_id else state.before
    state = replace(state, pending=None, answers=(*kept, answer), before=before)
    notes: tuple[Note, ...] = (CandidateSignalled("corrects", seen.turn_id), QuestionAnswered(*answer))
    state, directives = ROOMS[state.phase].again(state, state.replies.corrected, *_back(state))
    return state, (*notes, *directives)
