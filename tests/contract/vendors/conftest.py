"""Emulated vendors with a known script and without latencies, and the clients that people use against them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from interviewer.simulation.vendors.main import Wish
from known_speech import Line, lines, write_script
from live_deepgram import FLUX, QUERY, Live
from vendors_in_a_thread import vendors_in_a_thread

IDLE_SECONDS = 1.0


@pytest.fixture(scope="session")
def known() -> dict[str, Line]:
    return lines()


@pytest.fixture(scope="session")
def script(known: dict[str, Line], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_script(tmp_path_factory.mktemp("script") / "script.jsonl", list(known.values()))


@pytest.fixture(scope="session")
def vendors(script: Path) -> Iterator[dict[str, str]]:
    """The addresses; Deepgram closes a silent stream soon."""
    with vendors_in_a_thread(Wish(latencies="none", script=script), IDLE_SECONDS) as addresses:
        yield addresses


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def live(vendors: dict[str, str], http: aiohttp.ClientSession) -> AsyncIterator[Callable[..., Any]]:
    """Opens a stream: `await live(punctuate="true")`, or `await live("deepgram_flux", eot_threshold="0.8")`."""
    sockets = []

    async def connect(which: str = "deepgram", **query: str | list[str]) -> Live:
        base = QUERY if which == "deepgram" else FLUX
        pairs = [(k, v) for k, vs in (base | query).items() for v in (vs if isinstance(vs, list) else [vs])]
        headers = {"Authorization": f"Token {vendors['key']}"}
        socket = await http.ws_connect(vendors[which], params=pairs, headers=headers)
        sockets.append(socket)
        return Live(socket)

    yield connect
    for socket in sockets:
        await socket.close()
