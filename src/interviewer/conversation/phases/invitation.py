"""The candidate's own questions, after the plan's."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from interviewer.conversation import budget
from interviewer.conversation.facts import Answer, CandidateAsked, Heard, Note
from interviewer.conversation.phases import rating
from interviewer.conversation.phases.phase import Room
from interviewer.conversation.speaking import Step, noting, passing_on, speak
from interviewer.conversation.standing import Conversation
from interviewer.conversation.understanding import agreement, plain, question_in, word_count

MOST: Final = 4
"""Questions that are answered; more are for the recruiter."""
FEW_WORDS: Final = 12
"""A turn of fewer that asks nothing says that there is nothing to ask."""


def ask(state: Conversation, *opening: str) -> Step:
    """Ask for questions, if there is time for them."""
    state = replace(state, phase="invitation", pending=None, tries=0, silences=0, detours=0)
    opening = opening if state.hurried else (*opening, state.said.all_asked)
    if not state.script.invites or state.invited or not budget.fits(state, budget.INVITATION):
        return rating.ask(state, *opening)
    state = replace(state, invited=True)
    return speak(state, "invitation", (*opening, state.said.invitation), patience="short", unhurried=1.5)


def answer_back(state: Conversation, seen: Heard, asks: str, notes: tuple[Note, ...] = ()) -> Step:
    """Answer it, and ask for more."""
    state = replace(state, asking=seen.turn_id, own_questions=state.own_questions + 1)
    notes = (*notes, CandidateAsked(seen.turn_id))
    if state.own_questions > MOST or not budget.fits(state, budget.INVITATION):
        state, passed_on = passing_on(state)
        return noting(notes, rating.ask(state, passed_on))
    return speak(
        state,
        "answer",
        (state.said.looking,),
        notes=notes,
        patience="short",
        written=Answer(asks),
        closing=(state.said.anything_else,),
        opening=1,
    )


def _heard(state: Conversation, seen: Heard) -> Step:
    asks = question_in(seen.text, state.words)
    if asks is not None:
        return answer_back(state, seen, asks)
    said = plain(seen.text)
    if word_count(seen.text) > FEW_WORDS and not state.words.nothing_more.match(said):
        return answer_back(state, seen, seen.text)  # a question without its mark, or something to tell
    if agreement(seen.text, state.words) is True and not state.words.nothing_more.search(said) and not state.tries:
        return speak(replace(state, tries=1), "check_in", (state.said.go_on,), patience="short", unhurried=2.0)
    return rating.ask(state, state.said.nothing_asked)


def _silent(state: Conversation) -> Step:
    return rating.ask(state)


def _again(state: Conversation, *opening: str) -> Step:
    return speak(state, "invitation", (*opening, state.said.anything_else), patience="short")


INVITATION = Room(_heard, _silent, _again)
