"""`interviewer jobs`, `plan publish` and `plan diff` as people and scripts use them, against a running api."""

from __future__ import annotations

import json
from pathlib import Path

import command_line
from command_line import Ran
from running_api import PLAN, Api

FACTS = {
    "title": "Back-end engineer",
    "company": "Clearwater Tickets",
    "summary": "You build and run the services that sell tickets.",
}
CHANGED = PLAN.replace("minutes: 9", "minutes: 12").replace("that you helped to solve", "that you solved")


async def run(api: Api | None, *arguments: str) -> Ran:
    return await command_line.run(api.url if api else "http://127.0.0.1:9", *arguments)


async def test_a_file_is_published_changed_published_again_and_compared(api: Api, tmp_path: Path) -> None:
    job = (await api.client.post("/v1/jobs", json=FACTS)).json()["id"]
    file, short = tmp_path / "plan.yaml", tmp_path / "short.yaml"
    file.write_text(PLAN)
    first = await run(api, "plan", "publish", job, str(file))
    assert (first.status, first.out.endswith(f"is version 1 of {job}\n")) == (0, True), first.err
    short.write_text(CHANGED.partition("\n")[2])
    second = json.loads((await run(api, "plan", "publish", job, str(short), "--json")).out)
    assert second["version"] == 2
    plan = first.out.split()[0]
    listed, shown = await run(api, "jobs", "list", "--q", "clearwater"), await run(api, "jobs", "show", job)
    assert job in listed.out
    assert plan in shown.out
    assert "no mistakes" in shown.out
    whole = json.loads((await run(api, "jobs", "show", job, "--json")).out)
    assert [found["version"] for found in whole["plans"]] == [2, 1]

    compared = await run(api, "plan", "diff", plan, second["id"])
    assert compared.status == 0, compared.err
    assert "  minutes\n  - 9\n  + 12\n" in compared.out
    assert "  incident\n    ask\n    - Tell me about a problem that you helped to solve.\n" in compared.out
    by_file = json.loads((await run(api, "plan", "diff", str(file), second["id"], "--json")).out)
    assert [change["field"] for change in by_file["plan"]] == ["minutes"]


async def test_files_are_compared_without_an_api(tmp_path: Path) -> None:
    before, after = tmp_path / "before.yaml", tmp_path / "after.yaml"
    before.write_text(PLAN)
    after.write_text(PLAN)
    assert await run(None, "plan", "diff", str(before), str(after)) == Ran(0, "They say the same.\n", "")
    after.write_text(PLAN.replace("id: slow_page", "id: slow"))
    found = (await run(None, "plan", "diff", str(before), str(after))).out
    ask = "A page has become slow. How would you find out why?"
    assert found == f"questions\n  - slow_page: {ask}\n  + slow: {ask}\n"


async def test_a_draft_that_is_not_published_is_not_written_over(api: Api, tmp_path: Path) -> None:
    job = (await api.client.post("/v1/jobs", json=FACTS)).json()["id"]
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)
    await api.client.put(f"/v1/jobs/{job}/draft", content="plan:", headers={"If-None-Match": "*"})
    refused = await run(api, "plan", "publish", job, str(file))
    assert (refused.status, refused.out) == (1, "")
    assert "--replace" in refused.err
    assert (await api.client.get(f"/v1/jobs/{job}/draft")).json()["text"] == "plan:"
    assert (await run(api, "plan", "publish", job, str(file), "--replace")).status == 0
    await api.client.put(f"/v1/jobs/{job}/draft", content=CHANGED, headers={"If-Match": "*"})
    assert (await run(api, "plan", "publish", job, str(file))).status == 1


async def test_what_may_not_be_asked_is_not_even_kept_as_a_draft_unless_somebody_says_that_it_may(
    api: Api, tmp_path: Path
) -> None:
    job = (await api.client.post("/v1/jobs", json=FACTS)).json()["id"]
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace("Tell me about a problem that you helped to solve.", '"Are you married?"'))
    refused = await run(api, "plan", "publish", job, str(file))
    assert (refused.status, "asks about family" in refused.out, "--acknowledge" in refused.err) == (1, True, True)
    assert (await api.client.get(f"/v1/jobs/{job}/draft")).status_code == 404
    published = await run(api, "plan", "publish", job, str(file), "--acknowledge")
    assert (published.status, published.out.endswith(f"is version 1 of {job}\n")) == (0, True), published.err
    assert "draft of" in (shown := (await run(api, "jobs", "show", job)).out)
    assert "1 mistake" in shown


async def test_what_is_wrong_is_told_in_a_sentence(api: Api, tmp_path: Path) -> None:
    job = (await api.client.post("/v1/jobs", json=FACTS)).json()["id"]
    file = tmp_path / "plan.yaml"
    file.write_text(
        PLAN.replace("minutes: 9", "minutes: 900").replace("title: Back-end engineer, company", "title: Cook, company")
    )
    wrong = await run(api, "plan", "publish", job, str(file))
    assert wrong.status == 1
    assert f"{file}:4:12 plan.minutes" in wrong.out
    assert f"{file}:1:14 job.title" in wrong.out
    assert (await api.client.get(f"/v1/jobs/{job}/draft")).status_code == 404
    for command, said in (
        (("plan", "publish", "job_0", str(file)), "There is no job job_0"),
        (("plan", "diff", "plan_0", "plan_1"), "There is no plan plan_0"),
        (("jobs", "show", "job_0"), "There is no job job_0"),
    ):
        ran = await run(api, *command)
        assert (ran.status, ran.out) == (1, "")
        assert said in ran.err
    missing = await run(api, "plan", "publish", job, str(tmp_path / "none.yaml"))
    assert (missing.status, "cannot be read" in missing.out) == (1, True)
    away = await run(None, "jobs", "list")
    assert (away.status, "does not answer" in away.err) == (1, True)
