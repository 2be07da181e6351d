"""The laws of a difference between two plans, over plans that have some questions and criteria in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.catalog import models
from interviewer.catalog.diff import Entry, FieldChange, ListDiff, Move, PlanDiff, Value, diff
from interviewer.catalog.models import PlanFile
from interviewer.catalog.questions import (
    KINDS,
    Behavioural,
    Bounds,
    Choice,
    Consent,
    Date,
    LanguageSample,
    Number,
    Open,
    Option,
    Question,
    YesNo,
)

LINES = st.sampled_from(["one", "two", "three", "Tell me more."])
SLUGS = st.sampled_from(["a", "b", "c", "d", "e"])
FEW = settings(max_examples=25, deadline=None)


def listed(made: Callable[[str], st.SearchStrategy[Any]], most: int, least: int = 0) -> Any:
    """Things of different ids, in any order."""
    return st.lists(SLUGS, min_size=least, max_size=most, unique=True).flatmap(
        lambda names: st.tuples(*(made(name) for name in names))
    )


def probes(name: str) -> st.SearchStrategy[models.Probe]:
    conditions = st.one_of(
        st.builds(models.ShorterThan, shorter_than=st.integers(1, 3)),
        st.builds(models.MissingAnyOf, missing_any_of=st.lists(LINES, min_size=1, max_size=2).map(tuple)),
    )
    return st.builds(models.Probe, id=st.just(name), when=conditions, ask=LINES)


def criteria(name: str) -> st.SearchStrategy[models.Criterion]:
    anchors = st.fixed_dictionaries({0: LINES, 3: LINES, 5: LINES}, optional={4: LINES})
    checklist = st.tuples(LINES, LINES, *[st.just("And?")] * 3)
    return st.builds(
        models.Criterion, id=st.just(name), name=LINES, description=LINES, anchors=anchors, checklist=checklist
    )


def bounds() -> st.SearchStrategy[Bounds | None]:
    return st.none() | st.builds(Bounds, above=st.integers(4, 6).map(float))


def options() -> st.SearchStrategy[tuple[Option, ...]]:
    early = st.builds(Option, id=st.just("early"), label=st.sampled_from(["Early", "The early shift"]))
    late = st.builds(Option, id=st.just("late"), label=st.just("Late"), synonyms=st.sampled_from([(), ("evenings",)]))
    return st.tuples(early, late) | st.tuples(late, early)


@st.composite
def plans(draw: st.DrawFn) -> PlanFile:
    scored = draw(listed(criteria, 3, least=1))
    served = st.lists(st.sampled_from([criterion.id for criterion in scored]), unique=True).map(tuple)

    def questions(name: str) -> st.SearchStrategy[Question]:
        common = {"id": st.just(name), "ask": LINES, "probes": listed(probes, 2), "criteria": served}
        common |= {"required": st.booleans(), "rephrased": st.none() | LINES, "seconds": st.none() | st.integers(5, 7)}
        whether, amounts = st.booleans(), st.none() | st.integers(0, 3).map(float)
        own: dict[type[Question], dict[str, st.SearchStrategy[Any]]] = {
            Open: {},
            Behavioural: {},
            YesNo: {"knock_out": st.sampled_from([None, "yes", "no"])},
            Number: {"unit": st.sampled_from(["weeks", "pounds a year"]), "least": amounts, "knock_out": bounds()},
            Date: {"latest": st.dates(date(2027, 1, 1), date(2027, 1, 3)), "knock_out": whether},
            Choice: {"options": options(), "several": whether, "knock_out": st.sampled_from([(), ("early",)])},
            LanguageSample: {"speaks": st.sampled_from(["de", "es"]), "level": st.sampled_from(["B1", "B2"])},
            Consent: {"to": LINES, "necessary": whether},
        }
        assert set(own) == set(KINDS.values())
        return st.sampled_from(sorted(own, key=str)).flatmap(lambda kind: st.builds(kind, **common, **own[kind]))

    job = st.builds(
        models.Job,
        title=LINES,
        company=LINES,
        location=st.none() | LINES,
        summary=LINES,
        documents=st.lists(LINES, max_size=2).map(tuple),
    )
    asked = draw(listed(questions, 5, least=1))
    plan = models.InterviewPlan(
        title=draw(LINES),
        minutes=draw(st.integers(1, 3)),
        questions=asked,
        criteria=scored,
        follow_ups=draw(st.integers(0, 3)),
        rating=draw(st.booleans()),
        on_knock_out=draw(st.sampled_from(["go_on", "finish"])),
        pronunciations=draw(st.dictionaries(SLUGS, LINES, max_size=2)),
    )
    return PlanFile(job=draw(job), plan=plan)


def as_text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def fields(model: Any) -> dict[str, Value]:
    """The fields of a part of a plan by their paths."""
    found: dict[str, Value] = {}

    def walk(path: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{path}.{key}", inner)
        elif path == ".checklist":
            walk(path, {str(number): line for number, line in enumerate(value, start=1)})
        elif path == ".probes":
            found["probes"] = tuple(probe["id"] for probe in value)
            for probe in value:
                walk(f".probes.{probe['id']}", {k: v for k, v in probe.items() if k != "id"})
        elif path == ".options":
            found["options"] = tuple(option["id"] for option in value)
            for option in value:
                walk(f".options.{option['id']}", {k: v for k, v in option.items() if k != "id"})
        elif value is not None and path != ".id":
            found[path.removeprefix(".")] = value if isinstance(value, bool | int | tuple) else as_text(value)

    walk("", model.model_dump())
    return found


def of_the_plan(file: PlanFile) -> dict[str, Value]:
    """The plan's own fields."""
    parts = ("title", "language", "minutes", "follow_ups", "rating", "on_knock_out", "pronunciations")
    return {path: value for path, value in fields(file.plan).items() if path.partition(".")[0] in parts}


def patched(now: Mapping[str, Value], changes: tuple[FieldChange, ...]) -> dict[str, Value]:
    """The fields after these changes, each of which is of a field as it was."""
    after = dict(now)
    for change in changes:
        assert after.get(change.field) == change.before, change
        if change.after is None:
            del after[change.field]
        else:
            after[change.field] = change.after
    return after


def put_together(before: Mapping[str, dict[str, Value]], found: ListDiff) -> list[tuple[str, dict[str, Value]]]:
    """The list that comes of the one before and the difference."""
    changes = {change.id: change.fields for change in found.changed}
    placed = {entry.place: entry.id for entry in found.added} | {move.after: move.id for move in found.moved}
    gone = {entry.id for entry in found.removed} | {move.id for move in found.moved}
    staying = iter([name for name in before if name not in gone])
    count = len(before) - len(found.removed) + len(found.added)
    order = [placed[place] if place in placed else next(staying) for place in range(1, count + 1)]
    new = {entry.id: dict(entry.fields) for entry in found.added}
    return [(name, new[name] if name in new else patched(before[name], changes.get(name, ()))) for name in order]


def swapped(found: PlanDiff) -> Any:
    def changes(of: tuple[FieldChange, ...]) -> set[FieldChange]:
        return {FieldChange(change.field, change.after, change.before) for change in of}

    def lists(of: ListDiff) -> Any:
        return (
            of.removed,
            of.added,
            {Move(move.id, move.after, move.before) for move in of.moved},
            {change.id: changes(change.fields) for change in of.changed},
        )

    return changes(found.job), changes(found.plan), lists(found.questions), lists(found.criteria)


def as_sets(found: PlanDiff) -> Any:
    def lists(of: ListDiff) -> Any:
        changed = {change.id: set(change.fields) for change in of.changed}
        return of.added, of.removed, set(of.moved), changed

    return set(found.job), set(found.plan), lists(found.questions), lists(found.criteria)


@FEW
@given(plans())
def test_a_plan_does_not_differ_from_itself(plan: PlanFile) -> None:
    assert diff(plan, plan) == PlanDiff((), (), ListDiff(), ListDiff())


@FEW
@given(plans(), plans())
def test_the_difference_put_to_one_plan_gives_the_other(before: PlanFile, after: PlanFile) -> None:
    found = diff(before, after)
    assert patched(fields(before.job), found.job) == fields(after.job)
    assert patched(of_the_plan(before), found.plan) == of_the_plan(after)
    for what, told in (("questions", found.questions), ("criteria", found.criteria)):
        was = {part.id: fields(part) for part in getattr(before.plan, what)}
        assert put_together(was, told) == [(part.id, fields(part)) for part in getattr(after.plan, what)]


@FEW
@given(plans(), plans())
def test_every_change_is_named_once_and_is_one(before: PlanFile, after: PlanFile) -> None:
    found = diff(before, after)
    for changes in (found.job, found.plan, *(c.fields for c in (*found.questions.changed, *found.criteria.changed))):
        assert changes or changes in (found.job, found.plan)
        assert len({change.field for change in changes}) == len(changes)
        assert all(change.before != change.after for change in changes)


@FEW
@given(plans(), plans())
def test_swapping_the_plans_swaps_before_and_after(before: PlanFile, after: PlanFile) -> None:
    assert as_sets(diff(after, before)) == swapped(diff(before, after))


@given(st.permutations(["a", "b", "c", "d", "e"]), st.integers(0, 4), st.integers(0, 4))
def test_one_question_taken_to_another_place_is_one_move(names: list[str], start: int, end: int) -> None:
    later = [name for name in names if name != names[start]]
    later.insert(end, names[start])
    moved = diff(asking(*names), asking(*later)).questions.moved
    assert len(moved) == (start != end)
    if abs(start - end) > 1:
        assert moved == (Move(names[start], start + 1, end + 1),)


def asking(*names: str, **changed: str) -> PlanFile:
    criterion = {"id": "calm", "name": "Calm", "description": "Stays calm.", "anchors": {0: "No.", 3: "So.", 5: "Yes."}}
    plan = {
        "title": "First interview",
        "questions": [{"id": name, "ask": changed.get(name, "Why?"), "criteria": ["calm"]} for name in names],
        "criteria": [{**criterion, "checklist": ["1?", "2?", "3?", "4?", "5?"]}],
    }
    job = {"title": "Barista", "company": "Blue Cup", "summary": "You make coffee."}
    return PlanFile.model_validate({"job": job, "plan": plan})


def test_a_question_is_added_one_removed_one_moved_and_one_changed() -> None:
    found = diff(asking("rush", "team", "till", "milk"), asking("milk", "rush", "pay", "till", till="And how?"))
    questions = found.questions
    whole: dict[str, Value] = {"kind": "open", "ask": "Why?", "required": True, "criteria": ("calm",), "probes": ()}
    assert questions.added == (Entry("pay", 3, whole),)
    assert questions.removed == (Entry("team", 2, whole),)
    assert questions.moved == (Move("milk", 4, 1),)
    assert [(c.id, c.fields) for c in questions.changed] == [("till", (FieldChange("ask", "Why?", "And how?"),))]
