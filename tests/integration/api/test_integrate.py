"""docs/integrate.md is done, command by command, against a running api and the receiver of the examples."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from standardwebhooks import Webhook

from held_interview import eventually
from interviewer.api.app import create_app
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.embedded import ports
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.rooms import MemoryRooms
from recruiting import orchestrated
from running_api import serving, settings_of

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[str]:
    text = (ROOT / "docs" / "integrate.md").read_text()
    return [found[2] for found in BLOCK.finditer(text) if found[1] == kind]


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")),
    reason="curl and jq are not installed: `sudo apt-get install curl jq`",
)
async def test_the_guide_can_be_followed_from_the_first_key_to_a_new_secret(postgres_dsn: str, tmp_path: Path) -> None:
    settings = settings_of(postgres_dsn, tmp_path / "state", api_auth="required")
    app = create_app(settings, rooms=MemoryRooms(), blobs=MemoryBlobs(), page=())
    commands = blocks("sh")
    assert len(commands) >= 10

    def taken() -> int:
        return (tmp_path / "receiver.log").read_text().count('POST / HTTP/1.1" 204')

    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "guide.sh").write_text("set -euxo pipefail\n" + "\n".join(commands))
    async with serving(app) as url, orchestrated(plane := app.state.context.plane):
        environment = {
            **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
            **settings.environment(),
            "INTERVIEWER_API_URL": url,
            "PORT": str(ports.free()),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        with (tmp_path / "out").open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                *("bash", "guide.sh"),
                cwd=tmp_path,
                env=environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            status = await process.wait()
            assert status == 0, (tmp_path / "out").read_text()
            await eventually(lambda: _all_delivered(plane))
            before = taken()
            (webhook,) = await plane.webhooks.page(limit=1)
            await plane.deliveries.resend_from(webhook.id, 1, await plane.store.head())
            await eventually(lambda: _all_delivered(plane))
            assert taken() == before + 2, "a message for each interview came once more"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # the receiver, which goes on when the commands are done
    received = (tmp_path / "received.txt").read_text().splitlines()
    assert Counter(line.split()[0] for line in received) == {"webhook.test": 1, "interview.scheduled": 2}
    assert len(set(received)) == 3, "nothing that was sent again was acted on again"
    assert (tmp_path / "new-secret.txt").read_text().startswith("whsec_")


async def _all_delivered(plane: ControlPlane) -> bool:
    query = (
        "select (select count(*) from jobs where queue like 'webhook%') = 0 and count(*) = 3 from webhook_deliveries"
    )
    return bool(await plane.store.pool.fetchval(f"{query} where state = 'delivered'"))


def test_the_guide_tells_how_to_verify_a_signature_without_a_library() -> None:
    (code,) = blocks("python")
    known: dict[str, object] = {}
    exec(code, known)
    verified = cast("Callable[[str, Mapping[str, str], bytes], bool]", known["verified"])
    secret, other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    now, body = datetime.now(UTC), json.dumps({"type": "webhook.test"})
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp()))}
    by_both = " ".join(Webhook(one).sign("msg_1", now, body) for one in (other, secret))
    assert verified(secret, headers | {"webhook-signature": by_both}, body.encode())
    assert not verified(secret, headers | {"webhook-signature": by_both}, body.encode() + b" ")
    by_other = Webhook(other).sign("msg_1", now, body)
    assert not verified(secret, headers | {"webhook-signature": by_other}, body.encode())
    long_ago = headers | {"webhook-timestamp": "1700000000", "webhook-signature": by_both}
    assert not verified(secret, long_ago, body.encode())
