"""The keys that personal data is sealed with, from the command line: replaced, wrong, missing."""

from __future__ import annotations

import os
from pathlib import Path

import command_line
from command_line import Ran
from running_api import ENCRYPTION_KEYS, Api


def interviewer(dsn: str, state: Path, keys: str, *arguments: str) -> Ran:
    environment = {
        **os.environ,
        "INTERVIEWER_DATABASE_URL": dsn,
        "INTERVIEWER_STATE_DIR": str(state),
        "INTERVIEWER_ENCRYPTION_KEYS": keys,
        **dict.fromkeys(("INTERVIEWER_REDIS_URL", "INTERVIEWER_LIVEKIT_URL"), "ws://127.0.0.1:1"),
        **dict.fromkeys(("INTERVIEWER_LIVEKIT_API_KEY", "INTERVIEWER_LIVEKIT_API_SECRET"), "secret"),
        **dict.fromkeys(("INTERVIEWER_AGENT_SECRET", "INTERVIEWER_CONTACT_SECRET"), "secret"),
    }
    return command_line.ran(environment, *arguments)


async def test_a_new_key_takes_the_place_of_the_old_one_and_the_old_one_opens_nothing_more(
    api: Api, postgres_dsn: str, tmp_path: Path
) -> None:
    made = (await api.client.post("/v1/candidates", json={"name": "Ada"})).json()
    new = interviewer(postgres_dsn, tmp_path, ENCRYPTION_KEYS, "keys", "new").out.strip()
    both = f"{new},{ENCRYPTION_KEYS}"
    rotated = interviewer(postgres_dsn, tmp_path, both, "keys", "rotate")
    assert rotated.status == 0, rotated.err
    assert rotated.out.startswith("1 key(s) were wrapped anew.\nOnly the first of INTERVIEWER_ENCRYPTION_KEYS")
    assert "0 key(s)" in interviewer(postgres_dsn, tmp_path, new, "keys", "rotate").out
    assert (await api.client.get(f"/v1/candidates/{made['id']}")).json()["name"] == "Ada", "it was at hand already"

    for arguments in (("keys", "rotate"), ("run", "api"), ("run", "orchestrator")):
        refused = interviewer(postgres_dsn, tmp_path, ENCRYPTION_KEYS, *arguments)
        assert refused.status != 0
        assert "not given: 1 by" in refused.err, arguments
        assert "Traceback" not in refused.err


def test_a_key_that_is_none_is_refused_by_its_name(tmp_path: Path) -> None:
    refused = interviewer("postgresql://nobody@127.0.0.1:1/x", tmp_path, "abc", "keys", "rotate")
    assert refused.status == 2
    assert "ENCRYPTION_KEYS" in refused.err


def test_a_database_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    refused = interviewer("postgresql://nobody@127.0.0.1:1/x", tmp_path, ENCRYPTION_KEYS, "keys", "rotate")
    assert refused.status == 1
    assert "Traceback" not in refused.err
