"""What a call may rely on, whoever hears."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import structlog

from interviewer.providers.accounts import Accounts
from interviewer.providers.lineup import RECOGNITION
from interviewer.providers.network import Network
from interviewer.providers.recognition.port import RecognitionFailed, Words
from known_speech import Line, quiet
from told_hearings import LASTING, Understood, alike, all_told, give, hearing, say

TIMED = ("deepgram", "deepgram-flux", *LASTING)
"""Those that tell the times of words; the others hear with the real engines."""
ROWS = [pytest.param(row, marks=() if row in TIMED else pytest.mark.engines) for row in (*RECOGNITION, *LASTING)]
pytestmark = pytest.mark.parametrize("row", ROWS)


@pytest.fixture
def accounts(row: str, request: pytest.FixtureRequest) -> Accounts:
    """What the row is built from."""
    if row in TIMED:
        found = request.getfixturevalue("vendors")
        assert isinstance(found, Accounts)
        return found
    return Accounts(engines_url=(url := request.getfixturevalue("engines_url")), openai_url=url)


async def test_what_was_said_becomes_final_words_in_their_order(
    row: str, accounts: Accounts, shared: Network, known: dict[str, Line]
) -> None:
    async with hearing(row, accounts, shared) as heard:
        understood = Understood(heard)
        for name in ("consent", "customer_work"):
            say(heard, known[name])
            assert alike(await understood.until(known[name]), known[name]) > 0.8, name
        assert not heard.pending


async def test_times_of_words_are_those_of_the_stream(
    row: str, accounts: Accounts, shared: Network, known: dict[str, Line]
) -> None:
    line = known["customer_work"]
    async with hearing(row, accounts, shared) as heard:
        understood = Understood(heard)
        say(heard, line)
        await understood.until(line)
    words = [word for each in understood.told if isinstance(each, Words) and each.final for word in each.words]
    assert words == sorted(words, key=lambda word: word.start)
    assert all(0.4 <= word.start <= word.end <= line.seconds + 2 for word in words)
    assert bool(words) is (row in TIMED)


async def test_silence_is_nothing_said_and_nothing_owed(row: str, accounts: Accounts, shared: Network) -> None:
    async with hearing(row, accounts, shared) as heard:
        give(heard, quiet(2.0))
        assert not heard.pending
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(aiter(heard)), 0.3)


async def test_a_voice_is_owed_its_words(row: str, accounts: Accounts, shared: Network, known: dict[str, Line]) -> None:
    async with hearing(row, accounts, shared) as heard:
        give(heard, quiet(0.2))
        heard.voice(True)
        give(heard, known["consent"].samples)
        assert heard.pending


async def test_a_hearing_that_is_closed_tells_nothing_more_and_takes_what_it_is_given(
    row: str, accounts: Accounts, shared: Network, known: dict[str, Line]
) -> None:
    async with hearing(row, accounts, shared) as heard:
        words = aiter(heard)
        waiting = asyncio.ensure_future(anext(words))
        await asyncio.sleep(0)
        heard.voice(True)
        await heard.aclose()
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(waiting, 10)
        give(heard, known["consent"].samples)
        heard.voice(False)
        heard.expect("behavioural")
        assert not heard.pending


async def test_a_recogniser_that_nobody_reaches_ends_the_hearing_in_words(
    row: str, accounts: Accounts, shared: Network, known: dict[str, Line]
) -> None:
    url = "http://127.0.0.1:9"
    nowhere = replace(accounts, deepgram_url=url, engines_url=f"{url}/v1", openai_url=f"{url}/v1")
    async with hearing(row, nowhere, shared) as heard:
        say(heard, known["consent"])
        give(heard, quiet(100.0))  # more than is kept
        with pytest.raises(RecognitionFailed, match="cannot be reached"):
            await asyncio.wait_for(all_told(heard), 30)
        assert not heard.pending


async def test_the_log_tells_how_long_words_took_and_never_the_words(
    row: str, accounts: Accounts, shared: Network, known: dict[str, Line]
) -> None:
    with structlog.testing.capture_logs() as logs:
        async with hearing(row, accounts, shared) as heard:
            understood = Understood(heard)
            say(heard, known["consent"])
            found = await understood.until(known["consent"])
    lines = [line for line in logs if line["event"] == "stt.final"]
    assert lines
    assert all(line["model"] for line in lines)
    assert not any(word.lower() in str(logs).lower() for word in found.split() if len(word) > 4)
