"""What candidates wish for beside answering: a table, the first row that fits is granted.

A new one is a function, a row here, and its words in the languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from interviewer.conversation import budget
from interviewer.conversation.facts import CandidateSignalled, Heard
from interviewer.conversation.phases import questions
from interviewer.conversation.speaking import Step
from interviewer.conversation.standing import Conversation, Correcting
from interviewer.conversation.understanding import question_in, requested, word_count
from interviewer.conversation.wishes import answers, leaving, manner, surroundings
from interviewer.conversation.wishes.wish import Asked, Wish

MAX_DETOURS: Final = 4
"""Wishes that are granted before the open question has an answer; then the words are the answer."""
MAX_ALWAYS: Final = 8
"""The same for those that are granted always: without a bound the conversation had no end."""
WHOLE_WORDS: Final = 14
ANSWERS: Final = 4
"""So many words beside the wish are part of the answer."""

WISHES: Final = (
    Wish("no_more_calls", "no_more_calls", leaving.no_more_calls, "anywhere", always=True),
    Wish("withdraws", "withdraws", leaving.withdraws, "anywhere", always=True),
    Wish("stops", "stops", leaving.stops, "anywhere", always=True),
    Wish("asks_if_ai", "asks_if_ai", leaving.asks_if_ai, "anywhere", always=True),
    Wish("wants_person", "wants_person", leaving.wants_person, "anywhere", always=True),
    Wish("distressed", "distressed", leaving.distressed, "anywhere", always=True),
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
        if state.detours >= (MAX_ALWAYS if wish.always else MAX_DETOURS):
            continue
        if not wish.always and budget.left(state) < 0:
            continue
        noted = replace(state, detours=state.detours + 1, signalled=(*state.signalled, wish.signal))
        asked = Asked(seen, rest, (CandidateSignalled(wish.signal, seen.turn_id),))
        if wish.keeps and word_count(rest) >= ANSWERS:
            noted, kept = questions.keep(noted, seen, rest)
            asked = replace(asked, notes=(*kept, *asked.notes))
        if (step := wish.grant(noted, asked)) is not None:
            return step
    return None


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
