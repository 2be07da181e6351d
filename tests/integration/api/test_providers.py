"""What hears, speaks and writes is shown without keys, and whoever runs the installation can have it asked."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
import structlog

from hosted_vendors import SECRETS, hosted_vendors
from interviewer.api.app import create_app
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from running_api import Api, serving, settings_of


async def test_without_keys_all_is_local(api: Api) -> None:
    shown = (await api.client.get("/v1/providers")).json()["items"]
    assert [(one["part"], one["provider"], one["hosted"]) for one in shown] == [
        ("recognition", "local", False),
        ("speech", "local", False),
        ("writing", "none", False),
    ]


async def test_a_wrong_key_is_told_by_the_test_button_and_no_key_is_in_any_answer_or_log(
    postgres_dsn: str, tmp_path: Path
) -> None:
    async with hosted_vendors() as vendors:
        vendors.status, vendors.echo = 401, " ".join(SECRETS)
        given = {name: getattr(vendors.accounts(), name) for name in ("deepgram_api_key", "deepgram_url")}
        given |= {name: getattr(vendors.accounts(), name) for name in ("openai_api_key", "openai_url")}
        settings = settings_of(postgres_dsn, tmp_path, **given)
        app = create_app(settings, rooms=MemoryRooms(), blobs=MemoryBlobs(), page=())
        with structlog.testing.capture_logs() as logs:
            async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
                shown = await client.get("/v1/providers")
                found = await client.post("/v1/providers/check")
    assert found.status_code == 200
    outcomes = {one["part"]: (one["provider"], one["outcome"], one["remedy"]) for one in found.json()["items"]}
    assert outcomes["recognition"] == ("deepgram", "wrong_key", "correct INTERVIEWER_DEEPGRAM_API_KEY")
    assert outcomes["writing"] == ("openai", "wrong_key", "correct INTERVIEWER_OPENAI_API_KEY")
    assert outcomes["speech"][:2] == ("local", "ok")
    told = [line for line in logs if line["event"] == "provider.checked"]
    assert len(told) == 3
    assert not any(secret in shown.text + found.text + json.dumps(logs, default=str) for secret in SECRETS)


@pytest.mark.parametrize(("scope", "status"), [("operate", 403), ("admin", 200)])
async def test_only_an_administrator_has_providers_asked(
    postgres_dsn: str, tmp_path: Path, scope: str, status: int
) -> None:
    settings = settings_of(postgres_dsn, tmp_path, api_auth="required")
    app = create_app(settings, rooms=MemoryRooms(), blobs=MemoryBlobs(), page=())
    async with serving(app) as url:
        _, secret = await app.state.context.plane.api_keys.create("key_1", "k", [scope])
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {secret}"}) as client:
            assert (await client.post("/v1/providers/check")).status_code == status
