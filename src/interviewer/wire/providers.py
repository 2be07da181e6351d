"""The public API's shapes of the speech and language providers: which are in use, and whether they would serve.

No key is in any of them, nor a provider's own words.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, JsonValue

from interviewer.wire.examples import example

Part = Literal["recognition", "speech", "writing"]
Outcome = Literal["ok", "not_set", "wrong_key", "unreachable", "not_found", "quota", "refused"]

PROVIDER: Final[dict[str, JsonValue]] = {
    "part": "recognition",
    "provider": "deepgram",
    "model": "nova-3",
    "hosted": True,
}
CHECK: Final[dict[str, JsonValue]] = {
    **PROVIDER,
    "outcome": "wrong_key",
    "detail": "Deepgram answered 401: the key is wrong.",
    "remedy": "correct INTERVIEWER_DEEPGRAM_API_KEY",
    "milliseconds": None,
}


class Provider(BaseModel):
    """What hears, speaks or writes in calls."""

    model_config = example(**PROVIDER)

    part: Part
    provider: str
    """The row of the table: `deepgram`, `local`, `none`."""
    model: str
    """Model or voice, several with commas between; empty where there is none."""
    hosted: bool
    """Whether what is said goes to a vendor through it."""


class Providers(BaseModel):
    """The providers that the settings choose."""

    model_config = example(items=[PROVIDER])

    items: list[Provider]


class ProviderCheck(Provider):
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
