"""Reads a plan file and names every mistake in it: file, line, column, field and remedy.

All mistakes are found at once, those of YAML excepted, behind which nothing can be read. Deliberately not here: what
a plan is (`models`), and whether its questions are good ones.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from interviewer.catalog import remedies
from interviewer.catalog.models import InterviewPlan, Job, MissingAnyOf, PlanFile, ShorterThan
from interviewer.catalog.positions import Path, Position, Source, Unreadable

MOST_WORDS = {"question": 45, "follow-up": 30}
"""What a listener can keep in mind until it is over: 45 words take about 18 seconds."""

WORDS_PER_SECOND = 2.5
ANSWER_SECONDS = {"open": 60.0, "behavioural": 75.0, "yes_no": 10.0}
"""Usual length of an answer, by kind of question."""

FOLLOW_UP_SECONDS = 25.0
FOLLOW_UPS_ASKED = 0.5
"""The share of authored follow-ups that the answers usually call for."""

FRAME_SECONDS = 75.0
"""Greeting, consent and goodbye."""

_CONDITIONS: dict[object, type[BaseModel]] = {"shorter_than": ShorterThan, "missing_any_of": MissingAnyOf}
_UNSPEAKABLE = re.compile(r"https?://\S*|www\.\S*|[*_#<>{}\[\]|`~^\\]+")


Found = tuple[Path, Position, str, str]
"""The field, its place, what is wrong, and the remedy."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a plan file. Line and column count from 1; the field reads like `plan.questions[2].ask`."""

    source: str
    line: int
    column: int
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        field = f" {self.field}:" if self.field else ""
        return f"{self.source}:{self.line}:{self.column}:{field} {self.message}. {self.remedy}"


class PlanInvalid(Exception):
    """The plan file has mistakes; `problems` names each, in the order of their lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load_plan_file(path: FilePath, job: Job | None = None) -> PlanFile:
    """The plan file at that path, for that job if given (see `parse_plan`). Raises PlanInvalid."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PlanInvalid((Problem(str(path), line, 1, "", "this is not UTF-8", "Save the file as UTF-8."),)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        remedy = "Check the path; examples/ has three plans to start from."
        raise PlanInvalid((Problem(str(path), 1, 1, "", f"the file cannot be read: {reason}", remedy),)) from error
    return parse_plan(text, source=str(path), base=path.parent, job=job)


def parse_plan(text: str, *, source: str, base: FilePath | None, job: Job | None = None) -> PlanFile:
    """The plan in a YAML or JSON text. Raises PlanInvalid.

    `source` names the text in messages. `base` is the folder in which the job's documents must be; None for a text that
    came without a folder, whose documents are not looked for. `job`: what it must be a plan for; a text that tells of
    no job is then for this one.
    """
    try:
        read = Source(text)
    except Unreadable as error:
        at = error.position
        raise PlanInvalid((Problem(source, at.line, at.column, "", error.message, error.remedy),)) from error
    if job is not None and isinstance(read.data, dict):
        read.data.setdefault("job", job.model_dump())
    found = list(_found(read, base))
    if job is not None:
        found.extend(_other_job(read, job))
    try:
        plan = PlanFile.model_validate(read.data)
    except ValidationError as error:
        found.extend(_shape(read, error, known=bool(found)))
    else:
        found.extend(_spoken(read, plan.plan))
        if not found:
            return plan
    problems = {Problem(source, at.line, at.column, dotted(path), said, remedy) for path, at, said, remedy in found}
    raise PlanInvalid(tuple(sorted(problems, key=lambda p: (p.line, p.column, p.field))))


def expected_minutes(plan: InterviewPlan) -> float:
    """How long the interview usually takes: everything said at an ordinary pace, answers of usual length."""
    seconds = FRAME_SECONDS
    for question in plan.questions:
        seconds += _words(question.ask) / WORDS_PER_SECOND + ANSWER_SECONDS[question.kind]
        for probe in question.probes:
            seconds += FOLLOW_UPS_ASKED * (_words(probe.ask) / WORDS_PER_SECOND + FOLLOW_UP_SECONDS)
    return seconds / 60


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
    used: set[str] = set()
    for path, question in questions:
        probes = [((*path, "probes", i), p) for i, p in _mappings(question.get("probes"))]
        yield from _twice(read, probes, "follow-up")
        for probe_path, probe in probes:
            yield from _condition(read, (*probe_path, "when"), probe)
        named = question.get("criteria")
        for index, criterion in enumerate(named if isinstance(named, list) else ()):
            used.add(_text(criterion))
            if isinstance(criterion, str) and criterion not in known:
                here: Path = (*path, "criteria", index)
                yield here, read.where(here), f"there is no criterion {criterion!r}", _nearest(criterion, known)
    for path, criterion in criteria:
        name = _text(criterion.get("id"))
        if name and name not in used and questions:
            message = f"no question serves the criterion {name!r}, so that it would never be scored"
            yield path, read.where((*path, "id")), message, "Name it under criteria: of a question, or remove it."
    if base is not None:
        yield from _documents(read, base)


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


def _other_job(read: Source, job: Job) -> Iterator[Found]:
    told = read.data.get("job") if isinstance(read.data, dict) else None
    for field, known in (("title", job.title), ("company", job.company)):
        name = told.get(field) if isinstance(told, dict) else None
        if isinstance(name, str) and name.strip() != known:
            path: Path = ("job", field)
            message = f"this is a plan for {name.strip()!r}, and the job's {field} is {known!r}"
            yield path, read.where(path), message, "Correct it, or leave job out of the plan: the job is known."


def _documents(read: Source, base: FilePath) -> Iterator[Found]:
    job = read.data.get("job") if isinstance(read.data, dict) else None
    listed = job.get("documents") if isinstance(job, dict) else None
    for index, name in enumerate(listed if isinstance(listed, list) else ()):
        path: Path = ("job", "documents", index)
        if not isinstance(name, str):
            continue
        if (
            PurePosixPath(name).is_absolute()
            or PureWindowsPath(name).is_absolute()
            or ".." in PurePosixPath(name).parts
        ):
            message = f"{name!r} is not beside the plan file"
            yield path, read.where(path), message, "Copy the document next to the plan and give its path from there."
        elif not (base / name).is_file():
            message = f"there is no document {name!r} in {base}"
            yield path, read.where(path), message, "Correct the path, which starts at the plan file, or remove it."


def _shape(read: Source, error: ValidationError, *, known: bool) -> Iterator[Found]:
    """Mistakes of shape. `known`: the rules above have found some, so that the model's repeat of them is left out."""
    for detail in error.errors(include_url=False):
        path: Path = tuple(step for step in detail["loc"] if step != "[key]")
        if (known and path == ("plan",)) or "when" in path[:-1] or _not_so_short(detail, path, read.data):
            continue
        if path and path[-1] == "when" and detail["type"] != "missing":
            continue
        if detail["type"] == "invalid_key":
            path = path[:-1]
        if detail["type"] == "value_error" and path[:2] == ("plan", "criteria"):
            path = (*path, "anchors")
        yield path, read.where(path, key=detail["type"] == "extra_forbidden"), *remedies.explain(detail, path)


def _not_so_short(detail: ErrorDetails, path: Path, data: object) -> bool:
    """Whether a list is called too short only because entries of it have mistakes of their own."""
    if detail["type"] != "too_short":
        return False
    listed: Any = data
    for step in path:
        listed = listed[step]
    return len(listed) >= int(detail["ctx"]["min_length"])


def _spoken(read: Source, plan: InterviewPlan) -> Iterator[Found]:
    """What cannot be spoken or takes too long, in a plan that is otherwise right."""
    for index, question in enumerate(plan.questions):
        here: Path = ("plan", "questions", index)
        yield from _line(read, (*here, "ask"), question.ask, "question")
        for number, probe in enumerate(question.probes):
            yield from _line(read, (*here, "probes", number, "ask"), probe.ask, "follow-up")
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
