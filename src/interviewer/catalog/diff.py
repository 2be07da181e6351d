"""How two plans differ: by question and criterion, in the words that their authors wrote. Pure.

The difference is whole: with it and one of the plans, the other can be written down. Of a question or criterion that is
in both plans, every field that changed is named once, by its path: `ask`, `probes.deeper.ask`, `anchors.3`. Of those in
both, as few as possible are called moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interviewer.catalog.models import Criterion, Job, MissingAnyOf, PlanFile, Probe, Question
from interviewer.catalog.questions import Bounds, Option

Value = str | int | bool | tuple[str, ...] | None
"""What stands in a field; None for a field that is not there."""
Fields = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that reads differently."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Entry:
    """A question or criterion that only one of the plans has: its place there, counted from 1, and all its fields."""

    id: str
    place: int
    fields: Fields


@dataclass(frozen=True, slots=True)
class Move:
    """A question or criterion that others have passed; places count from 1."""

    id: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class EntryChange:
    """A question or criterion of both plans that reads differently."""

    id: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ListDiff:
    """What became of the questions, or of the criteria. `removed` in the former order, all else in the new one."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    moved: tuple[Move, ...] = ()
    changed: tuple[EntryChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """What changed from one plan to the other; all empty for plans that say the same."""

    job: tuple[FieldChange, ...]
    plan: tuple[FieldChange, ...]
    """Of the plan's own fields: title, language, minutes, how it is held, pronunciations."""
    questions: ListDiff
    criteria: ListDiff


def diff(before: PlanFile, after: PlanFile) -> PlanDiff:
    """What changed from `before` to `after`."""
    return PlanDiff(
        job=_changes(_of_job(before.job), _of_job(after.job)),
        plan=_changes(_of_plan(before), _of_plan(after)),
        questions=_lists(
            {question.id: _of_question(question) for question in before.plan.questions},
            {question.id: _of_question(question) for question in after.plan.questions},
        ),
        criteria=_lists(
            {criterion.id: _of_criterion(criterion) for criterion in before.plan.criteria},
            {criterion.id: _of_criterion(criterion) for criterion in after.plan.criteria},
        ),
    )


def _changes(before: Fields, after: Fields) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, before.get(field), after.get(field))
        for field in dict.fromkeys((*after, *before))
        if before.get(field) != after.get(field)
    )


def _lists(before: Mapping[str, Fields], after: Mapping[str, Fields]) -> ListDiff:
    stay = _in_order([name for name in before if name in after], [name for name in after if name in before])
    was, now = _places(before), _places(after)
    both = [name for name in after if name in before]
    return ListDiff(
        added=tuple(Entry(name, now[name], fields) for name, fields in after.items() if name not in before),
        removed=tuple(Entry(name, was[name], fields) for name, fields in before.items() if name not in after),
        moved=tuple(Move(name, was[name], now[name]) for name in both if name not in stay),
        changed=tuple(EntryChange(name, changes) for name in both if (changes := _changes(before[name], after[name]))),
    )


def _places(entries: Mapping[str, Fields]) -> dict[str, int]:
    return {name: place for place, name in enumerate(entries, start=1)}


def _in_order(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The most names that keep their order; of several such choices the first by name, whichever side is `before`."""
    place = {name: index for index, name in enumerate(after)}
    longest: dict[str, tuple[str, ...]] = {}
    for name in before:
        longest[name] = (*_longest(run for last, run in longest.items() if place[last] < place[name]), name)
    return frozenset(_longest(longest.values()))


def _longest(runs: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return min(((-len(run), run) for run in runs), default=(0, ()))[1]


def _of_job(job: Job) -> Fields:
    facts: dict[str, Value] = {"title": job.title, "company": job.company, "location": job.location}
    return {**facts, "summary": job.summary, "documents": job.documents}


def _of_plan(file: PlanFile) -> Fields:
    plan = file.plan
    facts: dict[str, Value] = {"title": plan.title, "language": plan.language, "minutes": plan.minutes}
    optional = {"follow_ups": plan.follow_ups, "rating": plan.rating, "on_knock_out": plan.on_knock_out}
    facts |= {name: value for name, value in optional.items() if value != type(plan).model_fields[name].default}
    return facts | {f"pronunciations.{word}": said for word, said in sorted(plan.pronunciations.items())}


def _of_question(question: Question) -> Fields:
    fields: dict[str, Value] = {"kind": question.kind, "ask": question.ask, "required": question.required}
    fields |= {"criteria": question.criteria, "probes": tuple(probe.id for probe in question.probes)}
    for name in type(question).model_fields:
        if name not in (*fields, "id"):
            fields |= _of_value(name, getattr(question, name))
    for probe in question.probes:
        fields |= _of_probe(probe)
    return fields


def _of_value(name: str, value: object) -> Fields:
    """A field that not all questions have; nothing for one that is not given."""
    match value:
        case None | False | ():
            return {}
        case Bounds(below=below, above=above):
            return {**_of_value(f"{name}.below", below), **_of_value(f"{name}.above", above)}
        case (Option(), *_):
            options = [option for option in value if isinstance(option, Option)]
            fields: dict[str, Value] = {name: tuple(option.id for option in options)}
            for option in options:
                fields[f"{name}.{option.id}.label"] = option.label
                if option.synonyms:
                    fields[f"{name}.{option.id}.synonyms"] = option.synonyms
            return fields
        case bool() | str() | int() | tuple():
            return {name: value}
        case float():
            return {name: f"{value:g}"}
        case _:
            return {name: str(value)}


def _of_probe(probe: Probe) -> Fields:
    here, when = f"probes.{probe.id}", probe.when
    condition: Fields = (
        {f"{here}.when.missing_any_of": when.missing_any_of}
        if isinstance(when, MissingAnyOf)
        else {f"{here}.when.shorter_than": when.shorter_than}
    )
    return {**condition, f"{here}.ask": probe.ask}


def _of_criterion(criterion: Criterion) -> Fields:
    fields: dict[str, Value] = {"name": criterion.name, "description": criterion.description}
    fields |= {f"anchors.{level}": line for level, line in sorted(criterion.anchors.items())}
    return {**fields, **{f"checklist.{number}": line for number, line in enumerate(criterion.checklist, start=1)}}
