"""The recording as a player asks for it: whole, from the middle, and while it still grows."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import av

from interviewer.interviews.commands import Command, GiveUp, Join, Lease, Observe
from interviewer.interviews.observations import CallJoined, RecordingSegmentStored, RecordingStarted
from interviewer.kernel.log import Metadata
from running_api import Api
from silence import silence

HERE = Metadata("req_test")


async def recorded(api: Api) -> str:
    """An interview with two pieces of 2 s and a gap of 1 s between."""
    interview_id = str((await api.interview())["id"])
    now = datetime.now(UTC)
    commands: list[Command] = [
        Join(interview_id, now),
        Lease("agent-1", now),
        Observe(CallJoined(epoch=1, number=1, at=now)),
        Observe(RecordingStarted(epoch=1, number=2, at=now, started=now)),
        Observe(RecordingSegmentStored(epoch=1, number=3, at=now, key="1-1.ogg", start=0, seconds=2)),
        Observe(RecordingSegmentStored(epoch=1, number=4, at=now, key="1-2.ogg", start=3, seconds=2)),
    ]
    for command in commands:
        await api.plane.execute(interview_id, command, HERE)
    for key in ("1-1.ogg", "1-2.ogg"):
        await api.blobs.put(interview_id, key, silence(2))
    return interview_id


async def test_a_recording_plays_whole_with_its_gap_named(api: Api) -> None:
    interview_id = await recorded(api)
    answer = await api.client.get(f"/v1/interviews/{interview_id}/recording")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/ogg")
    assert answer.headers["accept-ranges"] == "bytes"
    with av.open(io.BytesIO(answer.content), "r") as container:
        assert container.duration is not None
        assert abs(container.duration / 1e6 - 5) < 0.02
        assert container.streams.audio[0].channels == 2
    shown = (await api.client.get(f"/v1/interviews/{interview_id}")).json()["recording"]
    assert shown == {"start": 0.0, "seconds": 5.0, "channels": 2, "gaps": [{"start": 2.0, "end": 3.0}]}


async def test_a_player_may_ask_for_any_part(api: Api) -> None:
    interview_id = await recorded(api)
    path = f"/v1/interviews/{interview_id}/recording"
    await api.plane.execute(interview_id, GiveUp("failed", datetime.now(UTC)), HERE)
    whole = (await api.client.get(path)).content
    size = len(whole)
    for asked, first, last in (
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, size - 1),
        ("bytes=-50", size - 50, size - 1),
        (f"bytes=10-{size + 5}", 10, size - 1),
        (f"bytes=-{size + 5}", 0, size - 1),
    ):
        answer = await api.client.get(path, headers={"Range": asked})
        assert answer.status_code == 206, asked
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert answer.content == whole[first : last + 1]
    for asked in (f"bytes={size}-", "bytes=-0", "bytes=9-2"):
        answer = await api.client.get(path, headers={"Range": asked})
        assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}"), asked
    assert (await api.client.get(path, headers={"Range": "lines=1-2"})).content == whole


async def test_a_recording_that_the_store_has_lost_is_said_to_be_missing(api: Api) -> None:
    interview_id = await recorded(api)
    await api.blobs.delete(interview_id)
    answer = await api.client.get(f"/v1/interviews/{interview_id}/recording")
    assert (answer.status_code, answer.json()["code"]) == (404, "recording_missing")
