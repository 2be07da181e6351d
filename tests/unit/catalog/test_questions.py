"""Kinds of question: what their authors may write, and that plans of before are what they were."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from interviewer.catalog.check import PlanInvalid, parse_plan
from interviewer.catalog.models import PlanFile
from interviewer.catalog.questions import KINDS, AnyQuestion, Choice, Consent, Date, Number, Open, Question, YesNo
from interviewer.catalog.timing import ANSWER_SECONDS, expected_minutes
from interviewer.conversation.script import Script
from interviewer.providers.plans import plan_id
from running_api import PLAN

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
FRAME = """\
job: {title: Cook, company: Green Kitchen, summary: You cook lunch.}
plan:
  title: First talk
  questions:
    - {id: asked, criteria: [care], %s}
  criteria:
    - id: care
      name: Care
      description: Works cleanly.
      anchors: {0: No., 3: Some., 5: All.}
      checklist: ["One?", "Two?", "Three?", "Four?", "Five?"]
"""
GOOD = {
    "open": "ask: What do you cook?",
    "behavioural": "{kind: behavioural, ask: When did it burn?}",
    "yes_no": "{kind: yes_no, ask: Do you cook?, knock_out: no}",
    "number": "{kind: number, ask: How long is it?, unit: weeks, least: 0, most: 60, knock_out: {above: 13}}",
    "date": "{kind: date, ask: When could you start?, latest: 2027-03-01, knock_out: true}",
    "choice": (
        "{kind: choice, ask: Early or late?, several: true, knock_out: [late], options: ["
        "{id: early, label: the early shift, synonyms: [mornings]}, {id: late, label: the late shift}]}"
    ),
    "language_sample": "{kind: language_sample, ask: Say it in German., speaks: de, level: B2, seconds: 60}",
    "consent": "{kind: consent, ask: May we ask there?, to: that we ask the last employer, necessary: true}",
}


def written(fields: str) -> str:
    """A plan with this question."""
    inner = fields[1:-1] if fields.startswith("{") else fields
    return FRAME % re.sub(r"ask: ([^,]*)", r'ask: "\1"', inner)


def question(fields: str) -> Any:
    return parse_plan(written(fields), source="plan.yaml", base=None).plan.questions[0]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_question_of_each_kind_is_read_and_kept_and_crosses_to_the_agent(kind: str) -> None:
    plan = parse_plan(written(GOOD[kind]), source="plan.yaml", base=None)
    asked = plan.plan.questions[0]
    assert type(asked) is KINDS[kind]
    assert PlanFile.model_validate_json(plan.model_dump_json()) == plan
    script = Script.from_plan(plan, candidate_name="Robin", questions=("asked",))
    told = TypeAdapter(Script).validate_json(TypeAdapter(Script).dump_json(script))
    assert told.questions == (asked.model_copy(update={"criteria": ()}),)


def test_a_question_that_names_no_kind_is_open() -> None:
    assert type(question("ask: What do you cook?")) is Open


def test_yes_and_no_are_words_though_yaml_takes_them_for_true_and_false() -> None:
    assert question(GOOD["yes_no"]).knock_out == "no"
    assert question(GOOD["yes_no"].replace("no}", "yes}")).knock_out == "yes"


STORED = {
    "plan_bb3722940156": PLAN,
    "plan_ebd5b2c7365d": (
        '{"job":{"title":"Cook","company":"Green Kitchen","location":null,"summary":"You cook lunch.","documents":[]},'
        '"plan":{"title":"First talk","language":"en","minutes":15,"questions":[{"id":"asked","kind":"yes_no",'
        '"ask":"Do you cook?","probes":[],"criteria":["care"],"required":false}],"criteria":[{"id":"care",'
        '"name":"Care","description":"Works cleanly.","anchors":{"0":"No.","3":"Some.","5":"All."},'
        '"checklist":["One?","Two?","Three?","Four?","Five?"]}]}}'
    ),
}


@pytest.mark.parametrize("stored", STORED)
def test_a_plan_of_before_there_were_kinds_keeps_its_id(stored: str) -> None:
    """The id is made from the content: a field that a plan does not have must not be in it."""
    plan = PlanFile.model_validate(yaml.safe_load(STORED[stored]))
    assert plan_id(plan) == stored
    assert plan_id(PlanFile.model_validate_json(plan.model_dump_json())) == stored


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_an_author_leaves_out_is_left_out_of_what_is_kept(kind: str) -> None:
    kept = json.loads(READ.dump_json(question(GOOD[kind])))
    assert not {"rephrased", "follow_ups"} & kept.keys()
    assert None not in kept.values()


MISTAKES = [
    ("{kind: yesno, ask: Do you?}", "kind", "there is no kind of question 'yesno'. Write one of open, behavioural,"),
    ("{kind: number, ask: How many?}", "", "'unit' is missing. Add unit: weeks."),
    ("{kind: number, ask: How many?, unit: 4 weeks}", "unit", "'4 weeks' is no unit"),
    (
        "{kind: number, ask: How many?, unit: weeks, least: 9, most: 3}",
        "least",
        "no number is at least 9 and at most 3",
    ),
    ("{kind: number, ask: How many?, unit: weeks, least: few}", "least", "this must be a number, not text"),
    ("{kind: number, ask: How many?, unit: weeks, most: .inf}", "most", "this must be a number"),
    ("{kind: number, ask: How many?, unit: weeks, knock_out: {}}", "knock_out", "it has no bound"),
    (
        "{kind: number, ask: How many?, unit: weeks, knock_out: {min: 3}}",
        "knock_out.min",
        "possible here: below, above",
    ),
    (
        "{kind: number, ask: How many?, unit: weeks, knock_out: {below: 5, above: 3}}",
        "knock_out.above",
        "every number is below the one or above the other",
    ),
    ("{kind: number, ask: How many?, unit: weeks, knock_out: no}", "knock_out", "fields of its own"),
    ("{kind: date, ask: When?, latest: soon}", "latest", "'soon' is no day. Write year, month and day"),
    ("{kind: date, ask: When?, earliest: 2027-03-01, latest: 2027-02-01}", "earliest", "no day is from 2027-03-01 on"),
    ("{kind: date, ask: When?, knock_out: true}", "knock_out", "there is no day that could rule anybody out"),
    ("{kind: choice, ask: Which?}", "", "'options' is missing"),
    ("{kind: choice, ask: Which?, options: [{id: a, label: A}]}", "options", "too short. Give at least 2"),
    ("{kind: choice, ask: Which?, options: [{id: a, label: A}, {id: a, label: B}]}", "options[1].id", "'a' is taken"),
    (
        "{kind: choice, ask: Which?, options: [{id: a, label: A, synonyms: [x]}, {id: b, label: B, synonyms: [X]}]}",
        "options[1]",
        "'x' stands for 'a' and for 'b'. Leave it with one of them",
    ),
    ("{kind: choice, ask: Which?, options: [{id: a, label: A}, {id: b}]}", "options[1].label", "Add label: the early"),
    (
        "{kind: choice, ask: Which?, options: [{id: a, label: A}, {id: b, label: B}], knock_out: [c]}",
        "knock_out[0]",
        "there is no option 'c'. Write one of a, b",
    ),
    ("{kind: yes_no, ask: Do you?, knock_out: maybe}", "knock_out", "'maybe' is not possible here"),
    (
        "{kind: yes_no, ask: Do you?, unit: weeks}",
        "unit",
        "of the kind yes_no has no field 'unit'. Remove it, or write kind: number",
    ),
    ("{kind: open, ask: What?, rephrase: Again}", "rephrase", "Did you mean 'rephrased'?"),
    ("{kind: open, ask: What?, rephrased: See https://a.org}", "rephrased", "cannot be spoken"),
    ("{kind: open, ask: What?, follow_ups: 9}", "follow_ups", "at most 3"),
    ("{kind: language_sample, ask: Say it., speaks: german, level: B2}", "speaks", "no code of a language"),
    ("{kind: language_sample, ask: Say it., speaks: de, level: good}", "level", "Write one of 'A1'"),
    ("{kind: consent, ask: May we?}", "", "'to' is missing"),
]


@pytest.mark.parametrize(("fields", "field", "said"), MISTAKES, ids=[m[0][7:45] for m in MISTAKES])
def test_a_mistake_in_a_question_of_a_kind_is_explained_in_its_field(fields: str, field: str, said: str) -> None:
    with pytest.raises(PlanInvalid) as caught:
        parse_plan(written(fields), source="plan.yaml", base=None)
    found = [f"{p.field}: {p.message}. {p.remedy}" for p in caught.value.problems]
    here = f"plan.questions[0].{field}".rstrip(".") if field else "plan.questions[0]"
    assert len(found) == 1, found
    assert found[0].startswith(here)
    assert said in found[0]
    assert caught.value.problems[0].line > 4


def test_an_answer_takes_as_long_as_its_kind_or_its_author_says() -> None:
    usual = parse_plan(written(GOOD["number"]), source="plan.yaml", base=None).plan
    long = parse_plan(written(GOOD["number"].replace("unit", "seconds: 75, unit")), source="plan.yaml", base=None).plan
    assert (expected_minutes(long) - expected_minutes(usual)) * 60 == pytest.approx(75 - ANSWER_SECONDS["number"])
    assert set(ANSWER_SECONDS) == set(KINDS)


def test_the_schema_takes_a_question_without_a_kind_for_an_open_one_only() -> None:
    schema = json.loads((Path(__file__).parents[3] / "schemas" / "plan.schema.json").read_text())
    requiring = {name for name, part in schema["$defs"].items() if "kind" in part.get("required", ())}
    assert requiring == {row.__name__ for row in KINDS.values()} - {"Open"}


def test_questions_are_made_in_programs_as_well() -> None:
    made = (
        YesNo(id="a", ask="Do you?", knock_out="no"),
        Number(id="b", ask="How many?", unit="weeks"),
        Date(id="c", ask="When?"),
        Choice.model_validate({"id": "d", "ask": "Which?", "options": [{"id": x, "label": x} for x in "ab"]}),
        Consent(id="e", ask="May we?", to="that we ask"),
    )
    assert [READ.validate_json(READ.dump_json(one)) for one in made] == list(made)
