"""Read your writes: what a write tells of the log, how long a read waits for it, and what it says when it is behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from interviewer.api.app import create_app
from interviewer.api.positions import Reading, ReadModels, showing
from interviewer.kernel.log import Metadata, NewEvent, Recorded, Unit
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.projection import run_projection, standings
from interviewer.kernel.rows import Connection
from interviewer.kernel.tasks import end
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from recruiting import make_campaign, orchestrated
from running_api import PLAN, Api, client_of, serving, settings_of


def at_least(position: int | str) -> dict[str, str]:
    return {"Wait-For-Position": str(position)}


async def test_a_read_that_names_the_position_of_a_write_shows_it_in_any_process(
    api: Api, postgres_dsn: str, tmp_path: Path
) -> None:
    app = create_app(settings_of(postgres_dsn, tmp_path), rooms=MemoryRooms(), blobs=MemoryBlobs(), page=())
    async with (
        serving(app) as url,
        client_of(url) as elsewhere,
        orchestrated(api.plane),
    ):
        plan_id = (await api.client.post("/v1/plans", content=PLAN)).json()["id"]
        for n in range(5):
            wanted = {"plan_id": plan_id, "candidate_name": f"Ada {n}"}
            made = await api.client.post("/v1/interviews", json=wanted)
            position = made.headers["Log-Position"]
            listed = await elsewhere.get("/v1/interviews", headers=at_least(position))
            assert listed.json()["items"][0]["id"] == made.json()["id"]
            assert int(listed.headers["Read-Position"]) >= int(position)
            assert "Stale" not in listed.headers


async def test_a_write_tells_the_position_of_what_it_did_or_found_done(api: Api) -> None:
    campaign = await make_campaign(api)
    pause = f"/v1/campaigns/{campaign['id']}/pause"
    first = await api.client.post(pause)
    assert first.headers["Log-Position"] == str(await api.plane.store.head())
    await api.interview()
    again = await api.client.post(pause)
    assert again.headers["Log-Position"] == first.headers["Log-Position"], "the last of the campaign's own"


async def test_a_write_that_is_no_event_tells_the_head_of_the_log(api: Api) -> None:
    await api.interview()
    answer = await api.client.post("/v1/candidates", json={"name": "Grace Hopper"})
    assert answer.headers["Log-Position"] == str(await api.plane.store.head())


@pytest.mark.asyncio(loop_scope="module")
async def test_a_write_that_is_refused_tells_no_position(untouched: Api) -> None:
    answer = await untouched.client.post("/v1/interviews/int_0/cancel")
    assert answer.status_code == 404
    assert "Log-Position" not in answer.headers


async def test_a_list_shows_what_was_written_before_it_without_being_asked(api: Api) -> None:
    interview = await api.interview()
    listed = await api.client.get("/v1/interviews")
    assert [item["id"] for item in listed.json()["items"]] == [interview["id"]]
    assert listed.headers["Read-Position"] == str(await api.plane.store.head())


async def test_a_read_waits_for_what_is_written_meanwhile(api: Api) -> None:
    interview = await api.interview()
    position = await api.plane.store.head() + 1
    reading = asyncio.create_task(api.client.get(f"/v1/interviews/{interview['id']}", headers=at_least(position)))
    await asyncio.sleep(0)
    await api.client.post(f"/v1/interviews/{interview['id']}/cancel")
    read = await reading
    assert read.json()["state"] == "cancelled"
    assert int(read.headers["Read-Position"]) >= position


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", ["/v1/interviews", "/v1/plans", "/v1/campaigns", "/v1/queue"])
async def test_a_read_beyond_the_head_is_answered_and_called_stale(untouched: Api, path: str) -> None:
    await untouched.interview()
    await untouched.client.get(path)
    answer = await untouched.client.get(path, headers=at_least(10**17))
    assert (answer.status_code, answer.headers["Stale"]) == (200, "true")
    assert answer.headers["Read-Position"] == str(await untouched.plane.store.head())


async def test_a_read_that_waited_its_second_for_the_log_waits_no_other_for_a_read_model(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        reader, reading = Told(), Reading(10**17, until=time.monotonic())
        await append(store, "s")
        with showing(reading):
            await ReadModels(store).caught_up(reader)
        assert (reader.works, reading.read, reading.stale) == (0, 0, True)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("given", ["", "-1", "1.5", "soon", "9" * 19, "1 2"])
async def test_a_position_that_is_none_is_refused(untouched: Api, given: str) -> None:
    answer = await untouched.client.get("/v1/plans", headers={"Wait-For-Position": given})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


async def test_a_read_does_not_wait_for_ever_for_a_read_model_that_somebody_holds(api: Api) -> None:
    first = await api.interview()
    await api.client.get("/v1/interviews")
    async with api.plane.store.pool.acquire() as connection, connection.transaction():
        await connection.execute("select from checkpoints for update")
        await api.interview()
        answer = await api.client.get("/v1/interviews")
        assert ([item["id"] for item in answer.json()["items"]], answer.headers["Stale"]) == ([first["id"]], "true")
    assert "Stale" not in (await api.client.get("/v1/interviews")).headers


class Told:
    """A read model that tells how often it was worked on."""

    name = "told"

    def __init__(self) -> None:
        self.works = 0
        self.broken = False

    async def apply(self, _connection: Connection, _events: Sequence[Recorded]) -> None:
        if self.broken:
            raise ZeroDivisionError
        self.works += 1


async def append(store: PostgresStore, stream: str) -> None:
    await store.append(Unit(uuid4(), stream, 0, (NewEvent("thing.happened", 1, "{}"),), Metadata("req_1")))


async def test_who_reads_does_no_work_where_somebody_keeps_the_read_model(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        keeper, reader, models = Told(), Told(), ReadModels(store, patience=60)
        keeping = asyncio.create_task(run_projection(store, keeper))
        try:
            for n in range(20):
                await append(store, f"s{n}")
                await models.caught_up(reader)
        finally:
            await end([keeping])
        assert keeper.works > 0
        done = await store.pool.fetchval("select global_position from checkpoints where projection = 'told'")
        assert (done, reader.works) == (20, 0)


async def test_who_reads_does_the_work_where_nobody_else_does(postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn) as store:
        reader, models = Told(), ReadModels(store)
        for n in range(3):
            await append(store, f"s{n}")
            await models.caught_up(reader)
        assert reader.works == 3


async def test_a_read_model_that_stands_still_is_shown_as_it_is(postgres_dsn: str) -> None:
    reader = Told()
    reader.broken = True
    async with PostgresStore(postgres_dsn) as store:
        await append(store, "s")
        for _ in range(2):
            await ReadModels(store).caught_up(reader)
        (standing,) = [one for one in await standings(store.pool) if one.projection == "told"]
        assert standing.stopped_at == 1
    reader.broken = False
    async with PostgresStore(postgres_dsn) as store:
        await ReadModels(store).caught_up(reader)
    assert reader.works == 1
