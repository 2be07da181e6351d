"""One leased interview from joining its room to leaving it.

Deliberately not here: the conversation itself (`dialogue`) and how the interview came to this process (`worker`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from livekit import rtc

from interviewer.agent.anticipation import Tokens
from interviewer.agent.attendance import Attendance
from interviewer.agent.captions import Captions
from interviewer.agent.composition import Writer
from interviewer.agent.dialogue import Dialogue
from interviewer.agent.ears import Ears
from interviewer.agent.endings import GOES_ON, CallOver, LeaseLost
from interviewer.agent.feeder import Feeder, Source
from interviewer.agent.hanging_up import hang_up
from interviewer.agent.knowledge import LinkedKnowledge, Seeking
from interviewer.agent.listening import Listening
from interviewer.agent.mouth import SAMPLE_RATE, Mouth
from interviewer.agent.notes import Notes
from interviewer.agent.presence import Presence
from interviewer.agent.recorder import Recorder
from interviewer.agent.reporter import Reporter
from interviewer.agent.speaking import Means
from interviewer.conversation import lines
from interviewer.conversation.keyterms import keyterms
from interviewer.conversation.standing import begin
from interviewer.interviews import observations
from interviewer.interviews.latency import Budget
from interviewer.kernel.clock import Steady
from interviewer.providers.blobs import Blobs
from interviewer.providers.languages import REMEDY
from interviewer.providers.phrases import Phrases
from interviewer.providers.recognition.port import Recognition
from interviewer.providers.resilience.incidents import Happening, Incident, noticing
from interviewer.providers.resilience.policy import POLICY, Policy
from interviewer.providers.writing.none import NoWriting
from interviewer.providers.writing.port import Writing
from interviewer.telemetry.logs import bind, get_logger
from interviewer.wire.agent_link import LeaseGranted

log = get_logger(__name__)

T = TypeVar("T")

CANDIDATE_ARRIVES_WITHIN = 45.0
CONNECT_WITHIN = 10.0
HEARD_WITHIN = 5.0
GOODBYE_SECONDS = 0.4
"""Between the last word and the end of the call, so that the word is not cut off."""

LEAVE_STEP = 3.0
"""For each step of leaving; storing the rest of a recording is the longest."""


@dataclass(frozen=True, slots=True)
class Senses:
    """What every call of a process shares."""

    phrases: Phrases
    recognition: Recognition
    writing: Writing
    tokens: Tokens
    feeder: Feeder
    budget: Budget
    blobs: Blobs
    policy: Policy = POLICY
    voices: Mapping[str, Phrases] = field(default_factory=dict)
    """Lines in other voices, by language; in that of `phrases` where there is none for English."""

    def phrases_in(self, language: str) -> Phrases | None:
        """The lines of a voice that speaks it."""
        return self.voices.get(language) or (self.phrases if language == "en" else None)


class Call:
    """One interview in one epoch."""

    def __init__(self, lease: LeaseGranted, senses: Senses, reporter: Reporter, link: Seeking) -> None:
        self.lease = lease
        phrases = senses.phrases_in(lease.script.language)
        self._speaks = phrases is not None
        self._senses = replace(senses, phrases=(phrases or senses.phrases).pronounced(lease.script.pronunciations))
        self._reporter = reporter
        self._knowledge = LinkedKnowledge(link, interview_id=lease.interview_id, epoch=lease.epoch)
        self._room = rtc.Room()
        self._wall = Steady()
        self._recorder = Recorder(
            partial(senses.blobs.put, lease.interview_id),
            epoch=lease.epoch,
            stored=self._segment_stored,
            clock=self._wall,
        )
        self._source = Source(senses.feeder, SAMPLE_RATE, played=self._sounds)
        self._mouth = Mouth(self._source, self._wall)
        self._mouth.failed = lambda: self._end(CallOver("failed"))  # else nobody would ever speak again
        self._ears = Ears(self._hear, self._wall)
        self._listening: Listening | None = None
        self._presence = Presence(lambda: self._end(CallOver("candidate_lost")))
        self._attendance = Attendance(self._room, lease.candidate, self._ears, self._presence, self._end)
        self._over: asyncio.Future[CallOver | LeaseLost] = asyncio.get_running_loop().create_future()
        self._left = False

    async def hold(self) -> observations.EndReason | None:
        """Join, talk, leave; the reason it ended, None when the lease was lost.

        Whatever happens, the room is left, the recording is stored, and `CallEnded` is the last observation.
        """
        lease = self.lease
        with bind(session_id=lease.interview_id, correlation_id=lease.correlation_id, epoch=lease.epoch):
            reason: observations.EndReason | None
            try:
                with self._senses.phrases.private(*lines.naming(lease.script)), noticing(self._noticed):
                    reason = await self._hold()
            except CallOver as over:
                reason = over.reason
            except LeaseLost:
                reason = None
            except asyncio.CancelledError:
                reason = "stopped"
            except Exception:
                log.exception("call.failed")
                reason = "failed"
            await self._leave(reason)
            return reason

    def stop(self) -> None:
        """This process is going away: leave, so that another one can go on."""
        self._end(CallOver("stopped"))

    def revoke(self) -> None:
        """The lease is lost: be silent at once."""
        self._end(LeaseLost())

    async def _hold(self) -> observations.EndReason:
        lease = self.lease
        if not self._speaks:  # the api refuses such a plan by its own settings; this process has others
            log.error("call.language_unspoken", language=lease.script.language, remedy=REMEDY)
            raise CallOver("failed")
        warming = asyncio.create_task(self._senses.phrases.warm(lines.everything(lease.script)))
        self._attendance.watch()
        if self._over.done():  # an agent that was frozen may find its lease and that it is over side by side
            raise self._over.result()
        await asyncio.wait_for(
            self._room.connect(lease.livekit_url, lease.token, rtc.RoomOptions(auto_subscribe=True)), CONNECT_WITHIN
        )
        log.info("call.room_joined", room=lease.room)
        self._attendance.look_round()
        publication = await self._until(self._publish(), within=CONNECT_WITHIN)  # nobody answers who was put out
        await self._until(
            self._attendance.arrived.wait(), within=CANDIDATE_ARRIVES_WITHIN, else_reason="candidate_absent"
        )
        try:
            return await self._until(self._talk(publication))
        finally:
            warming.cancel()

    async def _publish(self) -> rtc.LocalTrackPublication:
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        publication = await self._room.local_participant.publish_track(self._source.track("interviewer"), options)
        self._mouth.start()
        return publication

    def _begin(self) -> None:
        self._reporter.report(observations.CallJoined)
        self._recorder.start()
        if self.lease.progress.consent and self._recorder.started_at is not None:
            started = datetime.fromtimestamp(self._recorder.started_at, UTC)
            self._reporter.report(observations.RecordingStarted, started=started)
            self._recorder.keep()

    async def _talk(self, publication: rtc.LocalTrackPublication) -> observations.EndReason:
        lease, senses = self.lease, self._senses
        captions = Captions(self._room)
        writes = not isinstance(senses.writing, NoWriting)
        means = Means(
            mouth=self._mouth,
            phrases=senses.phrases,
            writer=Writer(senses.writing, lease.script, lease.cv) if writes else None,
            knowledge=self._knowledge,
            tokens=senses.tokens,
            captions=captions,
            policy=senses.policy,
        )
        conversation = begin(lease.script, lease.progress, writes=writes, began=_local_time(self._wall(), lease.zone))
        notes = Notes(self._reporter, self._recorder, senses.budget, consented=conversation.consented, wall=self._wall)
        dialogue = Dialogue(conversation, means, notes, epoch=lease.epoch)
        listening = self._listening = dialogue.listening = Listening(
            senses.recognition,
            dialogue.tell,
            keyterms=keyterms(lease.script, lease.cv),
            language=lease.script.language,
            speaking=lambda: self._mouth.sounding,
            again_after=senses.policy.recognition.again_after,
        )
        self._presence.changed = dialogue.tell
        self._presence.watch()
        try:
            listening.start()
            with contextlib.suppress(TimeoutError):  # a candidate who hears nothing yet still gets the greeting
                async with asyncio.timeout(HEARD_WITHIN):
                    await publication.wait_for_subscription()
            self._begin()
            reason = await dialogue.hold()
            await asyncio.sleep(GOODBYE_SECONDS)
            return reason
        finally:
            self._listening = None
            await captions.close()
            await listening.close()

    def _sounds(self, data: bytes, within: float) -> None:
        self._recorder.interviewer(data, self._wall() + within)

    def _hear(self, frame: rtc.AudioFrame, arrived: float) -> None:
        data = bytes(frame.data)
        self._recorder.candidate(data, arrived)
        self._presence.hear(data)
        if self._listening is not None:
            self._listening.hear(frame)

    async def _until(
        self,
        work: asyncio.Future[T] | Coroutine[Any, Any, T],
        *,
        within: float | None = None,
        else_reason: observations.EndReason = "failed",
    ) -> T:
        """The work's result, unless the call ends first (`CallOver`, `LeaseLost`) or time runs out."""
        task = asyncio.ensure_future(work)
        either: set[asyncio.Future[Any]] = {task, self._over}
        done, _ = await asyncio.wait(either, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        if task in done:
            return task.result()
        task.cancel()
        await asyncio.wait({task})
        raise self._over.result() if self._over.done() else CallOver(else_reason)

    def _end(self, how: CallOver | LeaseLost) -> None:
        if isinstance(how, LeaseLost):
            self._mouth.mute()
        if not self._over.done():
            self._over.set_result(how)

    def _segment_stored(self, key: str, start: float, seconds: float) -> None:
        self._reporter.report(observations.RecordingSegmentStored, key=key, start=start, seconds=seconds)

    def _noticed(self, happening: Happening) -> None:
        if isinstance(happening, Incident) and not self._left:  # the end is the last that is told
            self._reporter.report(
                observations.ProviderFailedOver,
                part=happening.kind,
                provider=happening.provider,
                instead=happening.instead,
                reason=happening.reason,
                replayed=round(happening.replayed, 2),
            )

    async def _leave(self, reason: observations.EndReason | None) -> None:
        self._presence.close()
        self._over.cancel()
        self._left = True
        self._attendance.close()
        steps = (
            self._recorder.stop(),
            self._ears.close(),
            self._hang_up(reason),
            self._room.disconnect(),
            self._mouth.close(),
        )
        for step in steps:
            try:
                await asyncio.wait_for(step, LEAVE_STEP)
            except Exception as error:  # noqa: BLE001 - the others are taken, and the end is told, all the same
                log.warning("call.not_left_cleanly", error=type(error).__name__)
        if reason is not None:
            self._reporter.report(observations.CallEnded, reason=reason)
        self._reporter.finish()
        log.info("call.left", reason=reason or "lease_lost")

    async def _hang_up(self, reason: observations.EndReason | None) -> None:
        if reason is not None and reason not in GOES_ON:
            await hang_up(self._room, self.lease.candidate, url=self.lease.livekit_url, token=self.lease.token)


def _local_time(unix: float, zone: str | None) -> datetime | None:
    """What the clocks of this zone show at that time; None where it is not known."""
    try:
        return datetime.fromtimestamp(unix, ZoneInfo(zone)) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        log.warning("call.zone_unknown")
        return None
