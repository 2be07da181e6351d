"""The examples are good plans, and the schema that editors use says so too."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from interviewer.catalog.check import load_plan_file
from interviewer.catalog.lint.advise import look_at_file
from interviewer.catalog.schema import plan_schema, plan_schema_text
from interviewer.catalog.timing import expected_minutes

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*.yaml") if ".cases" not in path.suffixes)
SCHEMA = ROOT / "schemas" / "plan.schema.json"


def test_there_are_three_examples() -> None:
    assert [path.stem for path in EXAMPLES] == ["back-end-engineer", "customer-support-agent", "warehouse-shift-lead"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_has_no_mistakes(path: Path) -> None:
    plan = load_plan_file(path)
    assert 5 <= len(plan.plan.questions) <= 10
    assert 1 <= len(plan.job.documents) <= 3
    assert expected_minutes(plan.plan) <= plan.plan.minutes


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_first_four_questions_make_an_interview_of_their_own(path: Path) -> None:
    """They serve most criteria, one asks for something the candidate did, and each can be followed up."""
    plan = load_plan_file(path).plan
    short = plan.first(4)
    assert len(short.criteria) >= len(plan.criteria) - 1
    assert any(question.kind == "behavioural" for question in short.questions)
    assert all(question.probes for question in short.questions)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_asks_for_one_thing_at_a_time(path: Path) -> None:
    plan = load_plan_file(path).plan
    asked = [ask for q in plan.questions for ask in (q.ask, *(p.ask for p in q.probes))]
    assert [ask for ask in asked if ask.count("?") > 1] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_is_to_be_said_against_the_questions_of_an_example(path: Path) -> None:
    assert look_at_file(path).problems == ()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_names_the_schema_for_editors(path: Path) -> None:
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text())
    assert named is not None
    assert (path.parent / named[1]).resolve() == SCHEMA


def test_the_stored_schema_is_the_one_of_the_models() -> None:
    assert SCHEMA.read_text() == plan_schema_text(), "run: interviewer plan schema -o schemas/plan.schema.json"


def test_the_schema_knows_the_points_of_the_scale_by_name() -> None:
    anchors = json.loads(plan_schema_text())["$defs"]["Criterion"]["properties"]["anchors"]
    assert anchors["required"] == ["0", "3", "5"]
    assert list(anchors["properties"]) == ["0", "1", "2", "3", "4", "5"]
    assert anchors["additionalProperties"] is False
    assert plan_schema()["additionalProperties"] is False
