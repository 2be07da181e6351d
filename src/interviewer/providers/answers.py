"""What a provider's refusal means, in words. Its own words are not passed on: some repeat a part of the key."""

from __future__ import annotations

from typing import Final

MEANINGS: Final = {
    400: "it did not understand the request",
    401: "the key is wrong",
    402: "the account has no credit left",
    403: "the key may not do this",
    404: "there is no such model, voice or address",
    408: "it gave up waiting",
    413: "the request was too large",
    415: "it does not take this kind of request",
    422: "it did not understand the request",
    429: "too many requests, or the quota is used up",
    502: "it is in trouble",
    503: "it is overloaded",
    504: "it is in trouble",
}
PASSING: Final = (408, 429, 500, 502, 503, 504)
"""Answers that another try may change."""


def refusal(who: str, status: int, code: str | None = None) -> str:
    """A sentence, such as "Deepgram answered 401: the key is wrong."."""
    meaning = MEANINGS.get(status, "it is in trouble" if status >= 500 else "it refused the request")  # noqa: PLR2004
    named = f" ({code})" if code else ""
    return f"{who} answered {status}{named}: {meaning}."
