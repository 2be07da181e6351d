"""What all emulated vendors share: who is let in, how long things take, who understands and who speaks."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from interviewer.simulation.vendors.activity import Activity
from interviewer.simulation.vendors.amiss import Amiss
from interviewer.simulation.vendors.latencies import Draws
from interviewer.simulation.vendors.spoken import Voice
from interviewer.simulation.vendors.words import Recogniser

KEY: Final = "simulated-vendors-key"
"""The key that every emulated vendor takes, unless another is given."""
WITHOUT_QUOTA: Final = "-without-quota"
"""A key with this behind it is known, but its account has nothing left."""
TOKEN_SECONDS: Final = 600
"""How long a token of Azure is good."""
Standing = Literal["good", "unknown", "without quota"]


@dataclass(slots=True)
class World:
    """Given to every route."""

    draws: Draws
    voice: Voice
    recogniser: Callable[[int, Activity], Recogniser]
    """Makes the recogniser of a stream with this rate."""
    key: str = KEY
    idle_seconds: float = 10.0
    """Without a message for this long, Deepgram closes a stream."""
    amiss: Amiss | None = None
    """What the language model writes wrong, if it does."""
    _tokens: dict[str, float] = field(default_factory=dict)

    def standing(self, key: str) -> Standing:
        """What this key is worth."""
        if hmac.compare_digest(key.encode(), self.key.encode()):
            return "good"
        return "without quota" if hmac.compare_digest(key.encode(), (self.key + WITHOUT_QUOTA).encode()) else "unknown"

    def issue_token(self) -> str:
        """A bearer token for Azure Speech."""
        now = time.monotonic()
        self._tokens = {token: until for token, until in self._tokens.items() if until > now}
        token = secrets.token_urlsafe(32)
        self._tokens[token] = now + TOKEN_SECONDS
        return token

    def knows_token(self, token: str) -> bool:
        """Whether this token was issued and is still good."""
        return self._tokens.get(token, 0) > time.monotonic()
