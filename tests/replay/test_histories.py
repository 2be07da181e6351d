"""What any release stored still folds to what it folded to then."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from interviewer.interviews.events import EVENTS
from interviewer.interviews.observations import Observed
from interviewer.interviews.state import Outcome
from interviewer.kernel.log import Recorded
from stored_histories import differences, folded, folds_of, from_line, rows_of, stored, write

HISTORIES = stored()


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_stored_history_folds_to_what_it_folded_to(file: Path) -> None:
    assert list(differences(folds_of(file), folded(rows_of(file)))) == []


def test_each_ending_has_a_history_in_each_release() -> None:
    releases = {file.parent.name for file in HISTORIES}
    assert "0.1" in releases
    for release in releases:
        kept = {file.stem for file in HISTORIES if file.parent.name == release}
        assert {*get_args(Outcome), "spoken", "conversed", "withdrawn"} <= kept


def test_the_histories_hold_takeovers_late_reports_probes_and_scorecards() -> None:
    rows = [row for file in HISTORIES for row in rows_of(file)]
    types = {row.type for row in rows}
    assert {"probe.asked", "interview.evaluated", "interview.reviewed", "interview.interrupted"} <= types
    assert any(json.loads(row.data).get("late") for row in rows)
    assert any(row.type == "interview.leased" and json.loads(row.data)["epoch"] > 1 for row in rows)


def test_the_histories_hold_all_that_a_conversation_brings() -> None:
    types = {row.type for file in HISTORIES for row in rows_of(file)}
    assert {EVENTS[kind].name for kind in get_args(Observed)} <= types


def without(kind: str) -> Callable[[Recorded], Recorded | None]:
    return lambda row: None if row.type == kind else row


def other(kind: str, **fields: Any) -> Callable[[Recorded], Recorded | None]:
    def change(row: Recorded) -> Recorded:
        return replace(row, data=json.dumps(json.loads(row.data) | fields)) if row.type == kind else row

    return change


@pytest.mark.parametrize(
    "changed",
    [
        without("interview.leased"),
        without("question.answered"),
        without("turn.heard"),
        without("interview.evaluated"),
        other("turn.spoken", text="Something else."),
        other("question.skipped", question_id="own_service"),
        other("attempt.failed", outcome="busy"),
        other("recording.segment_stored", seconds=1.0),
        without("interview.reviewed"),
        without("candidate.answered"),
        other("call.ended", reason="withdrawn"),
    ],
)
def test_a_fold_that_takes_an_event_for_another_is_found(changed: Callable[[Recorded], Recorded | None]) -> None:
    """What a fold makes of changed events is what a changed fold would make of these."""
    found = []
    for file in HISTORIES:
        rows = [new for row in rows_of(file) if (new := changed(row)) is not None]
        if rows != list(rows_of(file)):
            then = folds_of(file)
            then.pop("replay")  # its positions may be gone
            found += list(differences(then, folded(rows)))
    assert found


def test_a_difference_is_told_with_its_place_and_what_is_new_is_none() -> None:
    then = {"view": {"state": "queued", "attempts": [1, 2]}}
    now = {"view": {"state": "held", "attempts": [1, 2], "a_new_field": 1}, "a_new_fold": {}}
    assert list(differences(then, now)) == ["/view/state: was 'queued', is 'held'"]
    assert list(differences({"a": [1]}, {"a": [1, 2]})) == ["/a: was [1], is [1, 2]"]
    assert list(differences({"a": None}, {})) == ["/a: was None, is not there"]


def test_what_is_stored_is_read_byte_for_byte_and_never_overwritten(tmp_path: Path) -> None:
    file = HISTORIES[0]
    rows = rows_of(file)
    assert write(tmp_path / "9.9", "one", rows)
    before = (tmp_path / "9.9" / "one.jsonl").read_bytes()
    assert before == file.read_bytes()
    assert tuple(map(from_line, before.decode().splitlines())) == rows
    assert not write(tmp_path / "9.9", "one", rows[:1])
    assert (tmp_path / "9.9" / "one.jsonl").read_bytes() == before
