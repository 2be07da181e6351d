"""A rehearsal in which a language model finds words, as in a call: they are looked at, and asked for once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from interviewer.api.app import create_app
from interviewer.api.rehearsal_model import STORED, Rationed
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from interviewer.providers.writing.port import Piece, Size, Turn
from interviewer.simulation.vendors.app import served
from interviewer.simulation.vendors.main import Wish, world
from interviewer.wire.access import Scope
from running_api import PLAN, Api, serving, settings_of

YES = {"kind": "says", "text": "Yes, that's fine."}
TOLD = {"kind": "says", "text": "I built the ticket queue of our shop with two other people last year."}
WAITS = "writing: {hedge_after: 19.0, given_up_after: 20.0, first_within: 20.0, next_within: 20.0}\n"
"""A machine that has much to do is no late vendor."""


class Broken:
    """A language model that writes this, whatever it is asked."""

    name = "test/model"

    def __init__(self, text: str) -> None:
        self._text = text

    async def write(
        self,
        *,
        instructions: str,  # noqa: ARG002
        turns: Sequence[Turn],  # noqa: ARG002
        ask: str,  # noqa: ARG002
        size: Size = "normal",  # noqa: ARG002
    ) -> AsyncIterator[Piece]:
        yield Piece(self._text)


@asynccontextmanager
async def api_with(dsn: str, folder: Path, **more: Any) -> AsyncIterator[Api]:
    (folder / "policy.yaml").write_text(WAITS)
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    settings = settings_of(dsn, folder, policy_file=folder / "policy.yaml", **more)
    app = create_app(settings, rooms=rooms, blobs=blobs, page=())
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        yield Api(app, url, client, rooms, blobs, folder)


@asynccontextmanager
async def api_beside(wish: Wish, dsn: str, folder: Path, **more: Any) -> AsyncIterator[Api]:
    """An api with this emulated language model."""
    async with world(wish) as shared, served(shared) as vendors:
        given = {"openai_url": vendors["openai"], "openai_api_key": vendors["key"], **more}
        async with api_with(dsn, folder, **given) as api:
            yield api


async def rehearse(api: Api, *inputs: dict[str, Any], **wanted: Any) -> httpx.Response:
    body = {"text": PLAN, "inputs": inputs, "line": "link", "words": "generated", **wanted}
    return await api.client.post("/v1/rehearsals", json=body)


def noted(rehearsal: dict[str, Any]) -> list[str]:
    return [step["text"] for step in rehearsal["steps"] if step["what"] == "noted"]


async def test_a_follow_up_is_written_once_and_the_same_inputs_give_the_same_conversation_without_the_model(
    postgres_dsn: str, tmp_path: Path
) -> None:
    async with world(Wish(latencies="none")) as shared:
        async with served(shared) as vendors:
            given = {"openai_url": vendors["openai"], "openai_api_key": vendors["key"]}
            async with api_with(postgres_dsn, tmp_path, **given) as api:
                first = (await rehearse(api, YES, TOLD)).json()
                authored = (await rehearse(api, YES, TOLD, words="authored")).json()
        async with api_with(postgres_dsn, tmp_path, **given) as api:  # the vendor is gone
            second = (await rehearse(api, *first["inputs"])).json()
            after = (await rehearse(api, *second["inputs"], TOLD)).json()
    wrote = first["inputs"][-1]
    assert wrote["kind"] == "wrote"
    said = first["steps"][-1]
    assert (said["kind"], said["question"], said["text"].endswith(wrote["text"])) == ("probe", "own_service", True)
    assert "queue" in said["text"]
    assert second == first
    assert [one["kind"] for one in authored["inputs"]] == ["says", "says"]
    assert authored["question_id"] == "incident"
    assert after["question_id"] == "incident"


async def test_what_may_not_be_said_is_shown_and_not_said_and_comes_back_the_same(
    postgres_dsn: str, tmp_path: Path
) -> None:
    async with api_beside(Wish(latencies="none", amiss="praise"), postgres_dsn, tmp_path) as api:
        found = (await rehearse(api, YES, TOLD)).json()
        again = (await rehearse(api, *found["inputs"])).json()
    refused = found["inputs"][-1]
    assert (refused["kind"], refused["reason"]) == ("wrote_nothing", "it judges the answer")
    assert f"not said, it judges the answer: {refused['refused']}" in noted(found)
    assert not any("great answer" in step["text"] for step in found["steps"] if step["what"] == "said")
    assert found["question_id"] == "incident"
    assert again == found


async def test_a_vendor_that_is_away_or_refuses_the_key_leaves_the_plan_as_its_author_wrote_it(
    postgres_dsn: str, tmp_path: Path
) -> None:
    secret = "sk-nobody-may-read-this"
    async with api_beside(Wish(latencies="none"), postgres_dsn, tmp_path, openai_api_key=secret) as api:
        refused = await rehearse(api, YES, TOLD)
    nowhere = {"openai_url": "http://127.0.0.1:9/v1", "openai_api_key": secret}
    async with api_with(postgres_dsn, tmp_path, **nowhere) as api:
        away = await rehearse(api, YES, TOLD)
    for answer, why in ((refused, "401"), (away, "cannot be reached")):
        found = answer.json()
        assert why in found["inputs"][-1]["reason"]
        assert noted(found)[-2] == f"nothing written: {found['inputs'][-1]['reason']}"
        assert found["question_id"] == "incident"
        assert secret not in answer.text


async def test_without_a_language_model_it_is_said_and_the_api_does_without(postgres_dsn: str, tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        for given in ({"llm": "none"}, {"llm": "openai"}):
            async with api_with(postgres_dsn, tmp_path, **given) as api:
                answer = await rehearse(api, YES)
                assert (answer.status_code, answer.json()["code"]) == (409, "model_missing")
                assert "INTERVIEWER_LLM" in answer.json()["detail"]
                assert (await rehearse(api, YES, words="authored")).status_code == 200
    (told,) = [line for line in logs if line["event"] == "rehearsals.without_model"]
    assert "INTERVIEWER_OPENAI_API_KEY" in told["reason"]


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("operate", 200)])
async def test_what_costs_money_needs_more_than_a_key_to_look(
    postgres_dsn: str, tmp_path: Path, scope: Scope, status: int
) -> None:
    async with api_beside(Wish(latencies="none"), postgres_dsn, tmp_path, api_auth="required") as api:
        _, secret = await api.plane.api_keys.create("key_1", "k", [scope])
        api.client.headers["Authorization"] = f"Bearer {secret}"
        answer = await rehearse(api, YES)
        assert answer.status_code == status
        assert answer.json().get("scope") == (None if status == 200 else "operate")
        assert (await rehearse(api, YES, words="authored")).status_code == 200


async def test_who_asks_too_often_is_told_to_wait_and_loses_nothing(api: Api) -> None:
    clock = [0.0]
    model = Rationed(Broken("How did you plan the queue with these two people?"), now=lambda: clock[0])
    api.app.state.context = replace(api.app.state.context, model=model)
    for _ in range(STORED):
        assert (await rehearse(api, YES, TOLD)).status_code == 200
    busy = await rehearse(api, YES, TOLD)
    assert (busy.status_code, busy.json()["code"]) == (429, "model_busy")
    clock[0] += float(busy.headers["Retry-After"])
    assert (await rehearse(api, YES, TOLD)).json()["inputs"][-1]["kind"] == "wrote"


@pytest.mark.parametrize("text", ["What next\x00?", "What \ud800 next?", f"Wha{'t' * 5000}?", "<b>" * 3000])
async def test_whatever_a_model_writes_can_be_told_and_sent_again(api: Api, text: str) -> None:
    api.app.state.context = replace(api.app.state.context, model=Rationed(Broken(text)))
    found = (await rehearse(api, YES, TOLD)).json()
    assert found["question_id"] == "incident"
    assert (await rehearse(api, *found["inputs"])).json() == found
