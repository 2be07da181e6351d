"""When a simulated campaign is taken to be stuck."""

from __future__ import annotations

from interviewer.simulation.campaign.watch import Quiet


def test_it_is_quiet_from_the_last_event_on() -> None:
    quiet = Quiet(0.0)
    assert quiet.lasted(10.0, events=0, waits=False) == 10.0
    assert quiet.lasted(11.0, events=3, waits=False) == 0.0
    assert quiet.lasted(131.0, events=3, waits=False) == 120.0


def test_a_call_that_is_due_after_a_long_wait_still_has_its_time_to_begin() -> None:
    quiet = Quiet(0.0)
    assert quiet.lasted(240.0, events=0, waits=True) == 0.0
    assert quiet.lasted(240.5, events=0, waits=False) == 0.5
    assert quiet.lasted(361.0, events=0, waits=False) == 121.0
