"""When simulated campaigns begin, however slowly the system started."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interviewer.simulation.campaign.world import MORNING, begins, campaigns

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize("late", [0 * HOUR, 2 * HOUR, 6 * HOUR])
def test_a_system_that_starts_soon_calls_on_the_first_day(late: timedelta) -> None:
    assert begins(MORNING + late) == MORNING


@pytest.mark.parametrize(
    ("late", "begun"),
    [(7 * HOUR, 1), (23 * HOUR, 1), (25 * HOUR, 1), (3 * DAY, 3), (4 * DAY, 4), (4 * DAY + 7 * HOUR, 7), (6 * DAY, 7)],
)
def test_one_that_starts_late_calls_from_a_working_morning_on_that_has_most_of_its_day(
    late: timedelta, begun: int
) -> None:
    morning = begins(MORNING + late)
    assert morning == MORNING + begun * DAY
    assert morning + DAY - (MORNING + late) >= 18 * HOUR, "for a campaign of a day to be made and imported"


def test_all_campaigns_last_from_their_morning_on() -> None:
    terms = [one.terms for one in campaigns(60, 7, days=2, morning=MORNING + DAY)]
    assert {(one.starts, one.ends) for one in terms} == {(MORNING + DAY, MORNING + 3 * DAY)}
