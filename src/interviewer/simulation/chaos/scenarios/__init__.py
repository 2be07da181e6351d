"""All scenarios, by name. Another one is one object in a file here."""

from __future__ import annotations

from typing import Final

from interviewer.simulation.chaos.scenario import Scenario
from interviewer.simulation.chaos.scenarios import hearing, machines, network, processes, speaking, stores, writing

NOTHING: Final = Scenario("nothing_fails", "Nothing: what the others are measured by.")

SCENARIOS: Final[dict[str, Scenario]] = {
    scenario.name: scenario
    for scenario in (
        NOTHING,
        *hearing.SCENARIOS,
        *writing.SCENARIOS,
        *speaking.SCENARIOS,
        *processes.SCENARIOS,
        *stores.SCENARIOS,
        *network.SCENARIOS,
        *machines.SCENARIOS,
    )
}
