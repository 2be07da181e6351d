"""A whole interview in German with the emulated vendors: lines go to a German voice, and words come from what hears.

No German voice exists here, so the candidate's recordings are English ones, of which the script says German words.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from interviewer.catalog.questions import Behavioural, Number
from interviewer.conversation.facts import Answer
from interviewer.conversation.languages import GERMAN
from interviewer.conversation.script import Script
from interviewer.providers.accounts import Accounts
from interviewer.providers.lineup import lineup
from interviewer.providers.speech.port import SAMPLE_RATE
from interviewer.simulation.vendors.app import served
from interviewer.simulation.vendors.main import Wish, world
from known_speech import Line, write_script
from room import Room
from told_hearings import Understood, say

CANDIDATE = {
    "consent": "Ja, damit bin ich einverstanden.",
    "customer_work": (
        "Ich habe vier Jahre lang in einem Hotel am Empfang gearbeitet und dort Gäste aufgenommen und die Rechnungen"
        " geschrieben, am Ende auch die neuen Kollegen eingearbeitet."
    ),
    "angry_customer": "Zwei Monate.",
    "colleague_argument": "Ja, das stimmt.",
    "any_questions": "Wie groß ist denn das Team?",
}
SCRIPT = Script(
    company="Hotel Lindenhof",
    job_title="Empfang",
    candidate_name="",
    minutes=10,
    questions=(
        Behavioural(id="bisher", ask="Erzählen Sie mir, wo Sie zuletzt gearbeitet haben."),
        Number(id="frist", ask="Wie lang ist Ihre Kündigungsfrist?", unit="Monate"),
    ),
    language="de",
    invites=True,
    follow_ups=0,
)


@pytest.fixture
def german(known: dict[str, Line]) -> dict[str, Line]:
    """The recordings, with the German words shared out over them."""
    found = {}
    for name, text in CANDIDATE.items():
        line, words = known[name], text.split()
        start, end = line.words[0][1], line.words[-1][2]
        each = (end - start) / len(words)
        times = ((word, start + n * each, start + (n + 1) * each) for n, word in enumerate(words))
        found[name] = replace(line, words=tuple(times))
    return found


@pytest.fixture
async def vendors(german: dict[str, Line], tmp_path: Path) -> AsyncIterator[Accounts]:
    script = write_script(tmp_path / "script.jsonl", list(german.values()))
    async with world(Wish(latencies="none", script=script)) as shared, served(shared) as addresses:
        base, key = addresses["azure_openai"], addresses["key"]
        yield Accounts(deepgram_url=base, deepgram_api_key=key, azure_speech_url=base, azure_speech_key=key)


@pytest.mark.parametrize("stt", ["deepgram", "deepgram-flux"])
async def test_an_interview_in_german_is_held_with_hosted_voices_and_ears(
    vendors: Accounts, german: dict[str, Line], stt: str
) -> None:
    async with lineup(replace(vendors, stt=stt)) as providers:
        voice = providers.voices["de"]
        assert voice.name == "azure/de-DE-KatjaNeural"
        heard = providers.recognition.open(keyterms=("Lindenhof",), language="de")
        understood, room = Understood(heard), Room(SCRIPT, knows=True, began=datetime(2026, 11, 26, 9)).begins()  # noqa: DTZ001
        spoken = 0
        try:
            for line in german.values():
                for speech in room.said[spoken:]:
                    text = " ".join((*speech.lines, *speech.closing))
                    sound = b"".join([chunk async for chunk in voice.stream(text)])
                    assert len(sound) / 2 / SAMPLE_RATE > len(text) / 40
                spoken = len(room.said)
                say(heard, line)
                room.hears(await understood.until(line))
        finally:
            await heard.aclose()
    assert room.said[-1].written == Answer("Wie groß ist denn das Team?"), json.dumps(room.last)
    assert GERMAN.lines.read_back.format(value="zwei Monate") in " ".join(
        line for said in room.said for line in said.lines
    )
    assert room.hears("Nein, das war's.").ended == "finished"
    assert room.answers.keys() == {"bisher", "frist"}
