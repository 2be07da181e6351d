"""The process of the emulated vendors: wire them, say where they are, serve until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from interviewer.simulation.vendors.activity import Activity
from interviewer.simulation.vendors.amiss import Amiss
from interviewer.simulation.vendors.latencies import Draws
from interviewer.simulation.vendors.words import Deaf, Recogniser
from interviewer.simulation.vendors.world import KEY, World


@dataclass(frozen=True, slots=True)
class Wish:
    """What the process is asked for."""

    port: int = 0
    latencies: str | None = None
    """A file, `none`, or None for those that come with the program."""
    seed: int = 0
    script: Path | None = None
    """Recordings with known words; takes the place of the engines' ears."""
    engines: str = ""
    """Base address of the local engines, with /v1; they hear and speak."""
    key: str = KEY
    amiss: Amiss | None = None
    """What the language model writes wrong."""
    faults: bool = False
    """Whether each vendor has a door of its own, at which things can be made to go wrong."""


@contextlib.asynccontextmanager
async def world(wish: Wish) -> AsyncIterator[World]:
    """What the vendors share. Raises ScriptUnreadable or LatenciesUnreadable."""
    import httpx

    from interviewer.simulation.vendors import latencies, script
    from interviewer.simulation.vendors.engine_words import EngineWords
    from interviewer.simulation.vendors.follower import Follower
    from interviewer.simulation.vendors.index import Index
    from interviewer.simulation.vendors.spoken import Voice

    draws = Draws(latencies.read(wish.latencies), wish.seed)
    index = Index(script.read(wish.script)) if wish.script is not None else None
    async with contextlib.AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient()) if wish.engines else None

        def recogniser(rate: int, activity: Activity) -> Recogniser:
            if index is not None:
                return Follower(index, activity)
            return Deaf() if client is None else EngineWords(client, wish.engines, rate, activity)

        yield World(draws, Voice(client, wish.engines), recogniser, wish.key, amiss=wish.amiss)


def run(wish: Wish) -> None:
    """Serve until SIGTERM or SIGINT. Raises what `world` raises, and VendorsNotServed."""
    # Before numpy is imported by anything: threads of BLAS spin after each small product.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    asyncio.run(_serve(wish))


async def _serve(wish: Wish) -> None:
    from interviewer.simulation.vendors.app import served, served_with_faults

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serve = served_with_faults if wish.faults else served
    async with world(wish) as shared, serve(shared, wish.port) as where:
        sys.stdout.write(json.dumps(where) + "\n")
        sys.stdout.flush()
        await stop.wait()
