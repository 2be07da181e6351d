"""A lexicon changes how a line sounds, and nothing else."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.catalog.models import InterviewPlan
from interviewer.catalog.pronunciation import cuts, spoken_as, stands_in

LEXICON = {
    "kubectl": "cube control",
    "SQL": "sequel",
    "US": "U S",
    "CI/CD": "C I and C D",
    "CI": "C I",
    "C#": "C sharp",
    "C": "sea",
    "R&D": "R and D",
    "&": "and",
    "Site Reliability": "site reliability engineering",
}


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Do you use kubectl?", "Do you use cube control?"),
        ("Kubectl, or KUBECTL?", "cube control, or cube control?"),
        ("They told us that the US is large.", "They told us that the U S is large."),
        ("Is SQL's future in NoSQL or MySQL?", "Is sequel's future in NoSQL or MySQL?"),
        ("Tell me of CI/CD and of CI alone.", "Tell me of C I and C D and of C I alone."),
        ("C, C# or C++?", "sea, C sharp or C++?"),
        ("R&D at Green & Kitchen", "R and D at Green and Kitchen"),
        ("In Site  Reliability", "In site reliability engineering"),
        ("Nothing of it.", "Nothing of it."),
        ("", ""),
    ],
)
def test_whole_words_are_replaced_the_longest_first(written: str, spoken: str) -> None:
    assert spoken_as(written, LEXICON) == spoken


def test_what_was_put_in_is_not_replaced_again() -> None:
    assert spoken_as("a b", {"a": "b", "b": "a"}) == "b a"


@pytest.mark.parametrize("strange", ["(", "[a-z]+", "\\", "a|b", "$1", "\\g<0>"])
def test_an_entry_is_taken_as_it_is_written(strange: str) -> None:
    assert spoken_as(f"say {strange} now", {strange: "\\1"}) == "say \\1 now"


def test_an_entry_is_found_as_a_whole_word_only() -> None:
    assert stands_in("SQL", "Do you know SQL?")
    assert not stands_in("SQL", "Do you know NoSQL?")


@given(
    st.lists(st.sampled_from(["kubectl", "SQL", "US", "word", "CI/CD,", "C#?"]), min_size=1).map(" ".join),
    st.dictionaries(st.sampled_from(sorted(LEXICON)), st.sampled_from(["x", "two words", "SQL"])),
)
def test_the_ends_of_words_are_in_order_and_end_with_the_line(line: str, lexicon: dict[str, str]) -> None:
    found = cuts(line, lexicon)
    spoken = spoken_as(line, lexicon)
    assert found[-1] == (len(line), len(spoken))
    assert list(found) == sorted(set(found))
    for written_to, spoken_to in found:
        assert spoken_as(line[:written_to], lexicon) == spoken[:spoken_to]
        assert line[written_to : written_to + 1] in ("", " ")


def test_without_a_lexicon_every_word_ends_where_it_is_written() -> None:
    assert cuts("one two", {}) == ((3, 3), (7, 7))


def test_a_plan_without_pronunciations_is_written_as_before_there_were_any() -> None:
    anchors = {0: "No.", 3: "Some.", 5: "All."}
    care = {"id": "care", "name": "Care", "description": "Works.", "anchors": anchors, "checklist": ["A?"] * 5}
    plan = InterviewPlan.model_validate(
        {"title": "Talk", "questions": [{"id": "a", "ask": "Why?"}], "criteria": [care]}
    )
    assert "pronunciations" not in plan.model_dump(mode="json")
    said = plan.model_copy(update={"pronunciations": {"SQL": "sequel"}})
    assert json.loads(said.model_dump_json())["pronunciations"] == {"SQL": "sequel"}
    assert hashlib.sha256(plan.model_dump_json().encode()) != hashlib.sha256(said.model_dump_json().encode())
