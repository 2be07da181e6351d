"""Not now, or not with this person: when to call again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from interviewer.conversation import lines
from interviewer.conversation.answers import spoken_time
from interviewer.conversation.facts import CandidateChoseTime, CandidateSignalled, Heard, Note
from interviewer.conversation.phases import closing
from interviewer.conversation.phases.phase import Room
from interviewer.conversation.speaking import THINKING, Step, remark, speak
from interviewer.conversation.standing import Conversation
from interviewer.conversation.understanding import agreement, plain

MAX_TRIES = 2


def not_now(state: Conversation, seen: Heard) -> Step:
    """The candidate has no time; it may have said when it has."""
    state = replace(state, phase="call_back", tries=0, silences=0, wanted=None)
    notes = (CandidateSignalled("not_now", seen.turn_id),)
    if (time := _time(state, seen.text)) is not None:
        return _read_back(state, time, notes)
    return speak(state, "time_check", (state.said.when_else,), notes=notes)


def somebody_else(state: Conversation, note: Note, text: str) -> Step:
    """Somebody else answers: ask for the candidate, or for when it will be there."""
    if state.another or not state.script.candidate_name:  # asked for before, or nobody to ask for
        return closing.leave(state, "wrong_person", state.said.wrong_person, notes=(note,))
    state = replace(state, phase="call_back", another=True, tries=0, silences=0, wanted=None)
    if (time := _time(state, text)) is not None:
        return _read_back(state, time, (note,))
    if state.words.fetches.search(plain(text)):
        return _wait(state, (note,))
    return speak(state, "identity", (lines.naming(state.script)[2],), notes=(note,), unhurried=2.0)


def _heard(state: Conversation, seen: Heard) -> Step:
    if state.wanted is not None:
        return _confirmed(state, state.wanted, seen)
    said = plain(seen.text)
    if (time := _time(state, seen.text)) is not None:
        return _read_back(state, time)
    if state.another:
        if state.words.fetches.search(said):
            return _wait(state)
        if agreement(seen.text, state.words) is False or state.words.somebody_else.search(said):
            return closing.leave(state, "wrong_person", state.said.wrong_person)
        if state.words.speaking.search(said):  # the candidate has come to the telephone, or is about to
            return _wait(state)
    if state.tries >= MAX_TRIES - 1:
        return _unclear(state)
    return speak(replace(state, tries=state.tries + 1), "time_check", (state.said.when_again,))


def _confirmed(state: Conversation, wanted: datetime, seen: Heard) -> Step:
    other = _time(state, seen.text)
    if agreement(seen.text, state.words) is True and other in (None, wanted):
        notes = (CandidateChoseTime(wanted),)
        return closing.leave(state, "rescheduled", state.said.time_chosen, notes=notes)
    state = replace(state, wanted=None, tries=state.tries + 1)
    if state.tries >= MAX_TRIES:
        return _unclear(state)
    if other is not None and other != wanted:
        return _read_back(state, other)
    return speak(state, "time_check", (state.said.when_again,))


def _unclear(state: Conversation) -> Step:
    """Whoever looks after the calls finds a time."""
    return closing.leave(state, "rescheduled", state.said.no_time)


def _wait(state: Conversation, notes: tuple[Note, ...] = ()) -> Step:
    state = replace(state, phase="identity", tries=0, silences=0)
    return remark(state, state.said.waits, notes=notes, unhurried=THINKING)


def _read_back(state: Conversation, time: datetime, notes: tuple[Note, ...] = ()) -> Step:
    now = state.now or time
    line = state.said.time_read_back.format(time=state.script.spoken.time(time, now))
    return speak(replace(state, wanted=time), "read_back", (line,), notes=notes, patience="yes_no")


def _time(state: Conversation, text: str) -> datetime | None:
    now = state.now
    return None if now is None else spoken_time(text, now, state.script.spoken)


def _silent(state: Conversation) -> Step:
    if state.silences == 1:
        return _again(state)
    return _unclear(state)


def _again(state: Conversation, *opening: str) -> Step:
    if state.wanted is not None:
        state, directives = _read_back(state, state.wanted)
        return state, directives
    return speak(state, "time_check", (*opening, state.said.when_again))


CALL_BACK = Room(_heard, _silent, _again)
