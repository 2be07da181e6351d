"""Join links: a signed token names the interview and is good for 24 hours after the interview was agreed.

The same interview always gets the same link, so that it need not be kept anywhere.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

from interviewer.api.problems import JoinLinkUnknown

LIFE = timedelta(hours=24)
AUDIENCE = "interviewer-join"


@dataclass(frozen=True, slots=True)
class JoinLink:
    """A genuine link."""

    interview_id: str
    expired: bool


class JoinTokens:
    """Signs and reads join tokens with a key derived from the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.new(secret.encode(), b"join link", hashlib.sha256).digest()

    def issue(self, interview_id: str, created_at: datetime) -> str:
        """The token of an interview agreed at that time."""
        claims = {"sub": interview_id, "aud": AUDIENCE, "exp": int((created_at + LIFE).timestamp())}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def read(self, token: str, *, now: datetime | None = None) -> JoinLink:
        """What a token says. Raises `JoinLinkUnknown` unless it was signed here."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=["HS256"],
                audience=AUDIENCE,
                options={"require": ["sub", "exp"], "verify_exp": False},
            )
        except jwt.InvalidTokenError as error:
            raise JoinLinkUnknown from error
        return JoinLink(claims["sub"], expired=int(claims["exp"]) <= (now or datetime.now(UTC)).timestamp())
