"""`interviewer webhooks` as people and scripts use it, against a running api."""

from __future__ import annotations

import json

import command_line
from receiver import receiving
from recruiting import orchestrated
from running_api import Api


async def test_a_webhook_is_made_listed_and_what_it_was_sent_is_seen_and_sent_again(api: Api) -> None:
    async with receiving(0, 410) as receiver, orchestrated(api.plane):
        made = await command_line.run(api.url, "webhooks", "create", receiver.url, "--type", "interview.scheduled")
        assert made.status == 0, made.err
        webhook_id = made.err.split()[0]
        await api.interview()
        await receiver.has(1)
        assert receiver.got[0].verified_by(made.out.strip())
        listed = await command_line.run(api.url, "webhooks", "list")
        assert f"{webhook_id}  disabled: it is gone  {receiver.url}" in listed.out
        dead = await command_line.run(api.url, "webhooks", "deliveries", webhook_id, "--state", "dead")
        message_id = receiver.got[0].id
        assert dead.out.startswith(message_id)
        assert "1 attempt, the last: 410" in dead.out
        refused = await command_line.run(api.url, "webhooks", "resend", webhook_id)
        assert (refused.status, refused.out) == (1, "")
        assert "Enable it first" in refused.err
        receiver.always = 204
        body = {"url": receiver.url, "types": ["interview.scheduled"]}
        await api.client.put(f"/v1/webhooks/{webhook_id}", json=body, headers={"If-Match": "*"})
        again = await command_line.run(api.url, "webhooks", "resend", webhook_id)
        assert again.out == "dead messages that are sent again: 1\n"
        await receiver.has(2)
        one = await command_line.run(api.url, "webhooks", "resend", webhook_id, message_id)
        assert one.out == f"{message_id} is sent again\n"
        await receiver.has(3)
        everything = await command_line.run(api.url, "webhooks", "resend", webhook_id, "--from-position", "1")
        assert everything.out == "its events from position 1 to 1 are sent\n"
        await receiver.has(4)
    assert {got.id for got in receiver.got} == {message_id}
    shown = json.loads((await command_line.run(api.url, "webhooks", "deliveries", webhook_id, "--json")).out)
    assert [one["id"] for one in shown["items"]] == [message_id]


async def test_what_cannot_be_is_told_in_a_sentence(api: Api) -> None:
    plain = await command_line.run(api.url, "webhooks", "create", "http://ats.example/", "--type", "interview.*")
    assert (plain.status, plain.out) == (1, "")
    assert "Give https://" in plain.err
    unknown = await command_line.run(api.url, "webhooks", "deliveries", "hook_0")
    assert unknown.status == 1
    assert "There is no webhook hook_0" in unknown.err
