"""What kind of failure it is, and how long a vendor asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interviewer.providers.failure import ProviderFailed, retry_after

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failed", "kind", "passing"),
    [
        (ProviderFailed("x"), "broken", True),
        (ProviderFailed("x", late=True), "late", True),
        (ProviderFailed("x", status=503), "broken", True),
        (ProviderFailed("x", status=400), "broken", False),
        (ProviderFailed("x", status=401), "refused", False),
        (ProviderFailed("x", status=429), "limited", False),
        (ProviderFailed("x", status=429, code="insufficient_quota"), "spent", False),
        (ProviderFailed("x", status=402), "spent", False),
    ],
)
def test_an_answer_tells_its_kind(failed: ProviderFailed, kind: str, *, passing: bool) -> None:
    assert (failed.kind, failed.passing) == (kind, passing)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Mon, 02 Mar 2026 09:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 02 Mar 2026 08:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
    ],
)
def test_the_time_to_wait_is_read_as_vendors_write_it(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds
