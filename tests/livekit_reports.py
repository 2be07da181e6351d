"""What LiveKit sends to the webhook, signed as it signs."""

from __future__ import annotations

import base64
import hashlib

from google.protobuf.json_format import MessageToJson
from livekit import api as livekit

from running_api import Api


async def report(api: Api, event: str, room: str, identity: str, *, id_: str = "", secret: str | None = None) -> int:
    """The status that answers a report of this event."""
    message = livekit.WebhookEvent(event=event, id=id_)
    message.room.name = room
    message.participant.identity = identity
    body = MessageToJson(message)
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    token = livekit.AccessToken(api.rooms.key, secret or api.rooms.secret).with_sha256(digest).to_jwt()
    headers = {"Authorization": token, "Content-Type": "application/webhook+json"}
    return (await api.client.post("/v1/livekit/webhook", content=body, headers=headers)).status_code
