"""The open question and what follows it, as speeches: asked, asked again, in other words, or after an answer."""

from __future__ import annotations

from dataclasses import replace

from interviewer.catalog.models import Question
from interviewer.conversation.facts import Answer, CandidateAsked, FollowUp, Heard, Note, Speak
from interviewer.conversation.phases import invitation
from interviewer.conversation.speaking import Step, meanwhile, noting, passing_on, patience_of, speak
from interviewer.conversation.standing import WRITTEN, Conversation, Planned


def ask(state: Conversation, *opening: str, notes: tuple[Note, ...] = (), slowly: bool = False) -> Step:
    """Ask the open question, or the follow-up that was asked last, whether for the first time or again."""
    question = state.question
    if question is None:
        return noting(notes, invitation.ask(state, *opening))
    thanks = sum(line in state.said.acknowledgements for line in opening)
    state, directives = _put(state, question, (*opening, _asked(state, question)), notes, thanks)
    if slowly:
        directives = tuple(replace(d, pace="slow") if isinstance(d, Speak) else d for d in directives)
    return state, directives


def _asked(state: Conversation, question: Question) -> str:
    return question.ask if state.followed is None else state.followed.ask


def rephrase(state: Conversation, question: Question, notes: tuple[Note, ...]) -> Step:
    """The question in its author's other words; without them, in the same words and slower."""
    if question.rephrased is None or state.followed is not None:
        return ask(state, state.replies.as_you_like, notes=notes, slowly=True)
    return _put(state, question, (state.replies.other_words, question.rephrased), notes)


def _put(
    state: Conversation, question: Question, lines: tuple[str, ...], notes: tuple[Note, ...] = (), opening: int = 0
) -> Step:
    probe = state.followed
    return speak(
        state,
        "question" if probe is None else "probe",
        lines,
        notes=notes,
        question_id=question.id,
        probe_id=None if probe is None else probe.id,
        patience=patience_of(question),
        opening=opening,
    )


def probe(
    state: Conversation, question: Question, planned: Planned, opening: tuple[str, ...] = (), thanks: int = 0
) -> Step:
    """A planned follow-up."""
    state = replace(state, probed=(*state.probed, planned.id), followed=planned)
    return _put(state, question, (*opening, planned.ask), opening=thanks)


def written(state: Conversation, question: Question, opening: tuple[str, ...], thanks: int) -> Step:
    """A follow-up that a language model finds."""
    state, murmur = (state, "") if opening else meanwhile(state)
    state = replace(state, written=state.written + 1, followed=None)
    return speak(
        state,
        "probe",
        opening,
        question_id=question.id,
        probe_id=f"{WRITTEN}{state.written}",
        patience=patience_of(question),
        written=FollowUp(question.ask, state.answer),
        opening=thanks,
        meanwhile=murmur,
    )


def answer_back(state: Conversation, seen: Heard, asks: str, notes: tuple[Note, ...]) -> Step:
    """Answer what the candidate asked, then come back to the open question."""
    question = state.question
    if question is None:
        return invitation.answer_back(state, seen, asks, notes)
    state = replace(state, asking=seen.turn_id)
    back = (state.said.back_to,) if state.asked or state.followed is not None else ()
    then = (*back, _asked(state, question))
    probe_id = None if state.followed is None else state.followed.id
    return answer(state, question, asks, then, (*notes, CandidateAsked(seen.turn_id)), probe_id)


def answer_first(step: Step, seen: Heard, asks: str) -> Step:
    """The same step, with an answer to what the candidate asked before what it says."""
    state, directives = step
    speech = next(each for each in directives if isinstance(each, Speak))
    at, said = directives.index(speech), state.said
    notes, after = (*directives[:at], CandidateAsked(seen.turn_id)), directives[at + 1 :]
    idle = (*said.acknowledgements, said.all_asked, said.invitation)
    then = tuple(line for line in speech.lines if line not in idle)
    if speech.kind in ("closing", "rating"):
        state, passed_on = passing_on(state)
        return state, (*notes, replace(speech, lines=(passed_on, *then), opening=0), *after)
    state = replace(state, asking=seen.turn_id, thanked=False)
    if speech.kind == "invitation":
        state, then = replace(state, own_questions=state.own_questions + 1), (*then, said.anything_else)
    answer = replace(speech, kind="answer", lines=(said.looking,), written=Answer(asks), closing=then, opening=1)
    return state, (*notes, answer, *after)


def answer(
    state: Conversation,
    question: Question,
    asks: str,
    then: tuple[str, ...],
    notes: tuple[Note, ...],
    probe_id: str | None = None,
) -> Step:
    """Answer what the candidate asked, out of the documents, and then ask."""
    return speak(
        state,
        "answer",
        (state.said.looking,),
        notes=notes,
        question_id=question.id,
        probe_id=probe_id,
        patience=patience_of(question),
        written=Answer(asks),
        closing=then,
        opening=1,
    )
