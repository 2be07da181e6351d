"""What a language model was to write is not there: what is said instead."""

from __future__ import annotations

from dataclasses import replace

from interviewer.conversation import probing
from interviewer.conversation.facts import Answer, Note, NotWritten, ProposalRefused
from interviewer.conversation.phases import asking, invitation, questions
from interviewer.conversation.speaking import Step, noting, passing_on
from interviewer.conversation.standing import Conversation


def not_written(state: Conversation, seen: NotWritten) -> Step:
    """Nothing was found to say: what the candidate asked is for the recruiter, and the plan goes on."""
    said = seen.speech
    if isinstance(said.written, Answer):
        state, passed_on = passing_on(state)
        again = replace(
            said,
            kind="invitation" if said.question_id is None else "probe" if said.probe_id else "question",
            lines=(passed_on, *said.closing),
            written=None,
            closing=(),
            opening=0,
        )
        return replace(state, asking=None), (again,)
    question = state.question
    notes: tuple[Note, ...] = ()
    if seen.refused:
        notes = (ProposalRefused(said.question_id, seen.reason, seen.refused),)
    if question is None:
        return noting(notes, invitation.ask(state))
    probe = probing.instead(state, question) if seen.refused else None
    if probe is None:
        return noting(notes, questions.answered(state))
    return noting(notes, asking.probe(state, question, probe))
