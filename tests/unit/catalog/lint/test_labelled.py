"""How well the rules that go by words tell questions apart: precision and recall over labelled questions."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
import yaml

from interviewer.catalog.lint.rules import findings
from interviewer.catalog.models import Criterion, InterviewPlan, Job, PlanFile
from interviewer.catalog.questions import KINDS

LABELLED = yaml.safe_load((Path(__file__).parent / "labelled.yaml").read_text("utf-8"))
TOPICS = LABELLED["unlawful"]
BY_WORDS = ("unlawful", "leading", "double", "hard_to_say", "jargon")
OF_TWO_KINDS = {
    "Could you work nights and/or weekends?": {"hard_to_say"},
    "Aren't you a bit old for this kind of work?": {"leading"},
    "Are you pregnant, or do you plan to be?": set[str](),
    "You can start at once, right?": set[str](),
    "Which KPIs did you own?": set[str](),
}
"""What else is wrong with a labelled question."""

# Precision and recall that each rule must reach here. A rule that is made stricter or laxer shows in one of them.
BOUNDS = {
    "unlawful": (0.98, 0.97),
    "leading": (0.95, 0.90),
    "double": (0.95, 0.90),
    "hard_to_say": (0.95, 0.95),
    "jargon": (0.95, 0.95),
}


def plan(ask: str, kind: str = "open") -> PlanFile:
    anchors = {0: "None.", 3: "Some.", 5: "All."}
    care = Criterion(id="care", name="Care", description="Works.", anchors=anchors, checklist=("A?",) * 5)
    question = KINDS[kind].model_validate({"id": "one", "kind": kind, "ask": ask, "criteria": ("care",)})
    job = Job(title="Cook", company="Green Kitchen", summary="You cook.")
    return PlanFile(job=job, plan=InterviewPlan(title="Talk", questions=(question,), criteria=(care,)))


@functools.cache
def found(ask: str) -> dict[str, list[str]]:
    """Rule → what it says of the question."""
    said: dict[str, list[str]] = {}
    for rule, _, finding in findings(plan(ask)):
        said.setdefault(rule, []).append(finding.message)
    return said


def labelled() -> list[tuple[str, set[str]]]:
    """Every question with the rules that must find something."""
    listed = [(ask, {"unlawful"}) for asks in TOPICS.values() for ask in asks]
    listed += [(ask, {rule}) for rule in BY_WORDS[1:] for ask in LABELLED[rule]]
    listed += [(ask, set[str]()) for ask in LABELLED["fine"]]
    return [(ask, rules | OF_TWO_KINDS.get(ask, set())) for ask, rules in listed]


def test_there_are_enough_questions_of_each_sort() -> None:
    every = labelled()
    assert len({ask for ask, _ in every}) == len(every) >= 200
    assert len(LABELLED["fine"]) >= 90
    assert all(len(LABELLED[rule]) >= 12 for rule in BY_WORDS[1:])
    assert set(OF_TWO_KINDS) <= {ask for ask, _ in every}


@pytest.mark.parametrize("rule", BY_WORDS)
def test_a_rule_finds_what_it_is_for_and_little_else(rule: str) -> None:
    said = {ask: rule in found(ask) for ask, _ in labelled()}
    wanted = {ask for ask, rules in labelled() if rule in rules}
    told = {ask for ask, yes in said.items() if yes}
    precision, recall = len(told & wanted) / len(told), len(told & wanted) / len(wanted)
    least = BOUNDS[rule]
    print(f"{rule}: precision {precision:.2f}, recall {recall:.2f} over {len(said)}")  # noqa: T201 - shown with -s
    assert precision >= least[0], sorted(told - wanted)
    assert recall >= least[1], sorted(wanted - told)


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_unlawful_is_found_under_the_topic_that_it_is_about(topic: str) -> None:
    about = [ask for ask in TOPICS[topic] if any(f"about {topic}:" in said for said in found(ask).get("unlawful", []))]
    assert len(about) >= 0.85 * len(TOPICS[topic]), set(TOPICS[topic]) - set(about)


@pytest.mark.parametrize("ask", LABELLED["fine"])
def test_a_near_miss_is_left_alone(ask: str) -> None:
    assert found(ask) == {}
