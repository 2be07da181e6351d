"""Identifiers of interviews and what belongs to them."""

from __future__ import annotations

import secrets
from typing import NewType

InterviewId = NewType("InterviewId", str)
TurnId = NewType("TurnId", str)

STREAM_PREFIX = "interview-"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """A fresh identifier such as `int_4f0c…`: the prefix and 60 random bits in Crockford's base 32."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(12))}"


def stream_of(interview_id: str) -> str:
    """The interview's stream in the log."""
    return STREAM_PREFIX + interview_id


def interview_of(stream: str) -> InterviewId | None:
    """The interview whose stream this is; None for any other stream."""
    return InterviewId(stream.removeprefix(STREAM_PREFIX)) if stream.startswith(STREAM_PREFIX) else None


def candidate_identity(interview_id: str) -> str:
    """The candidate's participant identity in the room."""
    return f"candidate-{interview_id}"


def interviewer_identity(epoch: int) -> str:
    """The interviewer's participant identity in the room, one per lease."""
    return f"interviewer-{epoch}"
