"""What the rules say of a plan as a whole: where, how severe, and what silences them."""

from __future__ import annotations

import textwrap

import pytest
import yaml

from interviewer.catalog.check import Problem
from interviewer.catalog.lint.advise import Looked, look_at
from interviewer.catalog.lint.rules import RULES, findings, left_out
from interviewer.catalog.lint.words import WORDS
from interviewer.catalog.models import PlanFile

PLAN = """\
job:
  title: Cook
  company: Green Kitchen
  summary: You cook.
plan:
  title: First talk
  minutes: 10
  questions:
    - id: kitchen
      ask: Tell me about a kitchen in which you have worked.
      criteria: [care]
      probes:
        - id: longer
          when: {shorter_than: 20}
          ask: How many people did you cook for?
    - id: weekends
      kind: yes_no
      ask: Can you work on Saturdays?
  criteria:
    - id: care
      name: Care
      description: Works cleanly.
      anchors: {0: No., 3: Some., 5: All.}
      checklist: ["One?", "Two?", "Three?", "Four?", "Five?"]
"""
SATURDAYS, PEOPLE = "Can you work on Saturdays?", "How many people did you cook for?"


def looked(*changes: tuple[str, str]) -> Looked:
    text = PLAN
    for before, after in changes:
        assert text.count(before) == 1
        text = text.replace(before, after)
    return look_at(text, source="plan.yaml", base=None)


def rules(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.rule, problem.severity, problem.field) for problem in problems]


def test_a_good_plan_has_neither_mistakes_nor_advice() -> None:
    assert looked().problems == ()
    assert looked().plan is not None


def test_follow_ups_are_looked_at_like_questions() -> None:
    found = looked((PEOPLE, "Did you cook for your wife?")).problems
    assert rules(found) == [("unlawful", "error", "plan.questions[0].probes[0].ask")]
    assert (found[0].line, found[0].column) == (15, 16)


@pytest.mark.parametrize(
    ("ask", "severity"), [("Are you married?", "error"), ("Do you own a car?", "warning"), (SATURDAYS, None)]
)
def test_to_sort_people_out_by_what_may_not_be_asked_is_an_error_however_mild_the_topic(
    ask: str, severity: str | None
) -> None:
    found = rules(looked((SATURDAYS, ask)).problems)
    here = "plan.questions[1].ask"
    assert sorted(found) == ([] if severity is None else [("knock_out", "error", here), ("unlawful", severity, here)])


def test_a_question_for_a_plain_fact_need_not_serve_a_criterion_and_one_for_a_story_must() -> None:
    story = looked(("      kind: yes_no\n", ""), (SATURDAYS, "What was your best Saturday?"))
    assert rules(story.problems) == [("serves_nothing", "warning", "plan.questions[1].id")]


def test_a_word_is_no_evidence_for_a_criterion() -> None:
    fact = looked(("criteria: [care]\n      probes", "kind: yes_no\n      criteria: [care]\n      probes"))
    assert rules(fact.problems) == [("no_evidence", "warning", "plan.criteria[0].id")]
    both = looked(
        ("criteria: [care]\n      probes", "kind: yes_no\n      criteria: [care]\n      probes"),
        (f"kind: yes_no\n      ask: {SATURDAYS}", "ask: What was your best Saturday?\n      criteria: [care]"),
    )
    assert both.problems == ()
    none = looked(("      criteria: [care]\n", ""))
    assert ("no_evidence", "error", "plan.criteria[0]") in rules(none.problems)
    assert none.plan is None


def test_what_the_lexicon_says_in_words_is_not_hard_to_say() -> None:
    kubectl = (SATURDAYS, "Do you know kubectl?")
    assert rules(looked(kubectl).problems) == [("hard_to_say", "warning", "plan.questions[1].ask")]
    said = looked(kubectl, ("  minutes: 10", "  minutes: 10\n  pronunciations: {kubectl: cube control}"))
    assert said.problems == ()
    worse = looked(kubectl, ("  minutes: 10", "  minutes: 10\n  pronunciations: {kubectl: kctl}"))
    assert rules(worse.problems) == [("hard_to_say", "warning", "plan.questions[1].ask")]


def test_the_names_of_the_greeting_are_looked_at_too() -> None:
    found = looked(("title: Cook", 'title: "Cook (m/f/d)"'), ("company: Green", "company: Green &"))
    assert [(rule, field) for rule, _, field in rules(found.problems)] == [
        ("hard_to_say", "job.title"),
        ("hard_to_say", "job.company"),
    ]


def test_a_word_of_the_lexicon_that_stands_nowhere_is_told() -> None:
    found = looked(("  minutes: 10", "  minutes: 10\n  pronunciations: {Saturdays: Satur days, Sunday: Sun day}"))
    assert rules(found.problems) == [("unused_pronunciation", "warning", "plan.pronunciations.Sunday")]
    assert (found.problems[0].line, found.problems[0].column) == (8, 51)


def test_advice_comes_with_the_mistakes_and_in_the_order_of_the_lines() -> None:
    found = looked(("minutes: 10", "minutes: 1"), (PEOPLE, "You liked it, didn't you?"))
    assert rules(found.problems) == [
        ("over_time", "error", "plan.minutes"),
        ("leading", "warning", "plan.questions[0].probes[0].ask"),
    ]
    assert found.plan is None


@pytest.mark.parametrize("text", ["", "{", "plan: 7", "job: []", PLAN.replace("kind: yes_no", "kind: never")])
def test_what_is_no_plan_gets_no_advice(text: str) -> None:
    found = look_at(text, source="plan.yaml", base=None)
    assert {problem.rule for problem in found.problems} == {"format"}


def test_a_language_without_word_lists_is_looked_at_by_form_and_that_is_told() -> None:
    changed = textwrap.dedent(PLAN).replace("      kind: yes_no\n", "").replace(SATURDAYS, "Are you married?")
    file = PlanFile.model_validate(yaml.safe_load(changed))
    other = file.model_copy(update={"plan": file.plan.model_copy(update={"language": "xx"})})
    assert {rule for rule, _, _ in findings(file)} == {"unlawful", "serves_nothing"}
    assert {rule for rule, _, _ in findings(other)} == {"serves_nothing"}
    assert left_out("en") == ()
    assert set(left_out("xx")) == {name for name, rule in RULES.items() if rule.by_words}


@pytest.mark.parametrize("topic", WORDS["en"].topics, ids=lambda topic: topic.name)
def test_a_reason_is_one_sentence_and_the_remedy_another(topic: object) -> None:
    reason, remedy = getattr(topic, "reason", ""), getattr(topic, "remedy", "")
    assert reason
    assert reason[-1] not in ".?!"
    assert remedy
    assert remedy.rstrip('"')[-1] in ".?"


CHOICE = """\
      kind: choice
      ask: Which of these fits?
      options:
        - {id: one, label: ONE}
        - {id: two, label: neither of them}
"""


def choosing(label: str, rest: str = "") -> list[tuple[str, str, str]]:
    choice = CHOICE.replace("ONE", label) + rest
    return rules(looked((f"      kind: yes_no\n      ask: {SATURDAYS}\n", choice)).problems)


@pytest.mark.parametrize(
    "label", ["married", "pregnant", "I am married", "under thirty", "two small children", "a disability"]
)
def test_an_option_that_may_not_be_asked_for_is_an_error_as_a_question_for_it_is(label: str) -> None:
    here = "plan.questions[1].options[0].label"
    assert set(choosing(label)) == {("unlawful", "error", here), ("knock_out", "error", here)}


@pytest.mark.parametrize("label", ["the early shift", "now and then", "a forklift licence", "both, or either of them"])
def test_an_option_that_may_be_chosen_gives_no_advice(label: str) -> None:
    assert choosing(f'"{label}"') == []


def test_an_option_that_is_hard_to_say_is_found_because_it_is_said_back() -> None:
    assert choosing("12345 boxes") == [("hard_to_say", "warning", "plan.questions[1].options[0].label")]


@pytest.mark.parametrize(
    ("rest", "says"), [("", "would turn people away"), ("      knock_out: no\n", "by its knock_out")]
)
def test_what_sorts_people_out_by_its_knock_out_is_told_so(rest: str, says: str) -> None:
    found = looked((f"      ask: {SATURDAYS}\n", f"      ask: Are you married?\n{rest}")).problems
    assert says in next(problem.message for problem in found if problem.rule == "knock_out")


def test_an_option_that_rules_out_is_told_so() -> None:
    choice = CHOICE.replace("ONE", "married") + "      knock_out: [one]\n"
    found = looked((f"      kind: yes_no\n      ask: {SATURDAYS}\n", choice)).problems
    assert [problem.message for problem in found if problem.rule == "knock_out"] == [
        "'married' rules people out for family"
    ]
