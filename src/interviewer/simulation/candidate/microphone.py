"""The candidate's microphone, which may be dead, switched off, or pulled out; and what a person does who is told so."""

from __future__ import annotations

import re
from typing import Final, Literal

import numpy as np
from livekit import rtc

from interviewer.simulation.candidate.sound import Samples

Condition = Literal["well", "dead", "muted", "unplugged"]
"""Dead: what it sends is no sound. Muted: the page tells the room so. Unplugged: the track is gone."""
TOLD: Final = re.compile(r"microphone|can't hear (you|anything)")
"""What the interviewer says about it."""


class Microphone:
    """Published by whoever joins; it `becomes` something else when the test says so, and is `mended` by its owner."""

    def __init__(self) -> None:
        self._condition: Condition = "well"
        self._track: rtc.LocalAudioTrack | None = None
        self._publication: rtc.LocalTrackPublication | None = None
        self._source: rtc.AudioSource | None = None
        self._room: rtc.Room | None = None

    async def publish(self, room: rtc.Room, source: rtc.AudioSource) -> None:
        """Be heard in this room. Raises rtc.participant.PublishTrackError."""
        self._room, self._source = room, source
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        self._track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        self._publication = await room.local_participant.publish_track(self._track, options)
        if self._condition == "muted":
            self._track.mute()

    def carries(self, samples: Samples) -> Samples:
        """What comes out of what is said into it."""
        return np.zeros_like(samples) if self._condition in ("dead", "unplugged") else samples

    async def becomes(self, condition: Condition) -> None:
        """From now on it is so."""
        before, self._condition = self._condition, condition
        if self._track is None or self._publication is None or self._room is None or self._source is None:
            return
        if before == "unplugged" and condition != "unplugged":
            await self.publish(self._room, self._source)
        elif condition == "unplugged":
            await self._room.local_participant.unpublish_track(self._publication.sid)
        elif condition == "muted":
            self._track.mute()
        elif before == "muted":
            self._track.unmute()

    async def told(self, heard: str) -> bool:
        """The interviewer said this; whether its owner had something to mend, and has."""
        if self._condition in ("well", "unplugged") or not TOLD.search(heard.lower()):
            return False
        await self.becomes("well")
        return True
