"""One conversation from its agreement to its end, and what is known of it then."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from typing import Any

import httpx
from livekit import api

from callers.caller import Heard, calling
from callers.lines import Line
from callers.plays import QUESTION, Play, Said
from interviewer.bootstrap.settings import Settings
from interviewer.simulation.demo import OVER
from interviewer.simulation.measure import words

PLAN = {
    "job": {"title": "Clerk", "company": "Bluebird", "summary": "You help customers."},
    "plan": {
        "title": "Clerk",
        "follow_ups": 0,
        "questions": [
            {"id": "angry", "kind": "behavioural", "ask": QUESTION, "criteria": ["telling"]},
            {"id": "hardest", "kind": "behavioural", "ask": "And what was hard about it?", "criteria": ["telling"]},
            {"id": "since", "kind": "behavioural", "ask": "What is different since then?", "criteria": ["telling"]},
        ],
        "criteria": [
            {
                "id": "telling",
                "name": "Telling",
                "description": "Tells what happened.",
                "anchors": {0: "Says nothing of it.", 3: "Names it.", 5: "Tells it with detail."},
                "checklist": [f"Does the answer say {what}?" for what in ("who", "what", "when", "why", "how")],
            }
        ],
    },
}

DOCUMENT = """# Pay

Pay is 17 pounds 40 an hour, 38 hours a week.

# Holiday

There are 28 days of holiday a year and the public holidays.
"""
"""What the job of the plan is told of, for candidates who ask."""
LONGEST = 150.0
"""Seconds that a conversation takes at most."""


@dataclass(frozen=True)
class Held:
    """A conversation that is over: what was said and heard, and what the log has of it."""

    said: Said
    heard: Heard
    events: list[dict[str, Any]]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The data of these events, in order."""
        return [event["data"] for event in self.events if event["type"] == kind]

    @property
    def turns(self) -> list[dict[str, Any]]:
        """What the candidate said, but for what it said beside."""
        return [turn for turn in self.of("turn.heard") if not turn["over"]]

    @property
    def asides(self) -> list[dict[str, Any]]:
        return [turn for turn in self.of("turn.heard") if turn["over"]]

    @property
    def answer(self) -> str:
        """The words of the turns that answer the question; who hung up at a follow-up has answered as far."""
        turns = {turn["turn_id"]: turn["text"] for turn in self.of("turn.heard")}
        answered = [turn_id for found in self.of("question.answered") for turn_id in found["turn_ids"]]
        return " ".join(turns[turn_id] for turn_id in answered or [turn["turn_id"] for turn in self.turns[1:]])

    @property
    def ended(self) -> str:
        (found,) = self.of("call.ended")
        return str(found["reason"])

    @property
    def told(self) -> str:
        """What happened, for whoever reads that a test failed."""
        return "\n".join(f"{event['at']} {event['type']} {json.dumps(event['data'])}" for event in self.events)


async def hold(client: httpx.AsyncClient, plan_id: str, play: Play, *, questions: int = 1, settings: Settings) -> Held:
    """Agree it, have it played, and read what is known of it."""
    wanted = {"plan_id": plan_id, "candidate_name": "Robin", "questions": questions}
    interview = (await client.post("/v1/interviews", json=wanted)).raise_for_status().json()
    path = f"/v1/interviews/{interview['id']}"
    async with calling(client, interview["join_url"]) as caller:
        caller.token = partial(_token, settings, caller.seat.room)
        try:
            async with asyncio.timeout(LONGEST):
                said = await play(caller)
        except (TimeoutError, ConnectionError) as error:
            events = (await client.get(f"{path}/events", params={"limit": 1000})).json()["items"]
            raise AssertionError(f"{error!r}\n{Held({}, caller.heard, events).told}") from error
    async with asyncio.timeout(30):
        while (await client.get(path)).json()["state"] not in OVER:
            await asyncio.sleep(0.2)
    events = (await client.get(f"{path}/events", params={"limit": 1000})).json()["items"]
    return Held(said, caller.heard, events)


def understood(text: str, line: Line) -> float:
    """The share of a line's words that are in the text in their order: a busy machine may swallow one."""
    given, found = words(line.text), words(text)
    same = SequenceMatcher(None, given, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in same) / len(given)


def _token(settings: Settings, room: str, identity: str) -> str:
    grants = api.VideoGrants(room_join=True, room=room)
    token = api.AccessToken(settings.livekit_api_key, settings.livekit_api_secret)
    return token.with_identity(identity).with_grants(grants).to_jwt()
