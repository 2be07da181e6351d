"""While the database is away every door answers 503 with Retry-After, and afterwards everything goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from breakable_line import BreakableLine, breakable
from held_interview import eventually
from interviewer.api.app import create_app
from interviewer.api.health import ANSWERS_WITHIN
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from livekit_reports import report
from recruiting import NUMBER, as_csv, imported, interviews, make_campaign, row, send, terms
from running_api import Api, client_of, serving, settings_of


@pytest.fixture
async def line_and_api(postgres_dsn: str, tmp_path: Path) -> AsyncIterator[tuple[BreakableLine, Api]]:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    async with breakable(postgres_dsn) as (line, dsn):
        app = create_app(settings_of(dsn, tmp_path), rooms=rooms, blobs=blobs, page=())
        async with serving(app) as url, client_of(url) as client:
            yield line, Api(app, url, client, rooms, blobs, tmp_path)


async def ready(api: Api) -> bool:
    return (await api.client.get("/readyz")).status_code == 200


async def test_every_door_says_so_and_goes_on_afterwards(line_and_api: tuple[BreakableLine, Api]) -> None:
    line, api = line_and_api
    campaign = await make_campaign(api)
    await imported(api, campaign, row())
    (interview,) = await interviews(api, campaign)
    one, candidate = f"/v1/campaigns/{campaign['id']}", f"/v1/candidates/{interview['candidate']['id']}"
    at = {"at": (datetime.now(UTC) + timedelta(days=2)).isoformat()}
    consent = {"source": "mail", "wording": "Yes.", "obtained_at": datetime.now(UTC).isoformat()}
    changed = {"name": "Other", "terms": terms()}
    doors: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/v1/campaigns", {"json": {**changed, "plan_id": campaign["plan_id"]}}),
        ("GET", "/v1/campaigns", {}),
        ("GET", one, {}),
        ("PUT", one, {"json": changed, "headers": {"If-Match": '"1"'}}),
        *(("POST", f"{one}/{turn}", {}) for turn in ("pause", "resume", "cancel")),
        ("POST", f"{one}/candidates", {"content": as_csv([row()]), "headers": {"Content-Type": "text/csv"}}),
        ("GET", f"{one}/attention", {}),
        ("GET", "/v1/attention", {}),
        ("PUT", f"{candidate}/zone", {"json": {"zone": "Europe/Paris"}, "headers": {"If-Match": "*"}}),
        ("POST", f"{candidate}/consent", {"json": consent}),
        ("DELETE", f"{candidate}/consent", {}),
        ("POST", "/v1/do-not-call", {"json": {"number": NUMBER, "source": "letter"}}),
        ("GET", "/v1/do-not-call", {"params": {"number": NUMBER}}),
        ("DELETE", "/v1/do-not-call", {"params": {"number": NUMBER, "reason": "x"}, "headers": {"If-Match": "*"}}),
        *(("POST", f"/v1/interviews/{interview['id']}/{door}", {"json": body})
          for door, body in (("reschedule", at), ("cancel", None), ("review", {"by": "Grace"}))),
        ("POST", f"/v1/join/{api.token(interview)}/reschedule", {"json": at}),
        ("GET", "/v1/queue", {}),
        ("GET", "/metrics", {}),
    ]  # fmt: skip
    await line.cut()
    for method, path, more in doors:
        answer = await api.client.request(method, path, **more)
        assert (answer.status_code, answer.json()["code"]) == (503, "log_unavailable"), (method, path, answer.text)
        assert int(answer.headers["Retry-After"]) > 0
    assert await report(api, "participant_joined", interview["id"], "attempt-1") == 503, "LiveKit sends it again"
    await line.mend()
    await eventually(lambda: ready(api))
    assert (await api.client.get(one)).json()["version"] == campaign["version"], "nothing was done half"
    assert (await api.client.put(one, json=changed, headers={"If-Match": '"1"'})).status_code == 200


async def test_an_import_that_the_database_leaves_in_the_middle_is_completed_by_the_next(
    line_and_api: tuple[BreakableLine, Api],
) -> None:
    line, api = line_and_api
    campaign = await make_campaign(api)
    content = as_csv(row(f"+447400{n:06}") for n in range(1500))
    headers = {"Content-Type": "text/csv", "Accept": "application/x-ndjson"}
    path = f"/v1/campaigns/{campaign['id']}/candidates"
    async with api.client.stream("POST", path, content=content, headers=headers, timeout=60) as answer:
        lines = answer.aiter_lines()
        assert "line" in await anext(lines)
        await line.cut()
        last = [told async for told in lines][-1]
    assert '"code":"log_unavailable"' in last
    await line.mend()
    await eventually(lambda: ready(api))
    report = (await send(api, campaign, content)).json()
    assert report["added"] > 0
    assert report["already_there"] >= 100
    assert report["added"] + report["already_there"] == 1500
    assert report["problems_total"] == 0


async def test_a_probe_of_a_database_that_hangs_is_answered_before_it_gives_up(
    line_and_api: tuple[BreakableLine, Api],
) -> None:
    line, api = line_and_api
    assert await ready(api)
    line.hangs = True
    answer = await api.client.get("/readyz", timeout=5 * ANSWERS_WITHIN)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
