"""PostgreSQL restarted under load: whoever asks meanwhile is told to come again, and nothing confirmed is lost."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from held_interview import eventually
from interviewer.api.app import create_app
from interviewer.kernel.audit import audit, head
from interviewer.kernel.log import Recorded
from interviewer.kernel.tasks import end
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from recruiting import as_csv, make_campaign, row, send
from restartable_postgres import restartable_postgres
from running_api import PLAN, Api, serving, settings_of


class Load:
    """Callers who agree interviews and read lists without a pause, and what they were answered."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.confirmed: list[str] = []
        self.answers: Counter[int] = Counter()
        self.strange: list[Any] = []

    async def agree(self) -> None:
        plan = (await self._api.client.post("/v1/plans", content=PLAN)).json()
        while True:
            wanted = {"plan_id": plan["id"], "candidate_name": "Ada Byron"}
            answer = await self._api.client.post("/v1/interviews", json=wanted)
            self._note(answer)
            if answer.status_code == 201:
                self.confirmed.append(answer.json()["id"])

    async def read(self, path: str) -> None:
        while True:
            self._note(await self._api.client.get(path))

    def _note(self, answer: httpx.Response) -> None:
        self.answers[answer.status_code] += 1
        again = answer.status_code == 503 and int(answer.headers.get("Retry-After", 0)) > 0
        if not (answer.is_success or again):
            self.strange.append((answer.status_code, answer.text))

    async def answered(self, status: int, times: int = 1) -> None:
        """Wait for so many more answers of that status."""
        wanted = self.answers[status] + times

        async def there() -> bool:
            return self.answers[status] >= wanted

        await eventually(there, 60)


async def whole_log(api: Api) -> list[Recorded]:
    log: list[Recorded] = []
    while page := await api.plane.store.read_all(len(log)):
        log += page
    return log


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_a_restart_under_load_loses_nothing_and_everything_goes_on(tmp_path: Path) -> None:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    async with restartable_postgres() as server:
        app = create_app(settings_of(server.dsn, tmp_path), rooms=rooms, blobs=blobs, page=())
        async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            api = Api(app, url, client, rooms, blobs, tmp_path)
            campaign = await make_campaign(api)
            rows = as_csv(row(f"+447400{n:06}") for n in range(400))
            load = Load(api)
            paths = ("/v1/interviews", "/v1/queue", f"/v1/campaigns/{campaign['id']}")
            tasks = [asyncio.create_task(load.agree()) for _ in range(6)]
            tasks += [asyncio.create_task(load.read(path)) for path in paths]
            imports = 0
            for how in (signal.SIGINT, signal.SIGQUIT):  # in order, and as if it had crashed
                await load.answered(201, 20)
                importing = asyncio.create_task(send(api, campaign, rows))
                await server.stop(how)
                await load.answered(503, 20)
                imports += (await importing).status_code in (200, 503)
                await server.start()
                await load.answered(201, 20)
                await load.answered(200, 20)
            report = (await send(api, campaign, rows)).json()
            await end(tasks)
            assert load.strange == []
            assert imports == 2
            assert report["added"] + report["already_there"] == 400
            for interview in load.confirmed:
                assert (await client.get(f"/v1/interviews/{interview}")).status_code == 200
            log = await whole_log(api)
            async with api.plane.store.pool.acquire() as connection:
                assert (await audit(connection, await head(connection))).breaks == ()
            assert [event.global_position for event in log] == list(range(1, len(log) + 1))
