"""The short set of scenarios, each on a system of its own: a call takes its time, and little of the machine."""

from __future__ import annotations

import pytest

from interviewer.simulation.chaos.scenarios import SCENARIOS
from short_chaos import broken

pytestmark = [pytest.mark.quick, pytest.mark.long, pytest.mark.timeout(400)]


@pytest.mark.parametrize("scenario", [name for name, one in SCENARIOS.items() if one.quick])
async def test_every_promise_is_kept(scenario: str) -> None:
    assert await broken(scenario) == []
