"""A demo against a running system: agrees interviews, sends simulated candidates, and waits for the scorecards.

It uses what everybody uses: the public API, and join links for the candidates, which are programs of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from httpx_sse import aconnect_sse

from interviewer.simulation.candidate.journal import CallReport
from interviewer.simulation.demo_report import interview_report
from interviewer.wire.interviews import Interview
from interviewer.wire.plans import Plan
from interviewer.wire.records import EventItem, Events, Scorecard, Transcript

PERSONAS = ("concise", "asks_back", "rambling")
NAMES = ("Robin", "Alex", "Sam", "Kim", "Charlie", "Jordan", "Taylor", "Morgan")
OVER = frozenset({"completed", "abandoned", "declined", "failed", "evaluated"})
POLL_SECONDS = 0.5


class DemoFailed(Exception):
    """The demo could not be held; the message says what happened and what was kept."""


@dataclass(slots=True)
class Participant:
    """One interview of the demo and its candidate."""

    interview: Interview
    persona: str
    report_file: Path
    process: asyncio.subprocess.Process | None = None
    output: Path = field(default_factory=Path)


class Demo:
    """Holds `count` interviews at once against the system at `api_url`."""

    def __init__(self, client: httpx.AsyncClient, *, engines_url: str, folder: Path) -> None:
        self._client = client
        self._engines_url = engines_url
        self._folder = folder
        self.participants: list[Participant] = []

    async def prepare(self, plan: bytes, *, count: int, questions: int | None) -> Plan:
        """Publish the plan and agree the interviews. Raises `DemoFailed` with the API's own words."""
        answer = await self._client.post("/v1/plans", content=plan, headers={"Content-Type": "application/yaml"})
        published = Plan.model_validate(_checked(answer))
        for index in range(count):
            body: dict[str, Any] = {"plan_id": published.id, "candidate_name": NAMES[index % len(NAMES)]}
            if questions is not None:
                body["questions"] = questions
            interview = Interview.model_validate(_checked(await self._client.post("/v1/interviews", json=body)))
            persona = PERSONAS[index % len(PERSONAS)]
            file = self._folder / f"candidate-{interview.id}.json"
            self.participants.append(Participant(interview, persona, file))
        return published

    async def call(self) -> None:
        """Send the candidates to their interviews; each is a process of its own that knows only its link."""
        for participant in self.participants:
            participant.output = self._folder / f"candidate-{participant.interview.id}.log"
            with participant.output.open("wb") as output:
                participant.process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "interviewer.cli", "simulate", "candidate"),
                    *("--link", participant.interview.join_url or "", "--persona", participant.persona),
                    *("--engines", self._engines_url, "--report", str(participant.report_file)),
                    stdout=output,
                    stderr=output,
                    env={k: v for k, v in os.environ.items() if not k.startswith("INTERVIEWER_")},
                )

    async def follow(self, show: Callable[[EventItem], None], *, after: int = 0) -> None:
        """Show every event of the demo's interviews as it comes, for ever."""
        ours = {p.interview.id for p in self.participants}
        while True:
            with contextlib.suppress(httpx.HTTPError):
                async for item in self._events(after):
                    after = item.position
                    if item.interview_id in ours:
                        show(item)
            await asyncio.sleep(POLL_SECONDS)

    async def _events(self, after: int) -> AsyncIterator[EventItem]:
        headers = {"Last-Event-ID": str(after)}
        async with aconnect_sse(self._client, "GET", "/v1/stream", headers=headers, timeout=60) as source:
            async for event in source.aiter_sse():
                if event.event == "dropped":
                    return
                if event.data:  # a keep-alive is none
                    yield EventItem.model_validate_json(event.data)

    async def until(self, states: frozenset[str], *, within: float) -> list[Interview]:
        """The interviews, once each is in one of these states. Raises `DemoFailed` when time is up."""
        async with asyncio.timeout(within) as limit:
            found: list[Interview] = []
            while not limit.expired():
                found = [await self.interview(p.interview.id) for p in self.participants]
                if all(i.state in states for i in found):
                    return found
                await asyncio.sleep(POLL_SECONDS)
        raise DemoFailed("the interviews did not end in time")

    async def interview(self, interview_id: str) -> Interview:
        """One interview as it stands."""
        return Interview.model_validate(_checked(await self._client.get(f"/v1/interviews/{interview_id}")))

    async def stop(self) -> None:
        """End candidates that are still there."""
        for participant in self.participants:
            process = participant.process
            if process is not None and process.returncode is None:
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), 10)
                if process.returncode is None:
                    process.kill()
                    await process.wait()

    async def candidates_left(self) -> None:
        """Wait until every candidate has written its report and gone."""
        for participant in self.participants:
            if participant.process is not None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(participant.process.wait(), 20)

    async def results(self) -> list[dict[str, Any]]:
        """Everything about each interview, and its recording saved beside."""
        return [await self._result(p) for p in self.participants]

    async def _result(self, participant: Participant) -> dict[str, Any]:
        interview_id = participant.interview.id
        base = f"/v1/interviews/{interview_id}"
        interview = await self.interview(interview_id)
        transcript = Transcript.model_validate(_checked(await self._client.get(f"{base}/transcript")))
        events = Events.model_validate(_checked(await self._client.get(f"{base}/events", params={"limit": 1000}))).items
        answer = await self._client.get(f"{base}/scorecard")
        scorecard = Scorecard.model_validate(answer.json()) if answer.is_success else None
        recording: Path | None = None
        sound = await self._client.get(f"{base}/recording")
        if sound.is_success:
            recording = self._folder / f"{interview_id}.ogg"
            recording.write_bytes(sound.content)
        candidate: CallReport | None = None
        if participant.report_file.exists():
            candidate = CallReport.model_validate_json(participant.report_file.read_text("utf-8"))
        return interview_report(interview, transcript, events, scorecard, recording, candidate)


def _checked(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON of whatever shape
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
        lines = [f"{p['line']}: {p['field']}: {p['message']} {p['remedy']}" for p in problem.get("problems", [])]
        detail = "\n".join([str(problem.get("detail", "")), *lines])
    except ValueError:
        detail = answer.text
    raise DemoFailed(f"{answer.request.method} {answer.request.url.path}: {answer.status_code}. {detail}")
