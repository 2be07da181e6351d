from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from redis.asyncio import Redis

from interviewer.bootstrap.settings import Settings
from interviewer.providers.lineup import account
from interviewer.providers.resilience.breakers import RedisBreakers
from interviewer.providers.resilience.policy import POLICY
from served_valkey import served_valkey

if TYPE_CHECKING:
    from pathlib import Path


def interviewer(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "interviewer.cli", *words],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def findings(result: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    return {finding["what"]: finding for finding in json.loads(result.stdout)["findings"]}


def test_doctor_leaves_with_1_and_the_remedies_when_required_things_are_missing(tmp_path: Path) -> None:
    result = interviewer(
        "doctor",
        "--json",
        INTERVIEWER_CACHE_DIR=str(tmp_path / "cache"),
        INTERVIEWER_STATE_DIR=str(tmp_path / "state"),
        INTERVIEWER_DATABASE_URL="postgresql://me:hunter2@127.0.0.1:1/x",
        INTERVIEWER_REDIS_URL="redis://:hunter2@127.0.0.1:1/0",
        INTERVIEWER_LIVEKIT_URL="ws://127.0.0.1:1",
        INTERVIEWER_LIVEKIT_API_KEY="key",
        INTERVIEWER_LIVEKIT_API_SECRET="hunter2",
        INTERVIEWER_OPENAI_API_KEY="hunter2",
    )
    assert result.returncode == 1
    found = findings(result)
    for what in ("PostgreSQL", "Redis", "LiveKit", "model whisper-base", "model piper-joe"):
        assert found[what]["state"] == "bad"
        assert found[what]["remedy"]
    assert found["model qwen-1.5b"]["state"] == "lacking", "an interview can be held without it"
    assert found["telephone"]["state"] == "lacking", "candidates with a link need none"
    assert "OpenAI key present" in found["judge"]["detail"]
    assert "hunter2" not in result.stdout + result.stderr
    assert not (tmp_path / "cache").exists()
    assert not (tmp_path / "state").exists()


async def test_doctor_says_that_no_call_is_begun_while_a_vendor_that_each_needs_has_no_credit(tmp_path: Path) -> None:
    async with served_valkey() as valkey, Redis.from_url(valkey.url) as redis:
        given = {
            "INTERVIEWER_REDIS_URL": valkey.url,
            "INTERVIEWER_OPENAI_API_KEY": "sk-test",
            "INTERVIEWER_OPENAI_URL": "http://127.0.0.1:1/v1",
        }
        accounts = Settings(openai_api_key="sk-test", openai_url=given["INTERVIEWER_OPENAI_URL"]).accounts("")
        numbers = POLICY.breakers.model_copy(update={"redis_within": 10.0})
        await RedisBreakers(redis, numbers).failed(account(accounts, "writing", "openai"), "spent", 0.1)
        result = interviewer("doctor", "--quick", "--json", INTERVIEWER_STATE_DIR=str(tmp_path), **given)
    found = findings(result)["new calls"]
    assert (found["state"], "openai has no room or no credit" in found["detail"]) == ("lacking", True)
    assert "name another language model" in found["remedy"]


def test_doctor_is_readable_without_a_terminal(tmp_path: Path) -> None:
    result = interviewer("doctor", "--quick", INTERVIEWER_STATE_DIR=str(tmp_path))
    assert "PostgreSQL" in result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["setup", "up", "doctor", "plan", "demo"])
def test_every_command_is_in_the_help_with_what_it_does(command: str) -> None:
    result = interviewer("--help", COLUMNS="200", NO_COLOR="1")
    assert result.returncode == 0
    (line,) = [line for line in result.stdout.splitlines() if line.strip("│ ").split(" ")[0] == command]
    assert len(line.strip("│ ").split()) > 4


def test_a_process_started_without_its_settings_says_which(tmp_path: Path) -> None:
    result = interviewer("run", "api", INTERVIEWER_STATE_DIR=str(tmp_path))
    assert result.returncode == 2
    assert "Not set: INTERVIEWER_DATABASE_URL" in result.stderr


def test_a_setting_with_a_mistake_is_named(tmp_path: Path) -> None:
    result = interviewer("up", INTERVIEWER_STATE_DIR=str(tmp_path), INTERVIEWER_API_PORT="eighty")
    assert result.returncode == 2
    assert "INTERVIEWER_API_PORT" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_state_folder_that_cannot_be_made_is_named() -> None:
    result = interviewer("up", INTERVIEWER_STATE_DIR="/dev/null/state")
    assert result.returncode == 1
    assert "INTERVIEWER_STATE_DIR" in result.stdout
    assert "Traceback" not in result.stderr
