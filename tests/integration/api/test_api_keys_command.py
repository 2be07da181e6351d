"""`interviewer api-keys`: the first key is made on the machine, the others are seen and revoked through the api."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

import command_line
from interviewer.api.app import create_app
from interviewer.bootstrap import own_key
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from running_api import serving, settings_of


@pytest.fixture
async def address(postgres_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """An api that asks for keys, on a machine that knows its database."""
    settings = settings_of(postgres_dsn, tmp_path, api_auth="required")
    monkeypatch.setenv("INTERVIEWER_DATABASE_URL", postgres_dsn)
    async with serving(create_app(settings, rooms=MemoryRooms(), blobs=MemoryBlobs(), page=())) as url:
        yield url


async def plans(address: str, headers: dict[str, str]) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"{address}/v1/plans", headers=headers)


async def test_the_first_key_needs_none_and_opens_the_api(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shut = await command_line.run(address, "api-keys", "list")
    assert (shut.status, shut.out) == (1, "")
    assert "needs an API key" in shut.err
    made = await command_line.run(address, "api-keys", "create", "--name", "first", "--scope", "admin")
    assert made.status == 0, made.err
    monkeypatch.setenv("INTERVIEWER_API_KEY", made.out.strip())
    listed = await command_line.run(address, "api-keys", "list")
    assert "first" in listed.out
    assert made.out.strip() not in listed.out
    second = await command_line.run(address, "api-keys", "create", "--name", "ci", "--scope", "read")
    assert second.status == 0, second.err
    headers = {"Authorization": f"Bearer {second.out.strip()}"}
    assert (await plans(address, headers)).status_code == 200
    key_id = second.err.split()[0]
    revoked = await command_line.run(address, "api-keys", "revoke", key_id)
    assert revoked.out == f"{key_id} is revoked\n"
    assert (await plans(address, headers)).json()["code"] == "key_revoked"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--name", "ci", "--scope", "everything"), "scopes.0"),
        (("--name", "a/b", "--scope", "read"), "name"),
        (("--name", "ci", "--scope", "read", "--expires", "2020-01-01"), "passed already"),
    ],
)
async def test_a_key_that_makes_no_sense_is_refused_in_plain_words(
    address: str, arguments: tuple[str, ...], said: str
) -> None:
    refused = await command_line.run(address, "api-keys", "create", *arguments)
    assert (refused.status, refused.out) == (1, "")
    assert said in refused.err


async def test_commands_that_run_a_system_of_their_own_get_a_key_for_it(postgres_dsn: str, tmp_path: Path) -> None:
    settings = settings_of(postgres_dsn, tmp_path, api_auth="required")
    async with serving(create_app(settings, rooms=MemoryRooms(), blobs=MemoryBlobs(), page=())) as url:
        headers = await own_key.headers(settings, "up")
        assert (await plans(url, headers)).status_code == 200
    assert await own_key.headers(settings.model_copy(update={"api_auth": "auto"}), "up") == {}
    given = await own_key.headers(settings.model_copy(update={"api_key": "iv_given"}), "up")
    assert given == {"Authorization": "Bearer iv_given"}
