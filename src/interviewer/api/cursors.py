"""Where a page of a list ended: the time of making and the id of its last row, as one text that callers hand back."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from interviewer.api.problems import RequestInvalid


def of(created_at: datetime, key: str) -> str:
    """The cursor behind this row."""
    return base64.urlsafe_b64encode(f"{created_at.isoformat()} {key}".encode()).decode()


def read(cursor: str | None) -> tuple[datetime, str] | None:
    """The row that a cursor stands for; None without one. Raises `RequestInvalid`."""
    if cursor is None:
        return None
    try:
        at, _, key = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return datetime.fromisoformat(at).astimezone(UTC), key
    except (ValueError, OverflowError) as error:
        raise RequestInvalid("The cursor is not one that this api gave. Start without one.") from error
