"""The line to the candidate is lost and comes back, or its microphone gives nothing: what is said and asked then.

Nothing that the candidate has heard is said twice, and nothing that it has answered is asked again. Deliberately not
here: how a lost line is told from a candidate who thinks (`agent/line.py`).
"""

from __future__ import annotations

from dataclasses import replace

from interviewer.conversation import values
from interviewer.conversation.facts import FollowUp, Heard, LineBack, Speak, Unheard
from interviewer.conversation.phases import ROOMS, closing
from interviewer.conversation.speaking import Step, remark
from interviewer.conversation.standing import Conversation, ReadBack

MAX_UNHEARD = 3
"""Remarks on a microphone that gives nothing, half a minute in all; then the interview is over."""


def down(state: Conversation) -> Step:
    """Perhaps only one way is lost."""
    return remark(state, state.said.line_down)


def back(state: Conversation, seen: LineBack) -> Step:
    """Say what was not heard, once more; where the candidate had the floor, what is open."""
    resumed = state.said.resumed
    if seen.unsaid is not None:
        return state, (_again(seen.unsaid, seen.written, resumed),)
    if state.question is not None and state.answer and state.followed is None and state.pending is None:
        return _you_were_saying(state)
    if isinstance(state.pending, ReadBack):
        return values.ask(state, state.pending, resumed)
    return ROOMS[state.phase].again(state, resumed)


def torn(state: Conversation, seen: Heard) -> Step:
    """Part of an answer: the rest of it was said to nobody."""
    if state.question is None or state.pending is not None or state.cut or not seen.text:
        return back(state, LineBack())
    answer = f"{state.answer} {seen.text}".strip()
    return _you_were_saying(replace(state, answer=answer, answer_turns=(*state.answer_turns, seen.turn_id)))


def unheard(state: Conversation, why: Unheard) -> Step:
    """Who is silent has no say in it; `state.silences` counts this one already."""
    if state.silences > MAX_UNHEARD:
        return closing.silent(state)
    first = state.said.muted if why == "muted" else state.said.silent_microphone
    return remark(state, first if state.silences % 2 else state.said.still_unheard)


def _you_were_saying(state: Conversation) -> Step:
    return remark(state, state.said.resumed, state.said.you_were_saying)


def _again(speech: Speak, written: str, resumed: str) -> Speak:
    lines = tuple(line for line in speech.lines if line != resumed)
    if written and isinstance(speech.written, FollowUp):
        return replace(speech, lines=(resumed, written, *speech.closing), written=None, closing=(), opening=1)
    return replace(speech, lines=(resumed, *lines), opening=speech.opening + 1)
