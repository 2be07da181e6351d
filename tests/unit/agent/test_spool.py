"""What an agent saw survives the agent."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
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


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own, which is full but for a few hundred bytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder], check=False).returncode == 0
    if not mounted:
        pytest.skip("only who may mount a disk can fill one")
    try:
        (folder / "first").write_bytes(b"x" * 4096)
        filler = folder / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 1024)
        (folder / "first").unlink()
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_on_a_full_disk_the_call_goes_on_and_what_waits_comes_to_the_disk_when_it_takes_it(full_disk: Path) -> None:
    spool = Spool(path_of(full_disk, "int_1", 1))
    for number in range(1, 101):
        spool.write(message(number))
    assert [one.data["number"] for one in spool.waiting] == list(range(1, 101))
    whole = spool.path.read_text().splitlines()
    assert 0 < len(whole) < 100
    assert all(ObservationSent.model_validate_json(line) for line in whole), "no half a line"
    (full_disk / "filler").unlink()
    spool.write(message(101))
    assert len(spool.path.read_text().splitlines()) == 101
    spool.close()
    (found,) = left_behind(full_disk)
    assert [one.data["number"] for one in found.waiting] == list(range(1, 102))
    found.close()


def test_what_was_acknowledged_meanwhile_does_not_come_to_the_disk_any_more(full_disk: Path) -> None:
    spool = Spool(path_of(full_disk, "int_1", 1))
    for number in range(1, 101):
        spool.write(message(number))
    spool.acknowledge(100)
    (full_disk / "filler").unlink()
    spool.write(message(101))
    assert len(spool.path.read_text().splitlines()) == 1
    spool.acknowledge(101)
    spool.finish()
    assert not spool.path.exists()


def test_without_a_folder_to_write_to_the_call_goes_on_in_memory(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where a folder should be")
    spool = Spool(path_of(tmp_path / "spool", "int_1", 1))
    spool.write(message(1))
    (tmp_path / "spool").unlink()
    spool.write(message(2))
    assert len(spool.path.read_text().splitlines()) == 2
    spool.acknowledge(2)
    spool.finish()
    assert not spool.path.exists()
