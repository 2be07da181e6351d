"""A plan is rehearsed through the front door, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from running_api import PLAN, Api

YES = {"kind": "says", "text": "Yes, that's fine."}


async def rehearse(api: Api, *inputs: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    answer = await api.client.post("/v1/rehearsals", json={"text": PLAN, "inputs": inputs, **wanted})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_published_plan_is_rehearsed_from_greeting_to_goodbye(api: Api) -> None:
    plan = (await api.client.post("/v1/plans", content=PLAN)).json()
    named = {"text": None, "plan_id": plan["id"], "candidate_name": "Sam"}
    found = await rehearse(api, **named)
    assert found["steps"][0]["text"].startswith("Hello Sam.")
    assert (found["phase"], found["question"], found["awaits"]) == ("consent", None, "a yes or no to the recording")
    found = await rehearse(api, YES, **named)
    assert (found["question"], found["questions"]) == (1, len(plan["plan"]["questions"]))
    inputs = found["inputs"]
    for _ in range(40):
        if found["ended"]:
            break
        found = await rehearse(api, *inputs, {"kind": "says", "text": "I did that at work, and it went well."}, **named)
        inputs = found["inputs"]
    assert found["ended"] == "finished"
    assert found["steps"][-1] == {**found["steps"][-1], "what": "ended", "reason": "finished"}
    assert found["left"] < found["elapsed"] + found["left"]


async def test_the_same_inputs_give_the_same_conversation_and_the_database_holds_none_of_it(
    api: Api, postgres_dsn: str
) -> None:
    said = {"kind": "says", "text": "Xylophone is a word that nobody else says."}
    inputs = (
        YES,
        said,
        {"kind": "silence"},
        {"kind": "waits", "seconds": 90},
        {"kind": "cuts_off", "text": "Sorry, go on."},
    )
    first, second = await rehearse(api, *inputs), await rehearse(api, *inputs)
    assert first == second
    assert first["inputs"] == list(inputs)
    cut = [step for step in first["steps"] if step["what"] == "said" and step["heard"] < 1]
    assert len(cut) == 1
    connection = await asyncpg.connect(postgres_dsn)
    try:
        assert await connection.fetchval("SELECT count(*) FROM events") == 0
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, "Give plan_id, or the text"),
        ({"plan_id": "plan_0", "text": PLAN}, "not both"),
        ({"text": PLAN, "inputs": [{"kind": "wrote", "text": "Hello"}]}, "inputs[0]: Nobody wants words"),
        (
            {"text": PLAN, "inputs": [{"kind": "says", "text": "No."}, YES]},
            "inputs[1]: The conversation is over: declined.",
        ),
        ({"text": PLAN, "inputs": [{"kind": "says", "text": "  "}]}, "inputs"),
        ({"text": PLAN, "inputs": [{"kind": "sings", "text": "La"}]}, "inputs"),
        ({"text": PLAN, "inputs": [YES] * 501}, "500"),
    ],
)
async def test_what_cannot_be_rehearsed_is_told(api: Api, wanted: dict[str, Any], said: str) -> None:
    answer = await api.client.post("/v1/rehearsals", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert said in answer.json()["detail"]


async def test_a_plan_with_mistakes_and_one_that_is_not_there_are_told_as_elsewhere(api: Api) -> None:
    broken = await api.client.post("/v1/rehearsals", json={"text": PLAN.replace("minutes: 9", "minutes: 900")})
    assert broken.json()["code"] == "plan_invalid"
    assert broken.json()["problems"][0]["field"] == "plan.minutes"
    assert (await api.client.post("/v1/rehearsals", json={"plan_id": "plan_0"})).json()["code"] == "plan_unknown"
