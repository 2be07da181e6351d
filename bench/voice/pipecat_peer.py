"""A stock pipecat bot in a LiveKit room, set up as its documentation recommends, pointed at the emulated providers.

    python -m voice.pipecat_peer '{"url": …, "token": …, "room": …, "company": …, "questions": […]}'

The pipeline is that of pipecat's own example for this transport (examples/transports/transports-livekit.py, linked
from https://docs.pipecat.ai/api-reference/server/services/transport/livekit): Deepgram, OpenAI, a voice, Silero VAD in
the user aggregator. How a turn ends is the default of https://docs.pipecat.ai/pipecat/learn/speech-input: VAD with
0.2 s, then Smart Turn v3 on the processor. Audio rates, frame sizes and interruption are the defaults. One process a
call, as its runner has it. It runs in an environment of its own: its packages exclude those of livekit-agents.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.transports.livekit.transport import LiveKitParams, LiveKitTransport
from pipecat.workers.runner import WorkerRunner

from voice.azure_voice import RATE, spoken
from voice.lag import Lag
from voice.told import greeting, instructions


class AzureVoice(TTSService):
    """Azure's REST voice as a service; pipecat cuts the text into sentences for it, as for its other HTTP voices."""

    def __init__(self, session: aiohttp.ClientSession, where: dict[str, str]) -> None:
        settings = TTSSettings(model=None, voice=where["azure_voice"], language=None)
        super().__init__(sample_rate=RATE, push_start_frame=True, push_stop_frames=True, settings=settings)
        self._session = session
        self._where = where

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame, None]:
        """One sentence."""
        where = self._where
        try:
            async for data in spoken(self._session, where["azure_url"], where["azure_key"], where["azure_voice"], text):
                yield TTSAudioRawFrame(data, RATE, 1, context_id=context_id)
        except aiohttp.ClientError as error:
            yield ErrorFrame(error=f"Azure: {error}")


async def main(told: dict[str, Any], where: dict[str, str]) -> None:
    """One bot in one room, until it is terminated."""
    lag = Lag()
    lag.start()
    transport = LiveKitTransport(
        url=told["url"],
        token=told["token"],
        room_name=told["room"],
        params=LiveKitParams(audio_in_enabled=True, audio_out_enabled=True),
    )
    stt = DeepgramSTTService(api_key=where["deepgram_key"], base_url=where["deepgram_url"].removesuffix("/v1/listen"))
    llm = OpenAILLMService(
        api_key=where["openai_key"],
        base_url=where["openai_url"],
        settings=OpenAILLMService.Settings(
            model="gpt-4o-mini", system_instruction=instructions(told["company"], told["questions"])
        ),
    )
    async with aiohttp.ClientSession() as session:
        tts = AzureVoice(session, where)
        user, assistant = LLMContextAggregatorPair(
            LLMContext(), user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
        )
        pipeline = Pipeline([transport.input(), stt, user, llm, tts, transport.output(), assistant])
        worker = PipelineWorker(pipeline, params=PipelineParams(enable_metrics=True, enable_usage_metrics=True))
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)

        @transport.event_handler("on_first_participant_joined")
        async def on_first_participant_joined(_transport: LiveKitTransport, _participant: str) -> None:
            await asyncio.sleep(1)  # as the example does
            await worker.queue_frame(TTSSpeakFrame(greeting(told["company"])))

        running = asyncio.create_task(runner.run())
        over = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
        await asyncio.wait((running, asyncio.create_task(over.wait())), return_when=asyncio.FIRST_COMPLETED)
        lag.write(os.environ["BENCH_LAG"])
        await worker.cancel()
        await asyncio.wait((running,), timeout=5)


if __name__ == "__main__":
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    asyncio.run(main(json.loads(sys.argv[1]), json.loads(os.environ["BENCH_PROVIDERS"])))
