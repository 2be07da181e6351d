"""Tables fit on a terminal of 80 columns, and what is copied from them or is a time stays whole."""

from __future__ import annotations

import pytest
from rich.text import Text

from interviewer.cli.table import person, print_table


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed goes to a terminal of 80 columns, as far as rich can tell."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    lines = Text.from_ansi(capsys.readouterr().out).plain.splitlines()
    assert max(map(len, lines)) <= 80
    return lines


HEADINGS = ("id", "state", "ended", "candidate", "due", "reason", "made")


def test_ids_and_times_are_not_broken_however_long_the_rest_is(capsys: pytest.CaptureFixture[str]) -> None:
    due, made = "2026-11-23 14:05", "2026-11-20 09:00"
    print_table(
        HEADINGS, [("int_4f0c8s2n7a9d", "scheduled", "no_answer", "Ada Lovelace Byron", due, "after_no_answer", made)]
    )
    (found,) = [line for line in printed(capsys) if "int_" in line]
    assert all(whole in found for whole in ("int_4f0c8s2n7a9d", due, made))


def test_a_column_that_is_empty_in_every_row_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    row = ("int_4f0c8s2n7a9d", "evaluated", "completed", "Ada Lovelace Byron", "", "", "2026-11-20 09:00")
    print_table(HEADINGS, [row, row])
    heading, *rows = printed(capsys)
    assert heading.split() == ["id", "state", "ended", "candidate", "made"]
    assert len(rows) == 2, "each on one line"


def test_without_rows_the_headings_say_what_there_might_be(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADINGS, [])
    assert printed(capsys)[0].split() == list(HEADINGS)


def test_somebody_who_was_forgotten_is_named_so(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "candidate"), [("int_1", person("Ada [b]")), ("int_2", person(""))])
    assert [line.split(maxsplit=1)[1].strip() for line in printed(capsys)[1:]] == ["Ada [b]", "Forgotten"]
