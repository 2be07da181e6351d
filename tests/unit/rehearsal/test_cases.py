"""Cases of a plan: read with every mistake named, held many times, judged with the reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.catalog.check import load_plan_file
from interviewer.cli.personas import person_named
from interviewer.rehearsal.cases import CasesInvalid, load_cases, parse_cases
from interviewer.rehearsal.happenings import Noted, Replied, Said
from interviewer.rehearsal.logged import LoggedTurn, case_of, text_of
from interviewer.rehearsal.trial import held, trial
from interviewer.rehearsal.writers import Authored, Recorded

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.cases.yaml"))
PLAN = load_plan_file(EXAMPLES[0].parent / "warehouse-shift-lead.yaml")
PLAIN = "cases: [{name: Plain, says: {forklift: Yes I do}, expect: {ended: finished, answered: [forklift]}}]"


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
async def test_the_examples_hold_their_cases(file: Path) -> None:
    plan = load_plan_file(file.parent / file.name.replace(".cases.yaml", ".yaml"))
    cases = load_cases(file, plan.plan)
    assert len(cases) >= 5
    for result in await trial(plan, cases, times=5, people=person_named, writers=lambda _: Authored()):
        assert (result.passed, result.reasons) == (5, ()), f"{result.name}: {result.reasons}"


async def test_the_case_in_the_docs_is_one_and_holds() -> None:
    docs = (EXAMPLES[0].parents[1] / "docs" / "plans.md").read_text()
    text = docs[docs.index("    cases:\n") : docs.index("\nOutside of the questions")]
    cases = parse_cases(text, PLAN.plan, source="docs/plans.md")
    (result,) = await trial(PLAN, cases, times=3, people=person_named, writers=lambda _: Authored())
    assert (result.passed, result.reasons) == (3, ())


async def test_a_case_that_does_not_hold_says_why_how_often_and_with_which_seed() -> None:
    text = PLAIN.replace(
        "answered: [forklift]", "answered: [], skipped: [forklift], said: [pineapple], at_most_minutes: 1"
    )
    (result,) = await trial(
        PLAN, parse_cases(text, PLAN.plan, source="x"), times=4, people=person_named, writers=lambda _: Authored()
    )
    assert (result.passed, result.rate) == (0, 0.0)
    reasons = {reason.text: (reason.times, reason.seed) for reason in result.reasons}
    assert reasons["The question forklift was not skipped."] == (4, 0)
    assert reasons["The interviewer never said 'pineapple'."] == (4, 0)
    assert any(reason.startswith("It took") for reason in reasons)
    assert any(isinstance(happening, Said) for happening in result.failed)


async def test_the_same_seed_is_the_same_conversation_and_another_is_another() -> None:
    (case,) = parse_cases("cases: [{name: Brief, persona: concise}]", PLAN.plan, source="x")

    async def words(seed: int) -> tuple[object, ...]:
        return await held(PLAN, case, seed=seed, people=person_named, writers=lambda _: Authored())

    assert await words(3) == await words(3)
    assert len({await words(seed) for seed in range(6)}) > 1


async def test_replies_come_in_order_by_question_and_by_follow_up() -> None:
    text = """
    cases:
      - name: Ordered
        line: link
        says:
          team_led.responsibility: I did the planning of the breaks.
          unsafe_work: {says: I stopped the belt and told everybody., minutes: 2}
        in_order: [Only a small one., Seven people., That was it.]
    """
    (case,) = parse_cases(text, PLAN.plan, source="x")
    happened = await held(PLAN, case, seed=0, people=person_named, writers=lambda _: Authored())
    replied = [(h.question_id, h.text, h.seconds) for h in happened if isinstance(h, Replied)]
    assert [text for _, text, _ in replied[:4]] == [
        "Yes, that's fine.",
        "Only a small one.",
        "I did the planning of the breaks.",
        "Seven people.",
    ]
    assert ("unsafe_work", "I stopped the belt and told everybody.", 120.0) in replied


def test_yes_no_and_numbers_are_words_whatever_yaml_thinks_of_them() -> None:
    text = "cases: [{name: A, says: {forklift: No, rating: 5}, expect: {understood: {forklift: no}}}]"
    (case,) = parse_cases(text, PLAN.plan, source="x")
    assert (case.says, case.expect.understood) == ({"forklift": ("No",), "rating": ("5",)}, {"forklift": "no"})


async def test_follow_ups_that_were_written_down_are_asked_where_a_model_would_find_some() -> None:
    (case,) = parse_cases("cases: [{name: Long, persona: rambling}]", PLAN.plan, source="x")
    writer = Recorded(("What was the hardest day?",))
    happened = await held(PLAN, case, seed=0, people=person_named, writers=lambda _: writer)
    said = [h.text for h in happened if isinstance(h, Said)]
    assert sum(text.endswith("What was the hardest day?") for text in said) == 1
    assert any(isinstance(h, Noted) for h in happened)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "valid dictionary|Input should be"),
        ("cases: []", "at least 1"),
        ("cases: [{name: A, says: {forklift: }}]", r"says.forklift\[0\]: this is no reply. Write what"),
        ("cases: [{name: A, says: {forklift: {silense: true}}}]", "this is no reply"),
        ("cases: [{name: A, expects: {}}]", "expects"),
        ("cases: [{name: A, says: {forkleft: No}}]", "Did you mean 'forklift'"),
        ("cases: [{name: A, expect: {answered: [nothing]}}]", "there is no question 'nothing'"),
        ("cases: [{name: A, expect: {probed: [team_led.size]}}]", "there is no follow-up"),
        ("cases: [{name: A, expect: {ended: happily}}]", "expect.ended"),
        ("cases: [{name: A}, {name: A}]", "two cases"),
        ("cases: [", "is not YAML"),
    ],
)
def test_mistakes_in_a_file_of_cases_are_named(text: str, said: str) -> None:
    with pytest.raises(CasesInvalid, match=said):
        parse_cases(text, PLAN.plan, source="x.cases.yaml")


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(CasesInvalid, match="cannot be read"):
        load_cases(tmp_path / "missing.yaml", PLAN.plan)
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CasesInvalid, match="not UTF-8"):
        load_cases(bad, PLAN.plan)


async def test_a_logged_call_becomes_a_case_that_holds() -> None:
    turns = (
        LoggedTurn("interviewer", "Hello. Is that all right?", None, "greeting"),
        LoggedTurn("candidate", "Yes, go ahead.", None, "consent"),
        LoggedTurn("interviewer", "Tell me about a team.", "team_led", "question"),
        LoggedTurn("candidate", "mhm", "team_led", "aside"),
        LoggedTurn("candidate", "I led six people in a bakery.", "team_led", "answer"),
        LoggedTurn("interviewer", "What were you", "team_led", "probe", interrupted=True),
        LoggedTurn("candidate", "And before that four in a kitchen.", "team_led", "answer"),
        LoggedTurn("interviewer", "Goodbye.", None, "closing"),
        LoggedTurn("candidate", "Bye.", None, "answer"),
    )
    case = case_of("As in int_1", turns, states={"team_led": "answered", "forklift": "pending"}, ended="finished")
    text = text_of(case, ("Personal data.",))
    assert text.startswith("# Personal data.\ncases:")
    assert "Bye." not in text
    (read,) = parse_cases(text, PLAN.plan, source="x")
    assert read == case
    assert read.says["consent"] == ("Yes, go ahead.",)
    (result,) = await trial(PLAN, (read,), times=3, people=person_named, writers=lambda _: Authored())
    assert result.passed == 3, result.reasons
