"""What candidates wish for beside answering: a table, the first row that fits is granted.

A new one is a function, a row here, and its words in the languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from interviewer.conversation import budget
from interviewer.conversation.facts import CandidateAsked, CandidateSignalled, Heard, HeardLate
from interviewer.conversation.phases import questions
from interviewer.conversation.speaking import Step, noting
from interviewer.conversation.standing import Conversation, Correcting
from interviewer.conversation.understanding import question_in, requested, word_count
from interviewer.conversation.wishes import answers, leaving, manner, surroundings
from interviewer.conversation.wishes.wish import Asked, Grant, Wish

MAX_DETOURS: Final = 4
"""Wishes that are granted before the open question has an answer; then the words are the answer."""
MAX_ALWAYS: Final = 8
"""After as many, those that are always granted are granted for the last time, and the plan goes on or ends: without a
bound the conversation had no end."""
GONE_FAR: Final = 0.5
"""Of what the interviewer says now: who has heard so much of it is not interrupted by the answer to a late question."""
WHOLE_WORDS: Final = 14
ANSWERS: Final = 4
"""So many words beside the wish are part of the answer."""

WISHES: Final = (
    Wish("no_more_calls", "no_more_calls", leaving.no_more_calls, "anywhere", at_last=leaving.no_more_calls),
    Wish("withdraws", "withdraws", leaving.withdraws, "anywhere", at_last=leaving.withdraws),
    Wish("stops", "stops", leaving.stops, "anywhere", at_last=leaving.stops),
    Wish("asks_if_ai", "asks_if_ai", leaving.asks_if_ai, "anywhere", at_last=leaving.told_and_goes_on),
    Wish("wants_person", "wants_person", leaving.wants_person, "anywhere", at_last=leaving.person_at_last),
    Wish("distressed", "distressed", leaving.distressed, "anywhere", at_last=leaving.stops),
    Wish("instructs", "instructs", surroundings.instructs, "anywhere"),
    Wish("switches_language", "switches_language", leaving.switches_language, "anywhere"),
    Wish("other_voice", "other_voice", surroundings.other_voice),
    Wish("as_text", "as_text", manner.as_text),
    Wish("slower", "slower", manner.slower, "anywhere"),
    Wish("repeat", "repeat", manner.repeat, "anywhere"),
    Wish("rephrase", "rephrase", manner.rephrase),
    Wish("skip", "skips", manner.skip),
    Wish("bad_line", "bad_line", surroundings.bad_line, "anywhere"),
    Wish("hears_me", "bad_line", surroundings.hears_me, "anywhere"),
    Wish("noise", "noise", surroundings.noise),
    Wish("more_time", "more_time", manner.more_time),
    Wish("needs_pause", "more_time", leaving.needs_pause),
    Wish("goes_back", "goes_back", answers.goes_back, keeps=False),
    Wish("aloud", "thinks", manner.aloud),
    Wish("thinks", "thinks", manner.thinks, whole=True),
    Wish("rude", "rude", leaving.rude, "anywhere"),
)
"""In the order of their weight: who wants to stop is not told that the interviewer will speak slower."""
ASKS_BACK: Final = Wish("", "asks_back", answers.asks_back, keeps=False)
"""The last row; it has no pattern of its own."""
_AFTER_OPENING: Final = ("questions", "invitation", "rating")


def granted(state: Conversation, seen: Heard) -> Step | None:
    """What the first wish in the turn leads to; None if there is none, or none that is granted any more."""
    for wish, rest in _found(state, seen):
        if wish.at_last is None and (state.detours >= MAX_DETOURS or budget.left(state) < 0):
            continue
        noted, asked = _noted(state, wish, Asked(seen, rest))
        if wish.keeps and word_count(rest) >= ANSWERS:
            noted, kept = questions.keep(noted, seen, rest)
            asked = replace(asked, notes=(*kept, *asked.notes))
        if (step := _grant(state, wish)(noted, asked)) is not None:
            return step
    return None


def late(state: Conversation, seen: HeardLate) -> Step:
    """Late words belong to the answer before, and what always is granted is granted in them too.

    A question in them is answered unless much was heard of what came after it; then it is the recruiter's to answer.
    """
    state, kept = questions.late(state, seen)
    heard = Heard(seen.turn_id, seen.text)
    for wish, _ in _found(state, heard):
        if wish.at_last is not None and state.consented:
            noted, asked = _noted(state, wish, Asked(heard, ""))
            if (step := _grant(state, wish)(noted, asked)) is not None:
                return noting(kept, step)
    asks = question_in(seen.text, state.words)
    if asks is None or not state.consented:
        return state, kept
    far = seen.heard >= GONE_FAR or state.detours >= MAX_DETOURS or budget.left(state) < 0
    if far or state.phase not in ("questions", "invitation"):
        return state, (*kept, CandidateAsked(seen.turn_id))
    noted, asked = _noted(state, ASKS_BACK, Asked(heard, ""))
    return noting((*kept, *asked.notes), answers.asked_late(noted, asked, asks))


def _noted(state: Conversation, wish: Wish, asked: Asked) -> tuple[Conversation, Asked]:
    state = replace(state, detours=state.detours + 1, signalled=(*state.signalled, wish.signal))
    return state, replace(asked, notes=(*asked.notes, CandidateSignalled(wish.signal, asked.seen.turn_id)))


def _grant(state: Conversation, wish: Wish) -> Grant:
    """What grants it: for the last time, when the candidate wished for much already."""
    return wish.grant if wish.at_last is None or state.detours < MAX_ALWAYS else wish.at_last


def _found(state: Conversation, seen: Heard) -> Iterator[tuple[Wish, str]]:
    for wish in WISHES:
        if wish.where != "anywhere" and state.phase not in _AFTER_OPENING:
            continue
        if wish.whole and word_count(seen.text) > WHOLE_WORDS:
            continue
        rest = requested(seen.text, _pattern(state, wish.pattern), state.words.prelude)
        if rest is not None:
            yield wish, rest
    asks = question_in(seen.text, state.words)
    if asks is not None and not isinstance(state.pending, Correcting):
        yield ASKS_BACK, seen.text.strip().removesuffix(asks).strip()


def _pattern(state: Conversation, name: str) -> re.Pattern[str]:
    spoken = state.script.spoken
    pattern: re.Pattern[str] = getattr(spoken.wishes if hasattr(spoken.wishes, name) else spoken.words, name)
    return pattern
