"""Where the providers' settings and keys come from, and that a key is told nobody."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from interviewer.bootstrap.settings import SettingsInvalid, load
from interviewer.providers.lineup import Chosen, chosen
from interviewer.providers.resilience.policy import POLICY

KEYS = {
    "deepgram_api_key": "dg-secret-1",
    "azure_speech_key": "az-secret-2",
    "openai_api_key": "sk-secret-3",
    "azure_openai_api_key": "ao-secret-4",
}
BROKEN = KEYS | {"openai_api_key": "sk-secret-3 and more"}
VENDORS_NAMES = {
    "DEEPGRAM_API_KEY": "deepgram_api_key",
    "AZURE_SPEECH_KEY": "azure_speech_key",
    "SPEECH_KEY": "azure_speech_key",
    "OPENAI_API_KEY": "openai_api_key",
    "AZURE_OPENAI_API_KEY": "azure_openai_api_key",
    "AZURE_OPENAI_ENDPOINT": "azure_openai_endpoint",
    "AZURE_SPEECH_REGION": "azure_speech_region",
    "OPENAI_BASE_URL": "openai_url",
}


@pytest.fixture(autouse=True)
def no_keys_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VENDORS_NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"INTERVIEWER_{name}", raising=False)


def keys_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "keys"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return file


def test_without_keys_everything_is_local_and_nobody_writes() -> None:
    assert chosen(load().accounts("http://engines/v1")) == Chosen("local", "local", "none")


def test_the_hosted_provider_is_used_whose_key_is_there() -> None:
    found = load(deepgram_api_key="k", azure_speech_key="k", openai_api_key="k")
    assert chosen(found.accounts("")) == Chosen("deepgram", "azure", "openai")
    azure = load(azure_openai_api_key="k", azure_openai_endpoint="https://x.openai.azure.com/")
    assert chosen(azure.accounts("")) == Chosen("local", "local", "azure-openai")


def test_a_row_that_is_named_is_used_whatever_keys_there_are() -> None:
    found = load(stt="deepgram-flux", tts="local", llm="none", openai_api_key="k", azure_speech_key="k")
    assert chosen(found.accounts("")) == Chosen("deepgram-flux", "local", "none")


@pytest.mark.parametrize("name", VENDORS_NAMES)
def test_a_vendors_own_name_of_a_variable_is_taken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "https://somewhere")
    assert getattr(load(), VENDORS_NAMES[name]) == "https://somewhere"


def test_our_own_name_goes_before_the_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    monkeypatch.setenv("INTERVIEWER_OPENAI_API_KEY", "ours")
    assert load().openai_api_key == "ours"


def test_no_key_shows_in_any_representation_or_in_an_error() -> None:
    settings = load(**KEYS)
    shown = f"{settings!r} {settings} {settings.accounts('')!r}"
    with pytest.raises(SettingsInvalid) as caught:
        load(**KEYS, clock_speed=2)
    shown += "".join(traceback.format_exception(caught.value))
    with pytest.raises(SettingsInvalid) as caught:
        load(**BROKEN)
    shown += "".join(traceback.format_exception(caught.value))
    assert "INTERVIEWER_OPENAI_API_KEY: a key has no spaces" in shown
    assert "secret" not in shown
    assert settings.accounts("").secrets == tuple(KEYS.values())


def test_a_child_gets_the_providers_settings_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = keys_file(tmp_path, "AZURE_SPEECH_KEY=from-the-file\n")
    parent = load(
        keys_file=file, stt="deepgram-flux", deepgram_api_key="k", llm_small_model="nano", openai_url="http://x/v1/"
    )
    for name, value in parent.environment().items():
        monkeypatch.setenv(name, value)
    child = load()
    assert child == parent
    assert (child.azure_speech_key, child.openai_url) == ("from-the-file", "http://x/v1")


def test_keys_come_from_a_file_and_the_environment_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = keys_file(
        tmp_path,
        "# of the staging accounts\n\nexport DEEPGRAM_API_KEY='dg'\n"
        "INTERVIEWER_OPENAI_API_KEY=file\nSPEECH_KEY = az \n",
    )
    monkeypatch.setenv("OPENAI_API_KEY", "environment")
    settings = load(keys_file=file)
    assert settings.deepgram_api_key == "dg"
    assert settings.azure_speech_key == "az"
    assert settings.openai_api_key == "environment"


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        ("OPENAI_API_KEY=sk-secret\n", 0o640, "can be read by others than its owner"),
        ("OPENAI_API_KEY=sk-secret\n", 0o602, "can be read by others than its owner"),
        ("OPENAI_API_KEY=a\nsk-secret\n", 0o600, "line 2: not of the form NAME=value"),
        ("OPENAI_KEY=sk-secret\n", 0o600, "line 1: no key has this name; there are DEEPGRAM_API_KEY"),
        ("\nOPENAI_API_KEY=\n", 0o600, "line 2: OPENAI_API_KEY is empty"),
        ("OPENAI_API_KEY=sk-secret two\n", 0o600, "line 1: a key has no spaces"),
        ("OPENAI_API_KEY=sk-secret\u2026\n", 0o600, "line 1: a key has no spaces"),
        ("SPEECH_KEY=sk-secret\nAZURE_SPEECH_KEY=b\n", 0o600, "line 2: AZURE_SPEECH_KEY is there twice"),
    ],
)
def test_a_mistake_in_the_keys_file_names_its_line_and_tells_no_key(
    tmp_path: Path, text: str, mode: int, told: str
) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load(keys_file=keys_file(tmp_path, text, mode))
    shown = "".join(traceback.format_exception(caught.value))
    assert str(caught.value).startswith("INTERVIEWER_KEYS_FILE: ")
    assert told in shown
    assert "secret" not in shown


def test_a_keys_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="No such file"):
        load(keys_file=tmp_path / "keys")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("api.deepgram.com", "an address begins with https"),
        ("https://", "this is no address"),
        ("https://[", "this is no address"),
        ("https://host:eighty", "this is no address"),
        ("https://me:dg-secret@host", "an address has no name and password in it"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_DEEPGRAM_URL", address)
    with pytest.raises(SettingsInvalid, match=rf"^INTERVIEWER_DEEPGRAM_URL: {told}"):
        load()


def test_numbers_of_ones_own_are_read_with_the_settings_and_by_every_process(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("writing: {hedge_after: 1.5}\n")
    settings = load(policy_file=str(file))
    assert settings.policy.writing.hedge_after == 1.5
    assert settings.environment()["INTERVIEWER_POLICY_FILE"] == str(file)
    assert load().policy == POLICY


@pytest.mark.parametrize("written", ["writing: {hegde_after: 1}", "a: ["])
def test_a_mistake_in_them_names_the_setting_and_the_file(tmp_path: Path, written: str) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(written)
    with pytest.raises(SettingsInvalid, match=rf"INTERVIEWER_POLICY_FILE: {file}"):
        load(policy_file=str(file))
