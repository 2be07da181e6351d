"""An interviewer is killed in mid-call, and another one goes on."""

from __future__ import annotations

import pytest

from interviewer.simulation.chaos.scenarios import SCENARIOS
from short_chaos import AN_AGENT_KILLED, THE_OTHERS, broken

pytestmark = [pytest.mark.quick, pytest.mark.long, pytest.mark.timeout(400)]


def test_the_parts_are_the_short_set() -> None:
    assert {*AN_AGENT_KILLED, *THE_OTHERS} == {name for name, one in SCENARIOS.items() if one.quick}


async def test_every_promise_is_kept() -> None:
    assert await broken(*AN_AGENT_KILLED) == {name: [] for name in AN_AGENT_KILLED}
