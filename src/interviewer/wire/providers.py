"""The public API's shapes of the speech and language providers: which are in use, and whether they would serve.

No key is in any of them, nor a provider's own words.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, JsonValue

from interviewer.wire.examples import example

Part = Literal["recognition", "speech", "writing"]
Outcome = Literal["ok", "not_set", "wrong_key", "unreachable", "not_found", "quota", "refused"]

NAMED: Final[dict[str, JsonValue]] = {
    "part": "recognition",
    "provider": "deepgram",
    "model": "nova-3",
    "hosted": True,
}
BREAKER: Final[dict[str, JsonValue]] = {
    "state": "open",
    "reason": "it had too many requests",
    "tried_again_in_s": 42.0,
    "opened": 1,
}
STAND_IN: Final[dict[str, JsonValue]] = {
    "part": "speech",
    "provider": "local",
    "model": "piper/joe",
    "hosted": False,
    "breaker": None,
}
PROVIDER: Final[dict[str, JsonValue]] = {
    "part": "speech",
    "provider": "azure",
    "model": "en-US-AvaNeural",
    "hosted": True,
    "breaker": BREAKER,
    "stand_ins": [STAND_IN],
}
CHECK: Final[dict[str, JsonValue]] = {
    **NAMED,
    "outcome": "wrong_key",
    "detail": "Deepgram answered 401: the key is wrong.",
    "remedy": "correct INTERVIEWER_DEEPGRAM_API_KEY",
    "milliseconds": None,
}


class Breaker(BaseModel):
    """Whether a vendor's account is asked by calls now: while it is `open` none does, and then one tries."""

    model_config = example(**BREAKER)

    state: Literal["closed", "open", "half_open"]
    reason: str
    """Why it opened last; empty when it is closed."""
    tried_again_in_s: float
    opened: int
    """How often it opened so far."""


class NamedProvider(BaseModel):
    """One of those that hear, speak or write."""

    model_config = example(**NAMED)

    part: Part
    provider: str
    """The row of the table: `deepgram`, `local`, `none`."""
    model: str
    """Model or voice, several with commas between; empty where there is none."""
    hosted: bool
    """Whether what is said goes to a vendor through it."""


class StandIn(NamedProvider):
    """What takes the place of one that fails in a call."""

    model_config = example(**STAND_IN)

    breaker: Breaker | None
    """None for what is on this installation."""


class Provider(StandIn):
    """What hears, speaks or writes in calls."""

    model_config = example(**PROVIDER)

    stand_ins: list[StandIn]
    """In the order in which they are asked."""


class Providers(BaseModel):
    """The providers that the settings choose."""

    model_config = example(items=[PROVIDER])

    items: list[Provider]


class ProviderCheck(NamedProvider):
    """What came of asking a provider one cheap thing."""

    model_config = example(**CHECK)

    outcome: Outcome
    detail: str
    """What was found, in a sentence."""
    remedy: str
    """What to do about it; empty when all is well."""
    milliseconds: int | None
    """How long the answer took, when all is well."""


class ProviderChecks(BaseModel):
    """The providers in use, each as it answered just now."""

    model_config = example(items=[CHECK])

    items: list[ProviderCheck]
