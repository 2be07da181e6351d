"""Where a page of a list ended: the time of its last row and its id, as one text that callers hand back.

The time is that of making, or the one that a list is sorted by; a cursor then names the order that it belongs to.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from interviewer.api.refusals import RequestInvalid


def of(at: datetime, key: str, order: str = "") -> str:
    """The cursor behind this row."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {key} {order}".rstrip().encode()).decode()


def read(cursor: str | None, order: str = "") -> tuple[datetime, str] | None:
    """The row that a cursor stands for; None without one. Raises `RequestInvalid`, also for one of another order."""
    if cursor is None:
        return None
    try:
        at, key, *named = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        found = datetime.fromisoformat(at).astimezone(UTC), key
    except (ValueError, OverflowError) as error:
        raise RequestInvalid("The cursor is not one that this api gave. Start without one.") from error
    if named != ([order] if order else []):
        raise RequestInvalid("The cursor belongs to a list in another order. Start without one, or keep the order.")
    return found
