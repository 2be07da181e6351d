"""Speech to text: a port, and one file and one row for each provider."""

from __future__ import annotations

from interviewer.providers.recognition.engine import RECOGNITION, EngineRecognition, voice_activity

__all__ = ["RECOGNITION", "EngineRecognition", "voice_activity"]
