"""A plan file looked at whole: its mistakes, and advice about its questions, each in its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath

from interviewer.catalog.check import Problem, Reading, dotted, in_order, read_plan, read_plan_file
from interviewer.catalog.lint.rules import findings
from interviewer.catalog.models import Job, PlanFile


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found; `plan` unless it has mistakes. Advice may be an error too: it is a plan all the same."""

    plan: PlanFile | None
    problems: tuple[Problem, ...]
    """Mistakes and advice in the order of their lines."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Those that are no mere warnings."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def look_at_file(path: FilePath, job: Job | None = None) -> Looked:
    """All that there is to say about the plan file at that path; see `check.read_plan`."""
    return _looked(read_plan_file(path, job), str(path))


def look_at(text: str, *, source: str, base: FilePath | None, job: Job | None = None) -> Looked:
    """All that there is to say about a plan in a YAML or JSON text; see `check.read_plan`."""
    return _looked(read_plan(text, source=source, base=base, job=job), source)


def _looked(reading: Reading, name: str) -> Looked:
    problems = list(reading.mistakes)
    if reading.source is not None and reading.plan is not None:
        for rule, severity, finding in findings(reading.plan):
            at = reading.source.where(finding.path)
            where = dotted(finding.path)
            problems.append(Problem(name, at.line, at.column, where, finding.message, finding.remedy, rule, severity))
    return Looked(None if reading.mistakes else reading.plan, in_order(problems))
