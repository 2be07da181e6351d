"""Webhooks through the front door: made, shown without their secrets, changed by two at once, tried out, sent again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from held_interview import HeldInterview, eventually
from interviewer.kernel.projection import catch_up
from interviewer.providers.deliveries import WebhookDeliveries
from receiver import receiving
from recruiting import orchestrated
from running_api import Api, document

URL = "https://ats.example/hooks"


async def make(api: Api, **wanted: object) -> dict[str, Any]:
    answer = await api.client.post("/v1/webhooks", json={"url": URL, "types": ["interview.*"], **wanted})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def put(api: Api, webhook: dict[str, Any], tag: str | None = "*", **changed: object) -> Any:
    body = {name: webhook[name] for name in ("url", "types", "description", "enabled")} | changed
    headers = {} if tag is None else {"If-Match": tag}
    return await api.client.put(f"/v1/webhooks/{webhook['id']}", json=body, headers=headers)


async def messages(api: Api, webhook: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    answer = await api.client.get(f"/v1/webhooks/{webhook['id']}/deliveries", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_a_webhook_is_made_read_back_and_listed_and_its_secret_is_shown_once(api: Api) -> None:
    answer = await api.client.post("/v1/webhooks", json={"url": URL, "types": ["interview.*", "campaign.paused"]})
    made = answer.json()
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert answer.headers["ETag"] == '"1"'
    found = await api.client.get(answer.headers["Location"])
    assert (found.json(), found.headers["ETag"]) == (made, '"1"')
    assert (made["enabled"], made["disabled_because"], made["description"]) == (True, None, "")
    second = await make(api, description="the other")
    listed = await api.client.get("/v1/webhooks")
    assert [one["id"] for one in listed.json()["items"]] == [second["id"], made["id"]]
    assert secret not in found.text + listed.text


async def test_whoever_lost_the_answer_gets_the_same_webhook_with_its_secret(api: Api) -> None:
    about = {"url": URL, "types": ("interview.*",), "description": "", "enabled": True}
    first = await api.plane.webhooks.add("hook_1", **about)  # type: ignore[arg-type]
    assert await api.plane.webhooks.add("hook_1", **about) == first  # type: ignore[arg-type]
    assert len(await api.plane.webhooks.page(limit=10)) == 1


async def test_the_list_is_read_page_by_page(api: Api) -> None:
    made = [(await make(api))["id"] for _ in range(5)]
    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    while True:
        page = (await api.client.get("/v1/webhooks", params=query)).json()
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == list(reversed(made))


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"url": "http://ats.example/"}, "Give https://"),
        ({"url": "https://user:password@ats.example/"}, "password"),
        ({"url": "https://169.254.169.254/"}, "link-local"),
        ({"url": "https://ats.example/\u0000"}, "url"),
        ({"url": "https://" + "a" * 2000}, "url"),
        ({"types": []}, "types"),
        ({"types": ["turn.heard"]}, "interview.completed"),
        ({"types": ["turn.*"]}, "no event of that type"),
        ({"types": ["*"]}, "types"),
        ({"types": ["interview.*"] * 51}, "types"),
        ({"description": "a\u0000b"}, "description"),
        ({"secret": "mine"}, "secret"),
    ],
)
async def test_what_cannot_be_told_is_refused_with_what_is_wrong(
    untouched: Api, wanted: dict[str, Any], said: str
) -> None:
    answer = await untouched.client.post("/v1/webhooks", json={"url": URL, "types": ["interview.*"], **wanted})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert said in answer.json()["detail"]
    assert (await untouched.client.get("/v1/webhooks")).json()["items"] == []


async def test_a_change_names_the_version_that_it_changes(api: Api) -> None:
    webhook = await make(api)
    missing = await put(api, webhook, None)
    assert (missing.status_code, missing.json()["code"]) == (428, "version_missing")
    assert (await put(api, webhook, '"7"')).status_code == 412
    changed = await put(api, webhook, '"1"', types=["campaign.*"], enabled=False)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    found = (await api.client.get(f"/v1/webhooks/{webhook['id']}")).json()
    assert (found["types"], found["enabled"], found["version"]) == (["campaign.*"], False, 2)


async def test_of_changes_at_the_very_same_moment_one_is_made(api: Api) -> None:
    webhook = await make(api)
    answers = await asyncio.gather(*(put(api, webhook, '"1"', description=f"Name {n}") for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]


async def test_a_webhook_is_removed_as_it_was_seen(api: Api) -> None:
    webhook = await make(api)
    where = f"/v1/webhooks/{webhook['id']}"
    assert (await api.client.delete(where)).status_code == 428
    assert (await api.client.delete(where, headers={"If-Match": '"2"'})).status_code == 412
    gone = await api.client.delete(where, headers={"If-Match": '"1"'})
    assert (gone.status_code, gone.content) == (204, b"")
    again = await api.client.delete(where, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["code"]) == (404, "webhook_unknown")


async def test_a_new_secret_is_shown_once_and_the_old_one_named_for_a_day(api: Api) -> None:
    webhook = await make(api)
    answer = await api.client.post(f"/v1/webhooks/{webhook['id']}/secret")
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert answer.json()["secret"] not in ("", webhook["secret"])
    found = (await api.client.get(f"/v1/webhooks/{webhook['id']}")).json()
    assert found["former_secret_until"] is not None
    again = await api.client.post(f"/v1/webhooks/{webhook['id']}/secret", headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["code"]) == (412, "outdated")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("POST", "/secret"),
        ("POST", "/test"),
        ("POST", "/resend"),
        ("GET", "/deliveries"),
        ("POST", "/deliveries/msg_0/resend"),
    ],
)
async def test_of_a_webhook_that_there_is_not_nothing_can_be_asked(untouched: Api, method: str, path: str) -> None:
    body = {"url": URL, "types": ["interview.*"]} if method == "PUT" else None
    answer = await untouched.client.request(method, f"/v1/webhooks/hook_0{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "webhook_unknown")


async def test_it_is_tried_out_by_a_message_that_no_event_caused(api: Api) -> None:
    async with receiving() as receiver, orchestrated(api.plane):
        webhook = await make(api, url=receiver.url, enabled=False)
        answer = await api.client.post(f"/v1/webhooks/{webhook['id']}/test")
        assert answer.status_code == 202
        (got,) = await receiver.has(1)
        assert got.verified_by(webhook["secret"])
        assert (got.id, got.message["data"]) == (answer.json()["id"], {"webhook_id": webhook["id"]})

        async def noted() -> bool:
            return bool((await api.client.get(answer.headers["Location"])).json()["state"] == "delivered")

        await eventually(noted)
    (found,) = await messages(api, webhook)
    assert (found["type"], found["position"]) == ("webhook.test", None)


async def test_what_a_dead_receiver_missed_is_seen_and_sent_again_under_the_same_ids(api: Api) -> None:
    async with receiving(0, 410) as receiver, orchestrated(api.plane):
        webhook = await make(api, url=receiver.url, types=["interview.scheduled"])
        await api.interview()

        async def dead() -> bool:
            return len(await messages(api, webhook, state="dead")) == 1

        await eventually(dead)
        (message,) = await messages(api, webhook)
        assert [(a["status"], a["error"]) for a in message["attempts"]] == [(410, None)]
        missed = await api.interview()
        for path in ("/resend", f"/deliveries/{message['id']}/resend"):
            refused = await api.client.post(f"/v1/webhooks/{webhook['id']}{path}")
            assert (refused.status_code, refused.json()["code"]) == (409, "webhook_disabled")
        receiver.always = 204
        assert (await put(api, webhook)).json()["disabled_because"] is None
        sent = await api.client.post(f"/v1/webhooks/{webhook['id']}/resend")
        assert (sent.status_code, sent.json()["dead"]) == (202, 1)
        await receiver.has(2)
        again = await api.client.post(f"/v1/webhooks/{webhook['id']}/deliveries/{message['id']}/resend")
        assert again.status_code == 202
        await receiver.has(3)
        assert {got.id for got in receiver.got} == {message["id"]}
        answer = await api.client.post(f"/v1/webhooks/{webhook['id']}/resend", params={"from_position": 1})
        head = await api.plane.store.head()
        assert answer.json() == {"dead": None, "from_position": 1, "to_position": head}
        got = (await receiver.has(5))[3:]
    assert message["id"] in {one.id for one in got}
    assert missed["id"] in {one.message["data"]["interview_id"] for one in got}


async def test_the_messages_are_read_page_by_page_newest_first_and_by_state(api: Api) -> None:
    webhook = await make(api)
    for _ in range(5):
        await HeldInterview.scheduled(api.plane)
    await catch_up(api.plane.store, WebhookDeliveries())
    seen: list[int] = []
    query: dict[str, str] = {"limit": "2", "state": "pending"}
    where = f"/v1/webhooks/{webhook['id']}/deliveries"
    while True:
        page = (await api.client.get(where, params=query)).json()
        seen += [one["position"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5
    assert await messages(api, webhook, state="dead") == []
    other = await make(api)
    assert (await api.client.get(f"/v1/webhooks/{other['id']}/deliveries/msg_0")).json()["code"] == "delivery_unknown"
    strange = await api.client.get(where, params={"state": "lost"})
    assert strange.status_code == 422


async def test_messages_do_not_cross_from_one_webhook_to_another(api: Api) -> None:
    webhook, other = await make(api), await make(api, types=["campaign.*"])
    await HeldInterview.scheduled(api.plane)
    await catch_up(api.plane.store, WebhookDeliveries())
    (message,) = await messages(api, webhook)
    for method, path in (("GET", ""), ("POST", "/resend")):
        answer = await api.client.request(method, f"/v1/webhooks/{other['id']}/deliveries/{message['id']}{path}")
        assert answer.status_code == 404, path


def test_the_document_tells_what_a_receiver_gets() -> None:
    told = document()
    message = told["webhooks"]["message"]["post"]
    assert {one["name"] for one in message["parameters"]} == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    assert "Message" in told["components"]["schemas"]
