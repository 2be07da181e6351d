"""A stock livekit-agents worker with a second provider for each part, by LiveKit's own adapters.

    python -m voice.fallback_peer start      # with PYTHONPATH=bench and the environment that `stock` gives

The session is that of `livekit_peer` (its parts, turn detector and defaults), each part in the adapter of
https://docs.livekit.io/agents/logic/fallback-strategies/ with what that page leaves at its defaults: for speech to text
10 s an attempt and one retry, for the language model 5 s an attempt and none, for the voice two retries and what its
plugin waits. The second recogniser hears utterances, so the adapter is given the VAD, as the page says. The room is
closed with the session, after the goodbye or when the session gives up.

Second are an OpenAI-compatible recogniser, model and voice at another address, which nothing ever breaks: the same
that ours has for speech to text and for the voice; ours has no second model, but the plan's own words.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from livekit.agents import (
    Agent,
    AgentServer,
    AgentSession,
    CloseEvent,
    ConversationItemAddedEvent,
    JobContext,
    JobRequest,
    UserInputTranscribedEvent,
    cli,
    llm,
    room_io,
    stt,
    tts,
)
from livekit.plugins import deepgram, openai

from voice.lag import Lag
from voice.livekit_peer import AzureVoice, prewarm, providers, turns
from voice.told import FALLBACK_WORKER, GOODBYE, greeting, instructions

server = AgentServer(host="127.0.0.1", port=0, load_fnc=lambda: 0.0)
server.setup_fnc = prewarm


async def take(request: JobRequest) -> None:
    """Under a name by which the ear knows an interviewer: the first of this call."""
    await request.accept(name="interviewer", identity="interviewer-1")


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the session understood and how it ended, line by line, written at once."""

    file: Path

    def note(self, kind: str, text: str) -> None:
        """Add a line."""
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"kind": kind, "text": text}) + "\n")


@server.rtc_session(agent_name=FALLBACK_WORKER, on_request=take)
async def interview(ctx: JobContext) -> None:
    """One room."""
    where, told = providers(), json.loads(ctx.job.metadata)
    spare = {"base_url": f"{os.environ['BENCH_SPARE']}/v1", "api_key": where.openai_key}
    listening: dict[str, Any] = turns(ctx.proc)
    ears: list[stt.STT] = [
        deepgram.STT(model="nova-3", language="en-US", api_key=where.deepgram_key, base_url=where.deepgram_url),
        openai.STT(model="whisper-1", **spare),
    ]
    session: AgentSession[None] = AgentSession(
        stt=stt.FallbackAdapter(ears, vad=listening["vad"]),
        llm=llm.FallbackAdapter(
            [
                openai.LLM(model="gpt-4o-mini", api_key=where.openai_key, base_url=where.openai_url),
                openai.LLM(model="gpt-4.1-mini", **spare),
            ]
        ),
        tts=tts.FallbackAdapter([AzureVoice(where), openai.TTS(model="tts-1", response_format="pcm", **spare)]),
        **listening,
    )
    transcript = Transcript(Path(os.environ["BENCH_TRANSCRIPTS"]) / f"{ctx.room.name}.jsonl")

    def heard(event: UserInputTranscribedEvent) -> None:
        if event.is_final:
            transcript.note("heard", event.transcript)

    def said(event: ConversationItemAddedEvent) -> None:
        text = getattr(event.item, "text_content", None) or ""
        if getattr(event.item, "role", "") == "assistant":
            transcript.note("said", text)
            if GOODBYE.rpartition(" ")[2] in text:
                session.shutdown()

    def closed(event: CloseEvent) -> None:
        transcript.note("lag", f"{lag.p99():.1f}")
        transcript.note("closed", f"{event.reason.value}: {event.error}" if event.error else event.reason.value)

    lag = Lag()
    session.on("user_input_transcribed", heard)
    session.on("conversation_item_added", said)
    session.on("close", closed)
    agent = Agent(instructions=instructions(told["company"], told["questions"], GOODBYE))
    await session.start(agent=agent, room=ctx.room, room_options=room_io.RoomOptions(delete_room_on_close=True))
    await ctx.connect()
    lag.start()
    await session.say(greeting(told["company"]))


if __name__ == "__main__":
    cli.run_app(server)
