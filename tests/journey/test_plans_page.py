"""An author in Chromium, on the Plans page: what is wrong with a plan, how it sounds, and its next version."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from interviewer.api.app import create_app
from interviewer.api.pages import places
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from interviewer.simulation.vendors.app import served
from interviewer.simulation.vendors.main import Wish, world
from running_api import PLAN, client_of, serving, settings_of

CHROMIUM = shutil.which("chromium")
BUILT = next((folder for folder in places() if (folder / "index.html").is_file()), None)
pytestmark = [
    pytest.mark.journey,
    pytest.mark.timeout(120),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: `sudo apt-get install chromium`"),
    pytest.mark.skipif(BUILT is None, reason="The dashboard is not built: `npm run build` in `dashboard`"),
]
OPEN = "Tell me about a problem that you helped to solve."
PATIENT = "writing: {hedge_after: 19.0, given_up_after: 20.0, first_within: 20.0, next_within: 20.0}\n"
"""A machine that also draws the page is no late vendor."""
LEADING = '"Surely you like to solve problems, don\'t you?"'


@pytest.fixture
async def client(postgres_dsn: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an api that serves the page as it was built, beside an emulated language model."""
    assert BUILT is not None
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    (tmp_path / "policy.yaml").write_text(PATIENT)
    async with world(Wish(latencies="none")) as shared, served(shared) as vendors:
        given = {"openai_url": vendors["openai"], "openai_api_key": vendors["key"]}
        settings = settings_of(postgres_dsn, tmp_path, policy_file=tmp_path / "policy.yaml", **given)
        app = create_app(settings, rooms=rooms, blobs=blobs, page=(BUILT,))
        async with serving(app) as url, client_of(url) as made:
            yield made


@pytest.fixture
async def page(client: httpx.AsyncClient) -> AsyncIterator[Page]:
    """The Plans page, open in Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        opened = await browser.new_page()
        opened.set_default_timeout(20_000)
        await opened.goto(f"{client.base_url}/plans")
        yield opened
        await browser.close()


async def draft(client: httpx.AsyncClient, job: str, text: str) -> httpx.Response:
    """Keep it as the job's draft and publish that."""
    there = await client.get(f"/v1/jobs/{job}/draft")
    based = {"If-None-Match": "*"} if there.status_code == 404 else {"If-Match": there.headers["etag"]}
    kept = await client.put(f"/v1/jobs/{job}/draft", content=text, headers=based)
    assert kept.is_success, kept.text
    return await client.post(f"/v1/jobs/{job}/draft/publish", headers={"If-Match": kept.headers["etag"]})


async def test_an_author_sees_what_to_mend_rehearses_the_plan_and_finds_the_published_draft(
    client: httpx.AsyncClient, page: Page
) -> None:
    expect.set_options(timeout=20_000)
    await expect(page.get_by_text("There is no interview plan yet")).to_be_visible()
    first = await client.post("/v1/plans", content=PLAN.replace(OPEN, LEADING))
    assert first.status_code == 201, first.text

    await page.reload()
    await page.get_by_role("link", name="Back-end engineer", exact=True).click()
    await expect(page.get_by_test_id("authored-question")).to_have_count(3)
    findings = page.get_by_test_id("advice").filter(has_text="Question 2")
    await expect(findings).to_contain_text("leads to an answer")

    rehearsal = page.get_by_role("region", name="Rehearsal")
    said = rehearsal.locator("[data-what=said]")
    await rehearsal.get_by_text("Opened a link").click()
    await rehearsal.get_by_test_id("rehearse").click()
    await expect(said.last).to_contain_text("Clearwater Tickets")
    reply = rehearsal.get_by_test_id("rehearsal-reply")
    for answer, said_back, standing in (
        ("Yes, that's fine with me.", "Tell me about a service that you have built.", "Questions 1 of 3"),
        ("I built the queue of our ticket shop with two others.", "don't you?", "Questions 2 of 3"),
    ):
        before = await said.count()
        await reply.fill(answer)
        await reply.press("Enter")
        await expect(said.nth(before)).to_contain_text(said_back)
        await expect(rehearsal.locator("[data-what=replied]").last).to_contain_text(answer)
        await expect(page.get_by_test_id("standing")).to_contain_text(standing)

    await rehearsal.get_by_role("button", name="Start again").click()
    await rehearsal.get_by_role("switch", name="The language model writes too").check()
    await rehearsal.get_by_test_id("rehearse").click()
    await expect(said.last).to_contain_text("Clearwater Tickets")
    for answer, said_back in (
        ("Yes, that's fine with me.", "Tell me about a service that you have built."),
        ("I built the queue of our ticket shop with two others.", "the queue"),
    ):
        before = await said.count()
        await reply.fill(answer)
        await reply.press("Enter")
        await expect(said.nth(before)).to_contain_text(said_back)
    await expect(page.get_by_test_id("standing")).to_contain_text("Questions 1 of 3")

    published = await draft(client, first.json()["job_id"], PLAN)
    assert published.status_code == 201, published.text
    assert (await client.get("/v1/interviews")).json()["items"] == [], "a rehearsal keeps nothing"
    await page.get_by_role("link", name="Plans").first.click()
    await page.reload()
    await expect(page.get_by_text(re.compile(r"version 2\b"))).to_be_visible()
    await page.get_by_role("link", name="Back-end engineer", exact=True).click()
    await expect(page.get_by_test_id("authored-question").nth(1)).to_contain_text(OPEN)
    await expect(page.get_by_test_id("advice").filter(has_text="leads to an answer")).to_have_count(0)
