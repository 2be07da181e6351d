"""The policy's file: every number in one place, and a mistake in it told before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.providers.resilience import policy
from interviewer.providers.resilience.policy import POLICY, PolicyUnreadable


def test_every_number_has_its_reason_beside_it() -> None:
    lines = Path(policy.__file__).with_name("policy.yaml").read_text().splitlines()
    numbers = [line for line in lines if ": " in line.partition("#")[0] and "{}" not in line]
    assert len(numbers) > 30
    assert [line for line in numbers if not line.partition("#")[2].strip()] == []


def test_a_file_of_ones_own_says_only_what_is_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("writing:\n  hedge_after: 1.5\nspeech:\n  providers:\n    azure: {first_within: 0.9}\n")
    found = policy.read(file)
    assert found.writing.hedge_after == 1.5
    assert found.writing.given_up_after == POLICY.writing.given_up_after
    assert found.speech.of("azure").first_within == 0.9
    assert found.speech.of("local") == POLICY.speech.of("local")
    assert found.speech.of("openai").first_within == POLICY.speech.first_within


def test_a_file_with_nothing_in_it_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("# nothing\n")
    assert policy.read(file) == POLICY


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("writing: {hegde_after: 1}", "writing.hegde_after"),
        ("writing: {hedge_after: 0}", "writing.hedge_after"),
        ("writing: {hedge_after: .inf}", "writing.hedge_after"),
        ("writing: {hedge_after: soon}", "writing.hedge_after"),
        ("writing: {hedge_after: true}", "writing.hedge_after"),
        ("writing: {hedge_after: 5}", "hedge_after must be less than given_up_after"),
        ("recognition: {kept_seconds: 30}", "recognition.kept_seconds"),
        ("speech: {providers: {azure: {first: 1}}}", "speech: azure: first"),
        ("recognition: {providers: {local: {attempts: 1.5}}}", "recognition: local: attempts"),
        ("breakers: {threshold: 2}", "breakers.threshold"),
        ("telephone: {}", "telephone"),
        ("writing: 3", "wanted are parts"),
        ("- 1", "wanted are parts"),
        ("a: [", "is no YAML"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_taken(tmp_path: Path, written: str, told: str) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(written)
    with pytest.raises(PolicyUnreadable) as caught:
        policy.read(file)
    assert told in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyUnreadable, match="cannot be read"):
        policy.read(tmp_path / "nowhere.yaml")
