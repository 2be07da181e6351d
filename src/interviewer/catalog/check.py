"""Reads a plan file and names every mistake in it: file, line, column, field and remedy.

All mistakes are found at once, those of YAML excepted, behind which nothing can be read. Deliberately not here: what
a plan is (`models`), and whether its questions are good ones (`lint`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Literal

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from interviewer.catalog import job_part, remedies
from interviewer.catalog.models import InterviewPlan, Job, MissingAnyOf, PlanFile, ShorterThan
from interviewer.catalog.positions import Found, Path, Source, Unreadable
from interviewer.catalog.pronunciation import spoken_as
from interviewer.catalog.questions import Choice
from interviewer.catalog.timing import WORDS_PER_SECOND, expected_minutes

MOST_WORDS = {"question": 45, "follow-up": 30, "option": 12}
"""What a listener can keep in mind until it is over: 45 words take about 18 seconds."""

_CONDITIONS: dict[object, type[BaseModel]] = {"shorter_than": ShorterThan, "missing_any_of": MissingAnyOf}
_UNSPEAKABLE = re.compile(r"https?://\S*|www\.\S*|[*_#<>{}\[\]|`~^\\]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a plan file, or advice about it. Line and column count from 1; field: `plan.questions[2].ask`.

    `rule` names what was looked for: `format` for what makes it no plan, else a rule of its own.
    """

    source: str
    line: int
    column: int
    field: str
    message: str
    remedy: str
    rule: str = "format"
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        field = f" {self.field}:" if self.field else ""
        return f"{self.source}:{self.line}:{self.column}:{field} {self.message}. {self.remedy}"


class PlanInvalid(Exception):
    """The plan file has mistakes; `problems` names each, in the order of their lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as far as it can be read: `source` if it is YAML, `plan` if it has the shape of one; and its mistakes."""

    source: Source | None
    plan: PlanFile | None
    mistakes: tuple[Problem, ...] = ()

    def flawless(self) -> PlanFile:
        """The plan. Raises PlanInvalid if there is a mistake."""
        if self.plan is None or self.mistakes:
            raise PlanInvalid(self.mistakes)
        return self.plan


def load_plan_file(path: FilePath, job: Job | None = None) -> PlanFile:
    """The plan file at that path, for that job if given (see `read_plan`). Raises PlanInvalid."""
    return read_plan_file(path, job).flawless()


def parse_plan(text: str, *, source: str, base: FilePath | None, job: Job | None = None) -> PlanFile:
    """The plan in a YAML or JSON text (see `read_plan`). Raises PlanInvalid."""
    return read_plan(text, source=source, base=base, job=job).flawless()


def read_plan_file(path: FilePath, job: Job | None = None) -> Reading:
    """The plan file at that path, for that job if given (see `read_plan`)."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Reading(None, None, (Problem(str(path), line, 1, "", "this is not UTF-8", "Save the file as UTF-8."),))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        remedy = "Check the path; examples/ has three plans to start from."
        return Reading(None, None, (Problem(str(path), 1, 1, "", f"the file cannot be read: {reason}", remedy),))
    return read_plan(text, source=str(path), base=path.parent, job=job)


def read_plan(text: str, *, source: str, base: FilePath | None, job: Job | None = None) -> Reading:
    """The plan in a YAML or JSON text.

    `source` names the text in messages. `base` is the folder in which the job's documents must be; None for a text that
    came without a folder, whose documents are not looked for. `job`: what it must be a plan for; a text that tells of
    no job is then for this one.
    """
    try:
        read = Source(text)
    except Unreadable as error:
        at = error.position
        return Reading(None, None, (Problem(source, at.line, at.column, "", error.message, error.remedy),))
    if job is not None and isinstance(read.data, dict):
        read.data.setdefault("job", job.model_dump())
    plan: PlanFile | None = None
    found = list(_found(read, base))
    if job is not None:
        found.extend(job_part.other_job(read, job))
    rules = {"format": found, "no_evidence": list(_unserved(read))}
    try:
        plan = PlanFile.model_validate(read.data)
    except ValidationError as error:
        found.extend(_shape(read, error, known=any(rules.values())))
    else:
        rules |= {"too_long": list(_spoken(read, plan.plan)), "over_time": list(_time(read, plan.plan))}
    problems = (
        Problem(source, at.line, at.column, dotted(path), said, remedy, rule)
        for rule, several in rules.items()
        for path, at, said, remedy in several
    )
    return Reading(read, plan, in_order(dict.fromkeys(problems)))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By their lines; at one place errors first."""
    return tuple(sorted(problems, key=lambda p: (p.line, p.column, p.field, p.severity)))


def dotted(path: Path) -> str:
    """A path as people write it: `plan.questions[2].ask`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _found(read: Source, base: FilePath | None) -> Iterator[Found]:
    """Mistakes that the shape of the file does not show, looked for in whatever is well-formed of it."""
    for path, at in read.repeated_keys():
        yield path, at, f"{path[-1]!r} is given twice", "Keep one of them: only the last would count."
    questions, criteria = _items(read.data, "questions"), _items(read.data, "criteria")
    yield from _twice(read, questions, "question")
    yield from _twice(read, criteria, "criterion")
    known = {_text(criterion.get("id")) for _, criterion in criteria}
    for path, question in questions:
        probes = [((*path, "probes", i), p) for i, p in _mappings(question.get("probes"))]
        yield from _twice(read, probes, "follow-up")
        for probe_path, probe in probes:
            yield from _condition(read, (*probe_path, "when"), probe)
        named = question.get("criteria")
        for index, criterion in enumerate(named if isinstance(named, list) else ()):
            if isinstance(criterion, str) and criterion not in known:
                here: Path = (*path, "criteria", index)
                yield here, read.where(here), f"there is no criterion {criterion!r}", _nearest(criterion, known)
    if base is not None:
        yield from job_part.documents(read, base)


def _unserved(read: Source) -> Iterator[Found]:
    """Criteria for which there is no question at all."""
    questions = _items(read.data, "questions")
    named = [question.get("criteria") for _, question in questions]
    used = {_text(criterion) for several in named if isinstance(several, list) for criterion in several}
    for path, criterion in _items(read.data, "criteria"):
        name = _text(criterion.get("id"))
        if name and name not in used and questions:
            message = f"no question serves the criterion {name!r}, so that it would never be scored"
            yield path, read.where((*path, "id")), message, "Name it under criteria: of a question, or remove it."


def _twice(read: Source, items: list[tuple[Path, dict[str, Any]]], what: str) -> Iterator[Found]:
    first: dict[str, int] = {}
    for path, item in items:
        here: Path = (*path, "id")
        name, at = _text(item.get("id")), read.where((*path, "id"))
        if name and name in first:
            message = f"the {what} id {name!r} is taken by the one in line {first[name]}"
            yield here, at, message, "Give it an id of its own."
        first.setdefault(name, at.line)


def _condition(read: Source, path: Path, probe: dict[str, Any]) -> Iterator[Found]:
    """Mistakes of a follow-up's condition, a choice of two shapes of which the author meant one."""
    if "when" not in probe:
        return
    given = probe["when"]
    model = _CONDITIONS.get(next(iter(given))) if isinstance(given, dict) and len(given) == 1 else None
    if model is None:
        yield path, read.where(path), "this is no condition for a follow-up", remedies.WHEN
        return
    try:
        model.model_validate(given)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            inner: Path = (*path, *detail["loc"])
            yield inner, read.where(inner), *remedies.explain(detail, inner)


def _shape(read: Source, error: ValidationError, *, known: bool) -> Iterator[Found]:
    """Mistakes of shape. `known`: the rules above have found some, so that the model's repeat of them is left out."""
    for detail in error.errors(include_url=False):
        path, kind = _without_kind(tuple(step for step in detail["loc"] if step != "[key]"))
        if (known and path == ("plan",)) or "when" in path[:-1] or _not_so_short(detail, path, read.data):
            continue
        if path and path[-1] == "when" and detail["type"] != "missing":
            continue
        if detail["type"] == "invalid_key":
            path = path[:-1]
        if detail["type"] == "value_error" and path[:2] == ("plan", "criteria"):
            path = (*path, "anchors")
        if detail["type"] == "union_tag_invalid":
            path = (*path, "kind")
        if detail["type"] == "mistake" and (field := detail["ctx"]["field"]):
            path = (*path, *(int(step) if step.isdigit() else step for step in field.split(".")))
        yield path, read.where(path, key=detail["type"] == "extra_forbidden"), *remedies.explain(detail, path, kind)


def _without_kind(path: Path) -> tuple[Path, str]:
    """The path as it is in the file, without the question's kind that the model puts behind its place; and the kind."""
    if path[:2] == ("plan", "questions") and len(path) > 3:  # noqa: PLR2004 - plan, questions, place, kind
        return (*path[:3], *path[4:]), str(path[3])
    return path, ""


def _not_so_short(detail: ErrorDetails, path: Path, data: object) -> bool:
    """Whether a list is called too short only because entries of it have mistakes of their own."""
    if detail["type"] != "too_short":
        return False
    listed: Any = data
    for step in path:
        listed = listed[step]
    return len(listed) >= int(detail["ctx"]["min_length"])


def _spoken(read: Source, plan: InterviewPlan) -> Iterator[Found]:
    """What cannot be spoken or is too long to listen to, in a plan that is otherwise right."""
    for index, question in enumerate(plan.questions):
        here: Path = ("plan", "questions", index)
        yield from _line(read, (*here, "ask"), spoken_as(question.ask, plan.pronunciations), "question")
        if question.rephrased is not None:
            yield from _line(read, (*here, "rephrased"), spoken_as(question.rephrased, plan.pronunciations), "question")
        for number, option in enumerate(question.options if isinstance(question, Choice) else ()):
            spoken = spoken_as(option.label, plan.pronunciations)
            yield from _line(read, (*here, "options", number, "label"), spoken, "option")
        for number, probe in enumerate(question.probes):
            spoken = spoken_as(probe.ask, plan.pronunciations)
            yield from _line(read, (*here, "probes", number, "ask"), spoken, "follow-up")


def _time(read: Source, plan: InterviewPlan) -> Iterator[Found]:
    if (needed := expected_minutes(plan)) > plan.minutes:
        path: Path = ("plan", "minutes")
        message = f"the questions need about {needed:.0f} minutes, and the plan gives {plan.minutes}"
        yield path, read.where(path), message, "Give it more minutes, or take out questions or follow-ups."


def _line(read: Source, path: Path, text: str, what: str) -> Iterator[Found]:
    at = read.where(path)
    if strange := _UNSPEAKABLE.search(text):
        yield path, at, f"{strange[0]!r} cannot be spoken", "Write it in words: this is read aloud as it stands."
    if (words := _words(text)) > MOST_WORDS[what]:
        message = f"this {what} has {words} words and takes {words / WORDS_PER_SECOND:.0f} seconds to say"
        yield path, at, message, f"Keep it to {MOST_WORDS[what]} words, or ask the rest in a follow-up."


def _items(data: object, name: str) -> list[tuple[Path, dict[str, Any]]]:
    plan = data.get("plan") if isinstance(data, dict) else None
    listed = plan.get(name) if isinstance(plan, dict) else None
    return [(("plan", name, index), item) for index, item in _mappings(listed)]


def _mappings(listed: object) -> list[tuple[int, dict[str, Any]]]:
    return [(i, item) for i, item in enumerate(listed) if isinstance(item, dict)] if isinstance(listed, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _nearest(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else "Add it under criteria: of the plan, or correct the name."


def _words(text: str) -> int:
    return len(text.split())
