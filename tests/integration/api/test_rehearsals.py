"""A plan is rehearsed through the front door, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from running_api import PLAN, Api

YES = {"kind": "says", "text": "Yes, that's fine."}


async def rehearse(api: Api, *inputs: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    answer = await api.client.post("/v1/rehearsals", json={"text": PLAN, "inputs": inputs, "line": "link", **wanted})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.asyncio(loop_scope="module")
async def test_a_published_plan_is_rehearsed_from_greeting_to_goodbye(untouched: Api) -> None:
    plan = (await untouched.client.post("/v1/plans", content=PLAN)).json()
    named = {"text": None, "plan_id": plan["id"], "candidate_name": "Sam", "line": "link"}
    found = await rehearse(untouched, **named)
    assert found["steps"][0]["text"].startswith("Hello Sam.")
    assert (found["phase"], found["question"], found["awaits"]) == ("consent", None, "a yes or no to the recording")
    found = await rehearse(untouched, YES, **named)
    assert (found["question"], found["questions"]) == (1, len(plan["plan"]["questions"]))
    inputs = found["inputs"]
    for _ in range(40):
        if found["ended"]:
            break
        found = await rehearse(
            untouched, *inputs, {"kind": "says", "text": "I did that at work, and it went well."}, **named
        )
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


@pytest.mark.asyncio(loop_scope="module")
async def test_who_is_called_is_asked_for_name_and_time_and_may_be_called_back(untouched: Api) -> None:
    texts = ("Yes, speaking.", "Yes, that's fine.", "No, not now.", "I don't know yet.", "I can't say.")
    say = [{"kind": "says", "text": text} for text in texts]
    phone = {"line": "phone", "began": "2027-03-01T09:00:00"}
    assert "good time" in (await rehearse(untouched, *say[:2], **phone))["steps"][-1]["text"]
    assert (await rehearse(untouched, *say[:3], **phone))["awaits"] == "a time to call back"
    assert (await rehearse(untouched, *say, **phone))["ended"] == "rescheduled"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_plan_is_told_how_long_it_takes_and_what_could_be_better(untouched: Api) -> None:
    leading = PLAN.replace("How would you find out why?", "You would measure first, wouldn't you?")
    plan = (await untouched.client.post("/v1/plans", content=leading)).json()
    found = (await untouched.client.get(f"/v1/plans/{plan['id']}/advice")).json()
    assert 3 < found["expected_minutes"] < 9
    assert set(found["questions"]) == {"own_service", "incident", "slow_page"}
    (advice,) = [one for one in found["advice"] if one["rule"] == "leading"]
    assert (advice["field"], advice["severity"]) == ("plan.questions[2].ask", "warning")
    assert (await untouched.client.get("/v1/plans/plan_0/advice")).json()["code"] == "plan_unknown"


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, "Give plan_id, or the text"),
        ({"plan_id": "plan_0", "text": PLAN}, "not both"),
        ({"text": PLAN, "inputs": [{"kind": "wrote", "text": "Hello"}]}, "inputs[0]: Nobody wants words"),
        (
            {"text": PLAN, "line": "link", "inputs": [{"kind": "says", "text": "No."}, YES]},
            "inputs[1]: The conversation is over: declined.",
        ),
        ({"text": PLAN, "inputs": [{"kind": "says", "text": "  "}]}, "inputs"),
        ({"text": PLAN, "inputs": [{"kind": "sings", "text": "La"}]}, "inputs"),
        ({"text": PLAN, "inputs": [YES] * 501}, "500"),
    ],
)
async def test_what_cannot_be_rehearsed_is_told(untouched: Api, wanted: dict[str, Any], said: str) -> None:
    answer = await untouched.client.post("/v1/rehearsals", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert said in answer.json()["detail"]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_plan_with_mistakes_and_one_that_is_not_there_are_told_as_elsewhere(untouched: Api) -> None:
    broken = await untouched.client.post("/v1/rehearsals", json={"text": PLAN.replace("minutes: 9", "minutes: 900")})
    assert broken.json()["code"] == "plan_invalid"
    assert broken.json()["problems"][0]["field"] == "plan.minutes"
    assert (await untouched.client.post("/v1/rehearsals", json={"plan_id": "plan_0"})).json()["code"] == "plan_unknown"
