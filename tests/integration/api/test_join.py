"""The candidate's link: who may take the seat, when, and what LiveKit's signed reports change.

One api for all, with an interview of its own for each test.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from interviewer.api.tokens import JoinTokens
from interviewer.interviews.commands import GiveUp
from interviewer.kernel.log import Metadata
from livekit_reports import report
from running_api import SECRET, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


async def take_seat(api: Api, interview: dict[str, Any], client: str | None = None) -> Any:
    body = {} if client is None else {"client": client}
    return await api.client.post(f"/v1/join/{api.token(interview)}", json=body)


async def look(api: Api, interview: dict[str, Any], **query: str) -> dict[str, Any]:
    return dict((await api.client.get(f"/v1/join/{api.token(interview)}", params=query)).json())


async def arrive(api: Api, interview: dict[str, Any]) -> None:
    """The candidate is in the room, and LiveKit has said so."""
    identity = f"candidate-{interview['id']}"
    api.rooms.enter(interview["id"], identity)
    assert await report(api, "participant_joined", interview["id"], identity) == 204


async def types(api: Api, interview: dict[str, Any]) -> list[str]:
    answer = await api.client.get(f"/v1/interviews/{interview['id']}/events")
    return [event["type"] for event in answer.json()["items"]]


async def test_a_link_tells_what_it_is_for_before_anything_begins(api: Api) -> None:
    interview = await api.interview(questions=2)
    assert await look(api, interview) == {
        "company": "Clearwater Tickets",
        "job_title": "Back-end engineer",
        "candidate_name": "Ada Byron",
        "minutes": 9,
        "questions": 2,
        "state": "open",
        "recording": True,
        "by_phone": False,
        "zone": None,
        "appointment": None,
    }
    assert await types(api, interview) == ["interview.scheduled"]


async def test_taking_the_seat_dials_and_opens_that_room_to_a_microphone_and_nothing_else(api: Api) -> None:
    interview = await api.interview()
    seat = (await take_seat(api, interview)).json()
    assert (seat["room"], seat["identity"]) == (interview["id"], f"candidate-{interview['id']}")
    claims = jwt.decode(seat["token"], api.rooms.secret, algorithms=["HS256"])
    assert claims["sub"] == seat["identity"]
    assert claims["video"]["room"] == interview["id"]
    assert claims["video"]["canPublishSources"] == ["microphone"]
    assert claims["video"]["canPublishData"] is False
    await take_seat(api, interview)
    assert (await types(api, interview)).count("dial.started") == 1


async def test_only_one_may_sit_in_a_call_but_the_same_browser_may_come_back(api: Api) -> None:
    interview = await api.interview()
    assert (await take_seat(api, interview, "mine")).status_code == 200
    await arrive(api, interview)
    refused = await take_seat(api, interview, "another")
    assert (refused.status_code, refused.json()["code"]) == (409, "seat_taken")
    assert (await take_seat(api, interview)).status_code == 409, "who does not say who it is may be anybody"
    assert (await take_seat(api, interview, "mine")).status_code == 200
    assert (await look(api, interview))["state"] == "taken"
    assert (await look(api, interview, client="mine"))["state"] == "open"


async def test_a_seat_is_free_when_livekit_knows_that_nobody_sits_in_it(api: Api) -> None:
    interview = await api.interview()
    await take_seat(api, interview, "mine")
    await arrive(api, interview)
    api.rooms.rooms.clear()
    assert (await take_seat(api, interview, "another")).status_code == 200


async def test_an_interview_that_is_over_cannot_be_joined(api: Api) -> None:
    interview = await api.interview()
    await api.plane.execute(interview["id"], GiveUp("candidate_lost", datetime.now(UTC)), Metadata("req_test"))
    refused = await take_seat(api, interview)
    assert (refused.status_code, refused.json()["code"]) == (410, "interview_over")
    assert (await look(api, interview))["state"] == "over"


async def test_a_link_is_good_for_a_day(api: Api) -> None:
    interview = await api.interview()
    old = JoinTokens(SECRET).issue(interview["id"], datetime.now(UTC) - timedelta(hours=25))
    refused = await api.client.post(f"/v1/join/{old}")
    assert (refused.status_code, refused.json()["code"]) == (410, "join_link_expired")
    assert (await api.client.get(f"/v1/join/{old}")).json()["state"] == "expired"


@pytest.mark.parametrize("secret", ["another-installation", ""])
async def test_a_link_that_was_not_signed_here_opens_nothing(api: Api, secret: str) -> None:
    interview = await api.interview()
    forged = JoinTokens(secret).issue(interview["id"], datetime.now(UTC))
    assert (await api.client.post(f"/v1/join/{forged}")).status_code == 404


async def test_a_livekit_token_is_no_join_link(api: Api) -> None:
    interview = await api.interview()
    token = (await take_seat(api, interview)).json()["token"]
    assert (await api.client.get(f"/v1/join/{token}")).status_code == 404


async def test_livekits_reports_are_taken_once_each_and_only_when_signed(api: Api) -> None:
    interview = await api.interview()
    await take_seat(api, interview)
    room, identity = interview["id"], f"candidate-{interview['id']}"
    assert await report(api, "participant_joined", room, identity, secret="x" * 40) == 401
    for _ in range(2):
        assert await report(api, "participant_joined", room, identity, id_="e1") == 204
    for _ in range(2):
        assert await report(api, "participant_left", room, identity, id_="e2") == 204
    assert await report(api, "participant_joined", room, identity, id_="e1") == 204, "an old report, delivered again"
    assert (await types(api, interview))[2:] == ["candidate.joined", "candidate.left"]


async def test_a_report_of_an_older_connection_does_not_take_the_candidate_away(api: Api) -> None:
    interview = await api.interview()
    await take_seat(api, interview)
    await arrive(api, interview)
    assert await report(api, "participant_left", interview["id"], f"candidate-{interview['id']}") == 204
    assert "candidate.left" not in await types(api, interview)


async def test_the_end_of_a_room_is_the_end_of_the_candidates_presence(api: Api) -> None:
    interview = await api.interview()
    await take_seat(api, interview)
    await arrive(api, interview)
    assert await report(api, "room_finished", interview["id"], "") == 204
    assert (await types(api, interview))[-1] == "candidate.left"


async def test_an_interviewer_of_an_older_epoch_is_put_out_again(api: Api) -> None:
    interview = await api.interview()
    await take_seat(api, interview)
    assert await report(api, "participant_joined", interview["id"], "interviewer-7") == 204
    assert api.rooms.removed == [(interview["id"], "interviewer-7")]


async def test_reports_about_rooms_of_others_are_taken_and_left(api: Api) -> None:
    assert await report(api, "participant_joined", "somebody-elses-room", "candidate-x") == 204
    assert await report(api, "room_started", "", "") == 204
