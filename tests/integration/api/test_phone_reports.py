"""LiveKit's reports on calls by telephone: each attempt has a room and an identity of its own."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from livekit import api as livekit

from fake_agent import agent
from interviewer.calling.openings import Place
from interviewer.calling.terms import CampaignTerms
from interviewer.interviews.commands import Consider, Dial, Lease, NoteAttemptFailed
from interviewer.interviews.policy import Situation
from interviewer.kernel.log import Metadata
from interviewer.wire.agent_link import LeaseGranted
from livekit_reports import report
from recruiting import imported, interviews, make_campaign, row, terms
from running_api import Api

ACTOR = Metadata("req_test")


class Phoned:
    """An interview whose candidate's telephone rings, as often as is said."""

    def __init__(self, api: Api, interview_id: str) -> None:
        self.api = api
        self.id = interview_id
        self.attempts = 0

    @property
    def room(self) -> str:
        return f"{self.id}.{self.attempts}"

    @property
    def identity(self) -> str:
        return f"attempt-{self.attempts}"

    async def rings(self) -> Phoned:
        now = datetime.now(UTC) + timedelta(seconds=1)  # due also by a clock that is a little ahead of this one
        gaps = {"busy": 0, "no_answer": 0, "dropped": 0}
        allowed = CampaignTerms.model_validate(terms(gaps=gaps, max_attempts_per_day=9, max_attempts=9))
        situation = Situation(allowed, Place("Europe/London", "GB"), consent=True, terms_version=1)
        await self.api.plane.execute(self.id, Consider(situation, now), ACTOR)
        await self.api.plane.execute(self.id, Dial(self.id, situation, now), ACTOR)
        self.attempts += 1
        return self

    async def nobody_answers(self) -> Phoned:
        failed = NoteAttemptFailed(self.attempts, "no_answer", datetime.now(UTC))
        await self.api.plane.execute(self.id, failed, ACTOR)
        return self

    async def types(self) -> list[str]:
        answer = await self.api.client.get(f"/v1/interviews/{self.id}/events")
        return [event["type"] for event in answer.json()["items"]]


@pytest.fixture
async def phoned(api: Api) -> Phoned:
    campaign = await make_campaign(api)
    await imported(api, campaign, row())
    (interview,) = await interviews(api, campaign)
    return await Phoned(api, interview["id"]).rings()


@pytest.fixture
async def again(phoned: Phoned) -> Phoned:
    """The second attempt rings."""
    return await (await phoned.nobody_answers()).rings()


async def test_the_candidate_of_an_attempt_is_noted_once_however_often_it_is_reported(api: Api, again: Phoned) -> None:
    assert (again.room, again.identity) == (f"{again.id}.2", "attempt-2")
    api.rooms.enter(again.room, again.identity)
    for id_ in ("e1", "e1", "e2", ""):
        assert await report(api, "participant_joined", again.room, again.identity, id_=id_) == 204
    assert (await again.types()).count("candidate.joined") == 1
    api.rooms.rooms.clear()
    for id_ in ("e3", "e3", "e4", ""):
        assert await report(api, "participant_left", again.room, again.identity, id_=id_) == 204
    assert (await again.types())[-2:] == ["candidate.joined", "candidate.left"]


async def test_a_report_about_a_former_room_changes_nothing(api: Api, again: Phoned) -> None:
    api.rooms.enter(again.room, again.identity)
    await report(api, "participant_joined", again.room, again.identity)
    before = await again.types()
    former = f"{again.id}.1"
    for room in (former, again.id, f"{again.id}.3", f"{again.id}.02"):
        for identity in ("attempt-1", "attempt-2", f"candidate-{again.id}", "interviewer-1"):
            for event in ("participant_joined", "participant_left", "participant_connection_aborted", "room_finished"):
                assert await report(api, event, room, identity) == 204
    assert await again.types() == before
    assert api.rooms.removed == []


async def test_who_leaves_before_it_was_seen_to_come_was_never_there(api: Api, phoned: Phoned) -> None:
    before = await phoned.types()
    assert await report(api, "participant_left", phoned.room, phoned.identity) == 204
    assert await report(api, "room_finished", phoned.room, "") == 204
    assert await phoned.types() == before


async def test_a_report_of_a_connection_before_does_not_take_the_candidate_away(api: Api, phoned: Phoned) -> None:
    api.rooms.enter(phoned.room, phoned.identity)
    await report(api, "participant_joined", phoned.room, phoned.identity)
    assert await report(api, "participant_left", phoned.room, phoned.identity) == 204
    assert (await phoned.types())[-1] == "candidate.joined"


async def test_a_report_that_comes_after_the_end_changes_nothing(api: Api, phoned: Phoned) -> None:
    room, identity = phoned.room, phoned.identity
    await phoned.nobody_answers()
    await api.client.post(f"/v1/interviews/{phoned.id}/cancel")
    before = await phoned.types()
    for event in ("participant_joined", "participant_left", "room_finished"):
        assert await report(api, event, room, identity) == 204
    assert await phoned.types() == before


async def test_whoever_else_comes_into_the_room_is_put_out(api: Api, again: Phoned) -> None:
    await api.plane.execute(again.id, Lease("agent-1", datetime.now(UTC)), ACTOR)
    strangers = ["attempt-1", f"candidate-{again.id}", "interviewer-7"]
    for identity in (*strangers, "interviewer-1"):
        assert await report(api, "participant_joined", again.room, identity) == 204
    assert api.rooms.removed == [(again.room, identity) for identity in strangers]


async def test_a_forged_report_changes_nothing(api: Api, phoned: Phoned) -> None:
    before = await phoned.types()
    assert await report(api, "participant_joined", phoned.room, phoned.identity, secret="x" * 40) == 401
    body = b'{"event": "participant_joined"}'
    other = base64.b64encode(hashlib.sha256(b"another body").digest()).decode()
    genuine = livekit.AccessToken(api.rooms.key, api.rooms.secret)
    for token in (genuine.to_jwt(), genuine.with_sha256(other).to_jwt(), "", "Bearer x.y.z"):
        answer = await api.client.post("/v1/livekit/webhook", content=body, headers={"Authorization": token})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised")
    assert await phoned.types() == before


async def test_a_signed_report_that_is_none_is_refused(api: Api) -> None:
    for body in (b"", b"{", b"[]", b"\xff", b'{"event": 7}'):
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        token = livekit.AccessToken(api.rooms.key, api.rooms.secret).with_sha256(digest).to_jwt()
        answer = await api.client.post("/v1/livekit/webhook", content=body, headers={"Authorization": token})
        assert answer.status_code in (204, 401), body


async def test_who_is_called_is_asked_for_its_name_and_whether_it_has_the_time(api: Api, phoned: Phoned) -> None:
    async with agent(api.url) as fake:
        lease = await fake.expect(LeaseGranted)
    assert (lease.interview_id, lease.script.opening) == (phoned.id, "full")
