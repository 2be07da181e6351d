"""What all failures of a provider in a call have in common: a sentence for people, and what kind it is for programs.

Deliberately not here: what is done about it (`resilience`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["late", "broken", "refused", "spent", "limited"]
"""Not in time; it broke, or cannot be reached; the account may not (key, model), has no credit, or asked too often."""
REFUSALS: Final = frozenset({401, 403, 404})
PAYMENT: Final = 402
TOO_MANY: Final = 429
NO_CREDIT: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached", "quota_exceeded"})
"""Names that vendors give a 429 which waiting does not mend."""


class ProviderFailed(Exception):
    """A provider did not serve. `status` is what it answered, `code` its name of the trouble, where there are such."""

    def __init__(
        self,
        *told: object,
        status: int | None = None,
        code: str | None = None,
        retry_after: float | None = None,
        late: bool = False,
    ) -> None:
        super().__init__(*told)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        """Seconds for which the provider asks to be left alone."""
        self.late = late

    @property
    def kind(self) -> Kind:
        """What kind of failure it is."""
        if self.status == PAYMENT or self.code in NO_CREDIT:
            return "spent"
        if self.status in REFUSALS:
            return "refused"
        if self.status == TOO_MANY:
            return "limited"
        return "late" if self.late else "broken"

    @property
    def passing(self) -> bool:
        """Whether the same account may do better in a moment."""
        return self.kind in {"late", "broken"} and (self.status is None or self.status >= 500)  # noqa: PLR2004


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds that an answer asks for, by `Retry-After-Ms`, or by `Retry-After` in seconds or as a date."""
    if (ms := _number(headers.get("retry-after-ms"))) is not None:
        return ms / 1000
    told = headers.get("retry-after")
    if told is None:
        return None
    if (seconds := _number(told)) is not None:
        return seconds
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())


def _number(told: str | None) -> float | None:
    try:
        number = float(told) if told is not None else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) and number >= 0 else None
