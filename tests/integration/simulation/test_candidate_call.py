"""Whole calls over a real livekit-server, between an interviewer that keeps to a script and the candidate."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.simulation.candidate.call import hold
from interviewer.simulation.candidate.journal import CallReport
from interviewer.simulation.candidate.link import CallFailed, JoinLink, LinkRefused
from interviewer.simulation.candidate.turn_taking import Manners
from simulated.buzzing_persona import persona
from simulated.doors import Doors
from simulated.interviewer import ScriptedInterviewer

CONSENT = "Hello. Is that okay with you?"
TEAM = "Tell me about a team that you have led."
Calling = Callable[..., "asyncio.Task[CallReport]"]


@pytest.fixture
def call(doors: Doors, tmp_path: Path) -> Calling:
    """Starts a candidate's call; what it shows goes to the test's output."""

    def start(token: str = "good", **options: object) -> asyncio.Task[CallReport]:
        link = JoinLink(f"{doors.url}/join/{token}")
        return asyncio.create_task(
            hold(link, persona(tmp_path), engines_url=doors.engines_url, show=print, **options)  # type: ignore[arg-type]
        )

    return start


async def test_an_interview_is_heard_answered_and_measured(
    doors: Doors, interviewer: ScriptedInterviewer, call: Calling, tmp_path: Path
) -> None:
    doors.texts = [CONSENT, TEAM, "Goodbye."]
    calling = call(save_heard=tmp_path / "heard.wav")
    await interviewer.candidate_is_there()
    await interviewer.say(1.5)
    await interviewer.candidate_ended(1)
    await interviewer.say(1.0, 0.4, 1.0)
    await interviewer.candidate_ended(3)
    await interviewer.say(0.8)
    await interviewer.candidate_ended(4)
    await interviewer.leave()
    report = await calling

    assert report.reason_left == "interviewer_left"
    assert [turn.said for turn in report.turns] == [
        "Yes, that's fine.",
        "I led a team. There were eight people in it.",
        "Goodbye.",
    ]
    assert [turn.asked_text for turn in report.turns] == [CONSENT, TEAM, "Goodbye."]
    assert [turn.heard_text for turn in report.turns] == [TEAM, "Goodbye.", ""]
    assert [turn.spoken_ms for turn in report.turns] == [
        pytest.approx(800, abs=60),
        pytest.approx(2200, abs=60),
        pytest.approx(600, abs=60),
    ]
    assert report.heard_words_total == 16
    assert "good" not in report.link
    # The interviewer, at the other end of the line, heard words of the same length.
    lengths = [end - start for start, end in zip(interviewer.began, interviewer.ended, strict=True)]
    assert lengths == [pytest.approx(length, abs=0.2) for length in (0.8, 1.0, 1.2, 0.6)]
    # It answered at once when it had noticed the candidate's silence; what the candidate measured contains that.
    for turn, ended, spoke in zip(report.turns, interviewer.ended[::2], interviewer.spoke[1:], strict=False):
        assert turn.latency_ms is not None
        assert turn.latency_ms >= (spoke - ended) * 1000
    with wave.open(str(tmp_path / "heard.wav")) as heard:
        assert heard.getframerate() == 16_000
        assert heard.getnframes() / 16_000 > 8.0


async def test_cut_off_it_stops_and_says_the_rest_when_there_is_silence(
    doors: Doors, interviewer: ScriptedInterviewer, call: Calling
) -> None:
    doors.texts = [TEAM, "Let us go on."]
    hang_up = asyncio.Event()
    calling = call(hang_up=hang_up)
    await interviewer.candidate_is_there()
    await interviewer.say(1.5)
    await interviewer.candidate_began(1)
    await interviewer.say(0.0, 0.7, 2.0)
    await interviewer.candidate_ended(2)
    hang_up.set()
    report = await calling

    assert report.reason_left == "interrupted"
    (turn,) = report.turns
    assert turn.cut_off
    assert turn.complete
    assert turn.spoken_ms == pytest.approx(2200, abs=60)
    assert interviewer.began[1] > interviewer.spoke[1] + 2.7, "the rest came after the interviewer had finished"


async def test_a_room_that_is_closed_ends_the_call(
    doors: Doors, interviewer: ScriptedInterviewer, call: Calling
) -> None:
    calling = call()
    await interviewer.candidate_is_there()
    await doors.close_room()
    report = await calling
    assert report.reason_left == "room_closed"
    assert report.turns == ()
    assert report.longest_silence_ms == 0


async def test_an_interviewer_who_leaves_without_a_goodbye_is_waited_for_and_another_one_heard(
    doors: Doors, interviewer: ScriptedInterviewer, call: Calling
) -> None:
    doors.texts = [TEAM, "Goodbye."]
    calling = call()
    await interviewer.candidate_is_there()
    await interviewer.say(1.0)
    await interviewer.candidate_ended(2)
    await interviewer.leave()
    second = ScriptedInterviewer()
    await second.join(doors.livekit_url, doors.token("interviewer-2"))
    await second.candidate_is_there()
    await second.say(1.0)
    await second.candidate_ended(1)
    await second.leave()
    report = await calling
    assert report.reason_left == "interviewer_left"
    assert [turn.asked_text for turn in report.turns] == [TEAM, "Goodbye."]


async def test_without_engines_it_says_that_it_has_no_answer_and_goes_on(
    doors: Doors, interviewer: ScriptedInterviewer, call: Calling, capsys: pytest.CaptureFixture[str]
) -> None:
    doors.deaf = True
    calling = call()
    await interviewer.candidate_is_there()
    await interviewer.say(1.0)
    await interviewer.candidate_ended(1)
    doors.deaf = False
    doors.texts = ["Goodbye."]
    await interviewer.say(1.0)
    await interviewer.candidate_ended(2)
    await interviewer.leave()
    report = await calling
    assert [turn.said for turn in report.turns] == ["I'm sorry, I don't have an answer to that.", "Goodbye."]
    assert [turn.text for turn in report.heard] == [None, "Goodbye."]
    assert "HTTP 503" in capsys.readouterr().out


async def test_a_silent_interviewer_is_asked_for_and_then_left(interviewer: ScriptedInterviewer, call: Calling) -> None:
    report = await call(manners=Manners(still_there=1.0, hang_up=2.5))
    assert report.reason_left == "silence"
    assert [turn.said for turn in report.turns] == ["Hello? Are you still there?"]
    assert len(interviewer.began) == 1


async def test_a_refused_link_and_a_dead_media_server_are_told_apart(doors: Doors, call: Calling) -> None:
    doors.refusals = {"old": (410, "the interview is over.")}
    with pytest.raises(LinkRefused, match="the interview is over"):
        await call("old")
    doors.livekit_url = "ws://127.0.0.1:9"
    with pytest.raises(CallFailed, match=r"ws://127\.0\.0\.1:9"):
        await call()
