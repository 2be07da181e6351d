"""Messages to receivers that are well, slow, dead, gone or strange; by orchestrators that die or are several."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from standardwebhooks import WebhookVerificationError

from held_interview import ANSWER, HERE, HeldInterview, eventually
from interviewer.bootstrap.wiring import ControlPlane, control_plane
from interviewer.calling.campaign import Create, Turn
from interviewer.calling.forgetting import Forget
from interviewer.calling.terms import CampaignTerms
from interviewer.embedded import ports
from interviewer.interviews.ids import new_id
from interviewer.kernel.projection import catch_up, run_projection
from interviewer.kernel.tasks import end
from interviewer.orchestrator.webhooks import ATTEMPTS, Courier, Resends, pause
from interviewer.orchestrator.worker import Worker
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.deliveries import QUEUE, RESENDS, Delivery, WebhookDeliveries
from interviewer.providers.rooms import MemoryRooms
from receiver import Hanging, receiving
from running_api import settings_of

ALL = ("interview.*", "dial.started", "call.*", "attempt.failed", "candidate.*", "campaign.*")


async def told(plane: ControlPlane, url: str, *types: str) -> tuple[str, str]:
    """A webhook for these types of event, all for none: its id and secret."""
    webhook, secret = await plane.webhooks.add(
        new_id("hook"), url=url, types=types or ALL, description="", enabled=True
    )
    return webhook.id, secret


async def rotated(plane: ControlPlane, webhook_id: str) -> str:
    """Its new secret."""
    found = await plane.webhooks.rotate(webhook_id, 1)
    assert found is not None
    return found[1]


@contextlib.asynccontextmanager
async def sending(
    plane: ControlPlane,
    *,
    seconds: float = 15.0,
    pause: Callable[[int], float] = lambda _: 0.0,
    at_once: int = 8,
    each: int = 4,
) -> AsyncIterator[None]:
    """What an orchestrator does about webhooks, without waiting long."""
    courier = Courier(plane, seconds=seconds, pause=pause, at_once=at_once, each=each)
    tasks = [
        asyncio.create_task(courier.run()),
        asyncio.create_task(run_projection(plane.store, WebhookDeliveries())),
    ]
    try:
        yield
        assert not any(task.done() for task in tasks)
    finally:
        await end(tasks)


async def deliveries(plane: ControlPlane, webhook_id: str) -> Sequence[Delivery]:
    """Oldest first."""
    return tuple(reversed(await plane.deliveries.page(webhook_id, limit=200)))


async def all_in(plane: ControlPlane, webhook_id: str, state: str, count: int = 1) -> Sequence[Delivery]:
    """The webhook's messages, once so many are there and all are in this state."""
    found: Sequence[Delivery] = ()

    async def there() -> bool:
        nonlocal found
        found = await deliveries(plane, webhook_id)
        return len(found) >= count and {one.state for one in found} == {state}

    await eventually(there)
    return found


async def no_jobs(plane: ControlPlane) -> bool:
    return not await plane.store.pool.fetchval("select count(*) from jobs where queue like 'webhook%'")


async def finished(plane: ControlPlane) -> HeldInterview:
    held = await (await (await HeldInterview.scheduled(plane)).dialled()).leased()
    return await (await (await held.live()).answered()).ended()


async def test_every_event_of_an_interview_that_is_wanted_is_sent_signed_and_says_where_to_look(
    plane: ControlPlane,
) -> None:
    async with receiving() as receiver, sending(plane, each=1):
        webhook_id, secret = await told(plane, receiver.url)
        held = await finished(plane)
        got = await receiver.has(4)
        assert [one.type for one in got] == [
            "interview.scheduled",
            "dial.started",
            "interview.leased",
            "interview.completed",
        ]
        assert all(one.verified_by(secret) for one in got)
        row = (await plane.store.read_stream(f"interview-{held.id}"))[-1]
        view = await held.view()
        assert got[-1].message == {
            "type": "interview.completed",
            "timestamp": row.at.isoformat().replace("+00:00", "Z"),
            "data": {
                "event_id": str(row.id),
                "position": row.global_position,
                "version": row.version,
                "correlation_id": "req_test",
                "interview_id": held.id,
                "campaign_id": None,
                "candidate_id": view.candidate_id,
                "plan_id": view.plan_id,
                "state": "completed",
                "outcome": "completed",
                "links": {"interview": f"/v1/interviews/{held.id}"},
            },
        }
        assert got[0].message["data"]["state"] == "scheduled", "as it was after that event, not as it is now"
        sent = await all_in(plane, webhook_id, "delivered", 4)
        assert [one.id for one in sent] == [one.id for one in got]
        assert [(one.attempts_total, one.attempts[0].status) for one in sent] == [(1, 204)] * 4
        await eventually(lambda: no_jobs(plane))


async def test_nothing_that_anybody_said_or_is_called_is_sent(plane: ControlPlane) -> None:
    async with receiving() as receiver, sending(plane):
        await told(plane, receiver.url)
        await finished(plane)
        got = await receiver.has(4)
    bodies = b"".join(one.body for one in got).decode()
    assert not [words for words in (ANSWER[:12], "Postgres", "Ada", "Byron") if words in bodies]
    assert not {one.type for one in got} & {"turn.heard", "question.answered", "call.ended", "call.joined"}


async def test_a_campaign_is_told_of_too_with_how_it_stands(plane: ControlPlane) -> None:
    terms = CampaignTerms(starts=datetime.now(UTC), ends=datetime.now(UTC) + timedelta(days=1))
    async with receiving() as receiver, sending(plane):
        await told(plane, receiver.url, "campaign.paused")
        now = plane.clock.now()
        await plane.execute_campaign("camp_1", Create("Autumn", "plan_1", terms, "somebody", now), HERE)
        await plane.execute_campaign("camp_1", Turn("paused", "somebody", now), HERE)
        (got,) = await receiver.has(1)
    data = got.message["data"]
    assert (got.type, data["campaign_id"], data["state"]) == ("campaign.paused", "camp_1", "paused")
    assert data["links"] == {"campaign": "/v1/campaigns/camp_1"}
    assert b"Autumn" not in got.body


async def test_of_a_person_who_is_forgotten_meanwhile_the_same_is_told_without_a_word(plane: ControlPlane) -> None:
    async with receiving(0, 503) as receiver, sending(plane, pause=lambda _: 0.05):
        webhook_id, _ = await told(plane, receiver.url, "interview.completed", "candidate.*")
        held = await finished(plane)
        before = (await receiver.has(1))[0]
        candidate_id = (await held.view()).candidate_id
        await plane.candidates.forget(candidate_id)
        await plane.execute_forgetting(candidate_id, Forget("somebody", plane.clock.now()), HERE)
        count = len(receiver.got)
        receiver.always = 204
        await receiver.has(count + 2)
        await all_in(plane, webhook_id, "delivered", 2)
    after = {one.type: one for one in receiver.got[count:]}
    assert after["interview.completed"].body == before.body
    asked = after["candidate.forgetting_asked"].message["data"]
    assert (asked["candidate_id"], asked["links"]) == (candidate_id, {"candidate": f"/v1/candidates/{candidate_id}"})


async def test_a_secret_is_kept_so_that_the_database_alone_does_not_tell_it(plane: ControlPlane) -> None:
    webhook_id, secret = await told(plane, "http://127.0.0.1:9/hook")
    second = await rotated(plane, webhook_id)
    assert await plane.webhooks.secrets(webhook_id) == (second, secret)
    row = await plane.store.pool.fetchrow("select * from webhooks")
    assert row is not None
    kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row.values())
    assert secret.removeprefix("whsec_").encode() not in kept
    assert second.removeprefix("whsec_").encode() not in kept
    await plane.webhooks.remove(webhook_id, 2)
    assert await plane.store.pool.fetchval("select count(*) from data_keys where subject = $1", webhook_id) == 0


async def test_a_secret_whose_key_was_lost_is_told_and_given_anew(plane: ControlPlane) -> None:
    async with receiving() as receiver, sending(plane):
        webhook_id, _ = await told(plane, receiver.url, "interview.scheduled")
        held = await HeldInterview.scheduled(plane)
        await receiver.has(1)
        await plane.store.pool.execute("delete from data_keys where subject = $1", webhook_id)
        plane.store.keys.drop(webhook_id)
        await HeldInterview.scheduled(plane)

        async def dead() -> bool:
            return [one.state for one in await deliveries(plane, webhook_id)] == ["delivered", "dead"]

        await eventually(dead)
        assert {attempt.error for attempt in (await deliveries(plane, webhook_id))[1].attempts} == {"secret_lost"}
        secret = await rotated(plane, webhook_id)
        await plane.deliveries.resend_dead(webhook_id)
        got = (await receiver.has(2))[1]
    assert got.verified_by(secret)
    assert got.message["data"]["interview_id"] != held.id


async def test_only_what_is_wanted_and_happened_since_is_sent(plane: ControlPlane) -> None:
    before = await finished(plane)
    async with receiving() as receiver, sending(plane):
        webhook_id, _ = await told(plane, receiver.url, "interview.completed")
        after = await finished(plane)
        (got,) = await receiver.has(1)
        await all_in(plane, webhook_id, "delivered")
    assert got.message["data"]["interview_id"] == after.id != before.id


async def test_a_disabled_webhook_gets_nothing(plane: ControlPlane) -> None:
    async with receiving() as receiver, sending(plane):
        silent = await plane.webhooks.add(new_id("hook"), url=receiver.url, types=ALL, description="", enabled=False)
        webhook_id, _ = await told(plane, receiver.url, "interview.completed")
        await finished(plane)
        await all_in(plane, webhook_id, "delivered")
        assert await deliveries(plane, silent[0].id) == ()
    assert len(receiver.got) == 1


async def test_a_receiver_that_is_away_gets_it_when_it_is_back(plane: ControlPlane) -> None:
    port = ports.free()
    async with sending(plane, pause=lambda _: 0.05):
        webhook_id, _ = await told(plane, f"http://127.0.0.1:{port}/hook", "interview.completed")
        await finished(plane)

        async def tried() -> bool:
            return any(one.attempts_total >= 2 for one in await deliveries(plane, webhook_id))

        await eventually(tried)
        (waiting,) = await deliveries(plane, webhook_id)
        assert (waiting.attempts[0].status, waiting.attempts[0].error) == (None, "unreachable")
        assert waiting.next_at is not None
        async with receiving(port) as receiver:
            await receiver.has(1)
            (sent,) = await all_in(plane, webhook_id, "delivered")
    assert (sent.id, sent.next_at) == (receiver.got[0].id, None)


async def test_a_receiver_that_broke_gets_the_same_message_under_the_same_id(plane: ControlPlane) -> None:
    async with receiving() as receiver, sending(plane):
        receiver.behaviours += [500, 429]
        webhook_id, secret = await told(plane, receiver.url, "interview.completed")
        await finished(plane)
        got = await receiver.has(3)
        (sent,) = await all_in(plane, webhook_id, "delivered")
    assert [attempt.status for attempt in sent.attempts] == [500, 429, 204]
    assert {one.id for one in got} == {sent.id}
    assert len({one.body for one in got}) == 1
    assert got[2].verified_by(secret)


async def test_a_receiver_that_is_gone_is_told_nothing_more(plane: ControlPlane) -> None:
    async with receiving(0, 410) as receiver, sending(plane, each=1):
        webhook_id, _ = await told(plane, receiver.url)
        held = [await HeldInterview.scheduled(plane) for _ in range(3)]
        dead = await all_in(plane, webhook_id, "dead")
        webhook = await plane.webhooks.get(webhook_id)
        assert (webhook.enabled, webhook.disabled_because, webhook.version) == (False, "gone", 2)
        await held[0].dialled()
        await eventually(lambda: no_jobs(plane))
    assert len(receiver.got) == 1
    errors = [(one.attempts[0].status, one.attempts[0].error) for one in dead]
    assert errors == [(410, None)] + [(None, "webhook_disabled")] * (len(dead) - 1)


async def test_what_answers_for_ever_is_not_listened_to(plane: ControlPlane) -> None:
    async def endless() -> Response:
        async def words() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 4096
                await asyncio.sleep(0)

        return StreamingResponse(words())

    async with receiving(0, endless) as receiver, sending(plane):
        webhook_id, _ = await told(plane, receiver.url, "interview.completed")
        await finished(plane)
        (sent,) = await all_in(plane, webhook_id, "delivered")
    assert (sent.attempts_total, sent.attempts[0].status) == (1, 200)


async def test_nobody_is_followed_to_another_place(plane: ControlPlane) -> None:
    async with receiving() as elsewhere:

        async def moved() -> Response:
            return RedirectResponse(elsewhere.url, status_code=307)

        async with receiving(0, moved) as receiver, sending(plane):
            webhook_id, _ = await told(plane, receiver.url, "interview.completed")
            await finished(plane)
            (dead,) = await all_in(plane, webhook_id, "dead")
    assert ([attempt.status for attempt in dead.attempts], elsewhere.got) == ([307] * ATTEMPTS, [])


async def test_who_does_not_answer_in_time_is_asked_again(plane: ControlPlane) -> None:
    hanging = Hanging()
    async with receiving() as receiver, sending(plane, seconds=0.3):
        receiver.behaviours += [hanging]
        webhook_id, _ = await told(plane, receiver.url, "interview.completed")
        await finished(plane)
        (sent,) = await all_in(plane, webhook_id, "delivered")
        hanging.let.set()
    assert [(attempt.status, attempt.error) for attempt in sent.attempts] == [(None, "timeout"), (204, None)]


async def test_after_a_day_of_attempts_a_message_is_dead_until_somebody_sends_it_again(plane: ControlPlane) -> None:
    async with receiving(0, 503) as receiver, sending(plane):
        webhook_id, _ = await told(plane, receiver.url, "interview.completed")
        await finished(plane)
        (dead,) = await all_in(plane, webhook_id, "dead")
        assert (dead.attempts_total, dead.next_at) == (ATTEMPTS, None)
        receiver.always = 204
        await plane.deliveries.resend(webhook_id, dead.id)
        (sent,) = await all_in(plane, webhook_id, "delivered")
    assert {one.id for one in receiver.got} == {dead.id} == {sent.id}
    assert sent.attempts_total == ATTEMPTS + 1


def test_the_attempts_go_from_seconds_to_hours_over_about_a_day() -> None:
    pauses = [pause(failures) for failures in range(1, ATTEMPTS)]
    assert pauses[:3] == [5, 15, 45]
    assert pauses[-1] == 6 * 3600
    assert 20 * 3600 <= sum(pauses) <= 26 * 3600


async def test_a_receiver_that_hangs_delays_nobody_else(plane: ControlPlane) -> None:
    hanging = Hanging()
    async with receiving(0, hanging) as slow, receiving() as quick, sending(plane, at_once=4, each=2):
        stuck, _ = await told(plane, slow.url, "interview.scheduled")
        for _ in range(10):
            await HeldInterview.scheduled(plane)
        await slow.has(2)
        well, _ = await told(plane, quick.url, "interview.scheduled")
        for _ in range(6):
            await HeldInterview.scheduled(plane)
        await all_in(plane, well, "delivered", 6)
        assert (len(slow.got), len(quick.got)) == (2, 6), "no more than its two places are held by the one that hangs"
        hanging.let.set()
        await all_in(plane, stuck, "delivered", 16)
    assert len({one.id for one in slow.got}) == len(slow.got) == 16


async def test_a_webhook_that_is_removed_is_sent_nothing_of_what_waited(plane: ControlPlane) -> None:
    hanging = Hanging()
    async with receiving(0, hanging) as receiver, receiving() as other, sending(plane, each=1):
        webhook_id, _ = await told(plane, receiver.url, "interview.scheduled")
        well, _ = await told(plane, other.url, "interview.scheduled")
        for _ in range(3):
            await HeldInterview.scheduled(plane)
        await receiver.has(1)
        assert await plane.webhooks.remove(webhook_id, 1)
        hanging.let.set()
        await HeldInterview.scheduled(plane)
        await all_in(plane, well, "delivered", 4)
        await eventually(lambda: no_jobs(plane))
    assert len(receiver.got) == 1
    assert (
        await plane.store.pool.fetchval("select count(*) from webhook_deliveries where webhook_id = $1", webhook_id)
        == 0
    )


async def test_removing_a_webhook_while_messages_are_put_for_it_leaves_none(plane: ControlPlane) -> None:
    for _ in range(5):
        webhook_id, _ = await told(plane, "http://127.0.0.1:9/hook", "interview.scheduled")
        for _ in range(3):
            await HeldInterview.scheduled(plane)
        await asyncio.gather(catch_up(plane.store, WebhookDeliveries()), plane.webhooks.remove(webhook_id, 1))
    assert await no_jobs(plane)


async def test_messages_are_put_once_although_the_log_is_read_again(plane: ControlPlane) -> None:
    async with receiving() as receiver, sending(plane):
        webhook_id, _ = await told(plane, receiver.url)
        await finished(plane)
        await all_in(plane, webhook_id, "delivered", 4)
        await eventually(lambda: no_jobs(plane))
    await plane.store.pool.execute("delete from checkpoints")
    await catch_up(plane.store, WebhookDeliveries())
    assert await no_jobs(plane)
    await all_in(plane, webhook_id, "delivered", 4)


async def test_of_two_orchestrators_one_sends_each_message(plane: ControlPlane) -> None:
    async with receiving() as receiver, sending(plane), sending(plane):
        webhook_id, _ = await told(plane, receiver.url)
        await asyncio.gather(*(finished(plane) for _ in range(6)))
        sent = await all_in(plane, webhook_id, "delivered", 24)
        await eventually(lambda: no_jobs(plane))
    assert sorted(one.id for one in receiver.got) == sorted(one.id for one in sent)


async def test_for_a_day_after_a_change_of_secrets_both_verify_a_message(plane: ControlPlane) -> None:
    async with receiving() as receiver, sending(plane, each=1):
        webhook_id, first = await told(plane, receiver.url, "interview.scheduled")
        await HeldInterview.scheduled(plane)
        second = await rotated(plane, webhook_id)
        await all_in(plane, webhook_id, "delivered")
        await HeldInterview.scheduled(plane)
        both = (await receiver.has(2))[-1]
        assert both.verified_by(first)
        assert both.verified_by(second)
        await plane.store.pool.execute("update webhooks set former_until = clock_timestamp()")
        await HeldInterview.scheduled(plane)
        last = (await receiver.has(3))[-1]
    assert last.verified_by(second)
    with pytest.raises(WebhookVerificationError):
        last.verified_by(first)


async def test_whoever_was_killed_between_sending_and_noting_sends_again_under_the_same_id(
    plane: ControlPlane, postgres_dsn: str, tmp_path: Path
) -> None:
    process: subprocess.Popen[bytes] | None = None

    async def killing() -> Response:
        assert process is not None
        process.kill()
        process.wait()
        return Response(status_code=204)

    environment = {
        **os.environ,
        **settings_of(postgres_dsn, tmp_path).environment(),
        "INTERVIEWER_REDIS_URL": "redis://127.0.0.1:1",
        "INTERVIEWER_ENGINES_URL": "http://127.0.0.1:1/v1",
    }
    async with receiving() as receiver:
        receiver.behaviours += [killing]
        webhook_id, _ = await told(plane, receiver.url, "interview.scheduled")
        await HeldInterview.scheduled(plane)
        process = subprocess.Popen(  # noqa: ASYNC220 - it does not wait
            [sys.executable, "-m", "interviewer.cli", "run", "orchestrator"], env=environment, stderr=subprocess.DEVNULL
        )
        await receiver.has(1)
        (waiting,) = await all_in(plane, webhook_id, "pending")
        assert waiting.attempts_total == 0, "nobody lived to note it"
        async with sending(plane):
            await plane.jobs.hasten(QUEUE + webhook_id, [waiting.id])  # instead of waiting until its hold runs out
            (sent,) = await all_in(plane, webhook_id, "delivered")
    assert [one.id for one in receiver.got] == [sent.id, sent.id]
    assert process.returncode == -signal.SIGKILL


async def test_whatever_the_worlds_clocks_show_a_message_is_signed_and_tried_again_by_the_real_time(
    postgres_dsn: str, tmp_path: Path
) -> None:
    real = datetime.now(UTC)
    strange = {"clock_anchor": real, "clock_start": real + timedelta(days=900), "clock_speed": 5000.0}
    settings = settings_of(postgres_dsn, tmp_path, **strange)
    async with (
        control_plane(settings, rooms=MemoryRooms(), blobs=MemoryBlobs()) as plane,
        receiving() as receiver,
        sending(plane, pause=lambda _: 3600.0),
    ):
        receiver.behaviours += [500]
        webhook_id, secret = await told(plane, receiver.url, "interview.scheduled")
        await HeldInterview.scheduled(plane)
        (got,) = await receiver.has(1)
        assert got.verified_by(secret), "the library takes none that is older or younger than five minutes"

        async def noted() -> bool:
            return bool((await deliveries(plane, webhook_id))[0].attempts)

        await eventually(noted)
        (waiting,) = await deliveries(plane, webhook_id)
        assert waiting.next_at is not None
        assert timedelta(minutes=45) < waiting.next_at - real < timedelta(minutes=90)
        assert len(receiver.got) == 1


async def test_what_is_sent_again_from_a_position_keeps_its_ids(plane: ControlPlane) -> None:
    await HeldInterview.scheduled(plane)
    async with receiving() as receiver, sending(plane):
        webhook_id, _ = await told(plane, receiver.url, "interview.scheduled")
        for _ in range(2):
            await HeldInterview.scheduled(plane)
        first = {one.id for one in await all_in(plane, webhook_id, "delivered", 2)}
        head = await plane.store.head()
        worker = asyncio.create_task(Worker(plane.jobs, RESENDS, Resends(plane).work).run())
        await plane.deliveries.resend_from(webhook_id, 1, head)
        again = await all_in(plane, webhook_id, "delivered", 3)
        await end([worker])
        await eventually(lambda: no_jobs(plane))
    assert len(receiver.got) == 5
    assert {one.id for one in receiver.got[:2]} == first
    assert {one.id for one in receiver.got[2:]} == {one.id for one in again} > first


async def test_messages_are_forgotten_after_thirty_days_but_not_those_still_to_be_sent(plane: ControlPlane) -> None:
    async with receiving() as receiver, sending(plane):
        webhook_id, _ = await told(plane, receiver.url, "interview.scheduled")
        await HeldInterview.scheduled(plane)
        await all_in(plane, webhook_id, "delivered")
        receiver.always = Hanging()
        await HeldInterview.scheduled(plane)
        await receiver.has(2)
        assert await plane.deliveries.remove_old() == 0
        await plane.store.pool.execute("update webhook_deliveries set created_at = created_at - interval '31 days'")
        assert await plane.deliveries.remove_old() == 1
    assert [one.state for one in await deliveries(plane, webhook_id)] == ["pending"]
