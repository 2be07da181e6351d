"""How fast an interview replied, on the terminal and as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

from command_line import run
from measured_interview import REPLIES, measured_interview
from running_api import Api

SVG = "{http://www.w3.org/2000/svg}"


async def test_each_reply_is_told_with_its_stages_and_the_budget_that_it_broke(api: Api) -> None:
    held = await measured_interview(api.plane)
    shown = await run(api.url, "interviews", "latency", held.id)
    assert shown.status == 0, shown.err
    headings, *lines = shown.out.splitlines()
    assert headings.split()[:3] == ["at", "words", "turn"]
    assert "heard" not in headings
    assert len(lines) == len(REPLIES)
    assert [line.split()[-1] for line in lines if "planned" not in line] == ["generated", "26", "llm"]
    assert [line.split()[-1] for line in lines if "planned" in line] == ["planned", "stt", "planned"]


async def test_the_picture_shows_every_reply_beside_what_the_candidate_heard_and_nobodys_words(
    api: Api, tmp_path: Path
) -> None:
    held = await measured_interview(api.plane)
    listing = await run(api.url, "interviews", "latency", held.id, "--json")
    turns = [turn["turn"] for turn in json.loads(listing.out)]
    report = {"interviews": [{"id": held.id, "latency_ms": [{"turn": turn, "heard": 900} for turn in turns[:2]]}]}
    (tmp_path / "report.json").write_text(json.dumps(report))
    drawn = await run(
        api.url, "interviews", "latency", held.id, "--svg", f"{tmp_path}/w.svg", "--report", f"{tmp_path}/report.json"
    )
    assert (drawn.status, f"Drawn: {tmp_path}/w.svg" in drawn.out) == (0, True), drawn.err
    picture = (tmp_path / "w.svg").read_text("utf-8")
    root = ET.fromstring(picture)
    labels = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert sum("planned" in "".join(text.itertext()) for text in root.iter(f"{SVG}text")) == 3
    assert [label for label in labels if label.endswith((" llm", " stt"))] == ["2150 ms llm", "764 ms stt"]
    assert len(list(root.iter(f"{SVG}circle"))) == 3, "two replies, and the legend"
    assert "queue" not in picture


async def test_of_an_interview_without_a_measured_reply_that_is_said(api: Api, tmp_path: Path) -> None:
    interview = await api.interview()
    shown = await run(api.url, "interviews", "latency", interview["id"], "--svg", f"{tmp_path}/w.svg")
    assert (shown.status, "No reply of this interview was measured." in shown.out) == (0, True)
    ET.parse(tmp_path / "w.svg")  # an empty picture is a picture


async def test_what_cannot_be_read_or_written_or_is_no_interview_is_told(api: Api, tmp_path: Path) -> None:
    interview = (await api.interview())["id"]
    (tmp_path / "nonsense").write_text('{"interviews": [1]}')
    for arguments, told in (
        (("int_0",), "There is no interview int_0"),
        ((interview, "--svg", f"{tmp_path}/no/w.svg"), "The picture cannot be written: "),
        ((interview, "--report", f"{tmp_path}/no"), "The report cannot be read: "),
        ((interview, "--report", f"{tmp_path}/nonsense"), "is no report of a demo that holds the interview"),
    ):
        refused = await run(api.url, "interviews", "latency", *arguments)
        assert (refused.status, told in refused.err) == (1, True), (arguments, refused.err)
