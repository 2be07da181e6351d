"""The opening: is this the candidate, who calls, and may the conversation be recorded."""

from __future__ import annotations

import math
from dataclasses import replace

from interviewer.conversation import lines
from interviewer.conversation.facts import CandidateSignalled, ConsentGiven, End, Heard, Spoke
from interviewer.conversation.phases import call_back, closing, questions, time_check
from interviewer.conversation.phases.phase import Room
from interviewer.conversation.speaking import Step, noting, speak
from interviewer.conversation.standing import Conversation
from interviewer.conversation.understanding import agreement, plain, question_in

DISCLOSED_FRACTION = 0.9
MAX_GREETINGS = 3
MAX_BEGUN = 8
"""Greetings that were begun, heard or not."""
MAX_TRIES = 2
MAX_SILENCES = 3


def began(state: Conversation) -> Step:
    """Interviewer and candidate are there."""
    resumed = (state.said.resumed,) if state.resumed else ()
    if lines.asks_identity(state.script):
        return _identity(state, *resumed)
    return greet(state, *resumed)


def greet(state: Conversation, *opening: str) -> Step:
    """Disclose, and ask for consent."""
    state = replace(state, phase="consent", begun=state.begun + 1, detours=0)
    return speak(state, "greeting", (*opening, *lines.greeting(state.script)), patience="yes_no")


def spoke(state: Conversation, seen: Spoke) -> Step:
    """So much of the greeting was heard."""
    heard = min(1, math.ceil(seen.fraction))  # a greeting of which nothing was heard was none
    disclosed = state.disclosed or seen.fraction >= DISCLOSED_FRACTION
    return replace(state, greetings=state.greetings + heard, disclosed=disclosed), ()


def _identity(state: Conversation, *opening: str) -> Step:
    asks = lines.naming(state.script)[0]
    return speak(replace(state, phase="identity"), "identity", (*opening, asks), patience="yes_no")


def _identified(state: Conversation, seen: Heard) -> Step:
    said = plain(seen.text)
    if state.words.who_calls.search(said) and state.tries < MAX_TRIES and not _says_who(state, said):
        return _ask_identity(replace(state, tries=state.tries + 1))
    if state.words.somebody_else.search(said) or agreement(seen.text, state.words) is False:
        return call_back.somebody_else(state, CandidateSignalled("wrong_person", seen.turn_id), seen.text)
    if state.words.not_now.search(said):
        return call_back.not_now(state, seen)
    named = plain(state.script.candidate_name).split(" ")[0] in said
    if named or state.words.speaking.search(said) or state.tries >= MAX_TRIES:
        return greet(replace(state, tries=0))
    return _ask_identity(replace(state, tries=state.tries + 1))


def _says_who(state: Conversation, said: str) -> bool:
    """Whether who asks who calls has said as well that it is the candidate; a mere yes is how people answer a call."""
    rest = state.words.who_calls.sub(" ", said)
    return any(" " in found[0] for found in state.words.speaking.finditer(rest))


def _ask_identity(state: Conversation, *opening: str) -> Step:
    asks = lines.naming(state.script)[1]
    return speak(state, "identity", (*opening, asks), patience="yes_no")


def _nobody(state: Conversation) -> Step:
    if state.silences >= MAX_SILENCES:
        return closing.silent(state)
    return _ask_identity(state)


def _agreed(state: Conversation, seen: Heard) -> Step:
    if not state.disclosed:  # a hello over the greeting is no consent
        return _disclose_again(state)
    said = plain(seen.text)
    match agreement(seen.text, state.words):
        case True if not seen.early:  # a yes to something that was not asked yet is none
            state = replace(state, consented=True, tries=0, silences=0, detours=0)
            given = (ConsentGiven(seen.turn_id),)
            if state.script.opening == "full":
                return noting(given, time_check.ask(state))
            return noting(given, questions.begin(state, state.said.consent_thanks))
        case _ if state.words.not_now.search(said):
            return call_back.not_now(state, seen)
        case _ if state.script.opening == "full" and state.words.somebody_else.search(said):
            return call_back.somebody_else(state, CandidateSignalled("wrong_person", seen.turn_id), seen.text)
        case False if not seen.early:
            return closing.decline(state)
        case _ if state.tries >= MAX_TRIES:
            return closing.decline(state)
        case _ if question_in(seen.text, state.words):
            return _ask_consent(replace(state, tries=state.tries + 1), state.said.consent_explained)
        case _:
            return _ask_consent(replace(state, tries=state.tries + 1), state.said.consent_again)


def _ask_consent(state: Conversation, *said: str) -> Step:
    return speak(state, "consent", said, patience="yes_no")


def _consent_again(state: Conversation, *opening: str) -> Step:
    if not state.disclosed or opening == (state.said.repeat,):
        return _disclose_again(state)
    return _ask_consent(state, *opening, state.said.may_i_record)


def _disclose_again(state: Conversation) -> Step:
    """The greeting was not heard to its end; without it nobody can consent."""
    if state.greetings >= MAX_GREETINGS or state.begun >= MAX_BEGUN:
        return replace(state, phase="over"), (End("failed"),)
    resumed = (state.said.resumed,) if state.resumed else ()
    return greet(state, *resumed)


def _unconsenting(state: Conversation) -> Step:
    if not state.disclosed:
        return _disclose_again(state)
    match state.silences:
        case 1:
            return speak(state, "check_in", (state.said.can_you_hear_me,), patience="yes_no")
        case 2:
            return _ask_consent(state, state.said.not_heard, state.said.may_i_record)
        case _:
            return closing.silent(state)


IDENTITY = Room(_identified, _nobody, _ask_identity)
CONSENT = Room(_agreed, _unconsenting, _consent_again)
