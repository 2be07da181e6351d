"""The agent link over a real WebSocket: leases out, observations in, and every way that can go wrong between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.exceptions import InvalidStatus

from fake_agent import FakeAgent, agent
from interviewer.api.app import create_app
from interviewer.api.dispatch import FRESH_SECONDS
from interviewer.interviews.commands import GiveUp, LoseLease
from interviewer.interviews.ids import stream_of
from interviewer.kernel.log import Metadata, Recorded
from interviewer.kernel.tasks import end
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from interviewer.wire.agent_link import LeaseGranted, Revoked, SendAgain
from running_api import Api, client_of, serving, settings_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


HERE = Metadata("req_test")


async def dialled(api: Api, questions: int = 2) -> dict[str, Any]:
    """An interview whose candidate has taken the seat."""
    interview = await api.interview(questions)
    answer = await api.client.post(f"/v1/join/{api.token(interview)}", json={"client": "c"})
    assert answer.status_code == 200, answer.text
    return interview


async def events(api: Api, interview_id: str) -> list[dict[str, Any]]:
    answer = await api.client.get(f"/v1/interviews/{interview_id}/events")
    return list(answer.json()["items"])


async def types(api: Api, interview_id: str) -> list[str]:
    return [event["type"] for event in await events(api, interview_id)]


async def either(*fakes: FakeAgent, epoch: int) -> LeaseGranted:
    """The lease of that epoch, whichever agent gets it."""
    waiting = [asyncio.create_task(fake.expect(LeaseGranted, epoch=epoch)) for fake in fakes]
    done, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    return done.pop().result()


async def one_question(fake: FakeAgent, lease: LeaseGranted) -> None:
    """A call with one question asked and answered, in the agent's words."""
    now = datetime.now(UTC)

    def at(second: float) -> str:
        return (now + timedelta(seconds=second)).isoformat()

    await fake.observe(lease, "call.joined", at=now)
    await fake.observe(
        lease, "turn.spoken", turn_id="t1", kind="consent", text="May I record?", question_id=None,
        started=at(0.5), ended=at(2), interrupted=False,
    )  # fmt: skip
    await fake.observe(
        lease, "turn.heard", turn_id="t2", text="Yes.", question_id=None, started=at(2.5), ended=at(3), confidence=0.9
    )
    await fake.observe(lease, "consent.given", turn_id="t2")
    await fake.observe(lease, "recording.started", started=at(0))
    await fake.observe(
        lease, "turn.spoken", turn_id="t3", kind="question", text="Tell me about a service.",
        question_id="own_service", started=at(4), ended=at(6), interrupted=False,
    )  # fmt: skip
    await fake.observe(lease, "question.asked", question_id="own_service", turn_id="t3")
    await fake.observe(
        lease, "turn.measured", turn_id="t3", endpointing=300.0, stt_final=200.0, llm_first_token=None,
        tts_first_chunk=50.0, first_sound=900.0,
    )  # fmt: skip
    await fake.observe(
        lease, "turn.heard", turn_id="t4", text="I built a queue.", question_id="own_service",
        started=at(7), ended=at(9), confidence=0.8,
    )  # fmt: skip
    await fake.observe(lease, "question.answered", question_id="own_service", turn_ids=["t4"])


async def test_an_agent_gets_what_is_queued_holds_a_call_and_everything_of_it_can_be_read(api: Api) -> None:
    interview = await dialled(api, questions=1)
    interview_id = interview["id"]
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted)
        assert (lease.interview_id, lease.epoch, lease.room) == (interview_id, 1, interview_id)
        assert lease.script.candidate_name == "Ada Byron"
        assert [question.id for question in lease.script.questions] == ["own_service"]
        assert lease.script.questions[0].criteria == ()
        assert not lease.progress.resumed
        assert lease.script.opening == "short", "who opens the link has chosen the moment"
        await one_question(fake, lease)
        last = await fake.observe(lease, "call.ended", reason="finished")
        await fake.acknowledged(lease, last)
    shown = (await api.client.get(f"/v1/interviews/{interview_id}")).json()
    assert (shown["state"], shown["outcome"], shown["end_reason"]) == ("completed", "completed", "finished")
    assert (shown["consent"], shown["join_url"], shown["judge_state"]) == (True, None, "waiting")
    assert shown["questions"][0]["state"] == "answered"
    assert shown["latency_ms"] == {"p50": 900.0, "p95": 900.0}
    turns = (await api.client.get(f"/v1/interviews/{interview_id}/transcript")).json()["turns"]
    assert [(t["id"], t["kind"], t["start"], t["end"]) for t in turns] == [
        ("t1", "consent", 0.5, 2.0),
        ("t2", "consent", 2.5, 3.0),
        ("t3", "question", 4.0, 6.0),
        ("t4", "answer", 7.0, 9.0),
    ]
    assert turns[2]["latency"]["first_sound"] == 900.0
    log = await events(api, interview_id)
    assert {event["correlation_id"] for event in log} == {log[0]["correlation_id"]}, "one id from request to the end"
    assert log[-1]["type"] == "interview.completed"


async def test_an_interview_dialled_while_an_agent_waits_reaches_it_at_once(api: Api) -> None:
    async with agent(api.url) as fake:
        interview = await dialled(api)
        assert (await fake.expect(LeaseGranted)).interview_id == interview["id"]


async def test_an_agent_without_free_capacity_gets_nothing_until_it_has_some(api: Api) -> None:
    async with agent(api.url, free=0) as busy, agent(api.url, "agent-2", free=1) as free:
        first = await dialled(api)
        lease = await free.expect(LeaseGranted)
        assert lease.interview_id == first["id"]
        second = await dialled(api)
        await busy.beat(free=1)
        assert (await busy.expect(LeaseGranted)).interview_id == second["id"]
        assert [m for m in free.received if isinstance(m, LeaseGranted)] == [lease]


async def test_a_frozen_agent_gets_no_call_although_its_link_is_open(api: Api) -> None:
    async with agent(api.url, awake=False) as frozen, agent(api.url, "agent-2", free=1) as awake:
        first = await dialled(api)  # to whichever, as long as both were heard of just now
        await either(frozen, awake, epoch=1)
        await asyncio.sleep(FRESH_SECONDS)
        had = frozen.leases
        await awake.beat(free=2)
        second = await dialled(api)
        assert (await awake.expect(LeaseGranted, interview_id=second["id"])).interview_id != first["id"]
        assert frozen.leases == had


async def test_a_wrong_secret_is_refused_before_the_link_opens(api: Api) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with agent(api.url, secret="wrong"):
            pass
    assert refused.value.response.status_code == 401


async def test_a_link_that_talks_nonsense_is_closed(api: Api) -> None:
    async with agent(api.url) as fake:
        await fake.connection.send('{"kind": "nonsense"}')
        await fake.connection.wait_closed()
    assert fake.connection.close_code == 1008


async def test_observations_sent_twice_are_in_the_log_once_and_acknowledged_twice(api: Api) -> None:
    interview = await dialled(api)
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted)
        for _ in range(2):
            number = await fake.observe(lease, "call.joined", number=1)
            await fake.acknowledged(lease, number)
            fake.received.clear()
    assert (await types(api, interview["id"])).count("call.joined") == 1


STAGES: dict[str, Any] = {
    "endpointing": 310.0, "stt_final": 220.0, "retrieval": None, "llm_first_token": 950.0, "tts_first_chunk": 130.0,
    "playout": 15.0, "first_sound": 700.0, "content": 1500.0, "prepared": True, "planned": False,
    "over_budget": "llm", "tokens_wasted": 40,
}  # fmt: skip


FAILED: dict[str, Any] = {
    "part": "speech",
    "provider": "azure/anna",
    "instead": "local/joe",
    "reason": "it was late",
    "replayed": 0.0,
}


async def measures(api: Api) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families((await api.client.get("/metrics")).text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


async def test_prometheus_counts_each_measured_reply_and_each_failover_once(own: Api) -> None:
    interview = await dialled(own, questions=1)
    assert (await measures(own))["interviewer_replies_over_budget_total", "llm"] == 0
    async with agent(own.url) as fake:
        lease = await fake.expect(LeaseGranted)
        await one_question(fake, lease)
        number = await fake.observe(lease, "turn.measured", schema_version=2, turn_id="t3", **STAGES)
        await fake.acknowledged(lease, number)
        fake.received.clear()
        await fake.observe(lease, "turn.measured", number=number, schema_version=2, turn_id="t3", **STAGES)
        await fake.acknowledged(lease, number)
        for again in (number + 1, number + 1, number + 2):
            fake.received.clear()
            await fake.observe(lease, "provider.failed_over", number=again, **FAILED)
            await fake.acknowledged(lease, again)
    found = await measures(own)
    assert found["interviewer_reply_seconds_count", "llm_first_token", "generated"] == 1
    assert found["interviewer_reply_seconds_sum", "llm_first_token", "generated"] == 0.95
    assert found["interviewer_reply_seconds_count", "content", "generated"] == 1
    assert found["interviewer_reply_seconds_count", "first_sound", "generated"] == 2
    assert not any("retrieval" in name for name in found)
    late = {stage: found["interviewer_replies_over_budget_total", stage] for stage in ("stt", "llm", "tts")}
    assert late == {"stt": 0, "llm": 1, "tts": 0}
    assert found["interviewer_tokens_wasted_total",] == 40
    assert found["interviewer_provider_failovers_total", "local/joe", "speech", "azure/anna"] == 2
    turns = (await own.client.get(f"/v1/interviews/{interview['id']}/transcript")).json()["turns"]
    spans = turns[2]["latency"].pop("spans")
    assert turns[2]["latency"] == STAGES
    assert [(span["part"], span["start"], span["end"]) for span in spans] == [
        ("stt", 0, 220), ("endpointing", 220, 310), ("between", 310, 405), ("llm", 405, 1355), ("tts", 1355, 1485),
        ("playout", 1485, 1500),
    ]  # fmt: skip


async def test_what_is_said_over_the_interviewer_is_an_aside_in_the_transcript(api: Api) -> None:
    interview = await dialled(api, questions=1)
    now = datetime.now(UTC).isoformat()
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted)
        await fake.observe(lease, "call.joined")
        number = await fake.observe(
            lease, "turn.heard", schema_version=2, turn_id="t1", text="Mhm.", question_id="own_service", started=now,
            ended=now, confidence=0.8, over=True,
        )  # fmt: skip
        await fake.acknowledged(lease, number)
    turns = (await api.client.get(f"/v1/interviews/{interview['id']}/transcript")).json()["turns"]
    assert [(turn["text"], turn["kind"]) for turn in turns] == [("Mhm.", "aside")]


async def test_a_hole_in_the_numbers_is_asked_for_once_and_then_filled_in_order(api: Api) -> None:
    interview = await dialled(api)
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted)
        await fake.observe(lease, "call.joined", number=1)
        for number in (3, 4, 5):
            await fake.observe(lease, "question.asked", number=number, question_id="incident", turn_id=f"t{number}")
        again = await fake.expect(SendAgain)
        assert again.number == 2
        for number in (2, 3, 4, 5):
            await fake.observe(lease, "question.asked", number=number, question_id="incident", turn_id=f"t{number}")
        await fake.acknowledged(lease, 5)
        assert sum(isinstance(m, SendAgain) for m in fake.received) == 1
    observed = [e["data"]["number"] for e in await events(api, interview["id"]) if "number" in e["data"]]
    assert observed == [1, 2, 3, 4, 5]


async def test_an_interview_is_not_stopped_by_what_another_one_cannot_have_taken(api: Api) -> None:
    first, second = await dialled(api), await dialled(api)
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted, interview_id=first["id"])
        other = await fake.expect(LeaseGranted, interview_id=second["id"])
        await fake.observe(lease, "from.the_future", number=1)
        await fake.observe(lease, "call.joined", number=2)
        await fake.acknowledged(other, await fake.observe(other, "call.joined"))
    assert "call.joined" not in await types(api, first["id"])


async def test_a_dead_agents_interview_goes_to_another_which_knows_where_it_stood(api: Api) -> None:
    interview = await dialled(api)
    interview_id = interview["id"]
    async with agent(api.url, "agent-1") as first:
        lease = await first.expect(LeaseGranted)
        await one_question(first, lease)
        number = await first.observe(
            lease, "question.asked", question_id="incident", turn_id="t5"
        )  # fmt: skip
        await first.acknowledged(lease, number)
        api.rooms.enter(interview_id, "interviewer-1")
        async with agent(api.url, "agent-2") as second:
            await api.plane.execute(interview_id, LoseLease(1, "agent_lost", datetime.now(UTC)), HERE)
            revoked = await first.expect(Revoked)
            assert (revoked.interview_id, revoked.epoch) == (interview_id, 1)
            granted = await either(first, second, epoch=2)
            assert granted.progress.resumed
            assert granted.progress.consent is True
            assert granted.progress.closed == ("own_service",)
            assert granted.progress.open_question == "incident"
            assert (interview_id, "interviewer-1") in api.rooms.removed
            late = await first.observe(
                lease, "turn.heard", turn_id="t6", text="We were down.", question_id="incident",
                started=datetime.now(UTC).isoformat(), ended=datetime.now(UTC).isoformat(), confidence=None,
            )  # fmt: skip
            await first.acknowledged(lease, late)
            assert sum(isinstance(m, Revoked) for m in first.received) == 1, "told once"
    turns = (await api.client.get(f"/v1/interviews/{interview_id}/transcript")).json()["turns"]
    assert [t["id"] for t in turns if t["late"]] == ["t6"]
    shown = (await api.client.get(f"/v1/interviews/{interview_id}")).json()
    assert (shown["state"], shown["epoch"]) == ("interrupted", 2)


class SlowRooms(MemoryRooms):
    """Rooms that take their time to say who is in them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answer = asyncio.Event(), asyncio.Event()

    async def participants(self, room: str) -> tuple[str, ...]:
        self.asked.set()
        await self.answer.wait()
        return await super().participants(room)


async def test_a_lease_that_is_lost_before_its_agent_hears_of_it_never_reaches_it(
    postgres_dsn: str, tmp_path: Path
) -> None:
    rooms, blobs = SlowRooms(), MemoryBlobs()
    app = create_app(settings_of(postgres_dsn, tmp_path), rooms=rooms, blobs=blobs)
    async with serving(app) as url, client_of(url) as client:
        api = Api(app, url, client, rooms, blobs, tmp_path)
        interview_id = (await dialled(api))["id"]
        async with agent(url, free=2) as fake:
            await fake.expect(LeaseGranted, epoch=1)
            await api.plane.execute(interview_id, LoseLease(1, "agent_lost", datetime.now(UTC)), HERE)
            await rooms.asked.wait()  # whether the former interviewer is still there, before the second is let in
            await api.plane.execute(interview_id, LoseLease(2, "agent_lost", datetime.now(UTC)), HERE)
            await fake.expect(Revoked, epoch=2)
            rooms.answer.set()
            await fake.expect(LeaseGranted, epoch=3)  # of two calls it has one, and not that of the second lease
            assert [m.epoch for m in fake.received if isinstance(m, LeaseGranted)] == [1, 3]


class ReadLate:
    """A reader of the log that is behind: it has these rows, and then nothing more."""

    def __init__(self, *rows: Recorded) -> None:
        self._rows = list(rows)
        self.taken = asyncio.Event()

    async def take(self) -> list[Recorded]:
        if not self._rows:
            self.taken.set()
            await asyncio.Event().wait()
        rows, self._rows = self._rows, []
        return rows


async def test_the_end_of_a_former_lease_that_is_read_late_takes_nobodys_call(api: Api) -> None:
    interview_id = (await dialled(api))["id"]
    async with agent(api.url) as fake:
        await fake.expect(LeaseGranted, epoch=1)
        await api.plane.execute(interview_id, LoseLease(1, "agent_lost", datetime.now(UTC)), HERE)
        await fake.expect(LeaseGranted, epoch=2)
        rows = await api.plane.store.read_stream(stream_of(interview_id))
        late = ReadLate(next(row for row in rows if row.type == "interview.interrupted"))
        following = asyncio.create_task(api.app.state.dispatcher.follow(late))
        await late.taken.wait()
        await end([following])
        await fake.expect(LeaseGranted, interview_id=(await dialled(api))["id"])
        assert [m.epoch for m in fake.received if isinstance(m, Revoked)] == [1]


async def test_what_an_agent_says_it_holds_and_does_not_is_revoked(api: Api) -> None:
    interview = await dialled(api)
    async with agent(api.url, free=0, holding=((interview["id"], 7),)) as fake:
        revoked = await fake.expect(Revoked)
        assert (revoked.interview_id, revoked.epoch) == (interview["id"], 7)


async def test_a_lease_that_its_agent_does_not_have_is_taken_back_and_given_again(own: Api) -> None:
    interview = await dialled(own)
    async with agent(own.url) as fake:
        await fake.expect(LeaseGranted)
        await fake.kill()
    async with agent(own.url, holding=()) as again:
        granted = await again.expect(LeaseGranted)
    assert (granted.interview_id, granted.epoch) == (interview["id"], 2)


async def test_an_interview_given_up_is_revoked_from_its_agent(api: Api) -> None:
    interview = await dialled(api)
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted)
        await api.plane.execute(interview["id"], GiveUp("candidate_lost", datetime.now(UTC)), HERE)
        await fake.expect(Revoked, interview_id=interview["id"], epoch=lease.epoch)


async def test_an_agent_that_ends_its_call_is_not_told_that_it_is_over(api: Api) -> None:
    interview = await dialled(api)
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted)
        await fake.observe(lease, "call.joined")
        await fake.acknowledged(lease, await fake.observe(lease, "call.ended", reason="candidate_hung_up"))
        other = await dialled(api)
        await fake.expect(LeaseGranted, interview_id=other["id"])
        assert not [m for m in fake.received if isinstance(m, Revoked)]
    shown = (await api.client.get(f"/v1/interviews/{interview['id']}")).json()
    assert (shown["state"], shown["end_reason"]) == ("abandoned", "candidate_hung_up")


async def test_a_second_link_of_the_same_agent_replaces_the_first(api: Api) -> None:
    async with agent(api.url) as first, agent(api.url) as second:
        await first.connection.wait_closed()
        await dialled(api)
        await second.expect(LeaseGranted)


async def test_a_stopped_agents_interview_waits_and_goes_on_with_the_next(api: Api) -> None:
    interview = await dialled(api)
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted)
        await fake.observe(lease, "call.joined")
        await fake.beat(free=0)
        await fake.acknowledged(lease, await fake.observe(lease, "call.ended", reason="stopped"))
        assert (await types(api, interview["id"]))[-1] == "interview.interrupted"
    async with agent(api.url, "agent-2") as following:
        assert (await following.expect(LeaseGranted)).epoch == 2


async def test_a_call_goes_to_the_agent_of_the_apis_zone_and_there_to_whoever_has_the_fewest(api: Api) -> None:
    api.app.state.dispatcher._zone = "here"
    async with (
        agent(api.url, "far", free=8, zone="there") as far,
        agent(api.url, "busy", free=8, zone="here") as busy,
        agent(api.url, "idle", free=1, zone="here") as idle,
    ):
        first = await held_by(api, busy, idle)
        second = await held_by(api, busy, idle)
        assert {first, second} == {"busy", "idle"}
        assert await held_by(api, busy) == "busy"
        assert far.leases == 0


async def held_by(api: Api, *among: FakeAgent) -> str:
    """Which of these agents gets a new interview's call."""
    interview = await dialled(api)
    waiting = {asyncio.create_task(one.expect(LeaseGranted, interview_id=interview["id"])): one for one in among}
    done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    await end(others)
    return waiting[done.pop()].agent_id
