"""What the candidate's next words are about, where that is not what the phase asks."""

from __future__ import annotations

import re
from dataclasses import replace

from interviewer.catalog.models import Question
from interviewer.conversation import values
from interviewer.conversation.answers import Reading
from interviewer.conversation.facts import CandidateSignalled, Heard, Note, Patience, QuestionAnswered
from interviewer.conversation.phases import ROOMS, asking, closing, questions
from interviewer.conversation.speaking import THINKING, Step, acknowledged, remark, speak
from interviewer.conversation.standing import Conversation, Correcting, GoOn, Pending, ReadBack
from interviewer.conversation.understanding import agreement, plain, requested, word_count

MAX_CORRECTIONS = 2
"""How often a value that was said back may be wrong; then it is taken as it is, and not confirmed."""
MAX_PAUSES = 8
NODS = re.compile(r"m+-?h+m+|uh-?huh")
"""Sounds that mean a yes."""
A_FEW = 6
"""Words of somebody who only says that it can go on; more are an answer already."""


def heard(state: Conversation, pending: Pending, seen: Heard) -> Step:
    """Go on from what is pending."""
    match pending:
        case GoOn():
            return _go_on(state, pending, seen)
        case Correcting(question_id):
            return correct(state, question_id, seen)
        case ReadBack():
            return _read_back(state, pending, seen)


def offer(state: Conversation, pending: GoOn, *lines: str, notes: tuple[Note, ...], unhurried: float = 1.0) -> Step:
    """Say this, which ends in whether to go on."""
    state = replace(state, pending=pending)
    patience: Patience = "open" if unhurried > 1 else "yes_no"
    return speak(state, "check_in", lines, notes=notes, patience=patience, unhurried=unhurried)


def _go_on(state: Conversation, pending: GoOn, seen: Heard) -> Step:
    wishes = state.script.spoken.wishes
    pauses = requested(seen.text, wishes.needs_pause, state.words.prelude) is not None
    if pauses and state.detours < MAX_PAUSES:
        return remark(replace(state, detours=state.detours + 1), state.replies.pause, unhurried=THINKING)
    agreed, room = agreement(seen.text, state.words), ROOMS[state.phase]
    state = replace(state, pending=None)
    if agreed is False and pending.signal != "noise":
        return _leave(state, pending)
    if agreed is True or word_count(seen.text) <= A_FEW or wishes.ready.match(plain(seen.text)):
        return room.again(state, state.replies.goes_on, *_back(state))
    return room.heard(state, seen)


def _read_back(state: Conversation, pending: ReadBack, seen: Heard) -> Step:
    """A yes, a correction, or a no that says nothing more."""
    question = state.question
    if question is None:
        return ROOMS[state.phase].heard(state, seen)
    if question.kind in values.YES_NO:
        return _yes_or_no(state, question, pending, seen)
    reading, agreed = values.read(state, question, seen.text), confirms(seen.text, state)
    turns = (*state.answer_turns, seen.turn_id)
    same = reading is None or reading.value == pending.reading.value
    if (agreed is True and same) or (agreed is None and reading is not None and same):
        return _settle(state, question, pending.reading, turns, confirmed=True)
    if pending.tries >= MAX_CORRECTIONS or not values.is_read_back(state, question, reading or pending.reading):
        return _settle(state, question, pending.reading if same or reading is None else reading, turns, confirmed=False)
    again = ReadBack(pending.reading if same or reading is None else reading, pending.tries + 1)
    if reading is not None and not same:
        state = replace(state, answer_turns=turns, answer=seen.text)
        return values.ask(state, again, notes=(values.note(question, reading, turns, confirmed=False),))
    if agreed is False:
        return values.ask_what(state, again)
    return values.ask(state, again)


def confirmed_and_asks(state: Conversation, pending: ReadBack, seen: Heard, said: str, asks: str) -> Step:
    """What it said about the value that was said back counts; then what it asks is answered."""
    return asking.answer_first(_read_back(state, pending, replace(seen, text=said)), seen, asks)


def confirms(text: str, state: Conversation) -> bool | None:
    """Whether that was right: as `agreement`, and a word of somebody who listens is a yes."""
    said = plain(text).strip(".,! ")
    listens = re.fullmatch(state.words.listener, said) or NODS.fullmatch(said)
    return True if listens else agreement(text, state.words)


def _yes_or_no(state: Conversation, question: Question, pending: ReadBack, seen: Heard) -> Step:
    """After "So you do not have one. Is that right?" a yes means the no, and a bare no may mean either."""
    turns = (*state.answer_turns, seen.turn_id)
    reading = values.read(state, question, seen.text if pending.asked else _statement(seen.text, state))
    if reading is None and not pending.asked and confirms(seen.text, state):
        reading = pending.reading
    if reading is not None and reading.value == pending.reading.value:
        return _settle(state, question, pending.reading, turns, confirmed=True)
    if reading is not None and not reading.knocked_out:
        return _settle(replace(state, answer=seen.text), question, reading, turns, confirmed=reading.certain)
    if pending.tries or pending.asked:
        return _settle(state, question, pending.reading, turns, confirmed=False)
    state = replace(state, answer_turns=turns)
    return values.ask_once_more(state, question, replace(pending, tries=1))


def _statement(text: str, state: Conversation) -> str:
    """What is said beside a yes or no to whether it is right: "Yes, I don't have one" says the latter."""
    parts = [part for part in re.split(r"[,.;!?]+\s*", plain(text)) if part.strip()]
    told = [part for part in parts if not (state.words.yes.fullmatch(part) or state.words.no.fullmatch(part))]
    said = " ".join(told)
    return said if word_count(said) > 1 else ""


def _settle(
    state: Conversation, question: Question, reading: Reading, turns: tuple[str, ...], *, confirmed: bool
) -> Step:
    understood = values.note(question, reading, turns, confirmed=confirmed)
    state, opening = acknowledged(replace(state, answer_turns=turns))
    return questions.settled(state, question, reading, *opening, notes=(understood,))


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
    question = next((q for q in state.script.questions if q.id == question_id), None)
    reading = None if question is None else values.read(state, question, seen.text)
    if question is not None and reading is not None:
        state = questions.judged(state, question, out=reading.knocked_out)
        notes = (*notes, values.note(question, reading, answer[1], confirmed=False))
    state, directives = ROOMS[state.phase].again(state, state.replies.corrected, *_back(state))
    return state, (*notes, *directives)
