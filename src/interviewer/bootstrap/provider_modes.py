"""`--providers`: whose ears, voice and language model one run of the system uses, whatever the settings choose.

`emulated` speaks the vendors' own protocols with emulators on this machine, by a key that is thrown away after the run.
"""

from __future__ import annotations

import secrets
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from interviewer.embedded import ports
from interviewer.embedded.program import Program
from interviewer.providers.accounts import HOSTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interviewer.bootstrap.settings import Settings

STAGE: Final = 2
"""Beside the engines: before whoever takes calls."""


class Providers(StrEnum):
    """Whose."""

    EMULATED = "emulated"
    LOCAL = "local"
    HOSTED = "hosted"


def settled(settings: Settings, wish: Providers | None) -> Settings:
    """The settings with the wish carried out; None: as they are. Raises `ProviderUnusable` without a key."""
    match wish:
        case None:
            return settings
        case Providers.LOCAL:
            alone = {"stt_second": "none", "tts_second": "none"}
            return settings.model_copy(update={"stt": "local", "tts": "local", "llm": "none", **alone})
        case Providers.HOSTED:
            return _hosted(settings)
        case Providers.EMULATED:
            return _hosted(settings.model_copy(update=_emulated(settings)))


def vendors(settings: Settings, environment: Mapping[str, str]) -> Program:
    """The process of the emulated vendors, at the address that `settled` gave the settings."""
    port = urlsplit(settings.deepgram_url).port

    async def ready(log: str) -> bool:
        return '"azure_speech"' in log

    return Program(
        name="vendors",
        command=(
            *(sys.executable, "-m", "interviewer.cli", "simulate", "vendors"),
            *("--port", str(port), "--engines", settings.engines_url, "--key", settings.deepgram_api_key),
        ),
        ready=ready,
        where=settings.deepgram_url,
        environment=environment,
        within=60.0,
        stage=STAGE,
    )


def _emulated(settings: Settings) -> dict[str, str]:
    url, key = f"http://127.0.0.1:{ports.free()}", secrets.token_urlsafe(24)
    return {
        "deepgram_url": url,
        "deepgram_api_key": key,
        "azure_speech_url": url,
        "azure_speech_key": key,
        "openai_url": f"{url}/v1",
        "openai_api_key": key,
        "azure_openai_endpoint": url,
        "azure_openai_api_key": key,
        # Its scorecards would mean nothing.
        "judge": "local" if settings.judge == "auto" else settings.judge,
    }


def _hosted(settings: Settings) -> Settings:
    """Every part by a vendor: the one that is named, else the one whose key is there, else the usual one."""
    azure = settings.azure_openai_api_key and not settings.openai_api_key
    found = settings.model_copy(
        update={
            "stt": settings.stt if settings.stt in HOSTED else "deepgram",
            "tts": settings.tts if settings.tts in HOSTED else "azure",
            "llm": settings.llm if settings.llm in HOSTED else "azure-openai" if azure else "openai",
        }
    )
    accounts = found.accounts("")
    for row in (found.stt, found.tts, found.llm):
        accounts.need_for(row)
    return found
