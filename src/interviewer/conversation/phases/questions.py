"""The plan's questions, in its words and order, each followed up as its author wrote and as far as there is time."""

from __future__ import annotations

from dataclasses import replace

from interviewer.catalog.models import Question
from interviewer.conversation import budget, probing, values
from interviewer.conversation.answers import Reading
from interviewer.conversation.facts import (
    CandidateAsked,
    CandidateSignalled,
    Heard,
    HeardLate,
    Note,
    QuestionAnswered,
    QuestionSkipped,
)
from interviewer.conversation.phases import asking, closing, invitation
from interviewer.conversation.phases.phase import Room
from interviewer.conversation.speaking import (
    THINKING,
    Step,
    acknowledged,
    murmured,
    noting,
    passing_on,
    remark,
)
from interviewer.conversation.standing import Conversation, ReadBack, first_open
from interviewer.conversation.understanding import question_in, sounds_finished, word_count

ANSWER_BEFORE_QUESTION_WORDS = 12
"""A turn that ends in a question but has this many words before it is an answer as well."""
RAMBLING_WORDS = 150
REMINDERS = 2
"""Silences after which who has answered already is taken to be done."""


def begin(state: Conversation, *opening: str) -> Step:
    """Go to the first question."""
    return _go_to_open(replace(state, phase="questions", tries=0, silences=0, detours=0), *opening)


def resume(state: Conversation, *opening: str) -> Step:
    """Go on where an earlier interviewer was: what it understood is not asked again, nor said back if it was right."""
    question, known = state.question, state.understood
    if question is None or known is None:
        return begin(state, *opening)
    state = replace(state, asked=True, since=state.elapsed, understood=None)
    reading = None if known.confirmed else values.read(state, question, state.answer)
    if reading is not None and reading.value == known.value and values.is_read_back(state, question, reading):
        return values.ask(state, ReadBack(reading), *opening)
    state = judged(state, question, out=known.knocked_out)
    return _settled(state, question, *opening)


def again(state: Conversation, *opening: str) -> Step:
    """Ask the open question once more; when the time is over, go on without it."""
    question = state.question
    if question is None or budget.left(state) > 0:
        return asking.ask(state, *opening)
    if state.answer_turns:
        return answered(state)
    return skipped(state, QuestionSkipped(question.id, "time"))


def heard(state: Conversation, seen: Heard) -> Step:
    """An answer, or more of it."""
    question = state.question
    if state.cut and question is not None:
        return _continued(state, seen)
    if question is None:
        return invitation.ask(state)
    state = replace(
        state, answer=f"{state.answer} {seen.text}".strip(), answer_turns=(*state.answer_turns, seen.turn_id)
    )
    asked = question_in(seen.text, state.words) is not None
    notes: tuple[Note, ...] = (CandidateAsked(seen.turn_id),) if asked else ()
    rambled = seen.limit or (budget.overdrawn(state) and word_count(seen.text) > RAMBLING_WORDS)
    if rambled:
        notes = (*notes, CandidateSignalled("rambles", seen.turn_id))
        return noting(notes, answered(state, state.said.rambled))
    if not asked and not state.waited and not sounds_finished(seen.text, state.words) and seen.text:
        return remark(replace(state, waited=True), state.said.go_on, notes=notes, unhurried=THINKING)
    if asked:
        state, passed_on = passing_on(state)
        return noting(notes, follow_up(state, question, (passed_on,), thanks=0))
    return follow_up(state, question)


def follow_up(
    state: Conversation, question: Question, opening: tuple[str, ...] | None = None, *, thanks: int | None = None
) -> Step:
    """Ask what is missing from the answer, or go on with the plan."""
    probe = None if budget.overdrawn(state) else probing.due(state, question)
    writes = probe is None and not budget.overdrawn(state) and probing.worth_following(state, question)
    if opening is None:
        state, opening = acknowledged(state, written=writes) if probe is None else murmured(state)
    counted = len(opening) if thanks is None else thanks
    if probe is not None:
        return asking.probe(state, question, probe, opening, counted)
    if writes:
        return asking.written(state, question, opening, counted)
    return answered(state, *opening)


def answered(state: Conversation, *opening: str) -> Step:
    """The open question has its answer; where that comes to a value, it is said back first."""
    question = state.question
    if question is None:
        return invitation.ask(state, *opening)
    reading = values.read(state, question, state.answer)
    if reading is None:
        if state.tries or question.kind not in values.READ_BACK or not budget.fits(state, values.SECONDS):
            return _settled(state, question, *opening)
        state = replace(state, tries=1, answer="", followed=None)
        if question.rephrased is not None:
            return asking.rephrase(state, question, ())
        return asking.ask(state, state.said.not_clear)
    back = values.is_read_back(state, question, reading) and state.pending is None
    counts = values.counts(reading) and not back and state.pending is None
    understood = values.note(question, reading, state.answer_turns, confirmed=counts)
    if back:
        said = tuple(line for line in opening if line not in state.said.acknowledgements)  # thanks come after the yes
        if said != opening:
            state = replace(state, thanked=False)
        return values.ask(state, ReadBack(reading), *said, notes=(understood,))
    return settled(state, question, reading, *opening, notes=(understood,))


def settled(
    state: Conversation, question: Question, reading: Reading, *opening: str, notes: tuple[Note, ...] = ()
) -> Step:
    """Go on with what was understood."""
    state = judged(replace(state, pending=None), question, out=reading.knocked_out)
    return noting(notes, _settled(state, question, *opening))


def judged(state: Conversation, question: Question, *, out: bool) -> Conversation:
    """Whether the answer that stands now rules the candidate out; one that was corrected counts no more."""
    others = tuple(one for one in state.out_by if one != question.id)
    return replace(state, out_by=(*others, question.id) if out else others)


def _settled(state: Conversation, question: Question, *opening: str) -> Step:
    return close(
        _kept(state, question.id, state.answer_turns), QuestionAnswered(question.id, state.answer_turns), *opening
    )


def _kept(state: Conversation, question_id: str, turns: tuple[str, ...]) -> Conversation:
    others = tuple(pair for pair in state.answers if pair[0] != question_id)
    return replace(state, answers=(*others, (question_id, turns)))


def skipped(state: Conversation, note: QuestionSkipped, *opening: str) -> Step:
    """The open question stays without an answer."""
    return close(state, note, *opening)


def left(state: Conversation, question: Question, *opening: str) -> Step:
    """Go on from the open question as it stands: with what was said to it, if anything was."""
    if isinstance(state.pending, ReadBack):
        return settled(state, question, state.pending.reading, *opening)
    if state.answer_turns:
        return answered(state, *opening)
    return skipped(state, QuestionSkipped(question.id, "no_answer"), *opening)


def close(state: Conversation, note: QuestionAnswered | QuestionSkipped, *opening: str) -> Step:
    """Go on from the open question to the next."""
    return noting((note,), _go_to_open(_closed(state, note.question_id), *opening))


def _closed(state: Conversation, question_id: str) -> Conversation:
    return replace(
        state,
        closed=(*state.closed, question_id),
        asked=False,
        cut=False,
        before=(question_id, state.answer_turns),
        pending=None,
        answer="",
        answer_turns=(),
        probed=(),
        followed=None,
        noted=(),
        written=0,
        waited=False,
        tries=0,
        silences=0,
        detours=0,
        cuts=0,
        misheard="",
    )


def to_open(state: Conversation) -> tuple[Conversation, tuple[Note, ...], tuple[str, ...]]:
    """Stand at the next question that there is time for: what is noted of the others, and said about them."""
    state = replace(state, index=first_open(state.script, state.closed), since=state.elapsed)
    state, dropped = budget.leave_out(state)
    state = replace(state, index=first_open(state.script, state.closed))
    notes = tuple(QuestionSkipped(question.id, "time") for question in dropped)
    said: tuple[str, ...] = ()
    if dropped:
        if state.question is None:
            said = (state.said.time_up,)
        elif not state.hurried:
            said = (state.said.time_short,)
        state = replace(state, hurried=True)
    return state, notes, said


def _go_to_open(state: Conversation, *opening: str) -> Step:
    if state.knocked_out and state.script.on_knock_out == "finish":
        return invitation.ask(state, *opening)
    state, notes, said = to_open(state)
    return asking.ask(state, *opening, *said, notes=notes)


def answered_and_asks(state: Conversation, seen: Heard, answer: str, asks: str) -> Step:
    """The answer is whole, and a question of the candidate's came after it: that is answered, and the plan goes on."""
    state, _ = keep(state, seen, answer)
    return answers_and_goes_on(state, seen, asks)


def answers_and_goes_on(state: Conversation, seen: Heard, asks: str) -> Step:
    """What is open has its answer: what the candidate asks is answered before what comes next."""
    question = state.question
    if question is None:
        return invitation.answer_back(state, seen, asks)
    if (probe := probing.due(state, question)) is not None:
        return asking.answer_first(asking.probe(state, question, probe), seen, asks)
    if not isinstance(state.pending, ReadBack):
        return asking.answer_first(answered(state), seen, asks)
    reading = state.pending.reading
    if reading.knocked_out and values.is_read_back(state, question, reading):
        return asking.answer_first(values.ask(state, state.pending), seen, asks)
    return asking.answer_first(settled(state, question, reading), seen, asks)


def keep(state: Conversation, seen: Heard, words: str) -> tuple[Conversation, tuple[Note, ...]]:
    """These words of a turn that asks for something are part of the answer."""
    if state.cut:
        return _answered_before(state, seen.turn_id)
    if state.question is None:
        return state, ()
    answer = f"{state.answer} {words}".strip()
    return replace(state, answer=answer, answer_turns=(*state.answer_turns, seen.turn_id)), ()


def late(state: Conversation, seen: HeardLate) -> tuple[Conversation, tuple[Note, ...]]:
    """The words belong to the answer that is still open, or to the one before; a mere question does not."""
    asks = question_in(seen.text, state.words)
    if asks is not None and not word_count(seen.text.strip().removesuffix(asks)):
        return state, ()
    if state.answer:
        answer = f"{state.answer} {seen.text}"
        return replace(state, answer=answer, answer_turns=(*state.answer_turns, seen.turn_id)), ()
    return _answered_before(state, seen.turn_id)


def _continued(state: Conversation, seen: Heard) -> Step:
    """The candidate went on with the answer before, over a question that began too early: keep it, ask again."""
    state, notes = _answered_before(state, seen.turn_id)
    state, opening = acknowledged(state)
    return asking.ask(state, *opening, notes=notes)


def _answered_before(state: Conversation, turn_id: str) -> tuple[Conversation, tuple[Note, ...]]:
    if state.before is None:
        return state, ()
    question_id, turns = state.before
    before = (question_id, (*turns, turn_id))
    return replace(_kept(state, *before), before=before), (QuestionAnswered(*before),)


def _silent(state: Conversation) -> Step:
    question = state.question
    if question is None:
        return invitation.ask(state)
    if isinstance(state.pending, ReadBack) and state.silences >= REMINDERS:
        return settled(state, question, state.pending.reading)
    if state.answer_turns and state.silences >= REMINDERS:
        return answered(state, state.said.acknowledgements[0])
    match state.silences:
        case _ if state.cut:
            return again(state, state.said.go_on_with)
        case 1 if budget.left(state) > 0:
            return remark(state, state.said.take_your_time)
        case 1 | 2:
            return again(state, state.said.not_heard, state.said.go_on_with)
        case _ if state.before is None or state.before[1]:
            note = QuestionSkipped(question.id, "no_answer")
            return skipped(replace(state, answer_turns=()), note, state.said.move_on)
        case _:
            return closing.silent(state)


QUESTIONS = Room(heard, _silent, again)
