"""One interview of two questions through everything real, held by voice with a simulated candidate."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import av
import httpx
import pytest

from interviewer.bootstrap.system import System
from interviewer.catalog.check import load_plan_file
from interviewer.interviews.events import CODEC
from interviewer.simulation.demo import OVER, Demo
from interviewer.simulation.measure import word_errors
from interviewer.wire.records import Scorecard

pytestmark = [pytest.mark.journey, pytest.mark.engines, pytest.mark.timeout(300)]

PLAN = Path(__file__).parents[3] / "examples" / "customer-support-agent.yaml"


@pytest.mark.asyncio(loop_scope="session")
async def test_an_interview_is_held_by_voice_and_everything_it_claims_is_in_the_log(
    whole: System, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    demo = Demo(client, engines_url=whole.settings.engines_url, folder=tmp_path)
    await demo.prepare(PLAN.read_bytes(), count=1, questions=2)
    try:
        await demo.call()
        await demo.until(OVER, within=200)
        await demo.candidates_left()
        await demo.until(frozenset({"evaluated"}), within=30)
    finally:
        await demo.stop()
    (result,) = await demo.results()

    assert (result["state"], result["outcome"]) == ("evaluated", "completed")
    plan = load_plan_file(PLAN).plan
    assert result["questions"] == [question.id for question in plan.questions[:2]]

    spoken = {turn["question"]: turn["text"] for turn in result["turns"] if turn["speaker"] == "interviewer"}
    said = " ".join(turn["text"] for turn in result["turns"] if turn["speaker"] == "interviewer")
    for question in plan.questions[:2]:
        assert question.ask in said, spoken

    heard = " ".join(turn["text"] for turn in result["turns"] if turn["speaker"] == "candidate")
    script = " ".join(turn["said"] for turn in result["candidate"]["turns"] if turn["complete"])
    errors = word_errors(script, heard)
    assert errors.errors / errors.words < 0.35

    interview = result["id"]
    events = (await client.get(f"/v1/interviews/{interview}/events", params={"limit": 1000})).json()["items"]
    assert [event["version"] for event in events] == list(range(1, len(events) + 1))
    assert len({event["correlation_id"] for event in events if event["type"] != "interview.evaluated"}) <= 2
    for event in events:
        CODEC.from_parts(event["type"], 1, json.dumps(event["data"]))

    recording = result["recording"]
    assert recording["channels"] == 2
    assert not recording["gaps"]
    started = next(e["data"]["started"] for e in events if e["type"] == "recording.started")
    ended = next(e["data"]["at"] for e in events if e["type"] == "call.ended")
    assert abs(recording["seconds"] - _seconds(started, ended)) < 0.5
    with av.open(recording["path"], "r") as container:
        decoded = sum(frame.samples for frame in container.decode(audio=0)) / 48_000
    assert abs(decoded - recording["seconds"]) < 0.1

    part = await client.get(f"/v1/interviews/{interview}/recording", headers={"Range": "bytes=0-99"})
    assert part.status_code == 206
    assert len(part.content) == 100

    scorecard = Scorecard.model_validate(result["scorecard"])
    assert all(criterion.score is None for criterion in scorecard.criteria)
    assert [flag.code for flag in scorecard.flags] == ["judge_unavailable"]


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
