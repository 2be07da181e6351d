"""Plans, candidates and interviews through the front door, and every way of being turned away there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from interviewer.telemetry import logs
from running_api import PLAN, Api, in_short


async def test_a_plan_sent_twice_is_one_plan_and_can_be_read_back_whole(api: Api) -> None:
    first = await api.client.post("/v1/plans", content=PLAN)
    second = await api.client.post("/v1/plans", content=PLAN)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["id"].startswith("plan_")
    listed = (await api.client.get("/v1/plans")).json()["items"]
    assert [(plan["id"], plan["questions"]) for plan in listed] == [(first.json()["id"], 3)]
    whole = (await api.client.get(f"/v1/plans/{first.json()['id']}")).json()
    assert whole["plan"]["questions"][0]["id"] == "own_service"
    assert whole["job"]["company"] == "Clearwater Tickets"


async def test_a_broken_plan_is_refused_with_every_mistake_and_its_line(api: Api) -> None:
    broken = PLAN.replace("minutes: 9", "minutes: 300").replace("kind: behavioural", "kind: behavioral", 1)
    answer = await api.client.post("/v1/plans", content=broken)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "plan_invalid"
    assert {found["field"] for found in problem["problems"]} == {"plan.minutes", "plan.questions[1].kind"}
    lines = broken.splitlines()
    for found in problem["problems"]:
        assert found["field"].rpartition(".")[2] in lines[found["line"] - 1]
        assert found["remedy"]


async def test_an_agreed_interview_is_scheduled_with_its_questions_and_a_link(api: Api) -> None:
    interview = await api.interview(questions=2)
    assert interview["state"] == "scheduled"
    assert [q["state"] for q in interview["questions"]] == ["pending", "pending"]
    assert interview["candidate"]["name"] == "Ada Byron"
    assert str(interview["join_url"]).startswith("http://127.0.0.1:8000/join/")
    again = (await api.client.get(f"/v1/interviews/{interview['id']}")).json()
    assert again == interview
    listed = (await api.client.get("/v1/interviews")).json()
    assert listed == {"items": [in_short(interview)], "next_cursor": None}


async def test_the_list_is_read_page_by_page_newest_first_and_by_state(api: Api) -> None:
    made = [(await api.interview())["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await api.client.get("/v1/interviews", params=query)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == list(reversed(made))
    assert (await api.client.get("/v1/interviews", params={"state": "live"})).json()["items"] == []


async def test_an_interview_may_name_a_candidate_that_exists(api: Api) -> None:
    candidate = (await api.client.post("/v1/candidates", json={"name": "Grace"})).json()
    plan = (await api.client.post("/v1/plans", content=PLAN)).json()
    wanted = {"plan_id": plan["id"], "candidate_id": candidate["id"]}
    interview = (await api.client.post("/v1/interviews", json=wanted)).json()
    assert interview["candidate"] == {"id": candidate["id"], "name": "Grace"}
    assert len(interview["questions"]) == 3
    assert (await api.client.get("/v1/candidates")).json()["items"] == [candidate]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/v1/plans/plan_0", None, 404, "plan_unknown"),
        ("GET", "/v1/interviews/int_0", None, 404, "interview_unknown"),
        ("GET", "/v1/interviews/int_0/transcript", None, 404, "interview_unknown"),
        ("GET", "/v1/interviews/int_0/recording", None, 404, "interview_unknown"),
        ("GET", "/v1/interviews?limit=0", None, 422, "request_invalid"),
        ("GET", "/v1/interviews?cursor=nonsense", None, 422, "request_invalid"),
        ("GET", "/v1/interviews?state=asleep", None, 422, "request_invalid"),
        ("POST", "/v1/interviews", {"plan_id": "plan_0", "candidate_name": "A"}, 404, "plan_unknown"),
        ("POST", "/v1/interviews", {"candidate_name": "A"}, 422, "request_invalid"),
        ("POST", "/v1/candidates", {"name": " "}, 422, "request_invalid"),
        ("POST", "/v1/candidates", {"name": "a\u0000b"}, 422, "request_invalid"),
        ("GET", "/v1/join/nonsense", None, 404, "join_link_unknown"),
        ("POST", "/v1/join/nonsense", {}, 404, "join_link_unknown"),
        ("GET", "/v1/nothing", None, 404, "not_found"),
        ("DELETE", "/v1/plans", None, 405, "method_not_allowed"),
        ("POST", "/v1/livekit/webhook", {}, 401, "unauthorised"),
    ],
)
async def test_whatever_is_wrong_is_answered_as_a_problem(
    untouched: Api, method: str, path: str, body: dict[str, str] | None, status: int, code: str
) -> None:
    answer = await untouched.client.request(method, path, json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["detail"]
    assert problem["title"]


async def test_whose_interview_it_is_must_be_said(api: Api) -> None:
    plan = (await api.client.post("/v1/plans", content=PLAN)).json()
    answer = await api.client.post("/v1/interviews", json={"plan_id": plan["id"]})
    assert answer.status_code == 422
    assert "candidate_name" in answer.json()["detail"]


async def test_nothing_recorded_and_no_scorecard_yet_are_said_so(api: Api) -> None:
    interview = await api.interview()
    recording = await api.client.get(f"/v1/interviews/{interview['id']}/recording")
    scorecard = await api.client.get(f"/v1/interviews/{interview['id']}/scorecard")
    assert (recording.status_code, recording.json()["code"]) == (404, "nothing_recorded")
    assert (scorecard.status_code, scorecard.json()["code"]) == (404, "not_judged")
    assert "follows" in scorecard.json()["detail"]


async def test_no_scorecard_is_promised_of_an_interview_that_was_called_off(api: Api) -> None:
    where = f"/v1/interviews/{(await api.interview())['id']}"
    cancelled = (await api.client.post(f"{where}/cancel")).json()
    assert (cancelled["state"], cancelled["judge_state"]) == ("cancelled", "none")
    problem = (await api.client.get(f"{where}/scorecard")).json()
    assert problem["code"] == "not_judged"
    assert "no scorecard is made" in problem["detail"]


async def test_a_correlation_id_goes_from_the_request_through_the_answer_into_the_log(api: Api) -> None:
    plan = (await api.client.post("/v1/plans", content=PLAN)).json()
    wanted = {"plan_id": plan["id"], "candidate_name": "Ada"}
    answer = await api.client.post("/v1/interviews", json=wanted, headers={"X-Correlation-ID": "req_mine"})
    assert answer.headers["X-Correlation-ID"] == "req_mine"
    events = (await api.client.get(f"/v1/interviews/{answer.json()['id']}/events")).json()["items"]
    assert [event["correlation_id"] for event in events] == ["req_mine"]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_correlation_id_that_could_forge_log_lines_is_replaced(untouched: Api) -> None:
    answer = await untouched.client.get("/healthz", headers={"X-Correlation-ID": 'a" onload="b'})
    assert answer.headers["X-Correlation-ID"].startswith(logs.new_correlation_id()[:4])


@pytest.mark.asyncio(loop_scope="module")
async def test_a_foreign_host_name_is_refused_but_probes_may_come_by_any(untouched: Api) -> None:
    evil = {"Host": "evil.example"}
    refused = await untouched.client.get("/v1/plans", headers=evil)
    assert (refused.status_code, refused.json()["code"]) == (400, "host_unknown")
    assert (await untouched.client.get("/healthz", headers=evil)).status_code == 200
    assert (await untouched.client.get("/v1/plans", headers={"Host": "localhost:99"})).status_code == 200


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("host", ["[", "[::1", "a b", "\xff", "127.0.0.1:x", "@"])
async def test_a_host_that_is_no_name_is_refused_as_well(untouched: Api, host: str) -> None:
    refused = await untouched.client.get("/v1/plans", headers=[(b"Host", host.encode("latin-1"))])
    assert refused.status_code in (200, 400)
    assert refused.status_code == 200 or refused.headers["X-Correlation-ID"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("POST", path) for path in ("/v1/candidates", "/v1/plans", "/v1/session", "/v1/join/nonsense")),
        ("PUT", "/v1/candidates/cand_0"),
    ],
)
async def test_a_body_that_would_fill_the_memory_is_refused_whether_its_size_is_told_or_not(
    untouched: Api, method: str, path: str
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * (1 << 20)

    for headers in ({}, {"Idempotency-Key": "k1"}):
        refused = await untouched.client.request(method, path, content=pieces(), headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
        assert "1 MiB" in refused.json()["detail"]
    refused = await untouched.client.request(method, path, content=b" " * ((1 << 20) + 1))
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_wrong_with_a_request_is_told_field_by_field_in_words_for_people(untouched: Api) -> None:
    wrong = {"plan_id": 1, "candidate_name": " ", "queue": 1}
    refused = (await untouched.client.post("/v1/interviews", json=wrong)).json()
    assert refused["errors"] == [
        {"field": "plan_id", "message": "must be a valid string"},
        {"field": "candidate_name", "message": "must have at least 1 character"},
        {"field": "queue", "message": "is not known here"},
    ]
    assert refused["detail"].startswith("plan_id: must be a valid string; candidate_name: ")
    assert refused["detail"].endswith("queue: is not known here. Nothing was kept.")
    terms = {"starts": "2026-11-24T09:00", "windows": [{"days": ["noday"], "start": "09:00", "end": "17:00"}]}
    refused = (await untouched.client.post("/v1/campaigns", json={"plan_id": "p", "name": "n", "terms": terms})).json()
    days = "must be 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or one of 1 more that /openapi.json tells"
    told = {one["field"]: one["message"] for one in refused["errors"]}
    assert told["terms.windows[0].days[0]"] == days
    assert told["terms.ends"] == "is missing"
    assert not told.keys() & {"terms.windows", "terms.windows[0].days"}
    refused = (await untouched.client.get("/v1/interviews?state=asleep&limit=0")).json()
    told = {one["field"]: one["message"] for one in refused["errors"]}
    assert told["limit"] == "must be greater than or equal to 1"
    assert told["state[0]"].startswith("must be 'scheduled', ")
    assert told["state[0]"].endswith(" or one of 13 more that /openapi.json tells")
    assert "kept" not in refused["detail"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/xml"])
async def test_a_body_that_is_not_said_to_be_json_is_of_an_unknown_kind(untouched: Api, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    refused = await untouched.client.post("/v1/candidates", content=b'{"name": "Ada"}', headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (415, "media_type_unknown")
    assert "application/json" in refused.json()["detail"]
    assert (await untouched.client.get("/v1/candidates")).json()["items"] == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("body", "said"), [(b"", "is missing"), (b"[1]", "must be a JSON object"), (b'{"a":', "is no JSON")]
)
async def test_a_body_that_is_nothing_of_what_is_wanted_is_said_so(untouched: Api, body: bytes, said: str) -> None:
    refused = await untouched.client.post("/v1/candidates", content=body, headers={"Content-Type": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (422, "request_invalid")
    (only,) = refused.json()["errors"]
    assert only["field"] == "body"
    assert said in only["message"]


async def test_what_was_made_is_answered_with_its_address_and_its_version(api: Api) -> None:
    plan = (await api.client.post("/v1/plans", content=PLAN)).json()
    made = await api.client.post("/v1/interviews", json={"plan_id": plan["id"], "candidate_name": "Ada"})
    read = await api.client.get(made.headers["Location"])
    assert read.json() == made.json()
    assert read.headers["ETag"] == made.headers["ETag"]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_method_that_an_address_does_not_know_is_told_those_that_it_knows(untouched: Api) -> None:
    for method, path, known in (
        ("PATCH", "/v1/jobs", "GET, HEAD, POST"),
        ("GET", "/v1/session", "DELETE, POST"),
        ("GET", "/v1/jobs/job_0/restore", "POST"),
        ("OPTIONS", "/v1/jobs/job_0", "DELETE, GET, HEAD, PUT"),
        ("POST", "/interviews/int_0", "GET, HEAD"),
    ):
        answer = await untouched.client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed"), path
        assert answer.headers["Allow"] == known
        assert f"knows {known}." in answer.json()["detail"]
    for method in ("GET", "POST", "DELETE"):
        nothing = await untouched.client.request(method, "/v1/nothing")
        assert (nothing.status_code, nothing.json()["code"]) == (404, "not_found")


async def test_ready_means_that_the_log_can_be_read(api: Api) -> None:
    assert (await api.client.get("/readyz")).json() == {"status": "ready", "position": 0}


async def test_the_page_is_served_on_every_path_of_its_own_and_says_so_when_it_is_not_built(api: Api) -> None:
    missing = await api.client.get("/interviews/int_1")
    assert missing.status_code == 503
    assert "make setup" in missing.text
    page = api.page
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<title>the page</title>")
    (page / "assets" / "a.js").write_text("1")
    for path in (
        "/",
        "/interviews/int_1",
        "/join/x.y.z",
        "/join/x.y.z/",
        "/talk",
        "/plans",
        "/plans/plan_1",
        "/providers",
    ):
        assert "the page" in (await api.client.get(path)).text
    assert "immutable" in (await api.client.get("/assets/a.js")).headers["cache-control"]
    assert (await api.client.get("/assets/old.js")).status_code == 404
    secret = page.parent / "secret"
    secret.write_text("s")
    raw = httpx.URL(api.url).copy_with(raw_path=b"/..%2fsecret")
    assert (await api.client.get(raw)).status_code == 404


@pytest.mark.parametrize("built", [True, False])
async def test_where_there_is_nothing_there_is_a_problem_and_not_the_page(api: Api, *, built: bool) -> None:
    if built:
        api.page.mkdir()
        (api.page / "index.html").write_text("<title>the page</title>")
    for path in (
        "/v2/x",
        "/.env",
        "/swagger.json",
        "/docs",
        "/redoc",
        "/interviews",
        "/join",
        "/index.php",
        "/v1",
        "/v1/",
    ):
        for method in ("GET", "POST"):
            answer = await api.client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


async def test_head_is_answered_as_get_without_the_body_also_where_that_never_ends(api: Api) -> None:
    interview = await api.interview()
    for path in ("/healthz", "/readyz", "/v1/plans", f"/v1/interviews/{interview['id']}", "/v1/interviews/int_0", "/"):
        asked, told = await api.client.get(path), await api.client.head(path)
        assert (told.status_code, told.content) == (asked.status_code, b""), path
        for name in ("Content-Type", "Content-Length", "ETag"):
            assert told.headers.get(name) == asked.headers.get(name), path
    endless = await api.client.head("/v1/stream")
    assert (endless.status_code, endless.headers["Content-Type"].partition(";")[0]) == (200, "text/event-stream")
    assert (await api.client.head("/v1/session")).headers["Allow"] == "DELETE, POST"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_parameter_that_an_address_does_not_know_is_refused_and_those_named_that_it_knows(
    untouched: Api,
) -> None:
    for method, path, known in (
        ("GET", "/v1/plans?jobid=job_1", "cursor, job_id, limit, q"),
        ("GET", "/v1/events?campaign=camp_1", "after, campaign_id, correlation_id, interview_id, limit, type"),
        ("POST", "/v1/candidates?dry_run=1", "none"),
        ("DELETE", "/v1/session?x=1", "none"),
    ):
        answer = await untouched.client.request(method, path, json={"name": "Ada"} if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), path
        assert f"there are {known}." in answer.json()["detail"]
    assert (await untouched.client.get("/v1/candidates")).json()["items"] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_browsers_are_told_to_guess_frame_and_tell_on_nothing(untouched: Api) -> None:
    for path, headers in (("/", {}), ("/v1/plans", {}), ("/v1/nothing", {}), ("/", {"Host": "evil.example"})):
        answer = await untouched.client.get(path, headers=headers)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_the_openapi_document_has_examples_for_what_is_sent(api: Api) -> None:
    document = (await api.client.get("/openapi.json")).json()
    assert "/v1/interviews" in document["paths"]
    assert document["components"]["schemas"]["NewInterview"]["examples"]
    assert "/v1/livekit/webhook" not in document["paths"]
