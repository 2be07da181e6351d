"""Which follow-up an answer calls for: the author's first, then the catalogue's, then a language model's. Pure."""

from __future__ import annotations

from typing import Final

from interviewer.catalog.models import MissingAnyOf, Probe, Question, ShorterThan
from interviewer.conversation import budget
from interviewer.conversation.standing import PART, Conversation, Planned
from interviewer.conversation.understanding import mentions, plain, word_count

MAX_PROBES: Final = 2
"""Planned follow-ups to one question, the author's and the catalogue's."""
WORTH_FOLLOWING: Final = 8
"""Words that an answer has before there is anything to follow up on."""
TOLD: Final = 80
"""Words after which an answer has its parts, whatever words they are in."""
SET: Final = 20
"""The same of its situation, which hardly any story goes without."""
_SHORT_KINDS: Final = ("yes_no", "number", "date", "choice", "consent", "language_sample")
"""Nothing is followed up there."""


def due(state: Conversation, question: Question) -> Planned | None:
    """The planned follow-up to the answer so far."""
    if len(state.probed) >= MAX_PROBES or not budget.fits_follow_up(state):
        return None
    for probe in question.probes:
        if probe.id not in state.probed and _due(probe, state.answer):
            return Planned(probe.id, probe.ask)
    return _missing(state, question)


def instead(state: Conversation, question: Question) -> Planned | None:
    """An author's follow-up that suits any answer, where a language model's may not be said."""
    if len(state.probed) >= MAX_PROBES or not budget.fits_follow_up(state):
        return None
    suits = (p for p in question.probes if p.id not in state.probed and isinstance(p.when, ShorterThan))
    return next((Planned(probe.id, probe.ask) for probe in suits), None)


def worth_following(state: Conversation, question: Question) -> bool:
    """Whether a language model may look for a follow-up."""
    if not state.writes or question.kind in _SHORT_KINDS or len(state.probed) + state.written >= MAX_PROBES + 1:
        return False
    if state.written >= _most(state, question) or word_count(state.answer) < WORTH_FOLLOWING:
        return False
    return budget.fits_follow_up(state)


def _most(state: Conversation, question: Question) -> int:
    """Follow-ups that no author wrote; none at all where it says so."""
    return state.script.follow_ups if question.follow_ups is None else question.follow_ups


def _missing(state: Conversation, question: Question) -> Planned | None:
    """The situation, the action or the result that the words of the answer tell nothing of; once, and one of them."""
    asked = any(probe.startswith(PART) for probe in state.probed)
    if not state.script.parts or question.kind != "behavioural" or asked or not _most(state, question):
        return None
    said, length = plain(state.answer), word_count(state.answer)
    for part, pattern in state.words.parts.items():
        if length < (SET if part == "situation" else TOLD) and not pattern.search(said):
            return Planned(f"{PART}{part}", state.said.parts[part])
    return None


def _due(probe: Probe, answer: str) -> bool:
    match probe.when:
        case ShorterThan(shorter_than=words):
            return word_count(answer) < words
        case MissingAnyOf(missing_any_of=phrases):
            return not mentions(answer, phrases)
