"""The phases of a conversation: one file each, and one row here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from interviewer.conversation.phases.call_back import CALL_BACK
from interviewer.conversation.phases.invitation import INVITATION
from interviewer.conversation.phases.opening import CONSENT, IDENTITY
from interviewer.conversation.phases.phase import Room
from interviewer.conversation.phases.questions import QUESTIONS
from interviewer.conversation.phases.rating import RATING
from interviewer.conversation.phases.time_check import TIME_CHECK
from interviewer.conversation.standing import Phase

ROOMS: Final[Mapping[Phase, Room]] = {
    "opening": CONSENT,  # nobody has begun: only the greeting may follow
    "identity": IDENTITY,
    "consent": CONSENT,
    "time_check": TIME_CHECK,
    "call_back": CALL_BACK,
    "questions": QUESTIONS,
    "invitation": INVITATION,
    "rating": RATING,
}

__all__ = ["ROOMS", "Room"]
