"""One interview of a scenario: agreed, held by voice while things break, and what is known of it afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import io
import random
import time
import wave
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import av
import httpx
import numpy as np

from interviewer.simulation.candidate import call as candidate
from interviewer.simulation.candidate.journal import CallReport
from interviewer.simulation.candidate.link import CallFailed, JoinLink, Link
from interviewer.simulation.candidate.transcriber import NotUnderstood
from interviewer.simulation.chaos import observer
from interviewer.simulation.chaos.acts import Moments, perform
from interviewer.simulation.chaos.ear import Heard, Understanding
from interviewer.simulation.chaos.lines import PERSONA
from interviewer.simulation.chaos.observer import Track
from interviewer.simulation.chaos.scenario import Scenario
from interviewer.simulation.chaos.side import Side
from interviewer.simulation.chaos.stage import QUESTIONS, Stage
from interviewer.simulation.chaos.takeover import Hit, Voice
from interviewer.simulation.demo import OVER
from interviewer.simulation.persona import load_persona

LONGEST: Final = 180.0
"""Seconds that a call takes at most, whatever breaks."""
SETTLES: Final = 45.0
"""Seconds after the call in which everything that was seen is in the log."""
RATE: Final = 16_000


@dataclass(slots=True)
class Held:
    """What the checker may look at: log, recording, and the candidate's side."""

    state: str = ""
    outcome: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    report: CallReport | None = None
    heard: list[Heard] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    """Which agents were hit, and when: of what was done no more is told."""
    two_at_once: float = 0.0
    recorded: str | None = None
    """The candidate's words in the recording; None: there is none."""
    trouble: str = ""
    """Why the call could not be held, or not be looked at."""
    gaps: int = 0
    """How many gaps of the recording the interview names."""


async def hold(stage: Stage, scenario: Scenario, *, chance: random.Random, first: bool = True) -> Held:
    """Hold one call, and look at it when it is over; the doors of the vendors are mended by `mended`.

    Of several at once each has its own agent hit; what they share is broken by the `first` alone.
    """
    held = Held()
    wanted = {"plan_id": stage.plan_id, "candidate_name": "Robin", "questions": len(QUESTIONS)}
    interview = (await stage.client.post("/v1/interviews", json=wanted)).raise_for_status().json()
    await through(
        *(stage, JoinLink(interview["join_url"]), scenario, held),
        interview_id=interview["id"],
        chance=chance,
        first=first,
    )
    await _looked_at(stage, interview["id"], held)
    return held


async def through(
    stage: Stage,
    link: Link,
    scenario: Scenario,
    held: Held,
    *,
    interview_id: str = "",
    chance: random.Random,
    first: bool = True,
) -> None:
    """Hold the call that a link leads to, whoever is behind it, while the scenario's steps are done.

    Without an id of an interview only what is outside of the system can be broken.
    """
    moments = Moments()
    side = await Side.open(scenario, stage.settings.livekit_url, seed=random.Random(interview_id).random())  # noqa: S311
    doing = [
        asyncio.create_task(perform(stage, interview_id, step, moments, random.Random(chance.random()), side))  # noqa: S311
        for step in scenario.steps
        if first or step.own
    ]
    try:
        await asyncio.sleep(0.2)  # what is broken from the beginning is broken by now
        async with asyncio.timeout(LONGEST + SETTLES):
            await _by_voice(stage, link, moments, held, side)
    except TimeoutError:
        held.trouble = f"the call was not over after {LONGEST + SETTLES:g} s"
    except (CallFailed, NotUnderstood, httpx.HTTPError) as error:
        held.trouble = str(error)
    finally:
        steps = [step for step in scenario.steps if first or step.own]
        for task, step in zip(doing, steps, strict=True):
            if not step.outlasts:
                task.cancel()
        failed = [one for one in await asyncio.gather(*doing, return_exceptions=True) if isinstance(one, Exception)]
        if failed and not held.trouble:
            held.trouble = f"a step could not be done: {failed[0]!r}"
        if moments.begun < len(doing) and not held.trouble:
            held.trouble = "the moment of a step did not come: nothing was shown"
        held.hits = list(stage.hits)
        await side.close()


async def mended(stage: Stage) -> str:
    """All doors are as they were; the trouble, if nobody met a fault: it has shown nothing."""
    told = (await stage.client.get(stage.vendors["faults"])).json()
    await stage.client.delete(stage.vendors["faults"])
    unmet = [fault for fault in told["faults"] if not fault["met"] and fault["kind"] != "refuse"]
    return f"nobody met the fault {unmet[0]['kind']} of {unmet[0]['door']}: nothing was shown" if unmet else ""


async def _by_voice(stage: Stage, link: Link, moments: Moments, held: Held, side: Side) -> None:
    persona = load_persona(PERSONA)
    topics: defaultdict[str, list[str]] = defaultdict(list)
    for one in persona.repertoire.lines.values():
        topics[one.text].append(one.topic)

    def shown(line: str) -> None:
        who, _, text = line[11:].partition(" ")
        if who == "candidate":
            for topic in topics[text.strip()]:
                moments.said(topic)

    async with httpx.AsyncClient(timeout=20) as client, observer.observed() as observed:
        understanding = Understanding(stage.ear, stage.vendors["faults"], client)
        await understanding.learn()
        learning = asyncio.create_task(understanding.keep_learning())
        # Who leaves reports what was heard; who is broken off reports nothing.
        hang_up = asyncio.Event()
        leaving = asyncio.get_running_loop().call_later(LONGEST, hang_up.set)
        try:
            held.report = await candidate.hold(
                link,
                persona,
                engines_url="",
                show=shown,
                hang_up=hang_up,
                understanding=understanding,
                beside=observed,
                network=side.url,
                microphone=side.microphone,
            )
            if hang_up.is_set():
                held.trouble = f"the call was not over after {LONGEST:g} s"
        finally:
            leaving.cancel()
            learning.cancel()
            await asyncio.gather(learning, return_exceptions=True)
            await observed.stop()
            held.two_at_once = observed.two_at_once()
            with contextlib.suppress(NotUnderstood):
                await understanding.learn()
            for whose, track in observed.tracks.items():
                heard = await asyncio.to_thread(understanding.ear.listen, track.samples())
                held.heard += heard
                held.voices.append(_voice(whose, track, heard))


def _voice(whose: str, track: Track, heard: Sequence[Heard]) -> Voice:
    now, ticks = datetime.now(UTC), time.monotonic()
    sounded = track.first_sound()
    said = tuple((now + timedelta(seconds=track.began + one.began - ticks), one.text) for one in heard)
    return Voice(
        epoch=int(whose.removeprefix(observer.INTERVIEWER).split()[0]),
        sounded=None if sounded is None else now + timedelta(seconds=sounded - ticks),
        said=said,
    )


async def _looked_at(stage: Stage, interview_id: str, held: Held) -> None:
    path = f"/v1/interviews/{interview_id}"
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLES):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    found = (await stage.client.get(path)).raise_for_status().json()
                    held.state, held.outcome = found["state"], found.get("outcome") or ""
                    held.gaps = len((found.get("recording") or {}).get("gaps", ()))
                    if held.state in OVER:
                        break
                await asyncio.sleep(0.3)
    await asyncio.sleep(1.0)
    try:
        held.events = await stage.events(interview_id)
        sound = await stage.client.get(f"{path}/recording")
        if sound.is_success:
            held.recorded = await _transcribed(stage, sound.content)
    except (httpx.HTTPError, av.error.FFmpegError) as error:
        held.trouble = held.trouble or f"it could not be looked at: {error!r}"


async def _transcribed(stage: Stage, ogg: bytes) -> str:
    """The words on the candidate's channel of a recording, by the emulated recogniser, through the door beside."""
    wav = await asyncio.to_thread(_right_channel, ogg)
    files = {"file": ("recording.wav", wav, "audio/wav")}
    url = f"{stage.vendors['spare']}/v1/audio/transcriptions"
    answer = await stage.client.post(url, files=files, data={"model": "whisper"}, timeout=60)
    return str(answer.raise_for_status().json()["text"])


def _right_channel(ogg: bytes) -> bytes:
    pieces = []
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=RATE)
    with av.open(io.BytesIO(ogg), "r") as container:
        for frame in (*container.decode(audio=0), None):
            pieces += [one.to_ndarray().reshape(-1, 2)[:, 1] for one in resampler.resample(frame)]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.concatenate(pieces) if pieces else np.zeros(0, np.int16)).tobytes())
    return out.getvalue()
