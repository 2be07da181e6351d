"""The other scenarios of the short set, in a system beside the one of the first."""

from __future__ import annotations

import pytest

from short_chaos import THE_OTHERS, broken

pytestmark = [pytest.mark.quick, pytest.mark.long, pytest.mark.timeout(400)]


async def test_every_promise_is_kept() -> None:
    assert await broken(*THE_OTHERS) == {name: [] for name in THE_OTHERS}
