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
from interviewer.simulation.chaos.ear import Heard
from interviewer.simulation.chaos.lines import PERSONA
from interviewer.simulation.chaos.observer import Observed, Track
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
    interview_id: str = ""
    tracks: dict[str, Track] = field(default_factory=dict)
    """What came to the candidate's ear, by who sent it."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """The call is over, however."""


async def hold(stage: Stage, scenario: Scenario, *, chance: random.Random) -> Held:
    """Hold one call, and look at it when it is over; the doors of the vendors are mended by `mended`."""
    held = Held()
    await carried(stage, scenario, held, chance=chance)
    await looked_at(stage, held)
    return held


async def carried(
    stage: Stage,
    scenario: Scenario,
    held: Held,
    *,
    chance: random.Random,
    beside: Sequence[Held] | None = (),
    joins_after: float = 0.0,
) -> None:
    """Hold one call, until the log says that it is over. To look at it takes time of the machine: see `looked_at`.

    Of several at once each has its own agent hit; what they share is broken by one of them alone, until those `beside`
    it are over, too. None: it is broken by another one. The candidate joins after so many seconds.
    """
    wanted = {"plan_id": stage.plan_id, "candidate_name": "Robin", "questions": len(QUESTIONS)}
    try:
        interview = (await stage.client.post("/v1/interviews", json=wanted)).raise_for_status().json()
        held.interview_id = interview["id"]
        link = JoinLink(interview["join_url"])
        await _while_it_breaks(stage, link, scenario, held, chance=chance, beside=beside, joins_after=joins_after)
    finally:
        held.over.set()
    await _settled(stage, held)


async def through(stage: Stage, link: Link, scenario: Scenario, held: Held, *, chance: random.Random) -> None:
    """Hold the call that a link leads to, whoever is behind it, while the scenario's steps are done.

    Only what is outside of the system can be broken.
    """
    await _while_it_breaks(stage, link, scenario, held, chance=chance, beside=())
    await _listened_to(stage, held)


async def _while_it_breaks(
    stage: Stage,
    link: Link,
    scenario: Scenario,
    held: Held,
    *,
    chance: random.Random,
    beside: Sequence[Held] | None,
    joins_after: float = 0.0,
) -> None:
    moments, whose = Moments(), held.interview_id
    side = await Side.open(scenario, stage.settings.livekit_url, seed=random.Random(whose).random())  # noqa: S311
    steps = [step for step in scenario.steps if beside is not None or step.own]
    doing = [
        asyncio.create_task(perform(stage, whose, step, moments, random.Random(chance.random()), side))  # noqa: S311
        for step in steps
    ]
    try:
        await asyncio.sleep(0.2 + joins_after)  # what is broken from the beginning is broken by now
        moments.joins()
        async with asyncio.timeout(LONGEST + SETTLES):
            await _by_voice(stage, link, moments, held, side)
        held.over.set()
        for other in beside or ():
            await other.over.wait()
    except TimeoutError:
        held.trouble = f"the call was not over after {LONGEST + SETTLES:g} s"
    except (CallFailed, NotUnderstood, httpx.HTTPError) as error:
        held.trouble = str(error)
    finally:
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

    await stage.understanding.learn()
    observed = Observed()
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
            understanding=stage.understanding,
            beside=observed,
            network=side.url,
            microphone=side.microphone,
        )
        if hang_up.is_set():
            held.trouble = f"the call was not over after {LONGEST:g} s"
    finally:
        leaving.cancel()
        held.tracks = observed.tracks


async def _listened_to(stage: Stage, held: Held) -> None:
    """What is told from the sound at the candidate's ear, when the voice will say nothing more that it could know."""
    held.two_at_once = observer.two_at_once(held.tracks.values())
    try:
        await stage.understanding.learn()
        for whose, track in held.tracks.items():
            heard = await stage.understanding.listen(track.samples())
            held.heard += heard
            held.voices.append(_voice(whose, track, heard))
    except NotUnderstood as error:
        held.trouble = held.trouble or f"what was heard could not be told: {error}"
    held.tracks = {}


def _voice(whose: str, track: Track, heard: Sequence[Heard]) -> Voice:
    now, ticks = datetime.now(UTC), time.monotonic()
    sounded = track.first_sound()
    said = tuple((now + timedelta(seconds=track.began + one.began - ticks), one.text) for one in heard)
    return Voice(
        epoch=int(whose.removeprefix(observer.INTERVIEWER).split()[0]),
        sounded=None if sounded is None else now + timedelta(seconds=sounded - ticks),
        said=said,
    )


async def _settled(stage: Stage, held: Held) -> None:
    path = f"/v1/interviews/{held.interview_id}"
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLES):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    found = (await stage.client.get(path)).raise_for_status().json()
                    held.state, held.outcome = found["state"], found.get("outcome") or ""
                    held.gaps = len((found.get("recording") or {}).get("gaps", ()))
                    if held.state in OVER:
                        break
                await asyncio.sleep(1.0)
    await asyncio.sleep(1.0)


async def looked_at(stage: Stage, held: Held) -> None:
    """Fetch what the checker reads of a call that is over: its log, its recording, and what was heard."""
    await _listened_to(stage, held)
    try:
        held.events = await stage.events(held.interview_id)
        sound = await stage.client.get(f"/v1/interviews/{held.interview_id}/recording")
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
