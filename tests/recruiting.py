"""What recruiters do through the front door: campaigns, files of candidates, and an orchestrator behind it all."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from held_interview import eventually
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.evaluations.ports import NoJudge
from interviewer.interviews.waiting import CALLS
from interviewer.kernel.tasks import end
from interviewer.orchestrator.admission import Bounds
from interviewer.orchestrator.app import work
from running_api import PLAN, Api

NUMBER = "+442079460018"
WORDING = "I agree that an automated interviewer calls me."
CONSENT = {"consent_source": "careers page", "consent_wording": WORDING, "consent_at": "2026-01-05T09:30:00+00:00"}
COLUMNS = ("name", "number", "zone", "region", "reference", *CONSENT, "appointment")


def terms(**changed: object) -> dict[str, Any]:
    """Terms that allow a call at any hour of any day."""
    now = datetime.now(UTC)
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return {
        "starts": (now - timedelta(days=1)).isoformat(),
        "ends": (now + timedelta(days=9)).isoformat(),
        "windows": [{"days": days, "start": "00:00", "end": "23:59:59.999999"}],
        "skip_holidays": False,
        **changed,
    }


async def make_campaign(api: Api, name: str = "Autumn", **changed: object) -> dict[str, Any]:
    """A campaign of the example plan."""
    plan = (await api.client.post("/v1/plans", content=PLAN)).json()
    wanted = {"name": name, "plan_id": plan["id"], "terms": terms(**changed)}
    answer = await api.client.post("/v1/campaigns", json=wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def row(number: str = NUMBER, name: str = "Ada Byron", **changed: str) -> dict[str, str]:
    """A candidate who agreed to be called."""
    return {"name": name, "number": number, **CONSENT, **changed}


def as_csv(rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


async def send(
    api: Api, campaign: Mapping[str, Any], content: Any, *, kind: str = "text/csv", **query: str
) -> httpx.Response:
    """Send a file of candidates."""
    path = f"/v1/campaigns/{campaign['id']}/candidates"
    return await api.client.post(path, content=content, headers={"Content-Type": kind}, params=query, timeout=300)


async def imported(api: Api, campaign: Mapping[str, Any], *rows: Mapping[str, str]) -> dict[str, Any]:
    """The report on a file of these rows."""
    answer = await send(api, campaign, as_csv(rows))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def interviews(api: Api, campaign: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The campaign's interviews, oldest first."""
    answer = await api.client.get("/v1/interviews", params={"campaign_id": campaign["id"], "limit": 200})
    return list(reversed(answer.json()["items"]))


async def until(api: Api, interview_id: str, *states: str) -> dict[str, Any]:
    """The interview, once it is in one of these states."""
    found: dict[str, Any] = {}

    async def there() -> bool:
        found.update((await api.client.get(f"/v1/interviews/{interview_id}")).json())
        return found["state"] in states

    await eventually(there)
    return found


@contextlib.asynccontextmanager
async def orchestrated(plane: ControlPlane) -> AsyncIterator[None]:
    """An orchestrator that has no telephone: calls are queued and stay there."""
    bounds = Bounds({CALLS: 8}, None)
    task = asyncio.create_task(work(plane, NoJudge("there is none in this test"), local_judge=False, bounds=bounds))
    try:
        yield
    finally:
        await end([task])
