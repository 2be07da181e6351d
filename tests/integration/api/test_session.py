"""A browser's session: begun with a key, ended, and of no use to foreign pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from interviewer.api.app import create_app
from interviewer.api.tokens import COOKIE, Sessions
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from running_api import PLAN, SECRET, Api, client_of, serving, settings_of


@pytest.fixture
async def guarded(postgres_dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    """An api that asks for keys."""
    rooms, blobs, page = MemoryRooms(), MemoryBlobs(), tmp_path / "page"
    settings = settings_of(postgres_dsn, tmp_path, api_auth="required")
    app = create_app(settings, rooms=rooms, blobs=blobs, page=(page,))
    async with serving(app) as url, client_of(url) as client:
        yield Api(app, url, client, rooms, blobs, page)


async def signed_in(api: Api) -> httpx.Response:
    _, secret = await api.plane.api_keys.create("key_ada", "ada", ["operate"])
    return await api.client.post("/v1/session", json={"key": secret})


async def test_a_browser_acts_with_a_key_by_a_cookie_that_no_script_can_read(guarded: Api) -> None:
    assert (await guarded.client.get("/v1/plans")).status_code == 401
    begun = await signed_in(guarded)
    assert begun.status_code == 201
    assert (begun.json()["name"], begun.json()["scopes"]) == ("key:ada", ["operate"])
    cookie = begun.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=strict", "Path=/v1", "Max-Age=43"):
        assert part in cookie
    assert (await guarded.client.get("/v1/plans")).status_code == 200
    ended = await guarded.client.delete("/v1/session")
    assert ended.status_code == 204
    assert (await guarded.client.get("/v1/plans")).status_code == 401


async def test_a_session_ends_with_its_key(guarded: Api) -> None:
    await signed_in(guarded)
    await guarded.plane.api_keys.revoke("key_ada")
    answer = await guarded.client.get("/v1/plans")
    assert (answer.status_code, answer.json()["code"]) == (401, "key_revoked")


async def test_a_session_opens_no_more_than_its_key(guarded: Api) -> None:
    await signed_in(guarded)
    assert (await guarded.client.get("/v1/api-keys")).json()["code"] == "scope_missing"


async def test_no_session_begins_with_a_key_that_opens_nothing(guarded: Api) -> None:
    answer = await guarded.client.post("/v1/session", json={"key": "iv_never"})
    assert (answer.status_code, answer.json()["code"]) == (401, "key_unknown")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
)
async def test_a_foreign_page_writes_nothing_with_the_cookie(guarded: Api, headers: dict[str, str]) -> None:
    await signed_in(guarded)
    answer = await guarded.client.post("/v1/plans", content=PLAN, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert (await guarded.client.get("/v1/plans")).json()["items"] == []


async def test_our_own_page_writes_with_the_cookie(guarded: Api) -> None:
    await signed_in(guarded)
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": guarded.url}):
        assert (await guarded.client.post("/v1/plans", content=PLAN, headers=headers)).status_code == 201


async def test_a_foreign_page_writes_nothing_either_where_no_key_is_asked_for(api: Api) -> None:
    answer = await api.client.post("/v1/plans", content=PLAN, headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert (await api.client.post("/v1/plans", content=PLAN)).status_code == 201


async def test_a_forged_or_outdated_cookie_is_none(guarded: Api) -> None:
    await signed_in(guarded)
    guarded.client.cookies.clear()
    later = datetime.now(UTC) + timedelta(hours=1)
    for forged in (
        Sessions("another secret").issue("key_ada", later),
        Sessions(SECRET).issue("key_ada", datetime.now(UTC) - timedelta(seconds=1)),
        "key_ada",
    ):
        answer = await guarded.client.get("/v1/plans", headers={"Cookie": f"{COOKIE}={forged}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "key_missing")
