"""Speech-to-text providers behind one table; each row builds a LiveKit STT from the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from livekit.agents import stt, vad
from livekit.plugins import openai, silero


class RecognitionSettings(Protocol):
    """What the builders read."""

    @property
    def engines_url(self) -> str:
        """Base of the local engines, with `/v1`."""
        ...


def local_whisper(settings: RecognitionSettings) -> stt.STT[str]:
    """Whisper base in the local engines: whole utterances, cut by the voice activity detector."""
    return openai.STT(model="whisper-base", language="en", base_url=settings.engines_url, api_key="local")


RECOGNITION: dict[str, Callable[[RecognitionSettings], stt.STT[str]]] = {"local": local_whisper}


def voice_activity() -> vad.VAD:
    """Silero, set so that a pause of a third of a second ends an utterance (not a turn)."""
    return silero.VAD.load(
        min_speech_duration=0.08, min_silence_duration=0.35, prefix_padding_duration=0.4, activation_threshold=0.5
    )
