"""`interviewer log audit`, `head` and `key`, as an auditor uses them, on a real database."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from interviewer import cli
from interviewer.kernel.log import Metadata, NewEvent, Unit
from interviewer.kernel.postgres import PostgresStore

Run = Callable[..., Result]


@pytest.fixture
def run(postgres_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, on a log of twenty events in a database that the settings name."""
    monkeypatch.setenv("INTERVIEWER_DATABASE_URL", postgres_dsn)
    monkeypatch.setenv("INTERVIEWER_STATE_DIR", str(tmp_path / "state"))
    append(postgres_dsn, 20)
    return lambda *arguments: CliRunner().invoke(cli.build("log"), ["log", *map(str, arguments)])


def append(dsn: str, count: int, kind: str = "thing.happened", stream: str = "s") -> None:
    async def appended() -> None:
        async with PostgresStore(dsn) as store:
            event = NewEvent(kind, 1, '{"a": "ä"}')
            units = [Unit(uuid4(), f"{stream}-{uuid4()}", 0, (event,), Metadata("req_1")) for _ in range(count)]
            await asyncio.gather(*map(store.append, units))

    asyncio.run(appended())


def sql(dsn: str, statement: str) -> None:
    async def executed() -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(executed())


def told(result: Result) -> str:
    return " ".join((result.stdout + result.stderr).split())


@pytest.fixture
def digest(run: Run, tmp_path: Path) -> Path:
    """A digest of the twenty events."""
    file = tmp_path / "digest.json"
    assert run("head", "--out", file).exit_code == 0
    return file


def test_a_whole_log_leaves_with_0_and_says_what_that_does_not_show(run: Run) -> None:
    result = run("audit")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The chain holds: 20 events up to position 20" in result.stdout
    assert "does not show a tail cut off" in result.stdout


def test_a_broken_log_leaves_with_1_and_every_break_is_named(run: Run, postgres_dsn: str) -> None:
    sql(postgres_dsn, "update events set data = '{}', stream = 'interview-int_1' where global_position = 4")
    sql(postgres_dsn, "delete from events where global_position = 9")
    result = run("audit")
    assert result.exit_code == 1
    assert "position 4: its content was altered (interview-int_1 version 1, thing.happened)" in result.stdout
    assert "position 9: removed; lacking is which cannot be told" in result.stdout
    assert "The log is broken: 2 breaks in 19 events" in result.stdout
    found = json.loads(run("audit", "--json").stdout)
    assert (found["whole"], found["rows"], found["head"]["position"], found["digest"]) == (False, 19, 20, None)
    assert [(one["kind"], one.get("position") or one.get("first")) for one in found["breaks"]] == [
        ("altered", 4),
        ("removed", 9),
    ]


def test_the_log_passes_through_its_digest_however_long_it_grows(run: Run, digest: Path, postgres_dsn: str) -> None:
    append(postgres_dsn, 5)
    result = run("audit", "--against", digest)
    assert result.exit_code == 0
    assert "It passes through the digest" in result.stdout
    found = json.loads(run("audit", "--against", digest, "--json").stdout)
    assert (found["whole"], found["digest"]["holds"], found["digest"]["position"]) == (True, True, 20)


def test_a_tail_that_was_cut_off_shows_against_a_digest_alone(run: Run, digest: Path, postgres_dsn: str) -> None:
    sql(postgres_dsn, "delete from events where global_position > 17")
    assert run("audit").exit_code == 0
    result = run("audit", "--against", digest)
    assert result.exit_code == 1
    assert "the log ends at position 17, the digest is of 20: its last 3 events were cut off" in told(result)


def test_a_chain_that_was_wholly_made_anew_shows_against_a_digest_alone(
    run: Run, digest: Path, postgres_dsn: str
) -> None:
    sql(postgres_dsn, "truncate events")
    append(postgres_dsn, 30)
    assert run("audit").exit_code == 0
    result = run("audit", "--against", digest)
    assert result.exit_code == 1
    assert "another hash: it was made anew" in told(result)


def test_a_log_of_another_installation_is_not_that_of_the_digest(run: Run, digest: Path, postgres_dsn: str) -> None:
    sql(postgres_dsn, "update installation set id = 'inst_other'")
    result = run("audit", "--against", digest)
    assert result.exit_code == 1
    assert "the log is that of installation inst_other" in told(result)


def test_a_digest_of_an_empty_log_is_one_too(run: Run, postgres_dsn: str, tmp_path: Path) -> None:
    sql(postgres_dsn, "truncate events")
    file = tmp_path / "empty.json"
    assert run("head", "--out", file).exit_code == 0
    append(postgres_dsn, 2)
    assert run("audit", "--against", file).exit_code == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda found: {**found, "position": 19}, "changed after it was signed"),
        (lambda found: {**found, "hash": "00" * 32}, "changed after it was signed"),
        (lambda found: {**found, "signature": ""}, "changed after it was signed"),
        (lambda found: {**found, "signature": "?"}, "changed after it was signed"),
        (lambda found: {**found, "public_key": "x"}, "signed with another key"),
        (lambda found: {**found, "position": "20"}, "no digest"),
        (lambda found: {**found, "hash": "xy"}, "no digest"),
        (lambda found: {**found, "more": 1}, "no digest"),
        (lambda found: [found], "no digest"),
    ],
)
def test_a_digest_that_was_tampered_with_proves_nothing(
    run: Run, digest: Path, change: Callable[[dict[str, Any]], Any], why: str
) -> None:
    digest.write_text(json.dumps(change(json.loads(digest.read_text()))))
    result = run("audit", "--against", digest)
    assert result.exit_code == 2
    assert "proves nothing" in told(result)
    assert why in told(result)


def test_whoever_forges_a_digest_with_a_key_of_their_own_is_not_believed(
    run: Run, digest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.pem"
    mine.write_text(run("key").stdout)
    monkeypatch.setenv("INTERVIEWER_LOG_SIGNING_KEY", "A" * 43)
    forged = tmp_path / "forged.json"
    assert run("head", "--out", forged).exit_code == 0
    assert run("audit", "--against", forged).exit_code == 0, "the key that this installation is told to have now"
    monkeypatch.delenv("INTERVIEWER_LOG_SIGNING_KEY")
    for public_key in ((), ("--public-key", mine)):
        result = run("audit", "--against", forged, *public_key)
        assert result.exit_code == 2
        assert "signed with another key" in told(result)
        assert run("audit", "--against", digest, *public_key).exit_code == 0


def test_keys_and_files_that_cannot_be_used_are_said_to_be_so(
    run: Run, digest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_key = tmp_path / "public.pem"
    public_key.write_text(run("key").stdout)
    for arguments, why in (
        (("--against", tmp_path / "none.json"), "cannot be read: No such file"),
        (("--against", tmp_path), "cannot be read: Is a directory"),
        (("--against", digest, "--public-key", tmp_path / "none.pem"), "cannot be read: No such file"),
        (("--against", digest, "--public-key", digest), "no public key in PEM form"),
    ):
        result = run("audit", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert why in told(result)
    monkeypatch.setenv("INTERVIEWER_STATE_DIR", str(tmp_path / "elsewhere"))
    result = run("audit", "--against", digest)
    assert result.exit_code == 2
    assert "There is no key" in told(result)
    assert not (tmp_path / "elsewhere").exists(), "an audit makes no key"
    assert run("audit", "--against", digest, "--public-key", public_key).exit_code == 0
    monkeypatch.setenv("INTERVIEWER_LOG_SIGNING_KEY", "too-short")
    result = run("key")
    assert result.exit_code == 2
    assert "32 bytes in base64url" in told(result)
    assert run("head", "--out", tmp_path / "no" / "folder.json").exit_code == 2


def test_a_database_that_is_away_or_holds_no_log_leaves_with_2(
    run: Run, postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql(postgres_dsn, "drop table events")
    result = run("audit")
    assert result.exit_code == 2
    assert "There is no event log" in told(result)
    monkeypatch.setenv("INTERVIEWER_DATABASE_URL", "postgresql://nobody:x@127.0.0.1:9/nothing")
    result = run("audit")
    assert result.exit_code == 2
    assert "The event log cannot be read" in told(result)


def test_read_models_are_made_anew_by_name_or_all_and_compared_if_wished(run: Run, postgres_dsn: str) -> None:
    result = run("rebuild", "--verify")
    assert result.exit_code == 0
    assert "Made anew up to position 20" in result.stdout
    assert "interviews, campaigns. All 0 rows are as the former ones were." in told(result)
    columns = "id, state, plan_id, candidate_id, created_at, view"
    sql(postgres_dsn, f"insert into interviews ({columns}) values ('int_9', 'x', 'x', 'x', now(), '{{}}')")
    result = run("rebuild", "interviews", "--verify")
    assert result.exit_code == 1
    assert "interviews int_9: the live row is not in the log" in result.stdout
    found = json.loads(run("rebuild", "interviews", "--verify", "--json").stdout)
    assert (found["switched"], found["differences"][0]["key"]) == (False, "int_9")
    found = json.loads(run("rebuild", "interviews", "--json").stdout)
    assert (found["switched"], found["read_models"], found["position"]) == (True, ["interviews"], 20)
    assert run("rebuild", "--verify").exit_code == 0


def test_an_event_that_cannot_be_read_is_named_with_what_tells_more(run: Run, postgres_dsn: str) -> None:
    append(postgres_dsn, 1, "interview.scheduled", "interview")
    result = run("rebuild", "interviews")
    assert result.exit_code == 1
    assert "at position 21" in told(result)
    assert "`interviewer log audit` tells whether the log was changed there." in told(result)


def test_a_digest_can_be_written_to_standard_output(run: Run, tmp_path: Path) -> None:
    result = run("head", "--out", "-")
    assert (result.exit_code, json.loads(result.stdout)["position"]) == (0, 20)
    (file := tmp_path / "piped.json").write_text(result.stdout)
    assert run("audit", "--against", file).exit_code == 0


def test_a_read_model_that_there_is_not_is_told_from_those_there_are(run: Run) -> None:
    result = run("rebuild", "webhook_deliveries")
    assert result.exit_code == 2
    assert "no read model is named webhook_deliveries" in told(result)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="checks the signature with openssl")
def test_others_can_check_the_signature_without_this_program(run: Run, digest: Path, tmp_path: Path) -> None:
    found = json.loads(digest.read_text())
    (tmp_path / "key.pem").write_text(run("key").stdout)
    script = f"""
        {shutil.which("python3")} -c "import json, sys; found = json.load(open('{digest}')); del found['signature'];
print(json.dumps(found, sort_keys=True, separators=(',', ':')), end='')" > signed
        echo '{found["signature"]}' | base64 -d > signature
        openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed -sigfile signature
    """
    subprocess.run(["sh", "-ec", script], cwd=tmp_path, check=True)
