"""What an engine can refuse, each with the HTTP status and OpenAI error type it is told by.

Deliberately not in it: how it is written on the wire; `app` does that in one place.
"""

from __future__ import annotations

from typing import ClassVar


class EngineError(Exception):
    """An engine could not do what was asked; the message says why and what to do."""

    status: ClassVar[int] = 500
    kind: ClassVar[str] = "server_error"
    code: ClassVar[str] = "engine_failed"


class BadInput(EngineError):
    """The request cannot be understood: damaged audio, no text, an unknown parameter value."""

    status = 400
    kind = "invalid_request_error"
    code = "bad_input"


class UnknownModel(EngineError):
    """A model was named that these engines do not have."""

    status = 404
    kind = "invalid_request_error"
    code = "model_not_found"


class TooLarge(EngineError):
    """The request is longer than these engines take in one go."""

    status = 413
    kind = "invalid_request_error"
    code = "too_large"


class Busy(EngineError):
    """The engine's queue is full, or the request waited too long in it; nothing was decoded."""

    status = 429
    kind = "rate_limit_error"
    code = "busy"

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which trying again makes sense."""


class Unavailable(EngineError):
    """The engine cannot run on this machine as it is: no model, or too little memory."""

    status = 503
    kind = "service_unavailable"
    code = "engine_unavailable"
