"""What went wrong in one of LiveKit's plugins, in words."""

from __future__ import annotations

from livekit.agents import APIError, APIStatusError, APITimeoutError

from interviewer.providers.answers import refusal


def meaning(name: str, error: APIError) -> str:
    """What a plugin's error means, without what the provider wrote."""
    cause = error.__cause__ if isinstance(error.__cause__, APIStatusError) else error
    if isinstance(cause, APIStatusError) and cause.status_code > 0:
        return refusal(name, cause.status_code)
    if isinstance(error, APITimeoutError):
        return f"{name} did not answer in time."
    return f"{name} cannot be reached, or broke off."
