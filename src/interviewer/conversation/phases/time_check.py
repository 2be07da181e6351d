"""Whether now is a good time to talk."""

from __future__ import annotations

from dataclasses import replace

from interviewer.conversation.facts import Heard
from interviewer.conversation.phases import call_back, questions
from interviewer.conversation.phases.phase import Room
from interviewer.conversation.speaking import Step, speak
from interviewer.conversation.standing import Conversation
from interviewer.conversation.understanding import agreement, plain


def ask(state: Conversation) -> Step:
    """Ask it, with thanks for the consent."""
    return _ask(replace(state, phase="time_check"), state.said.acknowledgements[0])


def _ask(state: Conversation, *opening: str) -> Step:
    return speak(state, "time_check", (*opening, state.said.ready), patience="yes_no")


def _heard(state: Conversation, seen: Heard) -> Step:
    match agreement(seen.text, state.words):
        case False:
            return call_back.not_now(state, seen)
        case None if state.words.not_now.search(plain(seen.text)):
            return call_back.not_now(state, seen)
        case None if not state.tries:
            return speak(replace(state, tries=1), "time_check", (state.said.ready_again,), patience="yes_no")
        case _:
            return questions.begin(state, state.said.begins)


def _silent(state: Conversation) -> Step:
    if state.silences == 1:
        return speak(state, "check_in", (state.said.can_you_hear_me,), patience="yes_no")
    return questions.begin(state, state.said.begins)  # its own silences come to an end


TIME_CHECK = Room(_heard, _silent, _ask)
