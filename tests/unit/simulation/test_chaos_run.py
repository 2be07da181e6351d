"""Verdicts are kept as they come, gone on with, and put into the table; a starved harness says nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from interviewer.cli import build
from interviewer.simulation.chaos import checker
from interviewer.simulation.chaos.call import Held
from interviewer.simulation.chaos.run import Results, ResultsUnreadable, due, resumed, verdict
from interviewer.simulation.chaos.scenario import Log, Scenario
from interviewer.simulation.chaos.scenarios import NOTHING, SCENARIOS
from interviewer.simulation.chaos.stage import agents
from interviewer.simulation.chaos.table import BEGIN, END, NoPlace, written

FIRST, SECOND = Scenario("first", "One."), Scenario("second", "Two.")


def judged(scenario: Scenario, *held: Held) -> list[checker.Verdict]:
    return [checker.judged(one, scenario, ["angry"], {}) for one in held]


def test_there_are_at_least_thirty_five_scenarios_each_under_its_own_name() -> None:
    assert len(SCENARIOS) >= 35
    assert all(name == scenario.name for name, scenario in SCENARIOS.items())
    assert any(scenario.quick for scenario in SCENARIOS.values())


@pytest.mark.parametrize("unsettled", ["invalid", "begun"])
def test_a_scenario_with_a_verdict_is_not_run_again_but_one_without_a_whole_one_is(
    tmp_path: Path, unsettled: str
) -> None:
    results = Results(tmp_path / "r.json", {"first": {"name": "first", "state": "fails"}}, recognised={"Yes.": 1})
    assert due([FIRST, SECOND], results) == [SECOND]
    results.scenarios["first"]["state"] = unsettled
    assert due([FIRST, SECOND], results) == [FIRST, SECOND]


def test_the_call_without_faults_comes_first_where_others_are_measured_by_it(tmp_path: Path) -> None:
    taken_over = Scenario("taken_over", "By another agent.", log=Log(epochs=2))
    results = Results(tmp_path / "r.json")
    assert due([FIRST, taken_over], results) == [NOTHING, FIRST, taken_over]
    assert due([FIRST, SECOND], results) == [FIRST, SECOND]
    results.recognised = {"Yes.": 1}
    assert due([FIRST, taken_over], results) == [FIRST, taken_over]


def test_results_are_gone_on_with_as_they_were_kept(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    assert resumed(file).scenarios == {}
    Results(file, {"first": {"name": "first", "state": "holds"}}, {"Yes.": 1}).keep()
    assert resumed(file).scenarios == {"first": {"name": "first", "state": "holds"}}
    assert resumed(file).recognised == {"Yes.": 1}
    for nonsense in ("[]", "{", '{"scenarios": [{}], "recognised": null}'):
        file.write_text(nonsense, "utf-8")
        with pytest.raises(ResultsUnreadable, match=r"is no file of results"):
            resumed(file)


def test_a_starved_harness_makes_a_scenario_invalid_whatever_it_saw() -> None:
    row = verdict(FIRST, judged(FIRST, Held()), lag_ms=80.0)
    assert (row["state"], row["holds"]) == ("invalid", False)
    assert "80 ms late" in row["broken"][0]


def test_of_several_calls_the_worst_figure_counts() -> None:
    row = verdict(FIRST, judged(FIRST, Held(two_at_once=0.0), Held(two_at_once=1.5, state="live")), lag_ms=5.0)
    assert row["figures"]["two_at_once_s"] == 1.5
    assert row["state"] == "fails"


def test_many_calls_have_two_agents_and_more_only_where_each_call_has_its_own_agent_hit() -> None:
    shared, own = [SCENARIOS["rolling_restart"], SCENARIOS["redis_flushed"]], SCENARIOS["agent_killed"]
    assert [agents(calls, shared) for calls in (1, 10)] == [2, 2]
    assert [agents(calls, [*shared, own]) for calls in (1, 2, 10)] == [2, 3, 4]


def test_the_table_replaces_what_stands_between_its_marks_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nformer rows\n{END}\nafter\n", "utf-8")
    row = verdict(NOTHING, judged(NOTHING, Held(trouble="a | b")), lag_ms=5.0)
    written(page, {NOTHING.name: row})
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "former rows" not in text
    assert f"| `{NOTHING.name}` | {NOTHING.about} | **no** |" in text
    assert "a / b" in text
    assert text.count("not run") == len(SCENARIOS) - 1
    with pytest.raises(NoPlace):
        written(tmp_path / "other.md", {})


def test_what_cannot_be_run_is_said_before_anything_starts(tmp_path: Path) -> None:
    found = CliRunner().invoke(build(), ["chaos", "run", "earthquake"])
    assert found.exit_code == 2
    assert "earthquake" in found.output
    found = CliRunner().invoke(build(), ["chaos", "run", "all", "--json", str(tmp_path / "none" / "r.json")])
    assert found.exit_code == 2
    (tmp_path / "r.json").write_text(json.dumps([]), "utf-8")
    found = CliRunner().invoke(build(), ["chaos", "run", "all", "--resume", "--json", str(tmp_path / "r.json")])
    assert found.exit_code == 1


def test_all_scenarios_are_told_with_what_happens() -> None:
    found = CliRunner().invoke(build(), ["chaos", "list"])
    assert found.exit_code == 0
    assert all(name in found.output for name in SCENARIOS)
