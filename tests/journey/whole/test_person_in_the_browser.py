"""A person in Chromium, with a microphone that is a WAV file, is interviewed from the page."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shutil
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from interviewer.bootstrap.system import System

pytestmark = [
    pytest.mark.journey,
    pytest.mark.engines,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="session"),
]

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed: `sudo apt-get install chromium`"
)
FLAGS = (
    "--use-fake-device-for-media-stream",
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
SENTENCE = "Yes, that is fine. I have helped customers on the phone for three years, and in the end they were happy."
PAUSE_SECONDS = 8
PLAN = {
    "job": {"title": "Support agent", "company": "Bluebird", "summary": "You help customers."},
    "plan": {
        "title": "A short talk",
        "minutes": 5,
        "questions": [{"id": "work", "ask": "What work have you done with customers?", "criteria": ["experience"]}],
        "criteria": [
            {
                "id": "experience",
                "name": "Experience",
                "description": "Has worked with customers.",
                "anchors": {"0": "Never", "3": "A year", "5": "Many years"},
                "checklist": [
                    f"Does the answer name {n} years of work?" for n in ("one", "two", "three", "four", "five")
                ],
            }
        ],
    },
}


@pytest_asyncio.fixture(loop_scope="session")
async def microphone(whole: System, tmp_path: Path) -> Path:
    """A WAV that says one sentence, then pauses; Chromium plays it over and over."""
    async with httpx.AsyncClient(timeout=60) as client:
        answer = await client.post(
            f"{whole.settings.engines_url}/audio/speech",
            json={"model": "piper", "voice": "joe", "input": SENTENCE, "response_format": "pcm"},
        )
    file = tmp_path / "microphone.wav"
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(24_000)
        out.writeframes(answer.raise_for_status().content + bytes(PAUSE_SECONDS * 48_000))
    file.write_bytes(buffer.getvalue())
    return file


@pytest_asyncio.fixture(loop_scope="session")
async def browser(microphone: Path) -> AsyncIterator[Browser]:
    """Chromium with that microphone, which it may use without asking."""
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*FLAGS, "--use-fake-ui-for-media-stream", f"--use-file-for-fake-audio-capture={microphone}"],
        )
        yield made
        await made.close()


@needs_chromium
async def test_a_person_talks_to_the_interviewer_from_the_page_to_the_goodbye(
    whole: System, client: httpx.AsyncClient, browser: Browser
) -> None:
    (await client.post("/v1/plans", content=json.dumps(PLAN))).raise_for_status()
    page = await browser.new_page()
    await page.goto(f"{whole.settings.api_url}/talk")
    await page.get_by_role("radio", name="Support agent at Bluebird", exact=True).click()
    await page.get_by_label("Your name").fill("Robin")
    await page.get_by_test_id("start-call").click()
    await page.get_by_test_id("consent-start").click(timeout=30_000)
    await expect(page.get_by_test_id("call-status")).to_be_visible(timeout=30_000)
    await expect(page.get_by_test_id("captions")).to_contain_text("What work have you done", timeout=90_000)
    await expect(page.get_by_test_id("mic-level")).to_be_visible()
    mine = page.locator("[data-speaker=candidate]", has_text=re.compile("fine|customers|happy"))
    await expect(mine.first).to_be_visible(timeout=60_000)
    await expect(page.get_by_test_id("call-ended")).to_have_attribute("data-how", "finished", timeout=120_000)

    made = (await client.get("/v1/interviews", params={"limit": 1})).json()["items"][0]
    await _scorecard(client, made["id"])  # the page knows of the end before the log does
    interview = (await client.get(f"/v1/interviews/{made['id']}")).json()
    assert interview["consent"] is True
    assert interview["outcome"] == "completed"


@needs_chromium
async def test_hanging_up_ends_the_interview_without_invented_scores(
    client: httpx.AsyncClient, browser: Browser
) -> None:
    plan = (await client.post("/v1/plans", content=json.dumps(PLAN))).raise_for_status().json()
    agreed = await client.post("/v1/interviews", json={"plan_id": plan["id"], "candidate_name": "Kim"})
    interview = agreed.raise_for_status().json()
    page = await browser.new_page()
    await page.goto(interview["join_url"])
    await page.get_by_test_id("consent-start").click(timeout=30_000)
    await expect(page.get_by_test_id("captions")).to_contain_text("AI interviewer", timeout=60_000)
    await page.get_by_test_id("hang-up").click()
    await expect(page.get_by_test_id("call-ended")).to_be_visible(timeout=30_000)

    card = await _scorecard(client, interview["id"])
    assert all(criterion["score"] is None for criterion in card["criteria"])
    assert "abandoned" in [flag["code"] for flag in card["flags"]]
    recording = await client.get(f"/v1/interviews/{interview['id']}/recording")
    assert recording.status_code == 404  # there was no yes


@needs_chromium
async def test_a_refused_microphone_is_explained_and_the_link_stays_good(client: httpx.AsyncClient) -> None:
    plan = (await client.post("/v1/plans", content=json.dumps(PLAN))).raise_for_status().json()
    agreed = await client.post("/v1/interviews", json={"plan_id": plan["id"], "candidate_name": "Sam"})
    interview = agreed.raise_for_status().json()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, "--use-fake-ui-for-media-stream=deny"]
        )
        page = await browser.new_page()
        await page.goto(interview["join_url"])
        await page.get_by_test_id("consent-start").click(timeout=30_000)
        await expect(page.get_by_test_id("join-trouble")).to_contain_text("microphone is not allowed", timeout=30_000)
        await browser.close()
    state = (await client.get(f"/v1/interviews/{interview['id']}")).json()["state"]
    assert state in ("scheduled", "dialling")


async def _scorecard(client: httpx.AsyncClient, interview_id: str) -> dict[str, list[dict[str, str | None]]]:
    async with asyncio.timeout(60):
        while True:
            answer = await client.get(f"/v1/interviews/{interview_id}/scorecard")
            if answer.is_success:
                found: dict[str, list[dict[str, str | None]]] = answer.json()
                return found
            await asyncio.sleep(0.1)
