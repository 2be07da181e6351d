"""`interviewer jobs documents`, `candidates cv` and what `plan publish` takes along, against a running api."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import run
from interviewer.cli.documents import named
from interviewer.cli.examples import EXAMPLES, publish_if_none
from running_api import PLAN, Api

FACTS = {"title": "Back-end engineer", "company": "Clearwater Tickets", "summary": "You build and run services."}


async def test_documents_are_added_listed_and_removed_by_hand(api: Api, tmp_path: Path) -> None:
    job = (await api.client.post("/v1/jobs", json=FACTS)).json()["id"]
    good, bad = tmp_path / "pay.md", tmp_path / "scan.pdf"
    good.write_text("# Pay\n\n20 pounds an hour.\n")
    bad.write_bytes(b"%PDF-1.7 no")
    assert (await run(api.url, "jobs", "documents", "add", job, str(good))).out == "pay.md: 1 passages\n"
    good.write_text("# Pay\n\n30 pounds an hour.\n\nHoliday: 30 days.\n")
    assert (await run(api.url, "jobs", "documents", "add", job, str(good))).out == "pay.md: 2 passages\n"
    refused = await run(api.url, "jobs", "documents", "add", job, str(bad))
    assert (refused.status, "damaged" in refused.err) == (1, True)
    listed = json.loads((await run(api.url, "jobs", "documents", "list", job, "--json")).out)
    assert [one["name"] for one in listed["items"]] == ["pay.md"]
    assert (await run(api.url, "jobs", "documents", "remove", job, "pay.md")).status == 0
    gone = await run(api.url, "jobs", "documents", "remove", job, "pay.md")
    assert (gone.status, "no document" in gone.err) == (1, True)


async def test_a_cv_is_given_told_of_and_forgotten_by_hand(api: Api, tmp_path: Path) -> None:
    candidate = (await api.client.post("/v1/candidates", json={"name": "Ada Byron"})).json()["id"]
    file = tmp_path / "cv of Ada.txt"
    file.write_text("Ada Byron, PostgreSQL")
    given = await run(api.url, "candidates", "cv", candidate, str(file))
    assert given.out.startswith("a CV of 21 letters"), given.err
    file.write_text("Ada Byron, PostgreSQL and Rust")
    given = await run(api.url, "candidates", "cv", candidate, str(file))
    assert given.out.startswith("a CV of 30 letters"), given.err
    both = await run(api.url, "candidates", "cv", candidate, str(file), "--remove")
    assert both.status == 2
    assert (await run(api.url, "candidates", "cv", candidate, "--remove")).status == 0
    none = await run(api.url, "candidates", "cv", candidate)
    assert (none.status, "no CV" in none.err) == (1, True)


async def test_a_published_plan_takes_its_documents_along(api: Api, tmp_path: Path) -> None:
    job = (await api.client.post("/v1/jobs", json={**FACTS, "summary": "You build and run the services."})).json()["id"]
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "pay.md").write_text("# Pay\n\n20 pounds an hour.\n")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 no")
    file = tmp_path / "plan.yaml"
    first, rest = PLAN.split("\n", 1)
    file.write_text(f"{first[:-1]}, documents: [papers/pay.md]}}\n{rest}")
    published = await run(api.url, "plan", "publish", job, str(file))
    assert published.status == 0, published.err
    kept = (await api.client.get(f"/v1/jobs/{job}/documents")).json()["items"]
    assert [one["name"] for one in kept] == ["pay.md"]
    (tmp_path / "papers" / "pay.md").write_text("# Pay\n\n30 pounds an hour.\n")
    file.write_text(f"{first[:-1]}, documents: [papers/pay.md, scan.pdf]}}\n{rest}")
    refused = await run(api.url, "plan", "publish", job, str(file))
    assert (refused.status, "damaged" in refused.err, "is published" in refused.err) == (1, True, True)
    (now,) = (await api.client.get(f"/v1/jobs/{job}/documents")).json()["items"]
    assert now["version"] != kept[0]["version"], "replaced by what the file says now"


async def test_the_examples_come_with_their_documents(api: Api) -> None:
    assert await publish_if_none(api.url, {}) == 3
    jobs = (await api.client.get("/v1/jobs")).json()["items"]
    for job in jobs:
        kept = (await api.client.get(f"/v1/jobs/{job['id']}/documents")).json()["items"]
        assert sorted(one["name"] for one in kept) == sorted(Path(one).name for one in job["documents"])


def test_documents_of_the_same_name_are_told_apart_and_odd_names_made_plain() -> None:
    files = [
        Path("a/pay.md"),
        Path("b/pay.md"),
        Path("Über uns & mehr.pdf"),
        Path("文.md"),
        *EXAMPLES.glob("*/hand*.pdf"),
    ]
    assert named(files) == ["a-pay.md", "b-pay.md", "Uber uns - mehr.pdf", "md", "handbook.pdf"]
