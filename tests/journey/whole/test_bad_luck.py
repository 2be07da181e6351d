"""Candidates who say nothing or do not want to, and links that lead nowhere, on the whole real system."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from guest import seated
from interviewer.api.tokens import JoinTokens
from interviewer.bootstrap.system import System

pytestmark = [
    pytest.mark.journey,
    pytest.mark.engines,
    pytest.mark.timeout(200),
    pytest.mark.asyncio(loop_scope="session"),
]

PLAN = Path(__file__).parents[3] / "examples" / "warehouse-shift-lead.yaml"
REFUSAL = "No, I don't want that."
UNUSUAL_WORDS = ("don't want", "do not want", "want that")


@dataclass(frozen=True, slots=True)
class Held:
    """An interview that is over, and all that is known of it."""

    id: str
    join_url: str
    interview: dict[str, Any]
    events: list[dict[str, Any]]
    turns: list[dict[str, Any]]
    scorecard: dict[str, Any]
    meanwhile: httpx.Response | None
    """What a second client was told while the first was in the call."""

    def said(self, speaker: str) -> list[str]:
        return [turn["text"] for turn in self.turns if turn["speaker"] == speaker]


@dataclass(frozen=True, slots=True)
class Unlucky:
    """Interviews that were held at the same time."""

    silent: Held
    refused: Held
    hung_up: Held


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unlucky(whole: System) -> Unlucky:
    """A candidate who never says a word, one who does not want to be recorded, and one who hangs up on the greeting."""
    async with httpx.AsyncClient(base_url=whole.settings.api_url, timeout=30) as client:
        silent = _hold(client, whole.settings.engines_url)
        refused = _hold(client, whole.settings.engines_url, says=REFUSAL)
        hung_up = _hold(client, whole.settings.engines_url, hangs_up=True)
        return Unlucky(*await asyncio.gather(silent, refused, hung_up))


async def _hold(
    client: httpx.AsyncClient, engines_url: str, *, says: str | None = None, hangs_up: bool = False
) -> Held:
    interview = await _agreed(client)
    base = f"/v1/interviews/{interview['id']}"

    async def events() -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = await _json(client, f"{base}/events", "items", limit=1000)
        return items

    meanwhile: httpx.Response | None = None
    async with seated(client, interview["join_url"], engines_url) as guest:
        await asyncio.wait_for(guest.spoken_to.wait(), 60)
        if not hangs_up:
            meanwhile = await client.post(_door(interview["join_url"]), json={"client": "another window"})
            await _until(lambda: _has(events, "turn.spoken"))
            if says is not None:
                await guest.say(says)
            await asyncio.wait_for(guest.gone.wait(), 120)
    await _until(lambda: _has(events, "interview.evaluated"))
    return Held(
        interview["id"],
        interview["join_url"],
        await _json(client, base),
        await events(),
        await _json(client, f"{base}/transcript", "turns"),
        await _json(client, f"{base}/scorecard"),
        meanwhile,
    )


async def _agreed(client: httpx.AsyncClient) -> dict[str, Any]:
    plan = (await client.post("/v1/plans", content=PLAN.read_bytes())).raise_for_status().json()
    wanted = {"plan_id": plan["id"], "candidate_name": "Kim", "questions": 1}
    agreed: dict[str, Any] = (await client.post("/v1/interviews", json=wanted)).raise_for_status().json()
    return agreed


def _door(join_url: str) -> str:
    return f"/v1/join/{join_url.rpartition('/')[2]}"


async def _json(client: httpx.AsyncClient, path: str, key: str | None = None, **params: int) -> Any:
    found = (await client.get(path, params=params)).raise_for_status().json()
    return found if key is None else found[key]


async def _has(events: Callable[[], Awaitable[list[dict[str, Any]]]], kind: str) -> bool:
    return any(event["type"] == kind for event in await events())


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(90):
        while not await true():
            await asyncio.sleep(0.25)


async def test_a_silent_candidate_is_spoken_to_again_and_then_let_go(unlucky: Unlucky) -> None:
    silent = unlucky.silent
    assert silent.interview["outcome"] == "abandoned"
    assert silent.interview["end_reason"] == "candidate_silent"
    kinds = [turn["kind"] for turn in silent.turns]
    assert kinds[0] == "greeting"
    assert kinds[1:-1]
    assert set(kinds[1:-1]) <= {"check_in", "consent"}
    assert kinds[-1] == "closing"
    assert "Goodbye" in silent.said("interviewer")[-1]
    assert not silent.said("candidate")


async def test_silence_is_no_consent_and_earns_no_score(unlucky: Unlucky, client: httpx.AsyncClient) -> None:
    silent = unlucky.silent
    assert silent.interview["consent"] is None
    assert silent.interview["recording"] is None
    assert (await client.get(f"/v1/interviews/{silent.id}/recording")).status_code == 404
    assert all(criterion["score"] is None for criterion in silent.scorecard["criteria"])
    assert "abandoned" in [flag["code"] for flag in silent.scorecard["flags"]]


async def test_a_refusal_is_kept_without_the_words_and_without_the_voice(
    unlucky: Unlucky, client: httpx.AsyncClient, state_dir: Path
) -> None:
    refused = unlucky.refused
    assert refused.interview["outcome"] == "declined"
    assert refused.interview["consent"] is False
    assert "consent.refused" in [event["type"] for event in refused.events]
    log = json.dumps(refused.events).lower()
    assert not [words for words in UNUSUAL_WORDS if words in log]
    assert not refused.said("candidate")
    assert (await client.get(f"/v1/interviews/{refused.id}/recording")).status_code == 404
    assert not list((state_dir / "recordings").glob(f"**/*{refused.id}*"))


async def test_who_refuses_is_thanked_and_not_scored(unlucky: Unlucky) -> None:
    refused = unlucky.refused
    assert "Thank you, and goodbye." in refused.said("interviewer")[-1]
    assert "declined" in [flag["code"] for flag in refused.scorecard["flags"]]
    assert all(criterion["score"] is None for criterion in refused.scorecard["criteria"])


async def test_who_hangs_up_leaves_a_transcript_of_what_was_said_until_then(unlucky: Unlucky) -> None:
    hung_up = unlucky.hung_up
    assert (hung_up.interview["outcome"], hung_up.interview["end_reason"]) == ("abandoned", "candidate_hung_up")
    (greeting,) = hung_up.turns
    assert (greeting["kind"], greeting["interrupted"]) == ("greeting", True)
    whole = unlucky.silent.said("interviewer")[0]
    assert whole.startswith(greeting["text"])
    assert greeting["text"] != whole
    assert hung_up.interview["recording"] is None
    assert all(criterion["score"] is None for criterion in hung_up.scorecard["criteria"])


async def test_a_second_client_is_told_that_somebody_is_in_the_call(unlucky: Unlucky) -> None:
    told = unlucky.silent.meanwhile
    assert told is not None
    _is_problem(told, 409, "seat_taken")
    assert "window" in told.json()["detail"]


async def test_the_link_of_an_interview_that_is_over_opens_nothing(unlucky: Unlucky, client: httpx.AsyncClient) -> None:
    for held in (unlucky.silent, unlucky.refused):
        _is_problem(await client.post(_door(held.join_url)), 410, "interview_over")
        assert (await client.get(_door(held.join_url))).json()["state"] == "over"


async def test_an_expired_link_and_a_foreign_one_open_nothing(whole: System, client: httpx.AsyncClient) -> None:
    interview = await _agreed(client)
    long_ago = datetime.now(UTC) - timedelta(hours=25)
    expired = JoinTokens(whole.settings.agent_secret).issue(interview["id"], long_ago)
    _is_problem(await client.post(f"/v1/join/{expired}"), 410, "join_link_expired")
    foreign = JoinTokens("the secret of another installation").issue(interview["id"], datetime.now(UTC))
    for unknown in (foreign, expired[:-4], "nonsense"):
        _is_problem(await client.post(f"/v1/join/{unknown}"), 404, "join_link_unknown")
    assert (await _json(client, f"/v1/interviews/{interview['id']}"))["state"] == "scheduled"


def _is_problem(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert problem["detail"]
