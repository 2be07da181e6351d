"""Every mistake in a plan file is named with line, column, field and remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from interviewer.catalog.check import PlanInvalid, Problem, load_plan_file, parse_plan
from interviewer.catalog.models import PlanFile
from interviewer.catalog.timing import expected_minutes

GOOD = """\
job:
  title: Cook
  company: Green Kitchen
  summary: You cook lunch for two hundred people.
  documents: [menu.md]
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
        - id: hygiene
          when: {missing_any_of: [clean, wash]}
          ask: How did you keep it clean?
    - id: weekends
      kind: yes_no
      ask: Can you work on Saturdays?
  criteria:
    - id: care
      name: Care
      description: Works cleanly.
      anchors:
        0: Does not mention it.
        3: Mentions it.
        5: Gives an example.
      checklist: ["One?", "Two?", "Three?", "Four?", "Five?"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "menu.md").write_text("# Menu\n")
    return tmp_path


def problems(text: str, base: Path | None = None) -> list[Problem]:
    with pytest.raises(PlanInvalid) as caught:
        parse_plan(text, source="plan.yaml", base=base)
    return list(caught.value.problems)


def test_a_good_plan_is_read(folder: Path) -> None:
    plan = parse_plan(GOOD, source="plan.yaml", base=folder)
    assert plan == PlanFile.model_validate(yaml.safe_load(GOOD))


def test_the_same_plan_may_be_json(folder: Path) -> None:
    text = json.dumps(yaml.safe_load(GOOD), indent=1)
    assert parse_plan(text, source="plan.json", base=folder) == parse_plan(GOOD, source="plan.yaml", base=folder)


# What is written instead of what, and where the complaint stands: line, column, field, and a part of what it says.
MISTAKES = [
    ("company: Green Kitchen", "company: 7", 3, 12, "job.company", "must be text, not a number"),
    ("company: Green Kitchen", "company: no", 3, 12, "job.company", "must be text, not yes or no"),
    ("  company: Green Kitchen\n", "", 2, 3, "job.company", "'company' is missing. Add company:"),
    ("  summary:", "  summry:", 4, 3, "job.summry", "no field 'summry' here. Did you mean 'summary'?"),
    ("minutes: 10", "minutes: 99", 8, 12, "plan.minutes", "99 is out of range. Write a number that is at most 60"),
    ("minutes: 10", "minutes: ten", 8, 12, "plan.minutes", "must be a whole number, not text"),
    ("minutes: 10", "minutes: 2", 8, 12, "plan.minutes", "need about 3 minutes, and the plan gives 2"),
    ("- id: kitchen", "- id: My kitchen", 10, 11, "plan.questions[0].id", "'My kitchen' is no id. Use up to 40"),
    ("kind: yes_no", "kind: yesno", 21, 13, "plan.questions[1].kind", "Write one of open, behavioural, yes_no, number"),
    ("criteria: [care]", "criteria: [cares]", 12, 18, "plan.questions[0].criteria[0]", "Did you mean 'care'?"),
    ("id: weekends", "id: kitchen", 20, 11, "plan.questions[1].id", "'kitchen' is taken by the one in line 10"),
    ("id: hygiene", "id: longer", 17, 15, "plan.questions[0].probes[1].id", "'longer' is taken by the one in line 14"),
    ("{shorter_than: 20}", "{shorter: 20}", 15, 17, "plan.questions[0].probes[0].when", "Write either {shorter_than"),
    ("{shorter_than: 20}", "soon", 15, 17, "plan.questions[0].probes[0].when", "no condition for a follow-up"),
    ("shorter_than: 20", "shorter_than: 0", 15, 32, "plan.questions[0].probes[0].when.shorter_than", "at least 1"),
    ("        3: Mentions it.\n", "", 28, 9, "plan.criteria[0].anchors", "anchors are missing for 3"),
    ("5: Gives", "9: Gives", 30, 12, "plan.criteria[0].anchors[9]", "'9' is no point of the scale"),
    (', "Five?"]', "]", 31, 18, "plan.criteria[0].checklist", "five entries, this one has 4. Make it five"),
    ("documents: [menu.md]", "documents: [food.md]", 5, 15, "job.documents[0]", "there is no document 'food.md'"),
    ("documents: [menu.md]", "documents: [/etc/passwd]", 5, 15, "job.documents[0]", "is not beside the plan file"),
    ("documents: [menu.md]", "documents: [../x.md]", 5, 15, "job.documents[0]", "is not beside the plan file"),
    ("How did you keep it clean?", "See https://x.org/a", 19, 16, "plan.questions[0].probes[1].ask", "in words"),
    ("Can you work on Saturdays?", "Can you *really* come?", 22, 12, "plan.questions[1].ask", "'*' cannot be spoken"),
    ("Can you work on Saturdays?", "so " * 50, 22, 12, "plan.questions[1].ask", "50 words and takes 20 seconds to say"),
    ("      ask: Can you", "      ask: x\n      ask: Can you", 23, 7, "plan.questions[1].ask", "is given twice"),
    ("title: Cook", "title: Cook: chef", 2, 14, "", "a colon cannot stand here"),
    ("  title: Cook", "\ttitle: Cook", 2, 1, "", "a tab stands where YAML wants spaces"),
    ('"Five?"]', '"Five?"', 31, 18, "", "opened and never closed"),
    ("title: Cook", "title: !!python/name:os.system", 2, 10, "", "Remove the tag"),
    ("title: Cook", "title: &a [*a]", 2, 14, "", "an alias (*) is used"),
    ("title: Cook", "title: Cook\x01", 2, 14, "", "cannot stand in a text file"),
    ("minutes: 10", "pronunciations: {SQL: 5}", 8, 25, "plan.pronunciations.SQL", "must be text, not a number"),
    ("minutes: 10", "pronunciations: {SQL: ''}", 8, 25, "plan.pronunciations.SQL", "this is empty"),
    (
        "minutes: 10",
        "pronunciations: [SQL]",
        8,
        19,
        "plan.pronunciations",
        "must have fields of its own, not be a list",
    ),
    ("plan:\n", "---\nplan:\n", 6, 1, "", "a second document"),
]


@pytest.mark.parametrize(
    ("instead_of", "written", "line", "column", "field", "said"), MISTAKES, ids=[m[1].strip()[:30] for m in MISTAKES]
)
def test_a_mistake_is_named_where_it_stands(
    folder: Path, instead_of: str, written: str, line: int, column: int, field: str, said: str
) -> None:
    assert GOOD.count(instead_of) == 1
    found = problems(GOOD.replace(instead_of, written), folder)
    about = [p for p in found if (p.line, p.column, p.field) == (line, column, field)]
    assert len(about) == 1, list(map(str, found))
    assert said in f"{about[0].message}. {about[0].remedy}"


def test_a_symbol_that_the_lexicon_says_in_words_can_be_spoken(folder: Path) -> None:
    asked = GOOD.replace("Can you work on Saturdays?", "Have you written C#?")
    assert [p.message for p in problems(asked, folder)] == ["'#' cannot be spoken"]
    said = asked.replace("  minutes: 10\n", "  minutes: 10\n  pronunciations: {'C#': C sharp}\n")
    assert parse_plan(said, source="plan.yaml", base=folder).plan.pronunciations == {"C#": "C sharp"}


def test_one_mistake_is_one_problem(folder: Path) -> None:
    found = problems(GOOD.replace("shorter_than: 20", "shorter_than: 0"), folder)
    assert [p.field for p in found] == ["plan.questions[0].probes[0].when.shorter_than"]


def test_a_criterion_that_no_question_serves_is_a_mistake(folder: Path) -> None:
    unserved = problems(GOOD.replace("      criteria: [care]\n", ""), folder)
    assert [(p.line, p.column, p.field) for p in unserved] == [(23, 11, "plan.criteria[0]")]
    assert "no question serves the criterion 'care'" in unserved[0].message


def test_all_mistakes_are_named_at_once_in_the_order_of_their_lines(folder: Path) -> None:
    text = GOOD.replace("company: Green Kitchen", "company: 7").replace("minutes: 10", "minutes: 0")
    text = text.replace("id: weekends", "id: kitchen").replace(', "Five?"]', "]")
    found = problems(text, folder)
    assert [p.line for p in found] == [3, 8, 20, 31]
    assert str(found[0]) == (
        "plan.yaml:3:12: job.company: this must be text, not a number. "
        "Put it in quotes, or YAML takes it for something else."
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "null"])
def test_an_empty_file_is_called_empty(text: str) -> None:
    assert [p.message for p in problems(text)] == ["the file is empty"]


@pytest.mark.parametrize(
    "text", ["[]", "just words", "7", "{}", "plan: []", "plan: {questions: 5}", "job: {1: x}", "? [a]\n: b"]
)
def test_whatever_else_a_file_holds_is_refused_with_a_place(text: str) -> None:
    assert all(p.line >= 1 and p.column >= 1 and p.message and p.remedy for p in problems(text))


@pytest.mark.parametrize("text", ["a: " + "[" * 3000 + "]" * 3000, "[" * 5000, "x" * 300_000, "a: " + "1" * 5000])
def test_a_file_made_to_hurt_is_refused(text: str) -> None:
    assert len(problems(text)) == 1


def test_a_plan_of_sixty_pages_is_told_how_many_questions_it_may_have() -> None:
    """Each page is 2,500 letters, and every question is in order for itself."""
    plan = yaml.safe_load(GOOD)
    ask = "Tell me about the work that you did at your last depot in month {n}, and take all the time that you want."
    probe = {"id": "more", "when": {"shorter_than": 20}, "ask": "Could you tell me a little more about that month?"}
    asked = [
        {
            "id": f"q{n}",
            "ask": ask.format(n=n),
            "criteria": [plan["plan"]["criteria"][0]["id"]],
            "probes": [dict(probe)],
        }
        for n in range(1, 481)
    ]
    plan["plan"]["questions"] = asked
    text = json.dumps(plan, indent=1)
    assert len(text) > 60 * 2500
    (found,) = problems(text)
    assert (found.line, found.message, found.remedy) == (13, "this list is too long", "Keep it to 40.")


def test_documents_of_a_text_without_a_folder_are_not_looked_for() -> None:
    assert parse_plan(GOOD, source="request body", base=None).job.documents == ("menu.md",)


def test_a_file_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    with pytest.raises(PlanInvalid, match=r"nowhere\.yaml:1:1: the file cannot be read: No such file"):
        load_plan_file(tmp_path / "nowhere.yaml")


def test_a_file_in_another_encoding_is_refused_at_the_line_of_the_first_foreign_byte(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_bytes("job:\n  title: Küchenchef\n".encode("latin-1"))
    with pytest.raises(PlanInvalid, match=r"plan\.yaml:2:1: this is not UTF-8"):
        load_plan_file(tmp_path / "plan.yaml")


def test_a_longer_answer_is_expected_of_an_open_question_than_of_a_yes_or_no() -> None:
    plan = parse_plan(GOOD, source="plan.yaml", base=None).plan
    only_open, both = expected_minutes(plan.first(1)), expected_minutes(plan)
    assert only_open > 2
    assert 0 < both - only_open < 0.5
