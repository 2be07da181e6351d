"""What a conversation brought beside the answers, through the front door; and nothing of it once it was taken back."""

from __future__ import annotations

from typing import Any

import pytest

from command_line import run
from held_interview import ANSWER, HeldInterview, now
from interviewer.conversation.answers.choice import BETWEEN
from interviewer.interviews.ids import TurnId
from interviewer.interviews.observations import (
    AnswerUnderstood,
    CandidateAnswered,
    CandidateAsked,
    CandidateRated,
    CandidateSignalled,
    ConsentGiven,
    ProposalRefused,
    RecordingSegmentStored,
    RecordingStarted,
)
from interviewer.interviews.withdrawal import WITHDRAWN
from running_api import PLAN, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(untouched: Api) -> Api:
    return untouched


JOB = {"title": "Picker", "company": "Hillside", "summary": "You pick boxes."}
PAY, GYM = "What does it pay?", "Is there a gym?"


async def rich(api: Api) -> HeldInterview:
    """A call with all that a conversation can bring."""
    held = await (await (await (await HeldInterview.scheduled(api.plane)).dialled()).leased()).live()
    await held.saw(ConsentGiven, turn_id=TurnId("turn_0"))
    await held.saw(RecordingStarted, started=now())
    await held.answered()
    value: dict[str, Any] = {"question_id": "own_service", "turn_ids": (TurnId("turn_3"),)}
    await held.saw(AnswerUnderstood, value="3 months", confirmed=False, **value)
    await held.saw(AnswerUnderstood, value="2 months", confirmed=True, knocked_out=True, **value)
    await held.saw(CandidateSignalled, signal="slower", turn_id=TurnId("turn_3"))
    await held.saw(ProposalRefused, question_id="own_service", reason="it judges the answer", text="That is wonderful!")
    await held.heard("turn_pay", PAY)
    await held.saw(CandidateAsked, turn_id=TurnId("turn_pay"))
    await held.spoke("turn_told", "It pays forty pounds an hour.", "answer")
    answered = {"asked": TurnId("turn_pay"), "turn_id": TurnId("turn_told"), "passages": ("psg_1",)}
    await held.saw(CandidateAnswered, **answered)
    await held.heard("turn_gym", GYM)
    await held.saw(CandidateAsked, turn_id=TurnId("turn_gym"))
    return await held.saw(CandidateRated, rating=4, turn_id=TurnId("turn_gym"))


async def shown(api: Api, held: HeldInterview) -> dict[str, Any]:
    answer = await api.client.get(f"/v1/interviews/{held.id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def listed(api: Api, held: HeldInterview) -> dict[str, Any]:
    items = (await api.client.get("/v1/interviews")).json()["items"]
    return next(dict(item) for item in items if item["id"] == held.id)


async def test_an_interview_shows_values_the_candidates_questions_its_wishes_and_the_rating(api: Api) -> None:
    held = await rich(api)
    found = await shown(api, held)
    assert found["questions"][0]["understood"] == {
        "value": "2 months", "label": "2 months", "confirmed": True, "knocked_out": True, "turns": ["turn_3"]
    }  # fmt: skip
    told, for_you = found["asked"]
    assert (told["text"], told["for_you"], told["answer"]) == (PAY, False, "It pays forty pounds an hour.")
    assert told["passages"] == [{"id": "psg_1", "document": None, "heading": None}]
    assert (for_you["turn"], for_you["text"], for_you["for_you"]) == ("turn_gym", GYM, True)
    assert (for_you["answer"], for_you["answer_turn"], for_you["passages"]) == (None, None, [])
    assert found["signals"] == [{"signal": "slower", "turn": "turn_3"}]
    assert (found["rating"], found["for_you"]) == (4, 1)
    assert "wonderful" not in str(found), "what may not be said is in the events alone"
    types = [e["type"] for e in (await api.client.get(f"/v1/interviews/{held.id}/events")).json()["items"]]
    assert "proposal.refused" in types


async def test_what_was_chosen_is_told_in_the_plans_words(api: Api) -> None:
    shift = '{id: shift, kind: choice, ask: "Early or late?", options: [{id: a, label: Early}, {id: b, label: Late}]}'
    plan = PLAN.replace("    - {id: slow_page", f"    - {shift}\n    - {{id: slow_page")
    kept = (await api.client.post("/v1/plans", content=plan)).json()
    wanted = {"plan_id": kept["id"], "candidate_name": "Ada Byron"}
    interview = (await api.client.post("/v1/interviews", json=wanted)).json()
    held = await (await HeldInterview(api.plane, interview["id"]).dialled()).leased()
    await held.live()
    turns: dict[str, Any] = {"confirmed": True, "turn_ids": (TurnId("turn_1"),)}
    for value, label in (("b", "Late"), (f"a{BETWEEN}b", "Early, Late"), ("gone", "gone")):
        await held.saw(AnswerUnderstood, question_id="shift", value=value, **turns)
        found = {question["id"]: question["understood"] for question in (await shown(api, held))["questions"]}
        assert (found["shift"]["value"], found["shift"]["label"]) == (value, label)
        assert found["own_service"] is None


async def test_an_answer_names_the_document_that_it_was_made_of_as_long_as_that_is_there(api: Api) -> None:
    held = await (await (await (await HeldInterview.scheduled(api.plane)).dialled()).leased()).live()
    job = (await api.client.post("/v1/jobs", json=JOB)).json()["id"]
    address = f"/v1/jobs/{job}/documents/pay.md"
    assert (await api.client.put(address, content="# Pay\n\nForty pounds an hour.\n")).status_code == 201
    (passage,) = (await api.client.get(address)).json()["text"]
    await held.heard("turn_pay", PAY)
    await held.saw(CandidateAsked, turn_id=TurnId("turn_pay"))
    told = {"asked": TurnId("turn_pay"), "turn_id": TurnId("turn_told"), "passages": (passage["id"], "pas_gone")}
    await held.saw(CandidateAnswered, **told)
    gone = {"id": "pas_gone", "document": None, "heading": None}
    here = {"id": passage["id"], "document": "pay.md", "heading": "Pay"}
    assert (await shown(api, held))["asked"][0]["passages"] == [here, gone]
    assert "(pay.md, Pay, pas_gone, no longer there)" in (await run(api.url, "interviews", "show", held.id)).out
    await api.client.delete(address, headers={"If-Match": "*"})
    assert (await shown(api, held))["asked"][0]["passages"][0] == {**gone, "id": passage["id"]}


async def test_the_list_says_how_many_questions_are_for_a_person_and_holds_nobodys_words(api: Api) -> None:
    held = await rich(api)
    item = await listed(api, held)
    assert item["for_you"] == 1
    assert not {"asked", "signals", "rating"} & item.keys()
    assert "understood" not in item["questions"][0]


async def test_an_interview_in_which_nothing_happened_has_all_of_it_empty(api: Api) -> None:
    interview = await api.interview()
    assert (interview["asked"], interview["signals"], interview["rating"]) == ([], [], None)
    assert [question["understood"] for question in interview["questions"]] == [None, None]


async def test_of_a_consent_taken_back_no_door_shows_a_word(own: Api) -> None:
    held = await rich(own)
    await own.plane.blobs.put(held.id, "1-1.ogg", b"sound")
    await held.saw(RecordingSegmentStored, key="1-1.ogg", start=0.0, seconds=5.0)
    await held.ended("withdrawn")
    await held.heard("turn_late", "And I am ill.")
    found = await shown(own, held)
    assert (found["outcome"], found["end_reason"], found["consent"]) == ("declined", "withdrawn", False)
    assert (found["asked"], found["signals"], found["rating"], found["for_you"]) == ([], [], None, 0)
    assert (found["questions"][0]["understood"], found["recording"]) == (None, None)
    texts = [str(found), str(await listed(own, held))]
    for path in (
        f"/v1/interviews/{held.id}/transcript",
        f"/v1/interviews/{held.id}/events",
        f"/v1/interviews/{held.id}/replay",
        "/v1/events",
        f"/v1/events?interview_id={held.id}",
        "/v1/events?type=turn.*",
    ):
        answer = await own.client.get(path)
        assert answer.status_code == 200
        assert WITHDRAWN in answer.text
        texts.append(answer.text)
    words = (ANSWER, PAY, GYM, "forty", "2 months", "3 months", "wonderful", "ill.")
    assert [word for word in words for text in texts if word in text] == []
    gone = await own.client.get(f"/v1/interviews/{held.id}/recording")
    assert (gone.status_code, gone.json()["code"]) == (404, "nothing_recorded")
    assert "took the consent back" in gone.json()["detail"]


async def test_what_was_said_to_others_is_shown_as_ever(api: Api) -> None:
    other, held = await rich(api), await rich(api)
    await held.ended("withdrawn")
    assert PAY in (await api.client.get(f"/v1/interviews/{other.id}/transcript")).text
    assert PAY in (await api.client.get("/v1/events")).text


async def test_the_terminal_tells_the_same(api: Api) -> None:
    held = await rich(api)
    ran = await run(api.url, "interviews", "show", held.id)
    assert ran.status == 0, ran.err
    for words in (
        "own_service: Tell me about a service that you have built.",
        "understood: 2 months, confirmed; by the plan it rules the candidate out",
        PAY,
        "It pays forty pounds an hour.",
        f"for you to answer: {GYM}",
        "the candidate asked to be spoken to more slowly",
        "4 of 5",
    ):
        assert words in ran.out, words
