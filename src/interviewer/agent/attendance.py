"""Who is in the room of a call: its candidate comes, is heard, switches its microphone off, leaves; we are put out.

Deliberately not here: how long one who is not there is waited for (`presence`), and what a call does when it ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from livekit import rtc

from interviewer.agent.ears import Ears
from interviewer.agent.endings import CallOver, LeaseLost
from interviewer.agent.presence import Presence
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

HUNG_UP: Final = (rtc.DisconnectReason.CLIENT_INITIATED, rtc.DisconnectReason.USER_REJECTED)
PUT_OUT: Final = (rtc.DisconnectReason.PARTICIPANT_REMOVED, rtc.DisconnectReason.DUPLICATE_IDENTITY)


class Attendance:
    """Of one room, for the candidate with this identity; others are neither heard nor waited for.

    `end` is told of what ends the call. `arrived` is set once there is a microphone of the candidate's to listen to.
    """

    def __init__(
        self,
        room: rtc.Room,
        candidate: str,
        ears: Ears,
        presence: Presence,
        end: Callable[[CallOver | LeaseLost], None],
    ) -> None:
        self.arrived = asyncio.Event()
        self._room = room
        self._candidate = candidate
        self._ears = ears
        self._presence = presence
        self._end = end
        self._closed = False

    def watch(self) -> None:
        """From now on; to be called before the room is joined."""
        self._room.on("track_subscribed", self._on_track)
        self._room.on("participant_disconnected", self._on_left)
        self._room.on("participant_connected", self._on_joined)
        self._room.on("track_muted", lambda participant, _: self._on_muted(participant, muted=True))
        self._room.on("track_unmuted", lambda participant, _: self._on_muted(participant, muted=False))
        self._room.on("disconnected", self._on_disconnected)

    def look_round(self) -> None:
        """Hear who was there before us; to be called once the room is joined."""
        for participant in self._room.remote_participants.values():
            for publication in participant.track_publications.values():
                if publication.track is not None:
                    self._on_track(publication.track, publication, participant)

    def close(self) -> None:
        """The call is being left: who goes now goes because of that."""
        self._closed = True

    def _on_track(
        self, track: rtc.Track, publication: rtc.RemoteTrackPublication, participant: rtc.RemoteParticipant
    ) -> None:
        if participant.identity == self._candidate and track.kind == rtc.TrackKind.KIND_AUDIO:
            self._ears.listen_to(track)
            self._presence.listens_to(track, muted=publication.muted)
            self.arrived.set()

    def _on_muted(self, participant: rtc.Participant, *, muted: bool) -> None:
        if participant.identity == self._candidate:  # a candidate publishes nothing but its microphone
            self._presence.muted(muted=muted)

    def _on_joined(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity == self._candidate:
            self._presence.returned()

    def _on_left(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity != self._candidate or self._closed:
            return
        log.info("call.candidate_left", reason=participant.disconnect_reason)
        if participant.disconnect_reason in HUNG_UP:
            self._end(CallOver("candidate_hung_up"))
        else:
            self._presence.left()

    def _on_disconnected(self, reason: rtc.DisconnectReason.ValueType) -> None:
        self._end(LeaseLost() if reason in PUT_OUT else CallOver("failed"))
