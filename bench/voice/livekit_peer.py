"""A stock livekit-agents worker, set up as its documentation recommends, pointed at the emulated providers.

    python -m voice.livekit_peer start      # with PYTHONPATH=bench and the environment that `systems` gives

The session is that of https://docs.livekit.io/agents/start/voice-ai/ with each part named by its plugin: Deepgram
nova-3, OpenAI gpt-4o-mini, the turn detector of https://docs.livekit.io/agents/build/turns/turn-detector/ in the
version that a self-hosted worker gets (v1-mini, without LiveKit's cloud), Silero VAD beside it as recommended there,
and preemptive generation, which is on by default (https://docs.livekit.io/agents/build/audio/#preemptive-generation).
Delays, interruption and audio options are the defaults. Noise cancellation is left out: it needs LiveKit's cloud, and
the candidate's line is clean. One process a job, models loaded before the job, as the starter project does.
"""

from __future__ import annotations

import json
import os
from typing import Any

import aiohttp
from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    Agent,
    AgentServer,
    AgentSession,
    APIConnectionError,
    APIConnectOptions,
    APIStatusError,
    APITimeoutError,
    JobContext,
    JobProcess,
    TurnHandlingOptions,
    cli,
    inference,
    tts,
    utils,
)
from livekit.plugins import deepgram, openai, silero

from voice.azure_voice import RATE, spoken
from voice.lag import Lag
from voice.told import LIVEKIT_WORKER, Providers, greeting, instructions


def providers() -> Providers:
    """As the environment says."""
    return Providers(**json.loads(os.environ["BENCH_PROVIDERS"]))


class AzureVoice(tts.TTS):
    """Azure's REST voice as a plugin; LiveKit cuts the text into sentences for it, as for its own Azure plugin."""

    def __init__(self, where: Providers) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=False), sample_rate=RATE, num_channels=1)
        self.where = where

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        """One sentence."""
        return _Sentence(tts=self, input_text=text, conn_options=conn_options)


class _Sentence(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        assert isinstance(self._tts, AzureVoice)  # noqa: S101  # it made this
        where = self._tts.where
        output_emitter.initialize(request_id=utils.shortuuid(), sample_rate=RATE, num_channels=1, mime_type="audio/pcm")
        session = utils.http_context.http_session()
        # Its limits and its errors are those of LiveKit's own plugin: by them it tries again, or another voice.
        limits = aiohttp.ClientTimeout(total=30, sock_connect=self._conn_options.timeout)
        said = (where.azure_url, where.azure_key, where.azure_voice, self.input_text)
        try:
            async for data in spoken(session, *said, limits=limits):
                output_emitter.push(data)
        except TimeoutError:
            raise APITimeoutError from None
        except aiohttp.ClientResponseError as error:
            raise APIStatusError(error.message, status_code=error.status) from None
        except Exception as error:
            raise APIConnectionError(str(error)) from error


# Load is not shed: whether a worker would take another call is not what is measured here.
server = AgentServer(host="127.0.0.1", port=0, load_fnc=lambda: 0.0)


def prewarm(process: JobProcess) -> None:
    """What every job needs, loaded before one comes."""
    process.userdata["vad"] = silero.VAD.load()


server.setup_fnc = prewarm


def turns(process: JobProcess) -> dict[str, Any]:
    """How it hears that a turn is over; with BENCH_VAD=off by the recogniser alone, for what a VAD costs (density)."""
    if os.environ.get("BENCH_VAD") == "off":
        return {"vad": None, "turn_handling": TurnHandlingOptions(turn_detection="stt")}
    detector = inference.TurnDetector(version="v1-mini")
    return {"vad": process.userdata["vad"], "turn_handling": TurnHandlingOptions(turn_detection=detector)}


@server.rtc_session(agent_name=LIVEKIT_WORKER)
async def interview(ctx: JobContext) -> None:
    """One room."""
    lag = Lag()
    lag.start()

    async def note() -> None:
        lag.write(os.environ["BENCH_LAG"])

    ctx.add_shutdown_callback(note)
    where, told = providers(), json.loads(ctx.job.metadata)
    session: AgentSession[None] = AgentSession(
        stt=deepgram.STT(model="nova-3", language="en-US", api_key=where.deepgram_key, base_url=where.deepgram_url),
        llm=openai.LLM(model="gpt-4o-mini", api_key=where.openai_key, base_url=where.openai_url),
        tts=AzureVoice(where),
        **turns(ctx.proc),
    )
    await session.start(agent=Agent(instructions=instructions(told["company"], told["questions"])), room=ctx.room)
    await ctx.connect()
    await session.say(greeting(told["company"]))


if __name__ == "__main__":
    cli.run_app(server)
