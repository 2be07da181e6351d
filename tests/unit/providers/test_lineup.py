"""Who stands in for whom, by the settings: what is said goes to no further vendor but by their own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.providers import checks
from interviewer.providers.accounts import Accounts, ProviderUnusable
from interviewer.providers.lineup import chosen, lineup

KEYS = Accounts(
    engines_url="http://engines/v1",
    azure_speech_key="az",
    azure_speech_region="westeurope",
    openai_api_key="sk",
    azure_openai_endpoint="https://x.example",
    azure_openai_api_key="ao",
)


@pytest.mark.parametrize(
    ("given", "voices", "models"),
    [
        ({}, ("azure", "local"), ("openai",)),
        ({"tts_second": "none"}, ("azure",), ("openai",)),
        (
            {"tts_second": "openai", "llm_second": "azure-openai"},
            ("azure", "openai", "local"),
            ("openai", "azure-openai"),
        ),
        ({"tts_second": "local"}, ("azure", "local"), ("openai",)),
        ({"tts_second": "azure", "llm_second": "openai"}, ("azure", "local"), ("openai",)),
        ({"tts": "local"}, ("local",), ("openai",)),
        ({"tts": "local", "tts_second": "azure"}, ("local", "azure"), ("openai",)),
        ({"engines_url": ""}, ("azure",), ("openai",)),
        ({"llm": "none", "llm_second": "openai"}, ("azure", "local"), ("none",)),
    ],
)
def test_the_settings_choose_who_stands_in(
    given: dict[str, str], voices: tuple[str, ...], models: tuple[str, ...]
) -> None:
    rows = chosen(replace(KEYS, **given))
    assert (rows.speech, *rows.more_speech) == voices
    assert (rows.writing, *rows.more_writing) == models


def test_whoever_stands_in_is_shown_and_a_call_needs_a_vendor_where_nothing_here_stands_in() -> None:
    accounts = replace(KEYS, deepgram_api_key="dg", tts_second="openai", llm_second="azure-openai")
    shown = [(one.part, one.row) for one in checks.standing_in(accounts)]
    assert shown == [
        ("recognition", "local"),
        ("speech", "openai"),
        ("speech", "local"),
        ("writing", "azure-openai"),
    ]
    assert needed(accounts) == [[], [], ["openai", "azure-openai"]]
    assert needed(replace(accounts, engines_url="")) == [["deepgram"], ["azure", "openai"], ["openai", "azure-openai"]]
    assert needed(replace(accounts, stt_second="none", tts_second="none")) == [
        ["deepgram"],
        ["azure"],
        ["openai", "azure-openai"],
    ]


def needed(accounts: Accounts) -> list[list[str]]:
    return [[one.row for one in part] for part in checks.needed_accounts(accounts)]


def test_a_second_one_that_there_is_not_is_told_by_the_name_of_its_setting() -> None:
    with pytest.raises(ProviderUnusable, match="INTERVIEWER_TTS_SECOND: there is no 'acme'"):
        chosen(replace(KEYS, tts_second="acme"))


async def test_a_second_one_without_its_key_is_told_before_any_call() -> None:
    with pytest.raises(ProviderUnusable, match="INTERVIEWER_AZURE_OPENAI_API_KEY"):
        async with lineup(replace(KEYS, llm_second="azure-openai", azure_openai_api_key="")):
            pass


async def test_what_all_of_them_are_called_is_the_first_ones_name() -> None:
    async with lineup(KEYS) as providers:
        assert providers.speech.name == "azure/en-US-AvaNeural"
        assert providers.writing.name == "openai/gpt-4o-mini"


def test_an_account_is_told_by_where_it_is_and_never_by_its_key() -> None:
    keys = replace(KEYS, openai_api_key="sk-very-secret")
    assert keys.where("azure") == KEYS.where("azure") != replace(KEYS, azure_speech_key="other").where("azure")
    assert keys.where("azure").startswith("westeurope#")
    assert keys.where("openai").startswith("api.openai.com#")
    assert "secret" not in keys.where("openai")
    assert keys.where("local") == "engines"


@pytest.mark.parametrize(
    ("given", "ears"),
    [
        ({}, ("local",)),
        ({"deepgram_api_key": "dg"}, ("deepgram", "local")),
        ({"deepgram_api_key": "dg", "stt_second": "none"}, ("deepgram",)),
        ({"deepgram_api_key": "dg", "stt_second": "openai"}, ("deepgram", "openai")),
        ({"deepgram_api_key": "dg", "engines_url": ""}, ("deepgram",)),
        ({"stt_second": "deepgram"}, ("local", "deepgram")),
    ],
)
def test_the_settings_choose_who_hears_on(given: dict[str, str], ears: tuple[str, ...]) -> None:
    rows = chosen(replace(KEYS, **given))
    assert (rows.recognition, *rows.more_recognition) == ears
