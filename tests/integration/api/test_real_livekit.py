"""The seat that the api gives and the reports that it takes, with a real media server between."""

from __future__ import annotations

from pathlib import Path

from livekit import rtc

from held_interview import eventually
from interviewer.api.app import create_app
from interviewer.embedded import ports
from real_livekit import KEY, SECRET, livekit_server
from running_api import PLAN, client_of, serving, settings_of


async def test_a_candidate_who_comes_and_goes_is_seen_in_the_log(postgres_dsn: str, tmp_path: Path) -> None:
    port = ports.free()
    async with livekit_server(tmp_path, f"http://127.0.0.1:{port}/v1/livekit/webhook") as livekit_url:
        settings = settings_of(postgres_dsn, tmp_path).model_copy(
            update={"livekit_url": livekit_url, "livekit_api_key": KEY, "livekit_api_secret": SECRET}
        )
        async with (
            serving(create_app(settings), port) as url,
            client_of(url) as client,
        ):
            plan = (await client.post("/v1/plans", content=PLAN)).json()["id"]
            wanted = {"plan_id": plan, "candidate_name": "Ada Byron"}
            interview = (await client.post("/v1/interviews", json=wanted)).json()
            link = "/v1/join/" + interview["join_url"].rpartition("/")[2]

            async def types() -> list[str]:
                answer = await client.get(f"/v1/interviews/{interview['id']}/events")
                return [event["type"] for event in answer.json()["items"]]

            async def came() -> bool:
                return (await types())[-1] == "candidate.joined"

            async def went() -> bool:
                return (await types())[-1] == "candidate.left"

            seat = (await client.post(link, json={"client": "mine"})).json()
            person = rtc.Room()
            await person.connect(seat["livekit_url"], seat["token"])
            await eventually(came)
            assert (await client.post(link, json={"client": "another"})).status_code == 409
            await person.disconnect()
            await eventually(went)
            assert (await client.post(link, json={"client": "another"})).status_code == 200
