"""The providers in use are asked before a call needs them, and what is wrong is said with what to do about it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hosted_vendors import SECRETS, HostedVendors, hosted_vendors
from interviewer.bootstrap.diagnosis.diagnose import diagnose
from interviewer.bootstrap.settings import load
from interviewer.providers.accounts import Accounts
from interviewer.providers.checks import ASK, Check, Part, check
from interviewer.providers.lineup import RECOGNITION, SPEECH, WRITING

HOSTED = [
    ("recognition", {"stt": "deepgram"}),
    ("recognition", {"stt": "deepgram-flux"}),
    ("speech", {"tts": "azure"}),
    ("speech", {"tts": "openai"}),
    ("writing", {"llm": "openai"}),
    ("writing", {"llm": "azure-openai"}),
]
LOCAL = {"stt": "local", "tts": "local", "llm": "none"}


@pytest.fixture
async def vendors() -> AsyncIterator[HostedVendors]:
    async with hosted_vendors() as vendors:
        yield vendors


async def asked(accounts: Accounts, part: str) -> Check:
    (found,) = (one for one in await check(accounts) if one.of.part == part)
    return found


@pytest.mark.parametrize(("part", "row"), HOSTED)
async def test_a_provider_that_would_serve_is_well(vendors: HostedVendors, part: str, row: dict[str, str]) -> None:
    found = await asked(vendors.accounts(**LOCAL | row), part)
    assert (found.outcome, found.remedy) == ("ok", "")


@pytest.mark.parametrize(("part", "row"), HOSTED)
@pytest.mark.parametrize(
    ("status", "outcome"),
    [(401, "wrong_key"), (403, "wrong_key"), (404, "not_found"), (429, "quota"), (503, "unreachable")],
)
async def test_a_refusal_says_what_is_wrong_and_what_to_do_and_tells_no_key(
    vendors: HostedVendors, part: str, row: dict[str, str], status: int, outcome: str
) -> None:
    vendors.status, vendors.echo = status, " ".join(SECRETS)
    found = await asked(vendors.accounts(**LOCAL | row), part)
    assert found.outcome == outcome
    assert found.detail
    assert found.remedy
    assert not any(secret in f"{found!r}" for secret in SECRETS)


async def test_a_voice_that_the_region_does_not_have_is_named(vendors: HostedVendors) -> None:
    found = await asked(
        vendors.accounts(**LOCAL | {"tts": "azure", "azure_speech_voice": "en-US-NoOneNeural"}), "speech"
    )
    assert (found.outcome, found.remedy) == ("not_found", "correct INTERVIEWER_AZURE_SPEECH_VOICE")
    assert "en-US-NoOneNeural" in found.detail


async def test_a_model_that_the_key_does_not_open_is_named_whichever_size_it_is_for(vendors: HostedVendors) -> None:
    accounts = vendors.accounts(**LOCAL | {"llm": "openai", "llm_small_model": "gpt-nano"})
    found = await asked(accounts, "writing")
    assert (found.outcome, found.detail) == ("not_found", "There is no model gpt-nano for this key.")


@pytest.mark.parametrize("body", ["", [], {"data": 3}, {"data": [None, "x"]}, "text"])
async def test_what_is_no_list_is_refused_and_breaks_nothing(vendors: HostedVendors, body: object) -> None:
    vendors.body = body
    for part, row in (("speech", {"tts": "azure"}), ("writing", {"llm": "openai"})):
        found = await asked(vendors.accounts(**LOCAL | row), part)
        assert found.outcome in ("refused", "not_found")


@pytest.mark.parametrize(("part", "row"), HOSTED)
async def test_a_provider_that_nobody_reaches_is_told_with_its_address(part: str, row: dict[str, str]) -> None:
    nowhere = HostedVendors(url="http://127.0.0.1:9")
    found = await asked(nowhere.accounts(**LOCAL | row), part)
    assert found.outcome == "unreachable"
    assert "127.0.0.1:9" in found.detail + found.remedy
    assert not any(secret in f"{found!r}" for secret in SECRETS)


@pytest.mark.parametrize("address", ["http://[", "http://\u2028", "ws://user:password@127.0.0.1:9"])
@pytest.mark.parametrize(("part", "row"), HOSTED)
async def test_an_address_that_is_none_is_told_too(part: str, row: dict[str, str], address: str) -> None:
    found = await asked(HostedVendors(url=address).accounts(**LOCAL | row), part)
    assert found.outcome in ("unreachable", "refused")
    assert "password" not in f"{found!r}"


async def test_a_row_without_its_key_is_told_by_the_name_of_the_setting() -> None:
    for part, row in HOSTED:
        found = await asked(Accounts(**LOCAL | row), part)
        assert found.outcome == "not_set"
        assert "INTERVIEWER_" in found.detail


def test_every_row_of_the_tables_can_be_asked() -> None:
    tables: dict[Part, object] = {"recognition": RECOGNITION, "speech": SPEECH, "writing": WRITING}
    assert {part: list(rows) for part, rows in ASK.items()} == {part: list(rows) for part, rows in tables.items()}  # type: ignore[call-overload]


async def test_the_doctor_says_which_providers_are_in_use_and_that_a_key_is_wrong(vendors: HostedVendors) -> None:
    vendors.status, vendors.echo = 401, SECRETS[0]
    settings = load(stt="deepgram", tts="local", llm="none", deepgram_api_key=SECRETS[0], deepgram_url=vendors.url)
    found = {finding.what: finding async for finding in diagnose(settings, hash_models=False)}
    assert found["speech to text"].state == "bad"
    assert found["speech to text"].detail == "deepgram (nova-3): Deepgram answered 401: the key is wrong."
    assert found["speech to text"].remedy == "correct INTERVIEWER_DEEPGRAM_API_KEY"
    assert (found["voice"].state, found["language model"].state) == ("ok", "ok")
    assert SECRETS[0] not in f"{found}"
