"""Tells those who asked to be told: sends the messages that were put for them, and sends them again if need be.

At least once: whoever dies between sending and noting sends again, under the same id. By the real time, whatever the
world's clocks show.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus

from standardwebhooks import Webhook

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.kernel.queue import Claim
from interviewer.orchestrator import webhook_messages
from interviewer.orchestrator.worker import NotNow, Worker
from interviewer.providers.deliveries import QUEUE, RESENDS, Outgoing
from interviewer.providers.webhook_post import SECONDS, Answer, Post
from interviewer.providers.webhook_queue import WebhookJobs
from interviewer.providers.webhooks import SecretLost, WebhookUnknown
from interviewer.telemetry import logs
from interviewer.wire.webhooks import Attempt

log = logs.get_logger(__name__)
AT_ONCE = 64
"""Messages that one orchestrator sends at once, over all webhooks."""
EACH_AT_ONCE = 4
"""Of these, to one webhook."""
ATTEMPTS = 12
FIRST_RETRY_SECONDS, GROWTH, LONGEST_RETRY_SECONDS = 5.0, 3.0, 6 * 3600.0
"""5 s, 15 s, 45 s … 6 h: with `ATTEMPTS`, about a day."""
JITTER = 0.2
TIDY_SECONDS = 3600.0
PAGE = 500


def works(plane: ControlPlane) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
    """What the orchestrator does about webhooks, beside putting messages (`providers.deliveries`)."""
    courier = Courier(plane)

    async def tidy() -> None:
        while True:
            while await plane.deliveries.remove_old():
                pass
            await asyncio.sleep(TIDY_SECONDS)

    resends = Worker(plane.jobs, RESENDS, Resends(plane).work)
    plane.store.watch_jobs(RESENDS, resends.wake)
    return [("webhooks", courier.run), ("webhook_resends", resends.run), ("webhook_tidying", tidy)]


def pause(failures: int) -> float:
    """Seconds until the next attempt after so many failures, without the jitter."""
    return float(min(FIRST_RETRY_SECONDS * GROWTH ** (failures - 1), LONGEST_RETRY_SECONDS))


class Courier:
    """Sends messages."""

    def __init__(
        self,
        plane: ControlPlane,
        *,
        seconds: float = SECONDS,
        at_once: int = AT_ONCE,
        each: int = EACH_AT_ONCE,
        pause: Callable[[int], float] = pause,
    ) -> None:
        self._plane = plane
        self._seconds = seconds
        self._pause = pause
        self._at_once = at_once
        self._each = each
        self._worker: Worker | None = None
        plane.store.watch_jobs(QUEUE, self._look)

    async def run(self) -> None:
        """Send for ever."""
        async with Post(self._seconds) as post:
            jobs = WebhookJobs(self._plane.store.pool, each=self._each)
            self._worker = Worker(jobs, QUEUE, lambda claim: self._work(claim, post), at_once=self._at_once)
            await self._worker.run()

    def _look(self) -> None:
        if self._worker is not None:
            self._worker.wake()

    async def _work(self, claim: Claim, post: Post) -> None:
        """Send the message that the job names, unless that was done."""
        found = await self._plane.deliveries.outgoing(claim.key)
        if found is None:
            return
        if not found.enabled and found.position is not None:
            attempt = Attempt(at=self._now(), status=None, error="webhook_disabled", detail="", latency_ms=0.0)
            await self._plane.deliveries.mark(found, attempt, "dead")
            return
        message = await webhook_messages.made(self._plane.store, found)
        with (
            logs.bind(session_id=message.interview_id, correlation_id=message.correlation_id),
            contextlib.suppress(WebhookUnknown),  # it was removed meanwhile
        ):
            await self._send(found, message.body, post)

    async def _send(self, sent: Outgoing, body: str, post: Post) -> None:
        now = self._now()
        answer = await self._answer(sent, body, now, post)
        attempt = Attempt(
            at=now, status=answer.status, error=answer.error, detail=answer.detail, latency_ms=answer.latency_ms
        )
        told = {
            "webhook_id": sent.webhook_id,
            "message_id": sent.id,
            "type": sent.type,
            "attempt": sent.failures + 1,
            "status": answer.status,
            "latency_ms": answer.latency_ms,
        }
        if answer.taken:
            await self._plane.deliveries.mark(sent, attempt, "delivered")
            log.info("webhook.delivered", **told)
            return
        again_after = self._again_after(sent, answer)
        log.warning("webhook.failed", **told, error=answer.error, again_after_s=again_after)
        if answer.status == HTTPStatus.GONE:
            await self._plane.webhooks.disable(sent.webhook_id, "gone")
            log.warning("webhook.disabled", webhook_id=sent.webhook_id)
        if again_after is None:
            await self._plane.deliveries.mark(sent, attempt, "dead")
            return
        await self._plane.deliveries.mark(sent, attempt, "pending", again_after=again_after)
        raise NotNow(again_after, "the receiver did not take it", counted=True)

    async def _answer(self, sent: Outgoing, body: str, now: datetime, post: Post) -> Answer:
        try:
            secrets = await self._plane.webhooks.secrets(sent.webhook_id)
        except SecretLost as lost:
            return Answer(None, "secret_lost", str(lost), 0.0)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "interviewer-webhooks/1",
            "webhook-id": sent.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(Webhook(secret).sign(sent.id, now, body) for secret in secrets),
        }
        return await post.send(sent.url, body.encode(), headers)

    def _again_after(self, sent: Outgoing, answer: Answer) -> float | None:
        """Seconds until it is sent again; None for never."""
        failures = sent.failures + 1
        if answer.status == HTTPStatus.GONE or failures >= ATTEMPTS:
            return None
        return round(self._pause(failures) * random.uniform(1 - JITTER, 1 + JITTER), 1)  # noqa: S311 - no secret

    def _now(self) -> datetime:
        return self._plane.clock.real(self._plane.clock.now())


class Resends:
    """Puts all events of a webhook from a position on, page by page; who dies begins anew, under the same ids."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane

    async def work(self, claim: Claim) -> None:
        """Put what the job asks for."""
        position, to = int(claim.payload["from_position"]) - 1, int(claim.payload["to_position"])
        while position < to and (events := await self._plane.store.read_all(position, PAGE)):
            await self._plane.deliveries.put_again(claim.key, [e for e in events if e.global_position <= to])
            position = events[-1].global_position
