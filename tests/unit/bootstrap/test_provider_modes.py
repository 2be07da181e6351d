"""`--providers` decides for one run whose ears, voice and language model are used."""

from __future__ import annotations

import pytest

from interviewer.bootstrap.provider_modes import Providers, settled
from interviewer.bootstrap.settings import Settings, load
from interviewer.providers.accounts import ProviderUnusable
from interviewer.providers.lineup import Chosen, chosen

REAL = {
    "deepgram_api_key": "dg-real",
    "azure_speech_key": "az-real",
    "azure_speech_region": "x",
    "openai_api_key": "sk-real",
}


def rows(settings: Settings) -> Chosen:
    return chosen(settings.accounts("http://engines/v1"))


def test_without_a_wish_the_settings_are_as_they_are() -> None:
    settings = load(**REAL)
    assert settled(settings, None) is settings


def test_local_uses_no_vendor_whatever_keys_there_are() -> None:
    settings = load(**REAL, tts_second="azure", llm_second="openai")
    assert rows(settled(settings, Providers.LOCAL)) == Chosen("local", "local", "none")


def test_emulated_uses_the_vendors_rows_at_this_machine_and_no_real_key_goes_there() -> None:
    found = settled(load(**REAL, judge="auto"), Providers.EMULATED)
    assert rows(found) == Chosen("deepgram", "azure", "openai", more_recognition=("local",), more_speech=("local",))
    for url in (found.deepgram_url, found.azure_speech_url, found.openai_url, found.azure_openai_endpoint):
        assert url.startswith(f"{found.deepgram_url}")
        assert url.startswith("http://127.0.0.1:")
    assert not any("real" in secret for secret in found.accounts("").secrets)
    assert found.judge == "local"
    assert settled(load(), Providers.EMULATED).deepgram_api_key != found.deepgram_api_key


def test_emulated_keeps_to_the_row_that_is_named() -> None:
    found = settled(load(stt="deepgram-flux", llm="azure-openai", judge="openai"), Providers.EMULATED)
    assert rows(found) == Chosen(
        "deepgram-flux", "azure", "azure-openai", more_recognition=("local",), more_speech=("local",)
    )
    assert found.judge == "openai"


def test_hosted_uses_vendors_even_where_the_settings_name_local_ones() -> None:
    assert rows(settled(load(**REAL, stt="local", llm="none"), Providers.HOSTED)) == Chosen(
        "deepgram", "azure", "openai", more_recognition=("local",), more_speech=("local",)
    )
    azure = {"azure_openai_api_key": "k", "azure_openai_endpoint": "https://x"}
    without = {name: value for name, value in REAL.items() if name != "openai_api_key"}
    assert rows(settled(load(**without, **azure), Providers.HOSTED)).writing == "azure-openai"


@pytest.mark.parametrize("missing", REAL)
def test_hosted_without_a_key_is_refused_before_anything_starts(missing: str) -> None:
    without = {name: value for name, value in REAL.items() if name != missing}
    with pytest.raises(ProviderUnusable, match=f"INTERVIEWER_{missing.upper()}"):
        settled(load(**without), Providers.HOSTED)
