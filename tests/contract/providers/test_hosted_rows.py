"""What only vendors have: keys that may be wrong, and a model that judges turns."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import structlog

from interviewer.providers.accounts import HOSTED, Accounts
from interviewer.providers.lineup import RECOGNITION, SPEECH
from interviewer.providers.network import Network
from interviewer.providers.recognition.port import RecognitionFailed, TurnHint
from interviewer.providers.speech.port import SpeechUnavailable
from known_speech import Line, quiet
from told_hearings import all_told, give, hearing, plain, say


def all_of(caplog: pytest.LogCaptureFixture) -> None:
    """What LiveKit and the clients log at their most talkative; not the emulators, which are in this process too."""
    for name in ("livekit", "aiohttp", "httpx", "httpcore"):
        caplog.set_level("DEBUG", logger=name)


def vars_of(caplog: pytest.LogCaptureFixture) -> str:
    """What else the records carry: a handler may write it."""
    return " ".join(str(vars(record)) for record in caplog.records)


@pytest.mark.parametrize("row", [row for row in RECOGNITION if row in HOSTED and row != "openai"])
async def test_a_wrong_key_ends_the_hearing_and_is_told_nobody(
    row: str, accounts: Accounts, shared: Network, known: dict[str, Line], caplog: pytest.LogCaptureFixture
) -> None:
    all_of(caplog)
    with structlog.testing.capture_logs() as logs:
        async with hearing(row, replace(accounts, deepgram_api_key="dg-wrong-secret"), shared) as heard:
            say(heard, known["consent"])
            with pytest.raises(RecognitionFailed, match="401: the key is wrong") as caught:
                await asyncio.wait_for(all_told(heard), 30)
    assert "secret" not in f"{caught.value!r} {caught.value.__cause__} {logs} {caplog.text} {vars_of(caplog)}"


@pytest.mark.parametrize("row", ["azure"])
async def test_a_voices_wrong_key_is_told_in_words_and_to_nobody(
    row: str, accounts: Accounts, shared: Network, caplog: pytest.LogCaptureFixture
) -> None:
    all_of(caplog)
    speech = SPEECH[row](replace(accounts, azure_speech_key="az-wrong-secret"), shared)
    with (
        structlog.testing.capture_logs() as logs,
        pytest.raises(SpeechUnavailable, match="401: the key is wrong") as caught,
    ):
        [chunk async for chunk in speech.stream("Hello.")]
    assert "secret" not in f"{caught.value!r} {caught.value.__cause__} {logs} {caplog.text} {vars_of(caplog)}"


@pytest.mark.parametrize("row", ["deepgram-flux"])
async def test_flux_says_when_it_thinks_the_turn_over(
    row: str, accounts: Accounts, shared: Network, known: dict[str, Line]
) -> None:
    line = known["customer_work"]
    async with hearing(row, accounts, shared) as heard:
        heard.expect("behavioural")
        say(heard, line)
        give(heard, quiet(5.0))
        hints = []
        async with asyncio.timeout(30):
            async for found in heard:
                if isinstance(found, TurnHint):
                    hints.append(found)
                    if found.kind == "end" and plain(found.text)[-1] == plain(line.text[-1])[0]:
                        break
    assert "eager" in [hint.kind for hint in hints]
