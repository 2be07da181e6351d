"""Identifiers of interviews and what belongs to them."""

from __future__ import annotations

import hashlib
import secrets
from typing import NewType

InterviewId = NewType("InterviewId", str)
TurnId = NewType("TurnId", str)

STREAM_PREFIX = "interview-"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """A fresh identifier such as `int_4f0c…`: the prefix and 60 random bits in Crockford's base 32."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(12))}"


def id_from(prefix: str, of: bytes) -> str:
    """The identifier in that form which always is the same for the same bytes."""
    bits = int.from_bytes(hashlib.sha256(of).digest())
    return f"{prefix}_{''.join(ALPHABET[bits >> 5 * digit & 31] for digit in range(12))}"


def stream_of(interview_id: str) -> str:
    """The interview's stream in the log."""
    return STREAM_PREFIX + interview_id


def interview_of(stream: str) -> InterviewId | None:
    """The interview whose stream this is; None for any other stream."""
    return InterviewId(stream.removeprefix(STREAM_PREFIX)) if stream.startswith(STREAM_PREFIX) else None


def candidate_identity(interview_id: str) -> str:
    """The participant identity in the room of a candidate who came by its link."""
    return f"candidate-{interview_id}"


def interviewer_identity(epoch: int) -> str:
    """The interviewer's participant identity in the room, one per lease."""
    return f"interviewer-{epoch}"


def room_of(interview_id: str, attempt: int) -> str:
    """The room of an attempt by telephone. Each has its own, so that closing one cannot cut the next."""
    return f"{interview_id}.{attempt}"


def interview_in(room: str) -> str:
    """The interview that this room was made for; a call by link has the interview's id for its room."""
    return room.partition(".")[0]


def attempt_identity(attempt: int) -> str:
    """The participant identity of the candidate's telephone."""
    return f"attempt-{attempt}"
