"""Any LiveKit text-to-speech plugin as a `Speech`; another sample rate is resampled, other channels are refused."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from typing import Final

from livekit.agents import APIConnectOptions, APIError, tts

from interviewer.providers.plugin_errors import meaning, particulars
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.speech.pcm import AsSpoken
from interviewer.providers.speech.port import Pace, SpeechUnavailable
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

ASKING: Final = APIConnectOptions(max_retry=0, timeout=POLICY.speech.first_within)


class PluginSpeech:
    """See `Speech`. The plugin stays its maker's to close. `name` must tell voice and model: the cache goes by it."""

    def __init__(self, name: str, plugin: tts.TTS[str]) -> None:
        """Raises ValueError for a plugin that speaks in several channels."""
        if plugin.num_channels != 1:
            raise ValueError(f"{name} speaks in {plugin.num_channels} channels; set it to one.")
        self.name = name
        self._plugin = plugin

    async def stream(self, text: str, *, pace: Pace = "normal") -> AsyncGenerator[bytes, None]:
        """See `Speech.stream`; a plugin has no pace."""
        del pace
        begun, first, spoken, rate = time.perf_counter(), True, AsSpoken(self._plugin.sample_rate), 0
        try:
            async with self._plugin.synthesize(text, conn_options=ASKING) as stream:
                async for audio in stream:
                    frame = audio.frame
                    if frame.num_channels != 1:
                        raise SpeechUnavailable(f"{self.name} answered {frame.num_channels} channels; set it to one.")
                    if frame.sample_rate != rate:  # what it says of itself and what it gives may differ
                        rate, spoken = frame.sample_rate, AsSpoken(frame.sample_rate)
                    if chunk := spoken.push(bytes(frame.data.cast("B"))):
                        if first:
                            first = False
                            latency = round((time.perf_counter() - begun) * 1000)
                            log.info("tts.first_chunk", latency_ms=latency, model=self.name)
                        yield chunk
        except APIError as error:
            raise SpeechUnavailable(meaning(self.name, error), **particulars(error)) from None
        if chunk := spoken.flush():
            yield chunk
        if first and not chunk:
            raise SpeechUnavailable(f"{self.name} gave no sound.")
