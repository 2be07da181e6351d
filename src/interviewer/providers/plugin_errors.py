"""What went wrong in one of LiveKit's plugins, in words."""

from __future__ import annotations

from typing import TypedDict

from livekit.agents import APIError, APIStatusError, APITimeoutError

from interviewer.providers.answers import refusal


def meaning(name: str, error: APIError) -> str:
    """What a plugin's error means, without what the provider wrote."""
    if (status := _status(error)) is not None:
        return refusal(name, status)
    if isinstance(error, APITimeoutError):
        return f"{name} did not answer in time."
    return f"{name} cannot be reached, or broke off."


class Particulars(TypedDict):
    """What `ProviderFailed` takes of it."""

    status: int | None
    late: bool


def particulars(error: APIError) -> Particulars:
    """What kind of trouble it is."""
    return Particulars(status=_status(error), late=isinstance(error, APITimeoutError))


def _status(error: APIError) -> int | None:
    cause = error.__cause__ if isinstance(error.__cause__, APIStatusError) else error
    return cause.status_code if isinstance(cause, APIStatusError) and cause.status_code > 0 else None
