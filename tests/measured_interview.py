"""An interview whose replies were measured: planned and generated ones, some over their budget, an aside between."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from held_interview import HeldInterview, now
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews.ids import TurnId
from interviewer.interviews.latency import Budget, Latency, over_budget
from interviewer.interviews.observations import ConsentGiven, TurnHeard, TurnMeasured, TurnSpoken

PLANNED = Latency(
    endpointing=320, stt_final=240, tts_first_chunk=2, playout=22, first_sound=364, content=364, planned=True
)
GENERATED = Latency(
    endpointing=410, stt_final=230, retrieval=18, llm_first_token=380, tts_first_chunk=130, playout=24,
    first_sound=470, content=1180,
)  # fmt: skip
REPLIES = (
    ("I take that as a yes. Tell me about a service that you have built.", PLANNED),
    ("You said that it ran on two machines. Why two?", GENERATED),
    ("Did it ever break?", replace(GENERATED, first_sound=690, content=690, prepared=True, tokens_wasted=26)),
    ("And who noticed first?", replace(GENERATED, llm_first_token=1350, content=2150)),
    ("What did you do then?", replace(PLANNED, stt_final=740, endpointing=320, first_sound=764, content=764)),
    (
        "Thank you. That was all that I wanted to ask.",
        replace(PLANNED, endpointing=180, stt_final=150, first_sound=204),
    ),
)


async def measured_interview(plane: ControlPlane) -> HeldInterview:
    """Live, with a measured reply to each thing that the candidate said."""
    held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
    began = now()
    seconds = 1.0

    def seen(wait: float = 0.0, last: float = 4.0) -> dict[str, Any]:
        nonlocal seconds
        started = began + timedelta(seconds=seconds + wait)
        seconds += wait + last
        number = held._next()
        ended = began + timedelta(seconds=seconds)
        return {
            "epoch": 1, "number": number, "at": now(), "turn_id": TurnId(f"1.{number}"), "question_id": "own_service",
            "started": started, "ended": ended,
        }  # fmt: skip

    await held.observe(TurnSpoken(**seen(), kind="consent", text="May I record this interview?"))
    yes = seen()
    await held.observe(TurnHeard(**yes, text="Yes, please.", confidence=0.9))
    await held.observe(ConsentGiven(epoch=1, number=held._next(), at=now(), turn_id=yes["turn_id"]))
    for text, latency in REPLIES:
        said = seen((latency.first_sound or 0) / 1000)
        await held.observe(TurnSpoken(**said, kind="question", text=text))
        judged = replace(latency, over_budget=over_budget(latency, Budget()))
        about: dict[str, Any] = {"epoch": 1, "number": held._next(), "at": now(), "turn_id": said["turn_id"]}
        await held.observe(TurnMeasured(**about, **asdict(judged)))
        seconds -= 1
        await held.observe(TurnHeard(**seen(last=0.6), text="Mhm.", confidence=0.7, over=True))
        seconds += 0.4
        await held.observe(
            TurnHeard(**seen(last=9.0), text="I looked after the queue for three years.", confidence=0.9)
        )
    return held
