"""What an agent saw survives the agent."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.agent.reporter import Reporter
from interviewer.agent.spool import Spool, left_behind, path_of
from interviewer.interviews.observations import CallEnded, CallJoined
from interviewer.wire.agent_link import ObservationSent


def message(number: int) -> ObservationSent:
    return ObservationSent(
        interview_id="int_1",
        correlation_id="req_1",
        type="call.joined",
        schema_version=1,
        data={"number": number, "epoch": 1},
    )


def test_what_was_not_acknowledged_is_found_by_the_next_process(tmp_path: Path) -> None:
    dead = Spool(path_of(tmp_path, "int_1", 1))
    for number in (1, 2, 3):
        dead.write(message(number))
    dead.acknowledge(1)
    dead.close()
    (found,) = left_behind(tmp_path)
    assert [m.data["number"] for m in found.waiting] == [1, 2, 3]  # acknowledged ones are harmless when sent again
    found.close()


def test_a_spool_that_a_live_process_holds_is_left_to_it(tmp_path: Path) -> None:
    live = Spool(path_of(tmp_path, "int_1", 1))
    live.write(message(1))
    assert list(left_behind(tmp_path)) == []
    with pytest.raises(OSError):  # noqa: PT011 - whichever lock error the system has
        Spool(path_of(tmp_path, "int_1", 1))
    live.close()


def test_the_file_goes_when_the_last_observation_was_acknowledged_and_not_before(tmp_path: Path) -> None:
    spool = Spool(path_of(tmp_path, "int_1", 1))
    spool.write(message(1))
    spool.write(message(2))
    spool.acknowledge(2)
    assert spool.path.exists()
    spool.finish()
    assert not spool.path.exists()


def test_what_was_said_leaves_the_disk_when_it_was_acknowledged_while_the_call_goes_on(tmp_path: Path) -> None:
    spool = Spool(path_of(tmp_path, "int_1", 1))
    for number in (1, 2, 3):
        spool.write(message(number))
    spool.acknowledge(2)
    assert len(spool.path.read_text().splitlines()) == 3, "one of them waits"
    spool.acknowledge(3)
    assert spool.path.read_text() == ""
    spool.acknowledge(3)
    spool.write(message(4))
    spool.close()
    (found,) = left_behind(tmp_path)
    assert [m.data["number"] for m in found.waiting] == [4]
    found.acknowledge(4)
    assert not found.path.exists()
    found.acknowledge(4)


def test_a_line_that_a_killed_writer_left_unfinished_is_passed_over(tmp_path: Path) -> None:
    path = path_of(tmp_path, "int_1", 1)
    path.write_text(message(1).model_dump_json() + '\n{"kind": "observ', encoding="utf-8")
    (found,) = left_behind(tmp_path)
    assert len(found.waiting) == 1
    found.close()


def test_observations_are_numbered_from_one_and_on_disk_before_they_are_sent(tmp_path: Path) -> None:
    spool = Spool(path_of(tmp_path, "int_1", 2))
    sent: list[tuple[int, int, int]] = []

    def send(observed: ObservationSent) -> None:
        sent.append((observed.data["epoch"], observed.data["number"], len(spool.path.read_text().splitlines())))

    reporter = Reporter(spool, interview_id="int_1", epoch=2, correlation_id="req_1", send=send)
    reporter.report(CallJoined)
    reporter.report(CallEnded, reason="finished")
    assert sent == [(2, 1, 1), (2, 2, 2)]
    spool.close()
