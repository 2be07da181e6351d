"""All that is looked at, in order. A new check is one function in the room of its kind, and one line here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from interviewer.bootstrap.diagnosis import machine, servers, vendors
from interviewer.bootstrap.diagnosis.running import running
from interviewer.embedded import models, toolchains
from interviewer.providers import checks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from interviewer.bootstrap.diagnosis.findings import Finding
    from interviewer.bootstrap.settings import Settings


async def diagnose(settings: Settings, *, hash_models: bool = True) -> AsyncIterator[Finding]:
    """Every finding, as it is made. `hash_models` reads every model file, which takes seconds."""
    yield machine.python()
    yield machine.packages()
    for server in (servers.database, servers.redis, servers.livekit, servers.telephone):
        yield await server(settings)
    async for finding in servers.read_models(settings):
        yield finding
    for model in models.MODELS.values():
        yield await asyncio.to_thread(machine.model, settings, model, anew=hash_models)
    yield machine.page()
    for kind in (toolchains.GO, toolchains.NODE):
        yield machine.tool(settings, kind)
    for check in (machine.chromium, machine.memory, machine.disk, vendors.judge, machine.key_file):
        yield check(settings)
    accounts = settings.accounts(settings.engines_url)
    for part in await checks.check(accounts, all_of_them=True):
        yield vendors.provider(part, first=part.of in checks.in_use(accounts))
    async for finding in vendors.breakers(settings):
        yield finding
    yield vendors.languages(settings)
    async for finding in running(settings):
        yield finding
