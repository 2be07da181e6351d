"""Every row of the providers' tables, each over what stands for its vendor: emulators, or the real local engines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from interviewer.engines import loading
from interviewer.providers.accounts import HOSTED, Accounts
from interviewer.providers.lineup import SPEECH, WRITING, lasting_speech, lasting_writing
from interviewer.providers.network import Network, network
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.speech.port import Speech
from interviewer.providers.writing.port import Writing
from interviewer.simulation.vendors.app import served
from interviewer.simulation.vendors.main import Wish, world
from known_speech import Line, lines, write_script
from served_engines import assembled, serving


@pytest.fixture(scope="session")
def known() -> dict[str, Line]:
    return lines()


@pytest.fixture(scope="session")
def script(known: dict[str, Line], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_script(tmp_path_factory.mktemp("script") / "script.jsonl", list(known.values()))


@pytest.fixture(scope="session")
def engines_url() -> Iterator[str]:
    with serving(assembled(loading.STT, loading.TTS)) as url:
        yield url


@pytest.fixture
async def vendors(script: Path) -> AsyncIterator[Accounts]:
    """Accounts at the emulated vendors, who wait for nothing."""
    async with world(Wish(latencies="none", script=script)) as shared, served(shared) as addresses:
        base, key = addresses["azure_openai"], addresses["key"]
        yield Accounts(
            deepgram_url=base,
            deepgram_api_key=key,
            azure_speech_url=base,
            azure_speech_key=key,
            openai_url=f"{base}/v1",
            openai_api_key=key,
            azure_openai_endpoint=base,
            azure_openai_api_key=key,
        )


@pytest.fixture
def accounts(row: str, request: pytest.FixtureRequest) -> Accounts:
    """What the row is built from."""
    if row in HOSTED:
        found = request.getfixturevalue("vendors")
        assert isinstance(found, Accounts)
        return found
    return Accounts(engines_url=request.getfixturevalue("engines_url"))


@pytest.fixture
async def shared() -> AsyncIterator[Network]:
    async with network() as shared:
        yield shared


@pytest.fixture(params=["alone", "lasting"])
def how(request: pytest.FixtureRequest) -> str:
    """Whether a row is asked itself or through what would do without it."""
    return str(request.param)


@pytest.fixture
def speaks(how: str, row: str, shared: Network) -> Callable[[Accounts], Speech]:
    """The row's voice for some accounts."""
    if how == "alone":
        return lambda accounts: SPEECH[row](accounts, shared)
    return lambda accounts: lasting_speech((row,), accounts, shared, MemoryBreakers(POLICY.breakers))


@pytest.fixture
def writes(how: str, row: str, shared: Network) -> Callable[[Accounts], Writing]:
    """The row's model for some accounts."""
    if how == "alone":
        return lambda accounts: WRITING[row](accounts, shared)
    return lambda accounts: lasting_writing((row,), accounts, shared, MemoryBreakers(POLICY.breakers))
