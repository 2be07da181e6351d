"""Faults that a seed draws: one scenario's or two scenarios' at once, and never two of vendors, or of agents."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

from interviewer.simulation.chaos.scenario import Blows, Breaks, Fails, Fills, Hears, Jumps, Log, Rolls, Scenario, Stops
from interviewer.simulation.chaos.scenarios import SCENARIOS

NAME: Final = "random"
RANDOM: Final = Scenario(
    NAME, "Faults that the seed draws, of one scenario or two, others in each turn.", log=Log(epochs=None)
)
TOLD: Final = (Rolls, Stops)
"""An agent that is told to stop hands over all of its calls, also those that nothing was meant for."""


def _hits_agents(one: Scenario) -> bool:
    return one.does(Rolls) or any(getattr(step.do, "process", None) == "agent" for step in one.steps)


SORTS: Final[tuple[Callable[[Scenario], bool], ...]] = (
    lambda one: one.does(Breaks),
    lambda one: one.does(Blows, Fails),
    _hits_agents,
)
"""Of each of these one is enough at a time: vendors, the candidate's own side, agents, of which one is to be left."""
BOTH: Final = 0.5
"""Share of turns with two."""
POOL: Final = tuple(one for one in SCENARIOS.values() if one.steps and not one.does(Fills, Jumps))
"""What any machine can do."""


def drawn(seed: str, pool: Sequence[Scenario] = POOL) -> Scenario:
    """The same of the same seed; what may be heard and lost is what one of the two may cost."""
    chance = random.Random(seed)  # noqa: S311
    first = chance.choice(pool)
    if chance.random() >= BOTH:
        return together(first)
    alike = [sort for sort in SORTS if sort(first)]
    fits = [one for one in pool if one != first and not any(sort(one) for sort in alike)]
    return together(first, chance.choice([one for one in fits if one.log.outcome == first.log.outcome]))


def together(*chosen: Scenario) -> Scenario:
    """One scenario in which all of them happen; nothing is promised of how soon somebody takes over."""
    epochs = [None if one.does(*TOLD) else one.log.epochs for one in chosen]
    return Scenario(
        NAME,
        " + ".join(one.name for one in chosen),
        tuple(step for one in chosen for step in one.steps),
        Hears(max(one.hears.silence for one in chosen), sum(one.hears.fragments for one in chosen)),
        Log(
            outcome=chosen[0].log.outcome,
            words_lost=sum(one.log.words_lost for one in chosen),
            epochs=None if None in epochs else max(one or 1 for one in epochs),
        ),
    )
