"""What a language has to have for an interview to be held in it: what is said, and what words mean.

Every field is required, so that a language is whole or does not load. Patterns look at text in lower case with one
kind of apostrophe (`understanding.plain`); lines are plain text to be spoken, with the fields of `str.format` named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from interviewer.conversation.languages.values import Values


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Everything the interviewer says that is not in the plan."""

    acknowledgements: tuple[str, ...]
    murmurs: tuple[str, ...]
    """What is said while a follow-up is still being found; where it is there at once, nothing."""
    hello: str
    hello_name: str
    """Field: name."""
    disclosure: tuple[str, ...]
    """Who calls, that it is an AI, that it is recorded, and the question for consent. Fields: company, job, minutes."""
    identity: str
    """Who calls, and whether this is the candidate. Fields: company, name."""
    who_calls: str
    """To who asks who this is; it tells nobody else what the call is about. Fields: company, name."""
    is_there: str
    """To somebody else: can the candidate come to the phone, or when to call back. Field: name."""
    waits: str
    """While the candidate is fetched."""
    wrong_person: str
    ready: str
    """Whether now is a good time."""
    ready_again: str
    begins: str
    when_else: str
    """Which time would be better."""
    when_again: str
    time_read_back: str
    """Field: time."""
    time_chosen: str
    no_time: str
    """Goodbye to who wants another time and named none."""
    all_asked: str
    invitation: str
    """Whether the candidate has questions."""
    anything_else: str
    nothing_asked: str
    """To who has no questions, or no more."""
    rating: str
    rated: str
    closing: tuple[str, ...]
    """The goodbye, with what happens next. Field: company."""
    consent_again: str
    consent_explained: str
    """To who asks something before the consent."""
    may_i_record: str
    consent_thanks: str
    declined: str
    can_you_hear_me: str
    not_heard: str
    """The same, before a question: no question itself."""
    take_your_time: str
    go_on: str
    """To an answer that trails off."""
    move_on: str
    not_understood: str
    not_understood_again: str
    """The second time in a row; then `Replies.noisy` is said."""
    repeat: str
    for_the_team: str
    for_the_team_again: tuple[str, ...]
    """The same of every further question."""
    looking: str
    """While an answer is looked for."""
    back_to: str
    go_on_with: str
    skipped: str
    silent_goodbye: str
    holding: str
    resumed: str
    you_were_saying: str
    """After that, to who was in the midst of an answer: no question that it could take for a new one."""
    line_down: str
    """To who may still hear, though nothing comes from it any more."""
    muted: str
    """To who has switched its microphone off."""
    silent_microphone: str
    """To whose microphone gives no sound."""
    still_unheard: str
    """The next time, of either."""
    time_short: str
    """Before the next question, when others were left out."""
    time_up: str
    """Before the end, when others were left out."""
    rambled: str
    """To who talked for very long."""
    parts: Mapping[str, str]
    """What is asked when the situation, the action or the result is missing from an answer."""
    from_documents: str
    """Said before a sentence that is quoted from a document."""
    read_back: str
    """What was understood, and whether that is right. Field: value."""
    not_clear: str
    """Before a question that is asked again because its answer came to no number, date or choice."""
    read_back_said: str
    """The same of a yes or no. Field: said, see `Spoken.statement`."""
    read_back_yes_no: str
    """Where no statement can be made of the question. Field: value."""
    read_back_asked: str
    """The yes or no was not right: said before the question, which is asked once more."""
    read_back_again: str
    """It was not right, and what is was not said."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What a candidate's words mean, as patterns."""

    harmless: re.Pattern[str]
    """Noes that mean a yes: taken out before a no is looked for."""
    yes: re.Pattern[str]
    no: re.Pattern[str]
    prelude: re.Pattern[str]
    """Words that a sentence begins with and that say nothing."""
    repeat: re.Pattern[str]
    skip: re.Pattern[str]
    question_start: re.Pattern[str]
    """A sentence with a question mark that begins so is a question."""
    trailing: re.Pattern[str]
    """Ends after which more is to come."""
    asks: re.Pattern[str]
    """A whole turn that begins so is a question, with a question mark or without."""
    rhetorical: re.Pattern[str]
    """Questions that nobody is to answer."""
    speaking: re.Pattern[str]
    """Says that this is the candidate."""
    somebody_else: re.Pattern[str]
    """Says that this is not the candidate, or that the candidate is not there."""
    who_calls: re.Pattern[str]
    fetches: re.Pattern[str]
    """Says that the candidate is coming to the phone."""
    not_now: re.Pattern[str]
    nothing_more: re.Pattern[str]
    """Has no questions."""
    ratings: tuple[re.Pattern[str], ...]
    """One to five."""
    parts: Mapping[str, re.Pattern[str]]
    """Words of a situation, an action, a result."""

    sounds: str
    """Sounds of somebody who listens: alternatives of a pattern."""
    listener: str
    """One-word signs of listening."""
    listener_phrases: tuple[str, ...]
    claims: re.Pattern[str]
    """Beginnings that want the floor at once."""

    closing: re.Pattern[str]
    """Says that it was all."""
    in_short: re.Pattern[str]
    """Short answers that end in a word in which no other sentence does: "Yes, I can"."""
    doubtful: re.Pattern[str]
    """Words after which a recogniser's full stop is seldom one."""


@dataclass(frozen=True, slots=True, eq=False)
class Prompts:
    """What the language model is told, and what of its words may not be said."""

    instructions: str
    """The same for a whole interview, so that a provider can keep it. Fields: company, job."""
    follow_up: str
    """Field: question."""
    judging: re.Pattern[str]
    protected: re.Pattern[str]
    """What must not be asked of a candidate."""
    cv: str
    """Behind the instructions where there is one. Field: cv."""
    answer: str
    """Fields: question, passages, and none, which is to be written where they do not answer it."""
    scoring: re.Pattern[str]
    """Words of those who judge answers."""
    promising: re.Pattern[str]
    """What may be promised only where the documents do."""
    negating: re.Pattern[str]
    """Says that something is not so. In plain form (`understanding.plain`), as are the next three."""
    unfinished: re.Pattern[str]
    """Ends of no sentence and no question; without its mark."""
    plain: frozenset[str]
    """Words that every text is full of: by them the language is known, and none of them tells anything."""
    numbers: Mapping[str, int]
    """Numbers in words, but one, which is an article as well."""
    signs: Mapping[str, str]
    """Signs of a written text, as they are said, with a space at each side."""


@dataclass(frozen=True, slots=True, eq=False)
class Replies:
    """What is said to a wish of the candidate; where a question follows, it is said after these lines."""

    other_words: str
    as_you_like: str
    """Before a question of which there are no other words."""
    thinks: tuple[str, ...]
    aloud: str
    goes_back: str
    corrected: str
    is_ai: str
    person: tuple[str, ...]
    stopped: str
    withdrawn: str
    opted_out: str
    distressed: tuple[str, ...]
    pause: str
    rude: str
    rude_again: tuple[str, ...]
    one_language: tuple[str, ...]
    no_language: str
    """Goodbye to who cannot go on in this language."""
    slower: str
    more_time: str
    as_text: tuple[str, ...]
    bad_line: str
    bad_line_again: tuple[str, ...]
    i_hear: str
    noise: str
    noisy: str
    """When sounds without words come again and again."""
    other_voice: str
    instructs: str
    goes_on: str


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What candidates say beside their answers. Each looks at one sentence, without the words that only begin it.

    Answers are full of the same words ("I stopped the line"): a wish is one only where a sentence begins with it.
    """

    rephrase: re.Pattern[str]
    thinks: re.Pattern[str]
    aloud: re.Pattern[str]
    goes_back: re.Pattern[str]
    """Wants to change or add to an earlier answer, and may do so at once."""
    ordinals: tuple[re.Pattern[str], ...]
    """The first question, the second, and so on."""
    asks_if_ai: re.Pattern[str]
    wants_person: re.Pattern[str]
    stops: re.Pattern[str]
    withdraws: re.Pattern[str]
    no_more_calls: re.Pattern[str]
    distressed: re.Pattern[str]
    needs_pause: re.Pattern[str]
    rude: re.Pattern[str]
    switches_language: re.Pattern[str]
    slower: re.Pattern[str]
    more_time: re.Pattern[str]
    as_text: re.Pattern[str]
    bad_line: re.Pattern[str]
    hears_me: re.Pattern[str]
    noise: re.Pattern[str]
    other_voice: re.Pattern[str]
    instructs: re.Pattern[str]
    ready: re.Pattern[str]
    """Says that it can go on."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language; `code` as in a plan and at the providers (ISO 639-1)."""

    code: str
    name: str
    """In English, for the language model."""
    lines: Lines
    words: Words
    prompts: Prompts
    replies: Replies
    wishes: Wishes
    time: Callable[[datetime, datetime], str]
    """How a time is said, given the time now: "tomorrow at three in the afternoon"."""
    values: Values
