"""What hears, speaks and writes is shown without keys, and whoever runs the installation can have it asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import structlog
from redis.asyncio import Redis

from hosted_vendors import SECRETS, hosted_vendors
from interviewer.api.app import create_app
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.lineup import account
from interviewer.providers.resilience.breakers import RedisBreakers
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.rooms import MemoryRooms
from running_api import Api, client_of, serving, settings_of
from served_valkey import served_valkey


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
            async with serving(app) as url, client_of(url) as client:
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


async def test_who_stands_in_and_which_account_is_not_asked_just_now_is_shown_to_people_and_to_metrics(
    postgres_dsn: str, tmp_path: Path
) -> None:
    async with served_valkey() as valkey, Redis.from_url(valkey.url) as redis:
        given = {"azure_speech_key": SECRETS[1], "azure_speech_region": "westeurope", "engines_url": "http://x/v1"}
        settings = settings_of(postgres_dsn, tmp_path, redis_url=valkey.url, **given)
        accounts = settings.accounts(settings.engines_url)
        numbers = POLICY.breakers.model_copy(update={"redis_within": 10.0})
        voice = account(accounts, "speech", "azure")
        await RedisBreakers(redis, numbers).failed(voice, "limited", 0.1, 60)
        app = create_app(settings, rooms=MemoryRooms(), blobs=MemoryBlobs(), page=())
        async with serving(app) as url, client_of(url) as client:
            app.state.context = replace(app.state.context, breakers=RedisBreakers(redis, numbers))
            shown = (await client.get("/v1/providers")).json()["items"]
            metrics = (await client.get("/metrics")).text
    speech = next(one for one in shown if one["part"] == "speech")
    assert [(one["provider"], one["breaker"]) for one in speech["stand_ins"]] == [("local", None)]
    assert (speech["breaker"]["state"], speech["breaker"]["reason"]) == ("open", "it had too many requests")
    assert 0 < speech["breaker"]["tried_again_in_s"] <= 60 * (1 + numbers.jitter)
    assert f'interviewer_breaker_open{{account="speech/azure/{voice.where}"}} 1.0' in metrics
    assert f'interviewer_breaker_openings{{account="speech/azure/{voice.where}"}} 1.0' in metrics
    for to, times in (("open", 1.0), ("half_open", 0.0), ("closed", 0.0)):
        turned = f'interviewer_breaker_transitions_total{{account="speech/azure/{voice.where}",to="{to}"}} {times}'
        assert turned in metrics
    assert SECRETS[1] not in metrics + json.dumps(shown)


async def test_a_redis_that_is_away_hides_nothing_but_the_breakers(postgres_dsn: str, tmp_path: Path) -> None:
    settings = settings_of(postgres_dsn, tmp_path, redis_url="redis://127.0.0.1:9/0", deepgram_api_key=SECRETS[0])
    app = create_app(settings, rooms=MemoryRooms(), blobs=MemoryBlobs(), page=())
    async with serving(app) as url, client_of(url) as client:
        shown = (await client.get("/v1/providers")).json()["items"]
        assert (await client.get("/metrics")).status_code == 200
    assert shown[0]["breaker"] == {"state": "closed", "reason": "", "tried_again_in_s": 0.0, "opened": 0}
