"""What the wrappers make of the vendors' faults, through the real adapters: emulated vendors fail as they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest

from interviewer.providers.accounts import Accounts
from interviewer.providers.lineup import account, lasting_writing
from interviewer.providers.network import Network, network
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.incidents import Incident, noticing
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import POLICY, Policy
from interviewer.providers.resilience.speech import LastingSpeech, Voice
from interviewer.providers.speech.azure import AzureSpeech
from interviewer.providers.speech.port import SpeechUnavailable
from interviewer.providers.writing.port import Piece, WritingFailed
from interviewer.simulation.vendors.main import Wish
from vendors_in_a_thread import vendors_in_a_thread

Switch = Callable[..., Awaitable[None]]
LINE = "Tell me about a service that you have built and run yourself."
LONG = 60.0


def impatient() -> Policy:
    """With the first providers, and with the others for as long as a busy machine needs."""
    writing = {"hedge_after": 0.4, "given_up_after": LONG, "first_within": 2.0, "next_within": 0.7}
    speech = {"first_within": 0.7, "next_within": 0.7}
    patient = {"first_within": LONG, "next_within": LONG}
    return POLICY.model_copy(
        update={
            "writing": POLICY.writing.model_copy(update={**writing, "providers": {"azure-openai": patient}}),
            "speech": POLICY.speech.model_copy(update={**speech, "providers": {"spare": patient}}),
        }
    )


@pytest.fixture(scope="module")
def faulty() -> Iterator[dict[str, str]]:
    with vendors_in_a_thread(Wish(latencies="none", faults=True), 30.0) as addresses:
        yield addresses


@pytest.fixture
async def on(faulty: dict[str, str]) -> AsyncIterator[Switch]:
    async with aiohttp.ClientSession() as http:

        async def switched(door: str, kind: str, **fields: Any) -> None:
            async with http.post(faulty["faults"], json={"door": door, "kind": kind, **fields}) as response:
                assert response.status == 201

        yield switched
        async with http.delete(faulty["faults"]) as response:
            assert response.status == 204


@pytest.fixture
def accounts(faulty: dict[str, str]) -> Accounts:
    return Accounts(
        openai_url=faulty["openai"],
        openai_api_key=faulty["key"],
        azure_openai_endpoint=faulty["spare"],
        azure_openai_api_key=faulty["key"],
        azure_speech_url=faulty["azure_speech"].removesuffix("/cognitiveservices/v1"),
        azure_speech_key=faulty["key"],
    )


@pytest.fixture
async def shared() -> AsyncIterator[Network]:
    async with network(impatient()) as shared:
        yield shared


@dataclass
class Heard:
    incidents: list[Incident] = field(default_factory=list)
    text: str = ""
    sound: bytes = b""
    error: WritingFailed | SpeechUnavailable | None = None

    def notice(self, told: object) -> None:
        if isinstance(told, Incident):
            self.incidents.append(told)

    @property
    def served(self) -> list[str | None]:
        return [None if one.instead is None else one.instead.partition("/")[0] for one in self.incidents]


async def written(accounts: Accounts, shared: Network, *rows: str, breakers: MemoryBreakers | None = None) -> Heard:
    heard = Heard()
    breakers = breakers or MemoryBreakers(POLICY.breakers)
    with noticing(heard.notice):
        writing = lasting_writing(rows or ("openai", "azure-openai"), accounts, shared, breakers)
        try:
            async for found in writing.write(instructions="Be brief.", turns=[("user", "I led it.")], ask="Go on."):
                if isinstance(found, Piece):
                    heard.text += found.text
        except WritingFailed as error:
            heard.error = error
    return heard


async def spoken(accounts: Accounts, shared: Network, faulty: dict[str, str]) -> list[Heard]:
    """The line, said twice."""
    elsewhere = replace(accounts, azure_speech_url=faulty["spare"])
    numbers = shared.policy.speech
    voices: list[Voice] = [
        Member(AzureSpeech(accounts, shared), account(accounts, "speech", "azure"), numbers),
        Member(
            AzureSpeech(elsewhere, shared, first_within=LONG, next_within=LONG),
            account(elsewhere, "speech", "azure"),
            numbers.of("spare"),
        ),
    ]
    speech = LastingSpeech(voices, MemoryBreakers(POLICY.breakers))
    told = []
    for _ in range(2):
        heard = Heard()
        with noticing(heard.notice):
            try:
                async for chunk in speech.stream(LINE):
                    heard.sound += chunk
            except SpeechUnavailable as error:
                heard.error = error
        told.append(heard)
    return told


@pytest.mark.parametrize(
    "kind", ["refuse", "black_hole", "silent", "keep_alives", "drip", "error", "unauthorised", "too_many", "garbage"]
)
async def test_whatever_keeps_a_model_from_beginning_the_second_one_writes_instead(
    on: Switch, accounts: Accounts, shared: Network, kind: str
) -> None:
    well = await written(accounts, shared)
    assert (well.incidents, well.error) == ([], None)
    await on("writing", kind)
    heard = await written(accounts, shared)
    assert heard.text.strip()
    assert heard.error is None
    assert heard.served == ["azure-openai"]


@pytest.mark.parametrize("kind", ["truncated", "reset"])
async def test_a_model_that_breaks_off_leaves_what_it_wrote_and_says_that_no_more_comes(
    on: Switch, accounts: Accounts, shared: Network, kind: str
) -> None:
    await on("writing", kind, pieces=4)
    heard = await written(accounts, shared)
    assert heard.text.strip()
    assert heard.error is not None
    assert heard.served == [None]


async def test_a_vendor_that_asks_to_be_left_alone_is_left_alone_by_all_its_calls(
    on: Switch, accounts: Accounts, shared: Network
) -> None:
    await on("writing", "too_many", retry_after=40)
    breakers = MemoryBreakers(POLICY.breakers, draw=lambda: 0.0)
    first = await written(accounts, shared, "openai", breakers=breakers)
    again = await written(accounts, shared, "openai", breakers=breakers)
    assert "429" in str(first.error)
    assert "is not asked just now" in str(again.error)
    (standing,) = await breakers.standing()
    assert (standing.breaker.phase, standing.breaker.kind) == ("open", "limited")
    assert 30 < standing.opens_in <= 40


async def test_a_wrong_key_is_told_nobody_and_closes_the_account_at_once(
    on: Switch, accounts: Accounts, shared: Network
) -> None:
    await on("writing", "unauthorised")
    breakers = MemoryBreakers(POLICY.breakers)
    heard = await written(accounts, shared, "openai", breakers=breakers)
    (standing,) = await breakers.standing()
    assert standing.breaker.kind == "refused"
    assert accounts.openai_api_key not in f"{heard.error!r} {heard.incidents} {standing}"


@pytest.mark.parametrize(
    "kind", ["refuse", "black_hole", "silent", "keep_alives", "drip", "error", "unauthorised", "too_many"]
)
async def test_whatever_keeps_a_voice_from_beginning_the_second_one_says_the_whole_line(
    on: Switch, accounts: Accounts, shared: Network, faulty: dict[str, str], kind: str
) -> None:
    well, _ = await spoken(accounts, shared, faulty)
    assert (well.incidents, well.error) == ([], None)
    await on("speech", kind)
    first, again = await spoken(accounts, shared, faulty)
    assert (first.error, again.error) == (None, None)
    assert len(first.sound) == len(again.sound) == len(well.sound)
    assert first.served == ["azure"]


@pytest.mark.parametrize("kind", ["truncated", "wrong_rate"])
async def test_a_line_that_is_cut_or_garbled_is_known_and_comes_whole_when_it_is_said_again(
    on: Switch, accounts: Accounts, shared: Network, faulty: dict[str, str], kind: str
) -> None:
    well, _ = await spoken(accounts, shared, faulty)
    await on("speech", kind, pieces=3)
    cut, again = await spoken(accounts, shared, faulty)
    assert cut.error is not None
    assert len(cut.sound) < len(well.sound)
    assert again.error is None
    assert len(again.sound) == len(well.sound)


async def test_a_voice_that_is_reset_in_the_middle_of_a_line_never_passes_for_one_that_said_it(
    on: Switch, accounts: Accounts, shared: Network, faulty: dict[str, str]
) -> None:
    well, _ = await spoken(accounts, shared, faulty)
    await on("speech", "reset", pieces=3)
    first, again = await spoken(accounts, shared, faulty)
    assert first.incidents
    # What was on its way when the connection was cut may be lost with it: then the other voice says it all.
    assert first.error is not None or len(first.sound) == len(well.sound)
    assert (again.error, len(again.sound)) == (None, len(well.sound))
