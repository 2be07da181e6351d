"""What a language has to have for an interview to be held in it: what is said, and what words mean.

Every field is required, so that a language is whole or does not load. Patterns look at text in lower case with one
kind of apostrophe (`understanding.plain`); lines are plain text to be spoken, with the fields of `str.format` named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


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
    closing: tuple[str, ...]
    """The goodbye, with what happens next. Field: company."""
    consent_again: str
    consent_thanks: str
    declined: str
    can_you_hear_me: str
    take_your_time: str
    move_on: str
    not_understood: str
    repeat: str
    for_the_team: str
    back_to: str
    go_on_with: str
    skipped: str
    silent_goodbye: str
    holding: str
    resumed: str


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What a candidate's words mean, as patterns."""

    harmless: re.Pattern[str]
    """Noes that mean a yes: taken out before a no is looked for."""
    yes: re.Pattern[str]
    no: re.Pattern[str]
    repeat: re.Pattern[str]
    skip: re.Pattern[str]
    question_start: re.Pattern[str]
    """A sentence with a question mark that begins so is a question."""
    trailing: re.Pattern[str]
    """Ends after which more is to come."""

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


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language; `code` as in a plan and at the providers (ISO 639-1)."""

    code: str
    name: str
    """In English, for the language model."""
    lines: Lines
    words: Words
    prompts: Prompts
