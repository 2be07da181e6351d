"""`Idempotency-Key`: what is sent again is done once and answered the same, whoever died in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from interviewer.api import answers
from interviewer.api.app import create_app
from interviewer.api.idempotency import clear_away
from interviewer.kernel.log import VersionConflict
from interviewer.kernel.tasks import end
from interviewer.kernel.writer import LOCK
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.idempotency import Answer, StillRunning, Turn, forget
from interviewer.providers.rooms import MemoryRooms
from recruiting import CONSENT, NUMBER, as_csv, make_campaign, row, terms
from running_api import PLAN, Api, client_of, in_short, serving, settings_of

KEY = {"Idempotency-Key": "0f6c2f9e"}
SCHEDULED = "select count(distinct stream) from events where type = 'interview.scheduled'"


@dataclass(slots=True)
class Accident:
    """A process dies between the work and its answer, as often as told."""

    times: int = 0
    busy: bool = False
    """Instead, others change the same at the very same moment."""


class Dying:
    """Where the accident happens."""

    def __init__(self, app: ASGIApp, accident: Accident) -> None:
        self._app = app
        self._accident = accident

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._accident.times == 0:
            await self._app(scope, receive, send)
            return

        async def lost(_: Message) -> None:
            pass

        self._accident.times -= 1
        if self._accident.busy:
            await answers.answer(VersionConflict())(scope, receive, send)
            return
        await self._app(scope, receive, lost)
        raise ZeroDivisionError


@pytest.fixture
def accident() -> Accident:
    return Accident()


@pytest.fixture
async def api(postgres_dsn: str, tmp_path: Path, accident: Accident) -> AsyncIterator[Api]:
    """An api in which accidents happen."""
    rooms, blobs, page = MemoryRooms(), MemoryBlobs(), tmp_path / "page"
    app = create_app(settings_of(postgres_dsn, tmp_path), rooms=rooms, blobs=blobs, page=(page,))
    app.user_middleware.append(Middleware(Dying, accident=accident))
    async with serving(app) as url, client_of(url) as client:
        yield Api(app, url, client, rooms, blobs, page)


async def wish(api: Api, name: str = "Ada Byron") -> dict[str, Any]:
    plan = await api.client.post("/v1/plans", content=PLAN)
    return {"plan_id": plan.json()["id"], "candidate_name": name}


async def count(api: Api, query: str = SCHEDULED) -> int:
    return int(await api.plane.store.pool.fetchval(query))


async def test_the_same_request_again_gets_the_first_answer_again(api: Api) -> None:
    wanted = await wish(api)
    first = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    again = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    for name in ("Content-Type", "Log-Position"):
        assert again.headers[name] == first.headers[name]
    assert await count(api) == 1
    other = await api.client.post("/v1/interviews", json=wanted, headers={"Idempotency-Key": "another"})
    assert other.json()["id"] != first.json()["id"]


async def test_a_key_is_of_one_request_only(api: Api) -> None:
    wanted = await wish(api)
    first = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    for path, body in (
        ("/v1/interviews", {**wanted, "candidate_name": "Grace"}),
        ("/v1/interviews?again", wanted),
        ("/v1/candidates", {"name": "Grace"}),
    ):
        answer = await api.client.post(path, json=body, headers=KEY)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch"), path
    for said in ({"Content-Type": "application/json; charset=utf-8"}, {"If-Match": '"7"'}):
        answer = await api.client.post("/v1/interviews", json=wanted, headers=KEY | said)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch"), said
    assert (await api.client.post("/v1/interviews", json=wanted, headers=KEY)).json() == first.json()
    assert await count(api) == 1


async def test_the_keys_of_two_callers_have_nothing_to_do_with_each_other(api: Api) -> None:
    wanted = await wish(api)
    mine = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    _, secret = await api.plane.api_keys.create("key_ci", "ci", ["operate"])
    theirs = await api.client.post("/v1/interviews", json=wanted, headers=KEY | {"Authorization": f"Bearer {secret}"})
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine.json()["id"]


async def test_while_the_first_is_being_carried_out_the_second_is_told_to_wait(api: Api) -> None:
    wanted = await wish(api)
    async with api.plane.store.pool.acquire() as connection:
        await connection.execute("select pg_advisory_lock($1)", LOCK)  # nothing is appended meanwhile
        first = asyncio.create_task(api.client.post("/v1/interviews", json=wanted, headers=KEY))
        while await count(api, "select count(*) from idempotency_keys") == 0:
            await asyncio.sleep(0.01)
        second = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
        await connection.execute("select pg_advisory_unlock($1)", LOCK)
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")
    assert int(second.headers["Retry-After"]) > 0
    done = await first
    third = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    assert third.json() == done.json()


async def test_after_an_accident_between_work_and_answer_the_same_request_makes_nothing_new(
    api: Api, accident: Accident
) -> None:
    wanted = await wish(api)
    accident.times = 2
    for _ in range(2):
        lost = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
        assert (lost.status_code, lost.json()["code"]) == (500, "internal")
    assert await count(api) == 1, "it was done, though nobody was told"
    again = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    assert (again.status_code, "Idempotency-Replayed" in again.headers) == (201, False)
    assert again.headers["Log-Position"] == str(await api.plane.store.head())
    assert await count(api) == 1
    listed = (await api.client.get("/v1/interviews")).json()["items"]
    assert listed == [in_short(again.json())]
    assert len((await api.client.get("/v1/candidates")).json()["items"]) == 1


async def test_without_a_key_the_same_accident_leaves_two(api: Api, accident: Accident) -> None:
    wanted = await wish(api)
    accident.times = 1
    await api.client.post("/v1/interviews", json=wanted)
    await api.client.post("/v1/interviews", json=wanted)
    assert await count(api) == 2


async def test_what_a_dead_process_had_begun_is_taken_over_once_it_was_silent_for_a_minute(
    api: Api, accident: Accident
) -> None:
    wanted = await wish(api)
    accident.times = 1
    await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    began = "update idempotency_keys set run = gen_random_uuid(), alive_at = clock_timestamp() - interval $1"
    await api.plane.store.pool.execute(began.replace("$1", "'50 seconds'"))
    waits = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    assert waits.json()["code"] == "idempotency_in_progress"
    await api.plane.store.pool.execute(began.replace("$1", "'61 seconds'"))
    taken_over = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    assert taken_over.status_code == 201
    assert await count(api) == 1


async def test_a_process_that_says_that_it_is_alive_keeps_its_turn_and_one_that_lost_it_answers_nothing(
    api: Api,
) -> None:
    answers, old = api.plane.first_answers, "update idempotency_keys set alive_at = alive_at - interval '61 seconds'"
    slow = await answers.begin("local", "k", b"request")
    assert isinstance(slow, Turn)
    await api.plane.store.pool.execute(old)
    await answers.alive(slow)
    with pytest.raises(StillRunning):
        await answers.begin("local", "k", b"request")
    await api.plane.store.pool.execute(old)
    other = await answers.begin("local", "k", b"request")
    assert isinstance(other, Turn)
    assert (other.seed, other.run != slow.run) == (slow.seed, True)
    await answers.finish(slow, Answer(201, {}, b"late"))
    await answers.release(slow)
    with pytest.raises(StillRunning):
        await answers.begin("local", "k", b"request")
    await answers.finish(other, Answer(201, {}, b"in time"))
    assert await answers.begin("local", "k", b"request") == Answer(201, {}, b"in time")


async def _agreed(api: Api) -> str:
    number = {"number": NUMBER, "zone": "Europe/London"}
    wanted = await wish(api) | number | {"at": terms()["ends"]}
    answer = await api.client.post("/v1/interviews", json=wanted)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize(
    ("path", "body", "made"),
    [
        ("/v1/campaigns", {"name": "Autumn"}, "campaign.created"),
        ("/v1/campaigns/{campaign}/pause", {}, "campaign.paused"),
        ("/v1/interviews/{interview}/cancel", {}, "interview.cancelled"),
        ("/v1/interviews/{interview}/reschedule", {"at": "ends"}, "interview.rescheduled"),
        ("/v1/candidates/{candidate}/consent", {"source": "letter", "wording": "Yes."}, "consent.recorded"),
        ("/v1/do-not-call", {"number": NUMBER, "source": "letter"}, "number.listed"),
        ("/v1/interviews", {"candidate_name": "Ada", "number": "+442079460019"}, "interview.scheduled"),
    ],
)
async def test_every_command_is_carried_out_once(
    api: Api, accident: Accident, path: str, body: dict[str, Any], made: str
) -> None:
    campaign, interview = await make_campaign(api), await _agreed(api)
    seen = await api.client.get(f"/v1/interviews/{interview}")
    candidate = seen.json()["candidate"]["id"]
    path = path.format(campaign=campaign["id"], interview=interview, candidate=candidate)
    body = dict(body)
    if path == "/v1/campaigns":
        body |= {"plan_id": campaign["plan_id"], "terms": campaign["terms"]}
    if path == "/v1/interviews":
        body |= {"plan_id": campaign["plan_id"]}
    if path.endswith("/reschedule"):
        body["at"] = campaign["terms"]["ends"]
    if path.endswith("/consent"):
        body["obtained_at"] = CONSENT["consent_at"]
    query = f"select count(*) from events where type = '{made}'"
    before = await count(api, query)
    accident.times = 1
    headers = KEY | ({"If-Match": seen.headers["ETag"]} if path.startswith(f"/v1/interviews/{interview}") else {})
    assert (await api.client.post(path, json=body, headers=headers)).status_code == 500
    assert await count(api, query) == before + 1
    again = await api.client.post(path, json=body, headers=headers)
    assert again.status_code in (200, 201), again.text
    assert await count(api, query) == before + 1


async def test_a_refusal_is_an_answer_too(api: Api) -> None:
    wanted = {"plan_id": "plan_0", "candidate_name": "Ada"}
    first = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    again = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    assert (first.status_code, again.status_code, again.json()) == (404, 404, first.json())
    assert again.headers["Content-Type"] == "application/problem+json"


async def test_being_told_to_try_again_is_no_answer_to_keep(api: Api, accident: Accident) -> None:
    wanted = await wish(api)
    accident.times, accident.busy = 1, True
    busy = await api.client.post("/v1/interviews", json=wanted, headers=KEY)
    assert (busy.status_code, busy.json()["code"]) == (409, "busy")
    assert (await api.client.post("/v1/interviews", json=wanted, headers=KEY)).status_code == 201


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("key", [b"", b"x" * 256, b"\xc3\xa4", b"a\tb"])
async def test_a_key_that_cannot_be_one_is_refused(untouched: Api, key: bytes) -> None:
    answer = await untouched.client.post("/v1/candidates", json={"name": "Ada"}, headers={b"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_invalid")
    assert (await untouched.client.get("/v1/candidates")).json()["items"] == []


async def test_a_file_is_taken_once_and_its_report_told_again_also_line_by_line(api: Api) -> None:
    campaign = await make_campaign(api)
    path, file = f"/v1/campaigns/{campaign['id']}/candidates", as_csv([row(), row("+442079460019")])
    for key, accept in (("a", "*/*"), ("b", "application/x-ndjson")):
        headers = {"Content-Type": "text/csv", "Idempotency-Key": key, "Accept": accept}
        first = await api.client.post(path, content=file, headers=headers)
        again = await api.client.post(path, content=file, headers=headers)
        assert (first.status_code, again.content) == (200, first.content)
        assert again.headers["Idempotency-Replayed"] == "true"
    assert await count(api) == 2


async def test_of_a_file_that_was_cut_nothing_is_taken_so_that_the_whole_one_may_follow(api: Api) -> None:
    campaign = await make_campaign(api)
    path, file = f"/v1/campaigns/{campaign['id']}/candidates", as_csv([row(), row("+442079460019")]).encode()
    address = urlsplit(api.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: text/csv\r\nIdempotency-Key: a\r\n"
    writer.write(f"{head}Content-Length: {len(file)}\r\n\r\n".encode() + file[:-10])
    writer.close()
    await writer.wait_closed()
    assert await reader.read() == b""
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "a"}
    whole = await api.client.post(path, content=file, headers=headers)
    assert whole.json()["added"] == 2, "none was there already"


async def test_an_answer_that_is_too_large_is_not_kept_and_the_work_not_done_again(api: Api) -> None:
    campaign = await make_campaign(api)
    path = f"/v1/campaigns/{campaign['id']}/candidates"
    file = as_csv([row(number="nobody") for _ in range(1000)] + [row()])
    headers = KEY | {"Content-Type": "text/csv"}
    first = await api.client.post(path, content=file, headers=headers)
    assert (first.json()["added"], len(first.content) > 64 << 10) == (1, True)
    again = await api.client.post(path, content=file, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    assert await count(api) == 1


async def test_a_secret_is_not_kept_and_no_second_one_is_made(api: Api) -> None:
    wanted = {"name": "ci", "scopes": ["read"]}
    made = await api.client.post("/v1/api-keys", json=wanted, headers=KEY)
    again = await api.client.post("/v1/api-keys", json=wanted, headers=KEY)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
    kept = await api.plane.store.pool.fetchval("select row_to_json(idempotency_keys)::text from idempotency_keys")
    assert made.json()["secret"] not in kept
    assert len((await api.client.get("/v1/api-keys")).json()["items"]) == 1


async def test_a_key_whose_secret_nobody_learnt_gets_another_one(api: Api, accident: Accident) -> None:
    wanted = {"name": "ci", "scopes": ["read"]}
    accident.times = 1
    assert (await api.client.post("/v1/api-keys", json=wanted, headers=KEY)).status_code == 500
    made = await api.client.post("/v1/api-keys", json=wanted, headers=KEY)
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['secret']}"}
    assert (await api.client.get("/v1/plans", headers=headers)).status_code == 200


async def test_answers_that_name_a_forgotten_person_are_forgotten(api: Api) -> None:
    wanted = await wish(api)
    ada = (await api.client.post("/v1/interviews", json=wanted, headers=KEY)).json()["candidate"]["id"]
    grace = await api.client.post("/v1/candidates", json={"name": "Grace"}, headers={"Idempotency-Key": "grace"})
    async with api.plane.store.pool.acquire() as connection:
        await forget(connection, ada)
    query = "select convert_from(body, 'UTF8') as body from idempotency_keys where body is not null"
    left = await api.plane.store.pool.fetch(query)
    assert [answer["body"] for answer in left] == [grace.text]


async def test_after_a_day_a_key_is_free_again(api: Api) -> None:
    wanted = await wish(api)
    old = "update idempotency_keys set created_at = created_at - interval '25 hours', alive_at = created_at"
    made = [(await api.client.post("/v1/interviews", json=wanted, headers=KEY)).json()["id"]]
    await api.plane.store.pool.execute(f"{old} - interval '24 hours'")
    made.append((await api.client.post("/v1/interviews", json=wanted, headers=KEY)).json()["id"])
    assert len(set(made)) == 2
    await api.plane.first_answers.clear()
    assert await count(api, "select count(*) from idempotency_keys") == 1
    await api.plane.store.pool.execute(f"{old} - interval '24 hours'")
    await api.plane.first_answers.clear()
    assert await count(api, "select count(*) from idempotency_keys") == 0


async def test_what_was_kept_is_cleared_away_again_after_the_database_refused_once(api: Api) -> None:
    pool = api.plane.store.pool
    await api.client.post("/v1/interviews", json=await wish(api), headers=KEY)
    await pool.execute("update idempotency_keys set created_at = created_at - interval '2 days'")
    await pool.execute("update idempotency_keys set alive_at = created_at")
    await pool.execute("alter table idempotency_keys rename to elsewhere")
    with capture_logs() as told:
        task = asyncio.create_task(clear_away(api.plane.first_answers, every=0.01))
        while not told and not task.done():
            await asyncio.sleep(0.01)
    await pool.execute("alter table elsewhere rename to idempotency_keys")
    while await count(api, "select count(*) from idempotency_keys") and not task.done():
        await asyncio.sleep(0.01)
    assert not task.done()
    await end([task])
    assert told[0] == {"event": "answers.not_cleared", "log_level": "warning", "error": "UndefinedTableError"}
