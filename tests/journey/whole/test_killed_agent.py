"""An interviewer that dies in mid-call, with the api it reports to: another one goes on, and nothing seen is lost."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
import yaml

from interviewer.agent.spool import path_of
from interviewer.bootstrap.system import System
from interviewer.catalog.check import load_plan_file
from interviewer.conversation.languages import ENGLISH
from interviewer.simulation.demo import OVER, Demo

pytestmark = [
    pytest.mark.journey,
    pytest.mark.engines,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="session"),
]

EXAMPLE = Path(__file__).parents[3] / "examples" / "customer-support-agent.yaml"


@pytest.fixture
def plan() -> bytes:
    """The example's first two questions, which the simulated candidate has answers to, without follow-ups."""
    document = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    questions = document["plan"]["questions"][:2]
    document["plan"]["questions"] = [{k: v for k, v in q.items() if k != "probes"} for q in questions]
    used = {criterion for question in questions for criterion in question["criteria"]}
    document["plan"]["criteria"] = [c for c in document["plan"]["criteria"] if c["id"] in used]
    return yaml.safe_dump(document).encode()


async def test_another_interviewer_goes_on_with_the_next_question_and_nothing_seen_is_lost(
    whole: System, client: httpx.AsyncClient, state_dir: Path, tmp_path: Path, plan: bytes
) -> None:
    first, second = (question.ask for question in load_plan_file(EXAMPLE).plan.questions[:2])
    demo = Demo(client, engines_url=whole.settings.engines_url, folder=tmp_path)
    await demo.prepare(plan, count=1, questions=None)
    interview_id = demo.participants[0].interview.id
    spool = path_of(state_dir / "spool", interview_id, 1)
    try:
        await demo.call()
        await _until(lambda: _asked(client, interview_id))
        api, agent = _pid(whole, "api"), _pid(whole, "agent")
        os.kill(api, signal.SIGSTOP)  # what the agent sees from now on is on its disk alone
        await _until(lambda: asyncio.to_thread(_answered, spool))
        killed_at = datetime.now(UTC)
        os.kill(agent, signal.SIGKILL)
        os.kill(api, signal.SIGKILL)
        await _until(lambda: _answers(client, interview_id))
        await demo.until(OVER, within=150)
        await demo.candidates_left()
        await demo.until(frozenset({"evaluated"}), within=30)
    finally:
        await demo.stop()
    (result,) = await demo.results()
    events = (await client.get(f"/v1/interviews/{interview_id}/events", params={"limit": 1000})).json()["items"]

    assert (result["state"], result["outcome"]) == ("evaluated", "completed")
    assert [e["data"]["cause"] for e in events if e["type"] == "interview.interrupted"] == ["agent_lost"]
    assert [e["data"]["epoch"] for e in events if e["type"] == "interview.leased"] == [1, 2]

    recovered = [e for e in events if e["data"].get("epoch") == 1 and datetime.fromisoformat(e["at"]) > killed_at]
    assert {"turn.heard", "question.answered"} <= {e["type"] for e in recovered}
    _each_once(events)
    assert not spool.exists()

    asked = [(e["data"]["epoch"], e["data"]["question_id"]) for e in events if e["type"] == "question.asked"]
    assert [question for _, question in asked] == result["questions"]
    assert asked[-1][0] == 2
    said = [turn["text"] for turn in result["turns"] if turn["speaker"] == "interviewer"]
    assert sum(first in text for text in said) == 1
    assert any(text.startswith(ENGLISH.lines.resumed) and second in text for text in said)

    await _recording_goes_on(result["recording"], events)
    assert "interrupted" in [flag["code"] for flag in result["scorecard"]["flags"]]


async def _recording_goes_on(recording: dict[str, Any], events: list[dict[str, Any]]) -> None:
    pieces = Counter(e["data"]["epoch"] for e in events if e["type"] == "recording.segment_stored")
    assert set(pieces) == {1, 2}
    (gap,) = recording["gaps"]
    started = next(e["data"]["started"] for e in events if e["type"] == "recording.started")
    resumed = [e["data"]["started"] for e in events if e["type"] == "recording.started"][1]
    assert abs(gap["end"] - _seconds(started, resumed)) < 0.1
    ended = next(e["data"]["at"] for e in events if e["type"] == "call.ended")
    assert abs(recording["seconds"] - _seconds(started, ended)) < 0.5
    with av.open(recording["path"], "r") as container:
        decoded = sum(frame.samples for frame in container.decode(audio=0)) / 48_000
    assert abs(decoded - recording["seconds"]) < 0.1


def _each_once(events: list[dict[str, Any]]) -> None:
    """Each epoch's observations are there from 1 on, without a gap and without a double."""
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    for event in events:
        if "number" in event["data"]:
            numbers[event["data"]["epoch"]].append(event["data"]["number"])
    assert set(numbers) == {1, 2}
    for found in numbers.values():
        assert found == list(range(1, len(found) + 1))


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def _pid(whole: System, name: str) -> int:
    pid = whole.supervisor.children[name].pid
    assert pid is not None
    return pid


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(90):
        while not await true():
            await asyncio.sleep(0.1)


async def _asked(client: httpx.AsyncClient, interview_id: str) -> bool:
    questions = (await client.get(f"/v1/interviews/{interview_id}")).json()["questions"]
    return bool(questions[0]["state"] == "asked")


def _answered(spool: Path) -> bool:
    return "question.answered" in spool.read_text("utf-8")


async def _answers(client: httpx.AsyncClient, interview_id: str) -> bool:
    try:
        return (await client.get(f"/v1/interviews/{interview_id}")).is_success
    except httpx.TransportError:
        return False
