"""Who is let in: every route in a known class, keys made, used, expired and revoked, and what each scope opens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import WebSocketRoute
from structlog.testing import capture_logs

from interviewer.api import access
from interviewer.api.app import create_app
from interviewer.bootstrap.settings import Settings
from interviewer.kernel.tasks import end
from interviewer.providers.api_keys import ApiKeys
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from interviewer.wire.access import Scope
from interviewer.wire.agent_link import PATH as AGENT_LINK
from recruiting import NUMBER, make_campaign
from running_api import PLAN, Api, client_of, document, serving, settings_of

CONSENT = {"source": "form", "wording": "Yes.", "obtained_at": "2025-01-01T10:00:00Z"}


@pytest.fixture
async def guarded(postgres_dsn: str, tmp_path: Path) -> AsyncIterator[Api]:
    """An api that asks for keys; its client sends none."""
    rooms, blobs, page = MemoryRooms(), MemoryBlobs(), tmp_path / "page"
    settings = settings_of(postgres_dsn, tmp_path, api_auth="required")
    app = create_app(settings, rooms=rooms, blobs=blobs, page=(page,))
    async with serving(app) as url, client_of(url) as client:
        yield Api(app, url, client, rooms, blobs, page)


async def bearer(api: Api, *scopes: Scope, name: str = "ci", expires_at: datetime | None = None) -> dict[str, str]:
    _, secret = await api.plane.api_keys.create(f"key_{name}", name, scopes, expires_at)
    return {"Authorization": f"Bearer {secret}"}


def routes() -> list[tuple[str, str]]:
    app = create_app(Settings(), page=(Path("/nowhere"),))
    found: list[tuple[str, str]] = []
    for context in iter_route_contexts(app.routes):
        methods = {"WEBSOCKET"} if isinstance(context.original_route, WebSocketRoute) else context.methods
        found += [(method, str(context.path)) for method in methods or ()]
    assert len(found) > 40
    return found


def test_every_route_needs_a_scope_or_is_named_as_open() -> None:
    for method, path in routes():
        named = path in access.OPEN or path in access.OUTSIDE
        assert (access.scope_of(method, path) is None) == named, (method, path)
    assert [path for method, path in routes() if method == "WEBSOCKET"] == [AGENT_LINK]


def test_every_line_of_the_table_is_a_route() -> None:
    there = routes()
    paths = {path for _, path in there}
    assert set(access.EXCEPTIONS) <= set(there)
    assert set(access.OPEN) <= paths
    assert set(access.OUTSIDE) <= paths


def test_a_path_that_the_router_takes_for_another_needs_what_that_one_needs() -> None:
    assert access.scope_of("GET", "/v1/api-keys\n") == "admin"
    assert access.scope_of("HEAD", "/v1/api-keys") == "admin"
    assert access.scope_of("POST", "/v1/interviews/int_1/review") == "review"
    assert access.scope_of("GET", "/v1/session/more") == "read"
    assert access.scope_of("GET", "/v1/nothing") == "read"


@pytest.mark.parametrize(
    ("given", "asks"),
    [
        ({}, False),
        ({"api_host": "localhost"}, False),
        ({"api_host": "0.0.0.0"}, True),
        ({"api_url": "https://interviews.example.org"}, True),
        ({"api_host": "0.0.0.0", "api_auth": "open"}, False),
        ({"api_auth": "required"}, True),
    ],
)
def test_keys_are_asked_for_unless_this_machine_alone_reaches_the_api(given: dict[str, Any], *, asks: bool) -> None:
    assert Settings(**given).asks_for_keys is asks


async def test_without_a_key_nothing_is_shown_and_the_open_doors_stay_open(guarded: Api) -> None:
    for method, path in routes():
        if access.scope_of(method, path) is None:
            continue
        answer = await guarded.client.request(method, path.replace("{", "").replace("}", ""), content=b"{")
        assert answer.status_code == 401, (method, path)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        if method != "HEAD":
            assert answer.json()["code"] == "key_missing"
    for path in ("/healthz", "/readyz", "/metrics", "/openapi.json"):
        assert (await guarded.client.get(path)).status_code == 200, path
    assert (await guarded.client.get("/v1/join/x")).json()["code"] == "join_link_unknown"
    assert (await guarded.client.post("/v1/livekit/webhook")).json()["code"] == "unauthorised"


async def test_each_scope_opens_what_it_says_and_no_more(guarded: Api) -> None:
    expected = {
        "read": {"read"},
        "operate": {"read", "operate"},
        "review": {"read", "review"},
        "admin": {"read", "operate", "review", "admin"},
    }
    requests = {
        "read": ("GET", "/v1/interviews"),
        "operate": ("POST", "/v1/candidates"),
        "review": ("POST", "/v1/interviews/int_0/review"),
        "admin": ("GET", "/v1/api-keys"),
    }
    for held in get_args(Scope):
        key = await bearer(guarded, held, name=held)
        for needed, (method, path) in requests.items():
            answer = await guarded.client.request(method, path, headers=key, json={"by": "Grace", "name": "Ada"})
            allowed = needed in expected[held]
            assert (answer.status_code != 403) is allowed, (held, needed)
            if not allowed:
                problem = answer.json()
                assert (problem["code"], problem["scope"]) == ("scope_missing", needed)


async def test_who_may_not_operate_is_not_told_the_link_that_begins_an_interview(guarded: Api) -> None:
    keys = {held: await bearer(guarded, held, name=held) for held in get_args(Scope)}
    client, operate = guarded.client, keys["operate"]
    plan = await client.post("/v1/plans", content=PLAN, headers=operate)
    wanted = {"plan_id": plan.json()["id"], "candidate_name": "Ada Byron"}
    made = (await client.post("/v1/interviews", json=wanted, headers=operate)).json()
    for held, key in keys.items():
        told = made["join_url"] if held in {"operate", "admin"} else None
        one = (await client.get(f"/v1/interviews/{made['id']}", headers=key)).json()
        (listed,) = (await client.get("/v1/interviews", headers=key)).json()["items"]
        assert (one["join_url"], listed["join_url"]) == (told, told), held


async def test_a_key_that_opens_nothing_is_refused_also_where_none_is_asked_for(api: Api) -> None:
    never = {"Authorization": "Bearer iv_never"}
    assert (await api.client.get("/v1/plans")).status_code == 200
    assert (await api.client.get("/v1/plans", headers=never)).json()["code"] == "key_unknown"
    expired = await bearer(api, "read", name="old", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert (await api.client.get("/v1/plans", headers=expired)).json()["code"] == "key_expired"
    revoked = await bearer(api, "read")
    assert (await api.client.get("/v1/plans", headers=revoked)).status_code == 200
    assert (await api.client.delete("/v1/api-keys/key_ci", headers={"If-Match": "*"})).json()["revoked_at"] is not None
    answer = await api.client.get("/v1/plans", headers=revoked)
    assert (answer.status_code, answer.json()["code"]) == (401, "key_revoked")
    reader = await bearer(api, "read", name="reader")
    assert (await api.client.post("/v1/plans", content=PLAN, headers=reader)).status_code == 403


async def test_a_secret_is_shown_once_and_kept_nowhere(api: Api) -> None:
    wanted = {"name": "applicant tracking", "scopes": ["review", "operate"]}
    made = await api.client.post("/v1/api-keys", json=wanted)
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    key = made.json()
    secret = key.pop("secret")
    assert secret.startswith(key["prefix"])
    assert len(secret) == len("iv_") + 43
    assert (await api.client.get(made.headers["Location"])).json() == key
    assert (await api.client.get("/v1/api-keys")).json() == {"items": [key], "next_cursor": None}
    row = await api.plane.store.pool.fetchval("select row_to_json(api_keys)::text from api_keys")
    assert secret.removeprefix("iv_")[4:] not in row
    answer = await api.client.get("/v1/plans", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200


async def test_a_name_is_one_keys_until_that_is_revoked(api: Api) -> None:
    wanted = {"name": "ci", "scopes": ["read"]}
    first = (await api.client.post("/v1/api-keys", json=wanted)).json()
    second = await api.client.post("/v1/api-keys", json=wanted)
    assert (second.status_code, second.json()["code"]) == (409, "name_taken")
    await api.client.delete(f"/v1/api-keys/{first['id']}", headers={"If-Match": "*"})
    assert (await api.client.post("/v1/api-keys", json=wanted)).status_code == 201


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "", "scopes": ["read"]},
        {"name": "a\nb", "scopes": ["read"]},
        {"name": "ci", "scopes": []},
        {"name": "ci", "scopes": ["all"]},
        {"name": "ci", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"},
        {"name": "ci", "scopes": ["read"], "secret": "iv_mine"},
    ],
)
async def test_a_key_that_makes_no_sense_is_not_made(untouched: Api, wanted: dict[str, Any]) -> None:
    answer = await untouched.client.post("/v1/api-keys", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert (await untouched.client.get("/v1/api-keys")).json()["items"] == []
    assert (await untouched.client.get("/v1/api-keys/key_0")).json()["code"] == "api_key_unknown"


async def test_uses_are_noted_again_after_the_database_refused_once(api: Api) -> None:
    pool, used = api.plane.store.pool, "select last_used_at from api_keys"
    keys = ApiKeys(pool)
    _, secret = await keys.create("key_ci", "ci", ["read"])
    noting = asyncio.create_task(keys.note_uses())
    await pool.execute("create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$")
    await pool.execute("create trigger refuse before update on api_keys for each row execute function refuse()")
    with capture_logs() as told:
        await keys.judged(secret=secret)
        while not told and not noting.done():
            await asyncio.sleep(0.01)
    await pool.execute("drop trigger refuse on api_keys")
    await keys.judged(secret=secret)
    while await pool.fetchval(used) is None and not noting.done():
        await asyncio.sleep(0.01)
    assert not noting.done()
    await end([noting])


async def test_the_last_use_of_a_key_is_noted_and_not_again_within_a_minute(guarded: Api) -> None:
    key = await bearer(guarded, "admin")

    async def last_use() -> Any:
        return (await guarded.client.get("/v1/api-keys/key_ci", headers=key)).json()["last_used_at"]

    while (first := await last_use()) is None:
        await asyncio.sleep(0.01)
    for _ in range(3):
        assert await last_use() == first
    await guarded.plane.store.pool.execute("update api_keys set last_used_at = last_used_at - interval '61 seconds'")
    while await last_use() < first:
        await asyncio.sleep(0.01)


async def test_a_live_stream_ends_with_its_key(guarded: Api) -> None:
    guarded.client.headers.update(await bearer(guarded, "admin"))
    reader = await bearer(guarded, "read", name="reader")
    revoked, seen = False, set[str]()
    async with guarded.client.stream("GET", "/v1/stream", headers=reader) as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        while "event: dropped" not in seen:
            await guarded.interview()
            seen.add(await anext(line async for line in lines if line.startswith("event: ")))
            if not revoked:
                assert seen == {"event: interview.scheduled"}
                await guarded.plane.api_keys.revoke("key_reader")
                revoked = True
        assert "revoked" in await anext(lines)


async def test_the_log_names_who_acted(guarded: Api) -> None:
    key = await bearer(guarded, "operate")
    guarded.client.headers.update(key)
    campaign = await make_campaign(guarded)
    wanted = {"plan_id": campaign["plan_id"], "candidate_name": "Ada", "number": NUMBER, "consent": CONSENT}
    interview = (await guarded.client.post("/v1/interviews", json=wanted)).json()
    assert (await guarded.client.post(f"/v1/interviews/{interview['id']}/cancel")).status_code == 200
    assert (await guarded.client.post(f"/v1/campaigns/{campaign['id']}/pause")).status_code == 200
    rows = await guarded.plane.store.read_all()
    assert {row.metadata.actor for row in rows} == {"key:ci"}
    told = [row.type for row in rows if '"key:ci"' in row.data]
    assert set(told) == {"campaign.created", "campaign.paused", "interview.cancelled"}


def test_the_document_names_the_key_and_how_its_lack_is_told() -> None:
    told = document()
    assert told["components"]["securitySchemes"]["ApiKey"]["scheme"] == "bearer"
    for path, item in told["paths"].items():
        for method, operation in item.items():
            scoped = access.scope_of(method.upper(), path) is not None
            assert ("security" in operation) is scoped, (method, path)
            if scoped:
                assert {"401", "403"} <= operation["responses"].keys()


def test_the_document_tells_of_repeated_requests_and_of_reading_what_was_written() -> None:
    told = document()
    for path, item in told["paths"].items():
        for method, operation in item.items():
            if access.scope_of(method.upper(), path) is None:
                continue
            sent = {parameter["name"] for parameter in operation["parameters"]}
            answered = {
                name
                for status, response in operation["responses"].items()
                if status.startswith("2")
                for name in response.get("headers", {})
            }
            assert ("Idempotency-Key" in sent) is (method == "post"), (method, path)
            assert ("Wait-For-Position" in sent) is (method == "get"), (method, path)
            assert ("Idempotency-Replayed" in answered) is (method == "post"), (method, path)
            assert ("Read-Position" if method == "get" else "Log-Position") in answered, (method, path)
            if method == "post":
                assert {"409", "422"} <= operation["responses"].keys(), path
