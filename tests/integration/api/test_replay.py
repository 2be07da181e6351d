"""Replay through the front door and on the terminal: any moment of an interview, and why it stood so."""

from __future__ import annotations

import json
from typing import Any

from command_line import run
from held_interview import HeldInterview
from running_api import Api


async def ended_interview(api: Api) -> HeldInterview:
    held = await (await (await HeldInterview.scheduled(api.plane)).dialled()).leased()
    await held.live()
    await held.answered()
    await held.ended("finished")
    return held


async def replay(api: Api, interview_id: str, **query: str) -> dict[str, Any]:
    answer = await api.client.get(f"/v1/interviews/{interview_id}/replay", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_each_moment_shows_what_the_log_held_then(api: Api) -> None:
    held = await ended_interview(api)
    now = await replay(api, held.id)
    assert (now["state"], now["outcome"], now["awaits"]["what"]) == ("completed", "completed", "scorecard")
    assert [turn["speaker"] for turn in now["turns"]] == ["candidate"]
    assert [step["type"] for step in now["steps"]][:2] == ["interview.scheduled", "dial.started"]
    events = (await api.client.get(f"/v1/interviews/{held.id}/events")).json()["items"]
    seen = []
    for event in events:
        by_position = await replay(api, held.id, at=str(event["position"]))
        last = max(e["position"] for e in events if e["at"] == event["at"])  # those of one append share their time
        assert await replay(api, held.id, at=event["at"]) == await replay(api, held.id, at=str(last))
        assert (by_position["position"], by_position["version"]) == (event["position"], event["version"])
        assert by_position["steps"] == [s for s in now["steps"] if s["position"] <= event["position"]]
        seen.append((by_position["state"], by_position["agent_id"], len(by_position["turns"])))
    assert seen[:4] == [
        ("scheduled", None, 0),
        ("dialling", None, 0),
        ("dialling", "agent-1", 0),
        ("live", "agent-1", 0),
    ]
    assert seen[-1] == ("completed", None, 1)


async def test_a_moment_that_is_none_of_the_interviews_is_told_so(api: Api) -> None:
    other, interview = await api.interview(), await api.interview()
    (event,) = (await api.client.get(f"/v1/interviews/{interview['id']}/events")).json()["items"]
    for at, status, code in (
        (str(event["position"] - 1), 404, "moment_unknown"),
        ("0", 404, "moment_unknown"),
        ("99", 422, "request_invalid"),
        ("2001-01-01T00:00:00Z", 404, "moment_unknown"),
        ("0001-01-01T00:00:00+14:00", 404, "moment_unknown"),
        ("9999-12-31T23:59:59-14:00", 422, "request_invalid"),
        ("2999-01-01T00:00:00Z", 422, "request_invalid"),
        (event["at"].removesuffix("Z"), 422, "request_invalid"),
        ("yesterday", 422, "request_invalid"),
        ("-1", 422, "request_invalid"),
        ("٣", 422, "request_invalid"),
        ("9" * 30, 422, "request_invalid"),
        ("9" * 300, 422, "request_invalid"),
        ("", 422, "request_invalid"),
        ("\x00", 422, "request_invalid"),
    ):
        answer = await api.client.get(f"/v1/interviews/{interview['id']}/replay", params={"at": at})
        assert (answer.status_code, answer.json()["code"]) == (status, code), (at, answer.text)
    assert (await replay(api, other["id"], at=str(event["position"])))["state"] == "scheduled", "of any stream"
    unknown = await api.client.get("/v1/interviews/int_0/replay")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "interview_unknown")
    plus = await api.client.get(f"/v1/interviews/{interview['id']}/replay?at=2026-01-01T00:00:00+00:00")
    assert "%2B" in plus.json()["detail"]


async def test_the_terminal_shows_a_finished_interview_on_one_screen(api: Api) -> None:
    held = await ended_interview(api)
    shown = await run(api.url, "interviews", "replay", held.id)
    assert shown.status == 0, shown.err
    assert "completed, ended: completed (finished)" in shown.out
    assert "waits for: the scorecard" in shown.out
    assert "epoch 1: the agent agent-1 has the interview" in shown.out
    assert "I built the queue" in shown.out
    assert len(shown.out.splitlines()) < 24
    machine = await run(api.url, "interviews", "replay", held.id, "--at", "2", "--json")
    assert (json.loads(machine.out)["state"], json.loads(machine.out)["position"]) == ("dialling", 2)
    early = await run(api.url, "interviews", "replay", held.id, "--at", "1999-01-01T00:00:00Z")
    assert (early.status, early.out) == (1, "")
    assert "there was nothing of this interview yet" in early.err


async def test_interviews_are_listed_and_shown_on_the_terminal(api: Api) -> None:
    held, waiting = await ended_interview(api), await api.interview()
    listed = await run(api.url, "interviews", "list")
    assert held.id in listed.out
    assert waiting["id"] in listed.out
    assert "reason" not in listed.out.splitlines()[0], "none has one"
    shown = await run(api.url, "interviews", "show", held.id)
    assert "Ada Byron" in shown.out
    assert "answered  own_service: Tell me about a service that you have built." in shown.out
