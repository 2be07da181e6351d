"""Thousands of candidates in one go: what they cost the database is counted, and is no more a row than of few."""

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

FEW, MANY = 250, 2_000


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_of_thousands_of_rows_each_costs_as_few_statements_as_of_hundreds(
    postgres_dsn: str, tmp_path: Path
) -> None:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    async with counting(postgres_dsn) as (line, dsn):
        app = create_app(settings_of(dsn, tmp_path), rooms=rooms, blobs=blobs, page=())
        async with serving(app) as url, client_of(url) as client:
            api = Api(app, url, client, rooms, blobs, tmp_path)
            campaign = await make_campaign(api)
            rows = [row(f"+447400{n:06}", f"Person {n} O") for n in range(MANY)]

            async def cost(some: list[dict[str, str]], **expected: int) -> int:
                before = line.statements
                report = (await send(api, campaign, as_csv(some))).json()
                assert {name: report[name] for name in expected} == expected
                return line.statements - before

            few = await cost(rows[:FEW], added=FEW, problems_total=0)
            many = await cost(rows[FEW:], added=MANY - FEW, problems_total=0)
            again = await cost(rows, added=0, already_there=MANY)

            async def counted() -> bool:
                found = (await client.get(f"/v1/campaigns/{campaign['id']}")).json()
                return bool(found["states"] == {"scheduled": MANY})

            await eventually(counted)
            candidates = await api.plane.store.pool.fetchval("select count(*) from candidates")
    assert candidates == MANY
    # Two streams are read for each row, the pool tidies up after each reading; the rest is done many rows at a time.
    assert few <= 6 * FEW
    assert many / (MANY - FEW) <= 1.05 * few / FEW
    assert again <= 2.5 * MANY
