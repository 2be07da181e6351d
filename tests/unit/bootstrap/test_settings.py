from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interviewer.bootstrap.settings import PREFIX, SettingMissing, Settings, SettingsInvalid, load
from interviewer.interviews.latency import Budget

if TYPE_CHECKING:
    from pathlib import Path


def test_a_child_reads_the_settings_its_parent_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = load(
        state_dir=tmp_path / "state",
        cache_dir=tmp_path / "cache",
        api_port=8123,
        database_url="postgresql://u:p@127.0.0.1:1/x",
        model_paths={"whisper-base": tmp_path},
        judge="none",
        agent_id="agent-7",
        openai_api_key="sk-x",
        latency_budget={"llm": 650.0},
    )
    for name, value in parent.environment().items():
        monkeypatch.setenv(name, value)
    assert load() == parent


def test_each_process_makes_an_agent_id_of_its_own_unless_one_is_given() -> None:
    assert f"{PREFIX}AGENT_ID" not in load().environment()
    assert load(agent_id="a").environment()[f"{PREFIX}AGENT_ID"] == "a"


def test_addresses_follow_from_host_port_and_state_folder(tmp_path: Path) -> None:
    settings = load(state_dir=tmp_path, api_port=9000)
    assert settings.api_url == "http://127.0.0.1:9000"
    assert settings.recordings_dir == tmp_path / "recordings"


def test_a_mistake_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_API_PORT", "eighty")
    with pytest.raises(SettingsInvalid, match="INTERVIEWER_API_PORT: "):
        load()


def test_what_is_no_json_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_LATENCY_BUDGET", "{stt: 500}")
    with pytest.raises(SettingsInvalid, match=r"^INTERVIEWER_LATENCY_BUDGET: what stands there is no JSON$"):
        load()


def test_a_budget_changes_the_stages_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_LATENCY_BUDGET", '{"llm": 650, "end_to_end": 1500}')
    assert load().budget == Budget(stt=500, llm=650, tts=300, end_to_end=1500)


@pytest.mark.parametrize(
    "budget", ['{"sst": 500}', '{"stt": 0}', '{"stt": -1}', '{"stt": Infinity}', '{"stt": "soon"}', "500", "[500]"]
)
def test_a_budget_for_a_stage_that_there_is_not_or_of_no_time_is_refused(
    budget: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_LATENCY_BUDGET", budget)
    with pytest.raises(SettingsInvalid, match="INTERVIEWER_LATENCY_BUDGET"):
        load()


def test_a_process_without_what_it_needs_says_which_variable() -> None:
    with pytest.raises(SettingMissing, match="INTERVIEWER_DATABASE_URL, INTERVIEWER_REDIS_URL"):
        Settings(database_url="", redis_url="").need("database_url", "redis_url")


def test_no_secret_shows_in_the_representation() -> None:
    settings = load(
        openai_api_key="sk-secret",
        livekit_api_secret="sk-secret",
        agent_secret="sk-secret",
        contact_secret="sk-secret",
        database_url="sk-secret",
    )
    assert "sk-secret" not in repr(settings)
