"""How the candidate found the conversation, where the plan asks for it."""

from __future__ import annotations

from dataclasses import replace

from interviewer.conversation import budget
from interviewer.conversation.facts import CandidateRated, Heard
from interviewer.conversation.phases import closing
from interviewer.conversation.phases.phase import Room
from interviewer.conversation.speaking import Step, noting, speak
from interviewer.conversation.standing import Conversation
from interviewer.conversation.understanding import plain


def ask(state: Conversation, *opening: str) -> Step:
    """Ask for it, if there is time."""
    if not state.script.rates or state.rated or not budget.fits(state, budget.RATING):
        return closing.finish(state, *opening)
    return _ask(replace(state, phase="rating", rated=True, pending=None, tries=0, silences=0, detours=0), *opening)


def _ask(state: Conversation, *opening: str) -> Step:
    return speak(state, "rating", (*opening, state.said.rating), patience="short")


def _heard(state: Conversation, seen: Heard) -> Step:
    said = plain(seen.text)
    found = [rating for rating, pattern in enumerate(state.words.ratings, start=1) if pattern.search(said)]
    if len(found) == 1:
        return noting((CandidateRated(found[0], seen.turn_id),), closing.finish(state, state.said.rated))
    return closing.finish(state, state.said.acknowledgements[0])


def _silent(state: Conversation) -> Step:
    return closing.finish(state)


RATING = Room(_heard, _silent, _ask)
