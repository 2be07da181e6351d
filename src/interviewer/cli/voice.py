"""The voice of this installation for the time of one command, whether or not the system runs.

The one that the settings choose. The local one: that of the engines that the settings name, else of the system that
runs from the state folder, else loaded into this process alone, without the other engines: seconds, and 400 MB.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from interviewer.bootstrap.settings import Settings
    from interviewer.providers.speech.port import Speech


@contextlib.asynccontextmanager
async def voice(settings: Settings, language: str = "en") -> AsyncIterator[tuple[Speech, str]]:
    """The voice that speaks it, and where it is, in words.

    Raises `ProviderUnusable` without its key, `LanguageUnspoken`, `ModelMissing`.
    """
    from interviewer.providers import languages
    from interviewer.providers.lineup import SPEECH, chosen, speaking
    from interviewer.providers.network import network

    url = settings.engines_url or _running_engines(settings)
    accounts = settings.accounts(url)
    languages.need(accounts, language)
    rows = chosen(accounts)
    row = speaking((rows.speech, *rows.more_speech), language)[0]
    if row == "local" and not url:
        async with _own(settings) as own:
            yield own, "loaded for this command"
        return
    async with network() as shared:
        where = f"at {url}" if row == "local" else "as the settings choose"
        yield SPEECH[row](accounts.in_language(language), shared), where


def _running_engines(settings: Settings) -> str:
    """Where the engines of the running system are; empty if none runs."""
    from interviewer.bootstrap import system
    from interviewer.embedded import identity

    found = identity.read(settings.state_dir / "run" / "engines.json")
    if system.already(settings.state_dir) is None or found is None or not found[0].alive():
        return ""
    return f"{found[1].get('where', '')}/v1"


@contextlib.asynccontextmanager
async def _own(settings: Settings) -> AsyncIterator[Speech]:
    import httpx

    from interviewer.embedded import models
    from interviewer.engines import loading
    from interviewer.engines.app import create_app
    from interviewer.engines.piper import Piper
    from interviewer.providers.speech.local import LocalSpeech

    model = models.path(loading.TTS, cache=settings.cache_dir, explicit=settings.model_paths)
    none = loading.Missing("It is not needed to speak.")
    engines = loading.Engines(stt=none, tts=Piper(model), llm=none, embeddings=none)
    try:
        transport = httpx.ASGITransport(create_app(engines))  # no port: nobody else is to find it
        async with httpx.AsyncClient(transport=transport) as client:
            yield LocalSpeech(client, "http://engines.invalid/v1")
    finally:
        await engines.close()
