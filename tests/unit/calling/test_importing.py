"""Candidates read from files: the good rows kept, and each bad one told with line, column, reason and remedy."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.calling.importing import Consent, Imported, RowProblem, read
from interviewer.calling.rows import MOST_LINES

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HEADER = "name,number,zone,region,reference,consent_source,consent_wording,consent_at,appointment"
Result = list[Imported | RowProblem]


def read_csv(*rows: str, header: str = HEADER, region: str | None = None) -> Result:
    return list(read([header, *rows], "csv", region, NOW))


def read_json(*rows: dict[str, object] | str, region: str | None = None) -> Result:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return list(read(lines, "jsonl", region, NOW))


def only_problem(result: Result) -> RowProblem:
    assert len(result) == 1
    assert isinstance(result[0], RowProblem)
    return result[0]


def only_candidate(result: Result) -> Imported:
    assert len(result) == 1
    assert isinstance(result[0], Imported), result[0]
    return result[0]


def row(**changes: str | None) -> dict[str, object]:
    return {"name": "Robin Reed", "number": "+12025550123", **changes}


def consented(**changes: str | None) -> dict[str, object]:
    proof = {
        "consent_source": "careers page",
        "consent_wording": "You may call me by machine.",
        "consent_at": "2026-02-01T10:00:00+01:00",
    }
    return row(**(proof | changes))


def american(index: int) -> str:
    """One of the ten thousand numbers that are kept for stories."""
    codes = [201, 202, 203, 205, 206, 207, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229]
    return f"+1{codes[index // 100]}55501{index % 100:02d}"


def test_a_row_becomes_a_candidate() -> None:
    found = only_candidate(
        read_csv(
            "Robin Reed,030 123456,,DE,A-17,careers page,"
            '"You may call me, by machine.",2026-02-01T10:00:00+01:00,2026-03-05 14:30'
        )
    )
    assert (found.line, found.name, found.number.e164, found.reference) == (2, "Robin Reed", "+4930123456", "A-17")
    assert (found.zone, found.hold) == ("Europe/Berlin", None)
    assert found.consent == Consent(
        "careers page", "You may call me, by machine.", datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    )
    assert found.appointment == datetime.fromisoformat("2026-03-05 14:30")


def test_the_same_row_may_come_as_json() -> None:
    found = only_candidate(read_json(consented(region="us", number="202 555 0123", zone=None, reference="")))
    assert (found.line, found.number.e164, found.reference) == (1, "+12025550123", None)
    assert found.consent is not None
    assert found.consent.obtained_at == datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


def test_only_name_and_number_are_needed() -> None:
    found = only_candidate(read_csv("Robin,202 555 0123", header="name,number", region="US"))
    assert (found.consent, found.appointment, found.reference) == (None, None, None)


def test_a_region_of_the_row_beats_that_of_the_file() -> None:
    assert only_candidate(read_json(row(number="030 123456", region="DE"), region="US")).number.region == "DE"


def test_a_zone_given_beats_the_number() -> None:
    assert only_candidate(read_json(row(zone="america/los angeles"))).zone == "America/Los_Angeles"


def test_a_candidate_whose_number_does_not_tell_the_zone_is_held() -> None:
    found = only_candidate(read_json(row(number="+61 491 570 156")))
    assert (found.zone, found.hold) == (None, "zone_ambiguous")


def test_a_zone_given_needs_no_hold() -> None:
    found = only_candidate(read_json(row(number="+61 491 570 156", zone="Australia/Sydney")))
    assert (found.zone, found.hold) == ("Australia/Sydney", None)


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"name": None}, "name", "missing"),
        ({"name": "  "}, "name", "missing"),
        ({"name": "-"}, "name", "no name"),
        ({"name": "x" * 201}, "name", "more than 200"),
        ({"name": "Ro\0bin"}, "name", "U+0000"),
        ({"name": "Ro\u202ebin"}, "name", "U+202E"),
        ({"reference": "A\u200b17"}, "reference", "U+200B"),
        ({"name": "Ro\ud800bin"}, "name", "UTF-8"),
        ({"number": None}, "number", "there is no number"),
        ({"number": "202 555 0123"}, "number", "country"),
        ({"number": "+1 900 555 0123"}, "number", "premium"),
        ({"number": "2.03E+11"}, "number", "spreadsheet"),
        ({"number": "1" * 61}, "number", "more than 60"),
        ({"region": "UK"}, "region", "Write GB"),
        ({"region": "Germany"}, "region", "two letters"),
        ({"zone": "Mars/Phobos"}, "zone", "Write continent and city"),
        ({"zone": "Berlin"}, "zone", "Did you mean Europe/Berlin?"),
        ({"zone": "EST"}, "zone", "no time zone of a place"),
        ({"zone": "Etc/GMT+5"}, "zone", "no time zone of a place"),
        ({"zone": "../../etc/passwd"}, "zone", "no time zone of a place"),
        ({"zone": "x" * 61}, "zone", "more than 60"),
        ({"appointment": "05.03.2026 14:30"}, "appointment", "local date and time"),
        ({"appointment": "2026-02-30 14:30"}, "appointment", "local date and time"),
        ({"appointment": "2026-03-05"}, "appointment", "local date and time"),
        ({"appointment": "2026-03-05T14:30+01:00"}, "appointment", "local date and time"),
        ({"appointment": "0026-03-05 14:30"}, "appointment", "year"),
        ({"reference": "x" * 201}, "reference", "more than 200"),
    ],
)
def test_a_wrong_field_is_told_by_column_and_remedy(changes: dict[str, str | None], column: str, said: str) -> None:
    problem = only_problem(read_json(row(**changes)))
    assert (problem.line, problem.column) == (1, column)
    assert said in str(problem)
    assert problem.remedy.endswith((".", "?"))


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"consent_source": None}, "consent_source", "consent_source is missing"),
        ({"consent_wording": " "}, "consent_wording", "consent_wording is missing"),
        (
            {"consent_wording": None, "consent_at": None},
            "consent_wording",
            "consent_wording and consent_at are missing",
        ),
        ({"consent_at": "yesterday"}, "consent_at", "no time"),
        ({"consent_at": "2026-02-01"}, "consent_at", "no offset"),
        ({"consent_at": "2026-02-01T10:00:00"}, "consent_at", "no offset"),
        ({"consent_at": "2026-03-01T12:06:00Z"}, "consent_at", "future"),
        ({"consent_at": "0001-01-01T00:00:00+14:00"}, "consent_at", "year"),
        ({"consent_wording": "x" * 4001}, "consent_wording", "more than 4000"),
    ],
)
def test_half_a_proof_of_consent_is_none(changes: dict[str, str | None], column: str, said: str) -> None:
    problem = only_problem(read_json(consented(**changes)))
    assert problem.column == column
    assert said in problem.reason


def test_a_clock_slightly_ahead_of_ours_may_have_noted_the_consent() -> None:
    assert only_candidate(read_json(consented(consent_at="2026-03-01T12:04:00Z"))).consent is not None


def test_all_problems_of_a_row_are_told_at_once() -> None:
    problems = read_json(row(name="", number="12", zone="EST", appointment="soon"))
    assert [problem.column for problem in problems if isinstance(problem, RowProblem)] == [
        "name",
        "number",
        "zone",
        "appointment",
    ]


def test_a_number_is_taken_once_and_the_second_row_names_the_first() -> None:
    result = read_csv("Robin,+12025550123", "Kim,+12025550124", "Robin R.,+1 (202) 555-0123", header="name,number")
    assert [isinstance(item, Imported) for item in result] == [True, True, False]
    problem = only_problem(result[2:])
    assert (problem.line, problem.column, problem.reason) == (4, "number", "the number is that of line 2")


def test_a_row_that_was_not_taken_does_not_take_its_number() -> None:
    result = read_csv("Robin,+12025550123,EST", "Robin,+12025550123,America/New_York", header="name,number,zone")
    assert [type(item) for item in result] == [RowProblem, Imported]


def test_no_problem_repeats_a_value_of_the_row() -> None:
    secret = {"name": "4711", "number": "4711 0815", "zone": "Secret", "region": "Secret", "appointment": "Secret"}
    for problem in (*read_json(consented(**secret, consent_at="Secret")), *read_csv("Secret,4711 0815,x", "a,b")):
        assert "Secret" not in str(problem)
        assert "4711" not in str(problem)


@pytest.mark.parametrize(
    ("header", "column", "said"),
    [
        ("name,zone", "number", "missing"),
        ("number,reference", "name", "missing"),
        ("name,number,nickname", "nickname", "column 3 is none of ours"),
        ("name,number,refrence", "refrence", "Did you mean reference?"),
        ("name,,number", "", "column 2 is none of ours"),
        ("name,number,Name", "name", "named twice"),
        ("Robin Reed,+12025550123", None, "names no columns"),
        ("\udcff\udcfen\0a\0m\0e\0", None, "UTF-8"),
    ],
)
def test_a_header_that_is_not_understood_ends_the_file(header: str, column: str | None, said: str) -> None:
    problem = only_problem(read_csv("Robin,+12025550123,x", header=header))
    assert (problem.line, problem.column) == (1, column)
    assert said in str(problem)


def test_all_mistakes_of_a_header_are_told() -> None:
    result = read_csv(header="zone,zone,colour")
    assert [item.column for item in result if isinstance(item, RowProblem)] == ["name", "number", "zone", "colour"]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_empty_file_says_so_or_has_nobody(form: Literal["csv", "jsonl"]) -> None:
    for lines in ([], [""], ["\ufeff"], ["  ", "\n"]):
        result = list(read(lines, form, None, NOW))
        assert [str(item)[:26] for item in result] == (["line 1: the file is empty."] if form == "csv" else [])


def test_a_header_alone_has_nobody() -> None:
    assert read_csv() == []


@pytest.mark.parametrize(
    "header", ["\ufeffname,number", "NAME, Number ", '"name","number"', "number;name;;", "Name\tNumber"]
)
def test_a_header_may_be_written_as_spreadsheets_write_it(header: str) -> None:
    delimiter = next(mark for mark in ";\t," if mark in header)
    cells = ("+12025550123", "Robin") if header.startswith("number") else ("Robin", "+12025550123")
    tail = delimiter * header.count(";;") * 2
    assert only_candidate(read_csv(delimiter.join(cells) + tail, header=header)).name == "Robin"


def test_empty_lines_are_left_out_and_counted() -> None:
    result = read_csv("", "  ,  ", ",,,,,", "Robin,+12025550123", "", header="name,number")
    assert only_candidate(result).line == 5


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    text = end.join(["name,number", "Robin,+12025550123", "Kim,+12025550124", ""])
    for lines in (text.splitlines(), text.splitlines(keepends=True), [text]):
        result = [item for item in read(lines, "csv", None, NOW) if isinstance(item, Imported)]
        assert [(item.line, item.name) for item in result] == [(2, "Robin"), (3, "Kim")]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("Kim", "has 1 columns, the first line names 2"),
        ("Kim,+12025550124,x", "has 3 columns, the first line names 2"),
        ('"Kim,+12025550124', "quote"),
        ('"Kim"berly,+12025550124', "quote"),
        ('Kim,"+12025550124"x', "quote"),
        ("Kim,+12025550124" + " " * 20_000, "more than 20000 characters"),
    ],
)
def test_a_ragged_or_wrongly_quoted_row_costs_no_other_row(bad: str, said: str) -> None:
    result = read_csv(
        "Robin,+12025550123", bad, "Sam,+12025550125", '"Al ""Ace"" Fox",+12025550126', header="name,number"
    )
    assert [item.name for item in result if isinstance(item, Imported)] == ["Robin", "Sam", 'Al "Ace" Fox']
    problem = only_problem([item for item in result if isinstance(item, RowProblem)])
    assert problem.line == 3
    assert said in problem.reason


def test_a_quote_that_is_never_closed_costs_no_other_row_of_a_long_file() -> None:
    rows = [f"Robin,{american(index)}" for index in range(3 * MOST_LINES)]
    rows[7] = '"Robin,+12025550123'
    result = read_csv(*rows, header="name,number")
    assert [item.line for item in result if isinstance(item, RowProblem)] == [9]
    assert sum(isinstance(item, Imported) for item in result) == len(rows) - 1


def test_a_text_in_quotes_may_go_over_several_lines() -> None:
    row_over_three_lines = 'Robin,+12025550123,form,"You may\n call me\n by machine.",2026-02-01T10:00:00Z'
    header = "name,number,consent_source,consent_wording,consent_at"
    first, second = read_csv(row_over_three_lines, "Kim,+12025550124,,,", header=header)
    assert isinstance(first, Imported)
    assert isinstance(second, Imported)
    assert first.consent is not None
    assert first.consent.wording == "You may\n call me\n by machine."
    assert (first.line, second.line) == (2, 5)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "not JSON (at character 2)"),
        ("name,number", "not JSON"),
        ("[" * 10_000, "not JSON"),
        ('{"name": ' + "9" * 5000 + "}", "not JSON"),
        ("null", "no object"),
        ('["Robin"]', "no object"),
        ('{"name": "Kim", "name": "Kim"}', "given twice"),
        ('{"name": "Kim", "number": 12025550124}', "must be text"),
        ('{"name": ["Kim"]}', "must be text"),
        ('{"name": {"name": "Kim"}}', "must be text"),
        ('{"nmae": "Kim"}', "Did you mean name?"),
        ('{"name": "Kim", "\\ud800": "x"}', "no such field"),
        ('{"name": "Kim"} {"name": "Kim"}', "not JSON"),
        ('{"name": "' + "x" * 20_000 + '"}', "more than 20000 characters"),
    ],
)
def test_a_line_that_is_no_json_object_of_ours_costs_no_other_row(bad: str, said: str) -> None:
    result = read_json(row(), bad, "", row(number="+12025550125"))
    assert [item.line for item in result if isinstance(item, Imported)] == [1, 4]
    problem = only_problem([item for item in result if isinstance(item, RowProblem)])
    assert problem.line == 2
    assert said in str(problem)


def test_a_json_list_is_told_once() -> None:
    assert "one JSON list" in only_problem(read_json("[", '{"name": "Robin"},', "]")).reason


def test_a_file_in_another_encoding_costs_only_the_rows_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "candidates.csv"
    path.write_bytes("name,number\nRené,+12025550123\nKim,+12025550124\n".encode("latin-1"))
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as lines:
        result = list(read(lines, "csv", None, NOW))
    assert [item.line for item in result if isinstance(item, Imported)] == [3]
    assert "UTF-8" in only_problem(result[:1]).remedy


def test_a_file_is_read_as_it_comes_and_little_ahead_even_after_an_open_quote() -> None:
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in ["name,number", "Robin,+12025550123", '"Kim,+12025550124', *["Sam,+12025550125"] * 1000]:
            taken.append(line)
            yield line

    reading = read(lines(), "csv", None, NOW)
    assert isinstance(next(reading), Imported)
    assert len(taken) == 2
    assert isinstance(next(reading), RowProblem)
    assert len(taken) == 2 + MOST_LINES


def test_a_region_that_is_none_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="Write GB"):
        read([], "csv", "UK", NOW)


def test_ten_thousand_rows_are_read() -> None:
    rows = (f"Robin {index},{american(index % 2000)}" for index in range(10_000))
    result = list(read(["name,number", *rows], "csv", None, NOW))
    assert sum(isinstance(item, Imported) for item in result) == 2_000
    assert all("that of line" in str(item) for item in result[2_000:])


anything = st.text(st.characters(), max_size=40) | st.text("\"',;\n\r\t\0 {}[]:a1+", max_size=40)
printable = st.characters(
    codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"], exclude_characters="\ufffe\uffff"
)
names = st.builds(str.__add__, st.sampled_from("RÉ李"), st.text(printable, max_size=60))
wordings = st.builds(
    str.__add__, st.sampled_from("YQ\"',;"), st.text(printable | st.sampled_from('\n\t"'), max_size=99)
)


@settings(deadline=None)
@given(st.lists(anything, max_size=12), st.sampled_from(["csv", "jsonl"]), st.sampled_from([None, "DE"]))
def test_no_content_of_a_file_raises(lines: list[str], form: Literal["csv", "jsonl"], region: str | None) -> None:
    for item in read(lines, form, region, NOW):
        assert item.line >= 1
    for item in read([HEADER, *lines], form, region, NOW):
        assert item.line >= 1


@settings(deadline=None)
@given(st.lists(st.lists(anything.map(lambda text: " ".join(text.split())), min_size=2, max_size=2), max_size=6))
def test_every_row_that_is_not_empty_is_told_of(rows: list[list[str]]) -> None:
    filled = {line for line, cells in enumerate(rows, 2) if any(cells)}
    assert {item.line for item in read(written([["name", "number"], *rows]), "csv", None, NOW)} == filled


@settings(deadline=None)
@given(st.lists(st.tuples(names, wordings), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_what_a_csv_writer_wrote_is_read(people: list[tuple[str, str]], delimiter: str) -> None:
    header = ["name", "number", "consent_source", "consent_wording", "consent_at"]
    rows = [
        [name, american(index), "form", wording, "2026-02-01T10:00:00Z"] for index, (name, wording) in enumerate(people)
    ]
    found = list(read(written([header, *rows], delimiter), "csv", None, NOW))
    assert [(item.name, item.consent and item.consent.wording) for item in found if isinstance(item, Imported)] == [
        (" ".join(name.split()), wording.strip()) for name, wording in people
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Kim", "Kim,1,2", '"Kim,1', '"Kim"x,1', 'Kim,"', ",", "", '"",""', "\0,\0", "a,b"]),
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_stands_between_them_the_good_rows_are_kept(bad: list[str], random: Random) -> None:
    good = [f"Robin,{american(index)}" for index in range(10)]
    lines = [*bad, *good]
    random.shuffle(lines)
    found = read_csv(*lines, header="name,number")
    kept = [item.number.e164 for item in found if isinstance(item, Imported)]
    assert kept == [line.partition(",")[2] for line in lines if line.startswith("Robin")]


def written(rows: Iterable[list[str]], delimiter: str = ",") -> list[str]:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().split("\r\n")
