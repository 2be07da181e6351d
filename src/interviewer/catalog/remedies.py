"""Says in plain words what is wrong with a field of a plan file, and what to do: one sentence each.

Deliberately not here: finding the mistakes (`check`) and their line (`positions`).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from interviewer.catalog import models
from interviewer.catalog.positions import Path
from interviewer.catalog.questions import KINDS, Bounds, Option

_MODELS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): models.PlanFile,
    ("job",): models.Job,
    ("plan",): models.InterviewPlan,
    ("plan", "questions", "probes"): models.Probe,
    ("plan", "questions", "options"): Option,
    ("plan", "questions", "knock_out"): Bounds,
    ("plan", "criteria"): models.Criterion,
}
_EXAMPLES = {
    "title": "title: Warehouse shift lead",
    "company": "company: Hillside Logistics",
    "summary": "summary: You lead a shift of fifteen people",
    "ask": "ask: Tell me about a team that you have led",
    "id": "id: team_led",
    "when": "when: {shorter_than: 25}",
    "name": "name: Leading people",
    "description": "description: Speaks early and fairly with people",
    "checklist": "checklist: with five yes/no questions about an answer",
    "anchors": "anchors: with what an answer worth 0, 3 and 5 is like",
    "questions": "questions: with at least one question",
    "criteria": "criteria: with at least one criterion",
    "job": "job: with title, company and summary",
    "plan": "plan: with title, questions and criteria",
    "unit": "unit: weeks",
    "options": "options: with at least two, each with id and label",
    "label": "label: the early shift",
    "speaks": "speaks: de",
    "level": "level: B2",
    "to": "to: that we ask your last employer",
}
_DATE_ERRORS = ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact")
WHEN = "Write either {shorter_than: 25} or {missing_any_of: [word, another word]}."


def explain(error: ErrorDetails, path: Path, of: str = "") -> tuple[str, str]:
    """What is wrong, and the remedy, for one error of pydantic at that path of the file, in a question of that kind."""
    kind, context = error["type"], error.get("ctx", {})
    name = str(path[-1]) if path else "the file"
    if not path and error["input"] is None:
        return "the file is empty", "Start from one of the plans in examples/."
    match kind:
        case "missing":
            return f"{name!r} is missing", f"Add {_EXAMPLES.get(name, f'{name}: to it')}."
        case "extra_forbidden":
            return _no_such_field(name, path, of)
        case "mistake":
            return str(context["said"]), str(context["remedy"])
        case "union_tag_invalid":
            given = error["input"]
            named = given.get("kind") if isinstance(given, dict) else given
            return f"there is no kind of question {named!r}", f"Write one of {', '.join(KINDS)}."
        case "invalid_key":
            return (
                "the name of a field must be text",
                "Put it in quotes: YAML takes yes, no, on, off for something else.",
            )
        case "string_type":
            return f"this must be text, not {_kind_of(error['input'])}", _as_text(error["input"])
        case "string_pattern_mismatch" if name == "unit":
            return f"{error['input']!r} is no unit", "Write what follows the number when it is said, as weeks."
        case "string_pattern_mismatch" if name == "speaks":
            return f"{error['input']!r} is no code of a language", "Write two small letters, as en, de or es."
        case "string_pattern_mismatch":
            return (
                f"{error['input']!r} is no id",
                "Use up to 40 lower-case letters, digits, - and _, and start with a letter.",
            )
        case "string_too_short":
            return "this is empty", "Write the text, or remove the field if it is optional."
        case "string_too_long":
            return f"this has more than {context.get('max_length')} characters", "Shorten it: it is spoken."
        case "literal_error" if "anchors" in path:
            return f"{name!r} is no point of the scale", "Describe points from 0 to 5; 0, 3 and 5 are needed."
        case "literal_error":
            return f"{error['input']!r} is not possible here", f"Write one of {context.get('expected')}."
        case "too_short" | "too_long":
            return _wrong_number(name, kind, context)
        case "greater_than_equal" | "less_than_equal":
            limit = context.get("ge", context.get("le"))
            word = "least" if kind == "greater_than_equal" else "most"
            return f"{error['input']} is out of range", f"Write a number that is at {word} {limit}."
        case "float_type" | "float_parsing" | "finite_number":
            return f"this must be a number, not {_kind_of(error['input'])}", "Write it in digits, as 4 or 12.5."
        case _ if kind in _DATE_ERRORS:
            return f"{error['input']!r} is no day", "Write year, month and day, as 2027-03-01."
        case "int_type" | "int_parsing" | "int_from_float":
            return f"this must be a whole number, not {_kind_of(error['input'])}", "Write it in digits, as 15."
        case "bool_type" | "bool_parsing":
            return f"this must be yes or no, not {error['input']!r}", "Write true or false."
        case "tuple_type" | "list_type":
            return f"this must be a list, not {_kind_of(error['input'])}", "Put each entry on a line after a dash."
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"this must have fields of its own, not be {_kind_of(error['input'])}", _fields_of(path, of)
        case _:
            return error["msg"].removeprefix("Value error, "), "Correct it as the message says."


def _no_such_field(name: str, path: Path, of: str) -> tuple[str, str]:
    known = _fields(path[:-1], of)
    here = tuple(step for step in path[:-1] if isinstance(step, str))
    others = [kind for kind, row in KINDS.items() if name in row.model_fields]
    if others and here == ("plan", "questions"):
        given = f"a question of the kind {of} has no field {name!r}"
        return given, f"Remove it, or write kind: {' or '.join(others)}; possible here: {', '.join(known)}."
    close = difflib.get_close_matches(name, known, n=1)
    said = f"there is no field {name!r} here"
    if close:
        return said, f"Did you mean {close[0]!r}?"
    return said, f"Remove it; possible here: {', '.join(known)}." if known else "Remove it."


def _fields(path: Path, of: str = "") -> list[str]:
    named = tuple(step for step in path if isinstance(step, str))
    model = KINDS[of or "open"] if named == ("plan", "questions") else _MODELS.get(named)
    return [] if model is None else list(model.model_fields)


def _fields_of(path: Path, of: str) -> str:
    known = _fields(path, of)
    return f"Its fields are {', '.join(known)}." if known else "Write one field on each line below it."


def _wrong_number(name: str, kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    if name == "checklist":
        return f"a checklist has five entries, this one has {context.get('actual_length')}", "Make it five."
    if kind == "too_short":
        return "this list is too short", f"Give at least {context.get('min_length')}."
    return "this list is too long", f"Keep it to {context.get('max_length')}."


def _kind_of(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "yes or no"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return f"a {type(value).__name__}"


def _as_text(value: object) -> str:
    if value is None:
        return "Write the text after the colon."
    if isinstance(value, list | dict):
        return 'Write one text; put it in quotes if it has a colon or brackets: "…".'
    return "Put it in quotes, or YAML takes it for something else."
