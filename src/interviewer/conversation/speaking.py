"""Speeches as all phases give them: paced as the candidate wished, and with as much time for the reply as there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from interviewer.catalog.models import Question
from interviewer.catalog.questions import KINDS
from interviewer.conversation import budget
from interviewer.conversation.facts import Answer, Directive, FollowUp, Note, Patience, Speak, SpeechKind
from interviewer.conversation.standing import Conversation

Step = tuple[Conversation, tuple[Directive, ...]]
TOLD: Final = ("open", "behavioural", "language_sample")
"""Kinds of question with a story for an answer: after it, the next question does not follow without a word."""
THINKING: Final = 4.0
"""How many times the usual wait somebody may be silent who is thinking: eight seconds are not long then."""


def speak(
    state: Conversation,
    kind: SpeechKind,
    lines: tuple[str, ...],
    *,
    notes: tuple[Note, ...] = (),
    patience: Patience = "open",
    question_id: str | None = None,
    probe_id: str | None = None,
    written: FollowUp | Answer | None = None,
    closing: tuple[str, ...] = (),
    opening: int = 0,
    meanwhile: str = "",
    unhurried: float = 1.0,
) -> Step:
    """Note this, then say that. Where something else is asked, nothing is pending any more."""
    if kind not in ("check_in", "read_back"):
        state = replace(state, pending=None)
    speech = Speak(
        kind,
        lines,
        question_id,
        probe_id,
        patience=patience,
        written=written,
        closing=closing,
        opening=opening,
        meanwhile=meanwhile,
        limit=budget.limit(state, (*lines, *closing)),
        unhurried=max(unhurried, state.unhurried),
        pace=state.pace,
    )
    return state, (*notes, speech)


def remark(state: Conversation, *lines: str, notes: tuple[Note, ...] = (), unhurried: float = 1.0) -> Step:
    """Something that asks nothing new: what was asked before still waits for its answer."""
    question = state.question
    patience = patience_of(question) if question is not None else "yes_no"
    return speak(
        state,
        "check_in",
        lines,
        notes=notes,
        question_id=None if question is None else question.id,
        patience=patience,
        unhurried=unhurried,
    )


def noting(notes: tuple[Note, ...], step: Step) -> Step:
    """The same, with these notes first."""
    state, directives = step
    return state, (*notes, *directives)


def patience_of(question: Question) -> Patience:
    """How long people pause in an answer to it."""
    return KINDS[question.kind].patience


def acknowledged(state: Conversation, *, written: bool = False) -> tuple[Conversation, tuple[str, ...]]:
    """Thanks for what was said, every second time: nobody says so after each sentence. Between them, a story's murmur.

    Where a language model follows up, what is planned is said at once, and what is `written` after a murmur.
    """
    if state.thanked and state.question is not None and state.question.kind in TOLD and not state.writes:
        return murmured(state)
    if state.thanked or (state.writes and not written):
        return replace(state, thanked=False), ()
    said = state.said.murmurs if written else state.said.acknowledgements
    line = said[state.acknowledged % len(said)]
    return replace(state, thanked=True, acknowledged=state.acknowledged + 1), (line,)


def murmured(state: Conversation) -> tuple[Conversation, tuple[str, ...]]:
    """A sign of having listened before a planned follow-up: thanks come when the question is done."""
    if state.writes:
        return state, ()
    line = state.said.murmurs[state.acknowledged % len(state.said.murmurs)]
    return replace(state, acknowledged=state.acknowledged + 1, thanked=False), (line,)


def meanwhile(state: Conversation) -> tuple[Conversation, str]:
    """A murmur for where a language model is late: another one than was said last, and than comes next."""
    line = state.said.murmurs[state.acknowledged % len(state.said.murmurs)]
    return replace(state, acknowledged=state.acknowledged + 1), line


def passing_on(state: Conversation) -> tuple[Conversation, str]:
    """That a question is the team's to answer; told in full the first time."""
    said = (state.said.for_the_team, *state.said.for_the_team_again)
    at = state.passed_on if state.passed_on < len(said) else 1 + (state.passed_on - 1) % (len(said) - 1)
    return replace(state, passed_on=state.passed_on + 1), said[at]
