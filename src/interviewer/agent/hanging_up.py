"""Who ends a call hangs up: the candidate is put out of the room before the interviewer leaves it.

livekit's native side keeps a room that is left while somebody publishes in it until the process ends (its issue
rust-sdks#1378): 0.59 MB for each call, and nothing where everybody else was gone first, by `bench/rooms_left.py`.
Deliberately not here: after which ends the candidate is to stay, for an interviewer who goes on (`call`).
"""

from __future__ import annotations

import asyncio
from typing import Final

import aiohttp
from livekit import api, rtc

from interviewer.providers.rooms import FAILURES
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

WITHIN: Final = 2.0
"""Seconds to be gone; who is there still then goes with the room, which the control plane closes."""


async def hang_up(room: rtc.Room, candidate: str, *, url: str, token: str) -> None:
    """Put the candidate out, by the interviewer's own token, and return when it is gone. Raises nothing."""
    gone = asyncio.Event()

    def left(participant: rtc.RemoteParticipant) -> None:
        if participant.identity == candidate:
            gone.set()

    room.on("participant_disconnected", left)
    try:
        if candidate in room.remote_participants:
            async with asyncio.timeout(WITHIN):
                await _put_out(room.name, candidate, url, token)
                await gone.wait()
    except FAILURES as error:  # TimeoutError is among them
        log.warning("call.not_hung_up", error=type(error).__name__)
    finally:
        room.off("participant_disconnected", left)


async def _put_out(room: str, candidate: str, url: str, token: str) -> None:
    timeout = aiohttp.ClientTimeout(total=WITHIN)
    async with api.LiveKitAPI.with_token(token, url, timeout=timeout, failover=False) as livekit:
        await livekit.room.remove_participant(api.RoomParticipantIdentity(room=room, identity=candidate))
