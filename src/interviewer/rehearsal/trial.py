"""The cases of a plan, each held many times: how many were as expected, and why the others were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from interviewer.catalog.models import PlanFile
from interviewer.conversation.script import Script
from interviewer.rehearsal.cases import BEGAN, Case, Line
from interviewer.rehearsal.happenings import CutsOff, Happening
from interviewer.rehearsal.players import NO_MORE, CasePlayer, Person, Player
from interviewer.rehearsal.rehearsal import OutOfTurn, Rehearsal
from interviewer.rehearsal.variations import Varied
from interviewer.rehearsal.verdict import failures
from interviewer.rehearsal.writers import Writer, carry_on

MOST_TURNS: Final = 400
"""Of the candidate's, after which a conversation counts as one that does not end."""

People: TypeAlias = Callable[[str], Person]
"""A new persona by its name."""
Writers: TypeAlias = Callable[[Script], Writer]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case failed: how often, and the seed of the first time."""

    text: str
    times: int
    seed: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case."""

    name: str
    times: int
    passed: int
    reasons: tuple[Reason, ...]
    failed: tuple[Happening, ...] = ()
    """The first conversation that was not as expected."""

    @property
    def rate(self) -> float:
        """Share of the times at which it was as expected."""
        return self.passed / self.times


async def trial(
    plan: PlanFile, cases: tuple[Case, ...], *, times: int, people: People, writers: Writers
) -> tuple[Result, ...]:
    """Hold each case so many times, with the seeds 0, 1, 2 …; seed 0 is the case word by word."""
    return tuple([await _result(plan, case, times, people, writers) for case in cases])


async def _result(plan: PlanFile, case: Case, times: int, people: People, writers: Writers) -> Result:
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    passed = 0
    failed: tuple[Happening, ...] = ()
    for seed in range(times):
        happened = await held(plan, case, seed=seed, people=people, writers=writers)
        found = failures(case.expect, happened)
        passed += not found
        failed = failed or (happened if found else ())
        counted.update(found)
        for text in found:
            first.setdefault(text, seed)
    reasons = tuple(Reason(text, count, first[text]) for text, count in counted.most_common())
    return Result(case.name, times, passed, reasons, failed)


async def held(plan: PlanFile, case: Case, *, seed: int, people: People, writers: Writers) -> tuple[Happening, ...]:
    """One conversation by a case."""
    script = script_of(plan, case.candidate, case.line)
    writer = writers(script)
    rehearsal = Rehearsal(script, writes=writer.follows_up, began=BEGAN)
    person = people(case.persona) if case.persona is not None else None
    player: Player = Varied(CasePlayer(case, person), seed, script.language)
    rehearsal.begins()
    await carry_on(rehearsal, writer)
    for _ in range(MOST_TURNS):
        if rehearsal.ended is not None:
            break
        given = player.plays(rehearsal)
        try:
            rehearsal.takes(given)
        except OutOfTurn:  # a case that cuts off what nobody is saying
            rehearsal.says(given.text if isinstance(given, CutsOff) else NO_MORE)
        await carry_on(rehearsal, writer)
    return tuple(rehearsal.happened)


def script_of(plan: PlanFile, candidate: str, line: Line = "phone") -> Script:
    """The whole plan's script; who opened a link has chosen the moment, and is asked neither for name nor time."""
    return Script.from_plan(
        plan,
        candidate_name=candidate,
        questions=tuple(question.id for question in plan.plan.questions),
        opening="full" if line == "phone" else "short",
    )
