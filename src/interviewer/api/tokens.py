"""What is signed here and handed out: the links by which candidates join, and the cookies of browsers' sessions.

A link names the interview and is good for 24 hours after the interview was agreed. The same interview always gets the
same link, so that it need not be kept anywhere.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

from interviewer.api.refusals import JoinLinkUnknown

LIFE = timedelta(hours=24)
AUDIENCE = "interviewer-join"
SESSION = "interviewer-session"
COOKIE = "interviewer_session"


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


class Sessions:
    """Signs and reads session cookies with a key derived from the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.new(secret.encode(), b"session", hashlib.sha256).digest()

    def issue(self, key_id: str, ends: datetime) -> str:
        """The cookie of a browser that acts with this key until then."""
        claims = {"sub": key_id, "aud": SESSION, "exp": int(ends.timestamp())}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def key_id(self, cookie: str) -> str | None:
        """The key that a cookie names; None unless it was signed here and is still good."""
        options: jwt.types.Options = {"require": ["sub", "exp"]}
        try:
            claims = jwt.decode(cookie, self._key, algorithms=["HS256"], audience=SESSION, options=options)
        except jwt.InvalidTokenError:
            return None
        return str(claims["sub"])
