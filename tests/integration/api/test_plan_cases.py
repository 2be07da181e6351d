"""Cases gate publishing, and a call that was held becomes one: `interviewer plan` against a running api."""

from __future__ import annotations

from pathlib import Path

import yaml

from command_line import run
from held_interview import ANSWER, HeldInterview
from running_api import PLAN, Api

FACTS = {"title": "Back-end engineer", "company": "Clearwater Tickets", "summary": "You build and run services."}
GOOD = "cases: [{name: Declines, line: link, says: {consent: No thank you.}, expect: {ended: declined}}]"


async def completed(api: Api) -> HeldInterview:
    held = await HeldInterview.scheduled(api.plane)
    for step in (held.dialled, held.leased, held.live, held.answered, held.ended):
        await step()
    return held


async def test_a_plan_whose_cases_do_not_hold_is_not_published(api: Api, tmp_path: Path) -> None:
    job = (await api.client.post("/v1/jobs", json=FACTS)).json()["id"]
    file, cases = tmp_path / "plan.yaml", tmp_path / "plan.cases.yaml"
    file.write_text(PLAN)
    cases.write_text(GOOD.replace("ended: declined", "ended: finished"))
    refused = await run(api.url, "plan", "publish", job, str(file), "--test", str(cases))
    assert (refused.status, refused.out) == (1, "")
    assert "It ended declined, not finished." in refused.err
    assert "Nothing was published" in refused.err
    assert (await api.client.get(f"/v1/jobs/{job}/plans")).json()["items"] == []
    assert (await api.client.get(f"/v1/jobs/{job}/draft")).status_code == 404
    cases.write_text(GOOD)
    published = await run(api.url, "plan", "publish", job, str(file), "--test", str(cases))
    assert (published.status, "is version 1 of" in published.out) == (0, True), published.err


async def test_a_call_that_was_held_becomes_a_case_in_the_file_that_is_named(api: Api, tmp_path: Path) -> None:
    held = await completed(api)
    plan, out = tmp_path / "plan.yaml", tmp_path / "from.cases.yaml"
    plan.write_text(PLAN)
    made = await run(api.url, "plan", "test", str(plan), "--from", held.id, "--out", str(out))
    assert made.status == 0, made.err
    text = out.read_text()
    assert text.startswith("# Personal data: what a real candidate said")
    (case,) = yaml.safe_load(text)["cases"]
    assert case["says"]["own_service"] == [ANSWER]
    assert case["expect"] == {"ended": "finished", "answered": ["own_service"]}
    again = await run(api.url, "plan", "test", str(plan), "--from", held.id, "--out", str(out))
    assert (again.status, "is there already" in again.err) == (1, True)
    assert out.read_text() == text
    assert (await run(api.url, "plan", "test", str(plan), "--cases", str(out), "--times", "2")).status == 0


async def test_what_cannot_become_a_case_is_told_and_nothing_is_written(api: Api, tmp_path: Path) -> None:
    fresh = await HeldInterview.scheduled(api.plane)
    plan, out = tmp_path / "plan.yaml", tmp_path / "x.yaml"
    plan.write_text(PLAN)
    for interview, said in ((fresh.id, "no words of the candidate"), ("int_0", "There is no interview int_0")):
        refused = await run(api.url, "plan", "test", str(plan), "--from", interview, "--out", str(out))
        assert refused.status == 1
        assert said in refused.err
    held = await completed(api)
    plan.write_text(PLAN.replace("own_service", "another_one"))
    refused = await run(api.url, "plan", "test", str(plan), "--from", held.id, "--out", str(out))
    assert (refused.status, "held by another plan" in refused.err) == (1, True)
    assert not out.exists()
