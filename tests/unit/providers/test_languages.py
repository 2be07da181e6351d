"""Which language an interview can be held in, with which voice."""

from __future__ import annotations

from typing import get_args

import pytest

from interviewer.catalog.models import InterviewPlan
from interviewer.conversation.languages import LANGUAGES
from interviewer.providers import languages
from interviewer.providers.accounts import VOICES, Accounts
from interviewer.providers.languages import LanguageUnspoken
from interviewer.providers.lineup import lineup, speaking

LOCAL = Accounts(engines_url="http://127.0.0.1:1/v1")
AZURE = Accounts(engines_url=LOCAL.engines_url, azure_speech_key="k", azure_speech_region="here")


def test_a_plan_can_name_every_language_that_there_is_and_each_has_a_voice() -> None:
    named = get_args(InterviewPlan.model_fields["language"].annotation)
    assert set(named) == set(LANGUAGES) == set(VOICES) == set(languages.NAMES)


def test_the_local_voice_speaks_english_alone_and_what_to_do_is_said() -> None:
    languages.need(LOCAL, "en")
    with pytest.raises(LanguageUnspoken, match=r"does not speak German.*INTERVIEWER_AZURE_SPEECH_KEY"):
        languages.need(LOCAL, "de")


@pytest.mark.parametrize(
    "accounts", [AZURE, Accounts(tts="openai", openai_api_key="k"), Accounts(tts="local", tts_second="azure")]
)
def test_a_hosted_voice_speaks_german_also_as_the_second(accounts: Accounts) -> None:
    languages.need(accounts, "de")


def test_no_english_voice_stands_in_for_a_german_one() -> None:
    assert speaking(("azure", "local"), "de") == ("azure",)
    assert speaking(("azure", "local"), "en") == ("azure", "local")


@pytest.mark.parametrize(
    ("setting", "english", "german"),
    [
        ("en-US-AvaNeural", "en-US-AvaNeural", VOICES["de"]),
        ("de-DE-ConradNeural", VOICES["en"], "de-DE-ConradNeural"),
        ("en-GB-RyanNeural, de-AT-JonasNeural", "en-GB-RyanNeural", "de-AT-JonasNeural"),
        ("OurOwnNeural", "OurOwnNeural", VOICES["de"]),
        ("", VOICES["en"], VOICES["de"]),
    ],
)
def test_each_language_has_the_voice_whose_name_begins_with_it(setting: str, english: str, german: str) -> None:
    accounts = Accounts(azure_speech_voice=setting)
    assert accounts.in_language("en").azure_speech_voice == english
    assert accounts.in_language("de").azure_speech_voice == german


async def test_calls_speak_each_language_with_its_own_voice() -> None:
    async with lineup(AZURE) as providers:
        assert {language: voice.name for language, voice in providers.voices.items()} == {
            "en": "azure/en-US-AvaNeural",
            "de": "azure/de-DE-KatjaNeural",
        }
        assert providers.speech is providers.voices["en"]


async def test_the_local_voice_is_not_there_for_german() -> None:
    async with lineup(LOCAL) as providers:
        assert providers.voices.keys() == {"en"}
