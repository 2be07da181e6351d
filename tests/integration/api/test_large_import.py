"""Ten thousand candidates in one go: what they cost the database is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from counting_line import counting
from held_interview import eventually
from interviewer.api.app import create_app
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from recruiting import as_csv, make_campaign, row, send
from running_api import Api, client_of, serving, settings_of

ROWS = 10_000


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_ten_thousand_rows_cost_a_bounded_number_of_statements_each(postgres_dsn: str, tmp_path: Path) -> None:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    async with counting(postgres_dsn) as (line, dsn):
        app = create_app(settings_of(dsn, tmp_path), rooms=rooms, blobs=blobs, page=())
        async with serving(app) as url, client_of(url) as client:
            api = Api(app, url, client, rooms, blobs, tmp_path)
            campaign = await make_campaign(api)
            content = as_csv(row(f"+447400{n:06}", f"Person {n} O") for n in range(ROWS))
            before = line.statements
            report = (await send(api, campaign, content)).json()
            assert (report["added"], report["problems_total"]) == (ROWS, 0)
            first, before = line.statements - before, line.statements
            report = (await send(api, campaign, content)).json()
            assert (report["added"], report["already_there"]) == (0, ROWS)
            second = line.statements - before

            async def counted() -> bool:
                found = (await client.get(f"/v1/campaigns/{campaign['id']}")).json()
                return bool(found["states"] == {"scheduled": ROWS})

            await eventually(counted)
            candidates = await api.plane.store.pool.fetchval("select count(*) from candidates")
    assert candidates == ROWS
    # Two streams are read for each row, the pool tidies up after each reading; the rest is done many rows at a time.
    assert first <= 6 * ROWS
    assert second <= 2.5 * ROWS
