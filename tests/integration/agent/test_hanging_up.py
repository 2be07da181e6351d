"""How a call of ours is left: by whom first, in a room of a real livekit-server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from livekit import api, rtc

from interviewer.agent.call import Call
from interviewer.agent.endings import CallOver
from interviewer.agent.hanging_up import hang_up
from interviewer.agent.spool import Spool
from interviewer.interviews.observations import EndReason
from interviewer.providers.rooms import LiveKitRooms
from interviewer.wire.agent_link import ObservationSent
from real_call import call_at
from real_livekit import KEY, SECRET, livekit_server
from talking_ends import QUIET_ROOM, ROOM, End

LONG = 20.0


@dataclass
class Held:
    """A call that goes on; what happened at its end, in order."""

    call: Call
    holding: asyncio.Task[EndReason | None]
    happened: list[str]
    rooms: LiveKitRooms

    async def ends(self, reason: EndReason) -> None:
        """It comes to this end."""
        self.call._end(CallOver(reason))
        assert await asyncio.wait_for(self.holding, LONG) == reason


@contextlib.asynccontextmanager
async def held(home: Path) -> AsyncIterator[Held]:
    """A call with a candidate in it that does not go by itself."""
    happened: list[str] = []
    asked = asyncio.Event()

    def sent(observation: ObservationSent) -> None:
        if observation.type == "call.ended":
            happened.append("the end is reported")
        elif observation.type == "turn.spoken":
            asked.set()

    async with livekit_server(home) as url, LiveKitRooms(url, KEY, SECRET) as rooms:
        await rooms.create(ROOM)
        candidate = End(url, "candidate", sounds=QUIET_ROOM)
        candidate.room.on("disconnected", lambda reason: happened.append(rtc.DisconnectReason.Name(reason)))
        candidate.room.on("participant_disconnected", lambda _: happened.append("the interviewer leaves"))
        await candidate.join(rooms)
        spool = Spool(home / "spool.jsonl")
        call = call_at(url, rooms.token(ROOM, "interviewer-1", role="interviewer"), spool, sent)
        holding = asyncio.create_task(call.hold())
        try:
            await asyncio.wait_for(asked.wait(), LONG)
            yield Held(call, holding, happened, rooms)
        finally:
            call.stop()
            await asyncio.gather(holding, candidate.leave(), return_exceptions=True)
            spool.close()


@pytest.mark.parametrize("reason", ["finished", "candidate_silent"])
async def test_an_interviewer_who_ends_a_call_puts_the_candidate_out_before_it_leaves(
    tmp_path: Path, reason: EndReason
) -> None:
    async with held(tmp_path) as call:
        await call.ends(reason)
        async with asyncio.timeout(LONG):
            while len(call.happened) < 2:  # its end hears of it in its own time
                await asyncio.sleep(0.02)
        assert sorted(call.happened) == ["PARTICIPANT_REMOVED", "the end is reported"]
        assert await call.rooms.participants(ROOM) == ()


@pytest.mark.parametrize("reason", ["stopped", "candidate_lost"])
async def test_a_call_that_another_interviewer_may_go_on_with_leaves_the_candidate_where_it_is(
    tmp_path: Path, reason: EndReason
) -> None:
    async with held(tmp_path) as call:
        await call.ends(reason)
        assert await call.rooms.participants(ROOM) == ("candidate",)
        assert "PARTICIPANT_REMOVED" not in call.happened


async def test_the_interviewers_token_puts_out_of_its_own_room_alone_and_a_candidates_nobody(tmp_path: Path) -> None:
    async with livekit_server(tmp_path) as url, LiveKitRooms(url, KEY, SECRET) as rooms:
        for token in (
            rooms.token("mine", "interviewer-1", role="interviewer"),
            rooms.token(ROOM, "x", role="candidate"),
        ):
            async with api.LiveKitAPI.with_token(token, url) as livekit:
                with pytest.raises(api.ServerError, match="permission"):
                    await livekit.room.remove_participant(api.RoomParticipantIdentity(room=ROOM, identity="candidate"))


async def test_who_cannot_be_put_out_keeps_nobody_in_the_call(tmp_path: Path) -> None:
    async with livekit_server(tmp_path) as url, LiveKitRooms(url, KEY, SECRET) as rooms:
        room, candidate = rtc.Room(), End(url, "candidate")
        await candidate.join(rooms)
        await room.connect(url, rooms.token(ROOM, "interviewer-1", role="interviewer"))
        try:
            await hang_up(room, "nobody", url="ws://127.0.0.1:9", token="not asked")
            await hang_up(room, "candidate", url="ws://127.0.0.1:9", token="nobody is there")
            await hang_up(room, "candidate", url=url, token="no token")
            assert "candidate" in room.remote_participants
        finally:
            await room.disconnect()
            await candidate.leave()
