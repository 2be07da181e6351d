"""The do-not-call list: what it holds, what it stops, and what cannot be put on it."""

from __future__ import annotations

from typing import Any

import pytest

from recruiting import NUMBER, imported, interviews, make_campaign, orchestrated, row, until
from running_api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


DOOR = "/v1/do-not-call"


async def check(api: Api, number: str = NUMBER, **query: str) -> dict[str, Any]:
    answer = await api.client.get(DOOR, params={"number": number, **query})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_number_is_listed_however_it_is_written_and_taken_off_with_a_reason(api: Api) -> None:
    assert await check(api) == {"listed": False, "source": None, "since": None}
    answer = await api.client.post(DOOR, json={"number": "020 7946 0018", "region": "gb", "source": "letter"})
    assert (answer.status_code, answer.json()["listed"], answer.json()["source"]) == (201, True, "letter")
    assert await check(api) == answer.json()
    assert await check(api, "(020) 7946-0018", region="GB") == answer.json()
    assert (await check(api, "+442079460019"))["listed"] is False
    gone = await api.client.delete(
        DOOR, params={"number": NUMBER, "reason": "listed by mistake"}, headers={"If-Match": "*"}
    )
    assert (gone.status_code, gone.json()["listed"]) == (200, False)
    types = [found.type for found in await api.plane.store.read_all()]
    assert types == ["number.listed", "number.unlisted"]


async def test_the_plus_of_an_address_that_nobody_encoded_is_understood(api: Api) -> None:
    await api.client.post(DOOR, json={"number": NUMBER, "source": "letter"})
    answer = await api.client.get(f"{DOOR}?number={NUMBER}")
    assert answer.json()["listed"] is True


async def test_twice_is_once_and_the_first_source_stays(api: Api) -> None:
    for source in ("letter", "telephone"):
        assert (await api.client.post(DOOR, json={"number": NUMBER, "source": source})).status_code == 201
    assert (await check(api))["source"] == "letter"
    for _ in range(2):
        gone = await api.client.delete(DOOR, params={"number": NUMBER, "reason": "mistake"}, headers={"If-Match": "*"})
        assert gone.json()["listed"] is False


async def test_neither_log_nor_database_tells_a_listed_number(api: Api) -> None:
    await api.client.post(DOOR, json={"number": NUMBER, "source": "letter"})
    rows = await api.plane.store.read_all()
    assert NUMBER[1:] not in " ".join(found.data + found.stream for found in rows)
    names = await api.plane.store.pool.fetch("select name, owner from names")
    assert NUMBER[1:] not in str(names)


async def test_a_call_that_waits_already_is_called_off(own: Api) -> None:
    campaign = await make_campaign(own)
    await imported(own, campaign, row())
    (interview,) = await interviews(own, campaign)
    async with orchestrated(own.plane):
        await until(own, interview["id"], "queued")
        await own.client.post(DOOR, json={"number": NUMBER, "source": "letter"})
        assert (await until(own, interview["id"], "cancelled"))["end_reason"] == "do_not_call"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"source": "letter"}, "request_invalid"),
    ({"number": NUMBER}, "request_invalid"),
    ({"number": NUMBER, "source": ""}, "request_invalid"),
    ({"number": NUMBER, "source": "a\u0000b"}, "request_invalid"),
    ({"number": NUMBER, "source": "letter", "more": 1}, "request_invalid"),
    ({"number": 442079460018, "source": "letter"}, "request_invalid"),
    ({"number": "1" * 61, "source": "letter"}, "request_invalid"),
    ({"number": "", "source": "letter"}, "request_invalid"),
    ({"number": " ", "source": "letter"}, "number_invalid"),
    ({"number": "nobody", "source": "letter"}, "number_invalid"),
    ({"number": "020 8123 4567", "source": "letter"}, "number_invalid"),
    ({"number": "020 8123 4567", "source": "letter", "region": "ZZ"}, "number_invalid"),
    ({"number": "020 8123 4567", "source": "letter", "region": "Britain"}, "request_invalid"),
    ({"number": "+44 20 8123 4567 9999", "source": "letter"}, "number_invalid"),
]


async def test_what_is_no_entry_is_refused_and_never_repeated(own: Api) -> None:
    for body, code in REFUSED:
        answer = await own.client.post(DOOR, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
        assert "8123" not in answer.text
    assert await own.plane.store.head() == 0


async def test_a_question_without_number_or_reason_is_refused(api: Api) -> None:
    asked: list[tuple[str, dict[str, str]]] = [
        ("GET", {}),
        ("GET", {"number": "nobody"}),
        ("DELETE", {"number": NUMBER}),
        ("DELETE", {"reason": "a mistake"}),
    ]
    for method, query in asked:
        answer = await api.client.request(method, DOOR, params=query)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
