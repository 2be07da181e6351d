"""What answers come to: read rightly, or not at all."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.catalog.questions import KINDS, Choice, Consent, Date, Number, Question, YesNo
from interviewer.conversation.answers import READINGS, Reading, read, spoken_time
from interviewer.conversation.languages import ENGLISH
from spoken_answers import HELD, NOW, QUESTIONS, SECOND, THIRD, TIMES, TUNED

LABELLED = [
    (name, text, value)
    for answers in (TUNED, HELD, SECOND, THIRD)
    for name, rows in answers.items()
    for text, value in rows
]
MOST_WRONG = 0.02
"""A value that is wrong goes into the log unless the candidate objects; without one, the words are there to be read."""
NOT_HEARD = [
    "",
    "   ",
    "...",
    "\x00",
    "?" * 500,
    "no " * 2000,
    "9" * 400,
    "1 2 3 4 5 6",
    "Je ne sais pas.",
    "Nächste Woche",
]


def of(kind: str, **fields: Any) -> Question:
    return KINDS[kind].model_validate({"id": "q", "kind": kind, "ask": "Well?", **fields})


def understood(question: Question, text: str) -> Reading | None:
    return read(question, text, ENGLISH, NOW)


def test_there_are_more_than_two_hundred_labelled_answers() -> None:
    assert len({(name, text) for name, text, _ in LABELLED}) > 590
    kinds = {QUESTIONS[name].kind for name, _, _ in LABELLED}
    assert kinds == set(READINGS)


@pytest.mark.parametrize("kind", sorted(READINGS))
def test_answers_are_read_rightly_or_not_at_all(kind: str) -> None:
    """The shares over the labelled answers of a kind, None rightly read as None among the right ones."""
    counts = {"right": 0, "wrong": 0, "missed": 0}
    failures = []
    for name, text, value in LABELLED:
        if QUESTIONS[name].kind != kind:
            continue
        reading = understood(QUESTIONS[name], text)
        found = reading.value if reading else None
        verdict = "right" if found == value else "missed" if found is None else "wrong"
        counts[verdict] += 1
        if verdict != "right":
            failures.append((verdict, name, text, value, found))
    total = sum(counts.values())
    assert counts["wrong"] / total < MOST_WRONG, failures
    assert counts["right"] / total >= 0.95, failures


@pytest.mark.parametrize(("text", "when"), TIMES, ids=[text or "nothing" for text, _ in TIMES])
def test_a_time_to_be_called_at_is_understood(text: str, when: str | None) -> None:
    found = spoken_time(text, NOW)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == when
    assert found is None or found.tzinfo is NOW.tzinfo


SAID_BACK = [
    ("notice_weeks", "Two months.", "two months"),
    ("notice_weeks", "one month", "one month"),
    ("notice_weeks", "A week.", "one week"),
    ("notice_weeks", "I don't have one.", "zero weeks"),
    ("notice_weeks", "about six weeks", "about six weeks"),
    ("notice_weeks", "six to eight weeks", "six to eight weeks"),
    ("years", "a year and a half", "one and a half years"),
    ("years", "half a year", "half a year"),
    ("pay", "45k", "45,000 pounds a year"),
    ("pay", "four thousand a month", "4,000 pounds a month"),
    ("pay", "thirty five to forty thousand", "35,000 to 40,000 pounds a year"),
    ("start", "the first of March", "Monday, the 1st of March"),
    ("start", "the 3rd of January 2028", "Monday, the 3rd of January 2028"),
    ("start", "in January", "January 2027"),
    ("start", "as soon as possible", "right away"),
    ("shift", "the second one", "the late shift"),
    ("shift", "either is fine", "any of them"),
    ("shifts", "anything but nights", "the early shift and the late shift"),
    ("licence", "yes I do, since May", "yes"),
]


@pytest.mark.parametrize(("name", "text", "spoken"), SAID_BACK, ids=[row[1] for row in SAID_BACK])
def test_what_was_understood_can_be_said_back(name: str, text: str, spoken: str) -> None:
    reading = understood(QUESTIONS[name], text)
    assert reading is not None
    assert reading.spoken == spoken
    line = ENGLISH.lines.read_back.format(value=reading.spoken)
    assert line.endswith("Is that right?")


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Four weeks.", True),
        ("About four weeks.", False),
        ("Four weeks, but I'd have to check.", False),
        ("Three or four weeks.", False),
        ("Three, no, four weeks.", True),
    ],
)
def test_a_hedge_makes_a_reading_uncertain(text: str, certain: bool) -> None:  # noqa: FBT001 - a row
    reading = understood(QUESTIONS["notice_weeks"], text)
    assert reading is not None
    assert reading.certain is certain


OUT = [
    (of("yes_no", knock_out="no"), "No.", True),
    (of("yes_no", knock_out="no"), "Yes.", False),
    (of("yes_no", knock_out="yes"), "Yes.", True),
    (of("yes_no"), "No.", False),
    (of("consent", to="that we ask", necessary=True), "No.", True),
    (of("consent", to="that we ask"), "No.", False),
    (of("number", unit="weeks", knock_out={"above": 8}), "Two months.", True),
    (of("number", unit="weeks", knock_out={"above": 8}), "Eight weeks.", False),
    (of("number", unit="weeks", knock_out={"above": 8}), "Six to ten weeks.", False),
    (of("number", unit="hours a week", knock_out={"below": 24}), "Twenty hours.", True),
    (of("date", latest="2027-03-01", knock_out=True), "In April.", True),
    (of("date", latest="2027-03-01", knock_out=True), "In March.", False),
    (of("date", latest="2027-03-01"), "In April.", False),
    (of("date", earliest="2027-03-01", knock_out=True), "Tomorrow.", True),
    (
        of("choice", options=[{"id": "a", "label": "days"}, {"id": "b", "label": "nights"}], knock_out=["a"]),
        "Days.",
        True,
    ),
    (
        of("choice", options=[{"id": "a", "label": "days"}, {"id": "b", "label": "nights"}], knock_out=["a"]),
        "Either.",
        False,
    ),
]


@pytest.mark.parametrize(("question", "text", "out"), OUT, ids=[f"{q.kind}: {text}" for q, text, _ in OUT])
def test_an_answer_that_rules_out_says_so(question: Question, text: str, out: bool) -> None:  # noqa: FBT001 - a row
    reading = understood(question, text)
    assert reading is not None
    assert reading.knocked_out is out


def test_an_amount_that_nobody_means_is_not_read() -> None:
    asked = of("number", unit="weeks", least=1, most=52)
    assert understood(asked, "Five hundred weeks.") is None
    assert understood(asked, "Zero.") is None


def test_a_unit_that_no_language_knows_is_just_said() -> None:
    asked = of("number", unit="pallets an hour")
    assert understood(asked, "Thirty pallets.") == Reading("30 pallets an hour", "30 pallets an hour")
    assert understood(asked, "I have two kids.") is None


def test_a_day_that_counts_from_now_needs_a_now() -> None:
    assert read(of("date"), "in two weeks", ENGLISH, None) is None


def test_a_day_is_the_one_where_the_candidate_is() -> None:
    """Just before midnight in London tomorrow is another day than in Auckland."""
    late = datetime(2026, 11, 26, 23, 59, tzinfo=UTC)
    reading = read(of("date"), "tomorrow", ENGLISH, late)
    assert reading is not None
    assert reading.value == "2026-11-27"


@pytest.mark.parametrize("text", NOT_HEARD, ids=[repr(text[:12]) for text in NOT_HEARD])
def test_nonsense_and_another_language_are_not_understood(text: str) -> None:
    for question in QUESTIONS.values():
        if text.startswith("no ") and question.kind in ("yes_no", "consent"):
            continue  # a no, said often
        assert understood(question, text) is None, question.id
    assert spoken_time(text, NOW) is None


def test_kinds_without_a_value_are_only_listened_to() -> None:
    assert set(KINDS) - set(READINGS) == {"open", "behavioural", "language_sample"}
    assert read(of("open"), "Four weeks.", ENGLISH, NOW) is None


def test_a_reading_takes_no_time_that_a_candidate_would_hear() -> None:
    """Not a clock's verdict: the work for a long answer is bounded, however long it is."""
    story = "I started in March 2019 with four people and 30,000 pounds, and on Monday at three we were twelve. " * 300
    began = time.process_time()
    for question in QUESTIONS.values():
        understood(question, story)
    spoken_time(story, NOW)
    assert time.process_time() - began < 5


PIECES = (
    *("no", "not", "yes", "three", "four", "45", "45k", "1st", "first", "of", "march", "monday", "next", "in", "two"),
    *("weeks", "months", "or", "to", "and", ",", ".", "a half", "past", "at", "pm", "early", "late", "either", "but"),
    *("sorry", "i mean", "thousand pounds a year", "about", "the", "until", "since", "2027", "31st february"),
)
WORDS = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
FEW = settings(max_examples=150, deadline=None)


@given(st.sampled_from(sorted(QUESTIONS)), WORDS | st.text(max_size=40))
@FEW
def test_whatever_is_said_a_value_is_one_that_the_question_can_have(name: str, text: str) -> None:
    question = QUESTIONS[name]
    reading = understood(question, text)
    if reading is None:
        return
    assert reading.spoken
    match question:
        case YesNo() | Consent():
            assert reading.value in ("yes", "no")
        case Number(unit=unit):
            assert re.fullmatch(rf"\d+(\.\d)?( to \d+(\.\d)?)? {re.escape(unit)}", reading.value)
        case Date():
            assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", reading.value)
        case Choice(options=options):
            assert set(reading.value.split(", ")) <= {option.id for option in options}
        case _:
            pytest.fail(f"{question.kind} has no value")


@given(WORDS | st.text(max_size=40), st.integers(0, 60 * 24 * 400))
@FEW
def test_a_time_to_be_called_at_is_never_past_and_never_far(text: str, minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    found = spoken_time(text, now)
    assert found is None or now < found < now + timedelta(days=61)
