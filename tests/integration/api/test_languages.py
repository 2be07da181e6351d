"""An interview in a language that no voice here speaks is refused before anybody is called."""

from __future__ import annotations

from recruiting import terms
from running_api import PLAN, Api

GERMAN = PLAN.replace("  minutes: 9\n", "  minutes: 9\n  language: de\n")


async def test_an_interview_in_german_with_an_english_voice_is_refused_and_the_plan_kept(api: Api) -> None:
    plan = await api.client.post("/v1/plans", content=GERMAN)
    assert plan.status_code == 201
    wanted = {"plan_id": plan.json()["id"], "candidate_name": "Robin"}
    answer = await api.client.post("/v1/interviews", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (409, "language_unspoken")
    assert "INTERVIEWER_AZURE_SPEECH_KEY" in answer.json()["detail"]
    assert (await api.client.get("/v1/interviews")).json()["items"] == []
    assert (await api.client.get(f"/v1/plans/{plan.json()['id']}")).json()["plan"]["language"] == "de"


async def test_so_is_a_campaign(api: Api) -> None:
    plan = await api.client.post("/v1/plans", content=GERMAN)
    wanted = {"name": "Herbst", "plan_id": plan.json()["id"], "terms": terms()}
    answer = await api.client.post("/v1/campaigns", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (409, "language_unspoken")
