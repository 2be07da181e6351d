"""A receiver of webhooks to start from: verifies the signature, takes each message once, answers at once.

pip install standardwebhooks
WEBHOOK_SECRET=whsec_… python webhook_receiver.py 9000
"""

import os
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["WEBHOOK_SECRET"])
TAKEN = os.environ.get("WEBHOOK_TAKEN", "webhooks-taken.sqlite")
LARGEST = 64 * 1024


def act(message: dict[str, Any]) -> None:
    """Whatever you do. If it takes long, put it into a queue of yours: an answer must come within 15 seconds."""
    data = message["data"]
    print(message["type"], data.get("interview_id") or "-", data.get("state") or "-", flush=True)


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 for what is taken (also if it was before), 401 for what is not signed by us."""

    def do_POST(self) -> None:
        """Take one message."""
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(min(length, LARGEST))
        try:
            message = WEBHOOK.verify(body, dict(self.headers))
        except (WebhookVerificationError, ValueError):
            self.answer(401)
            return
        # Messages may come twice. Noting the id and acting on it commit together, or else it is acted on again.
        with sqlite3.connect(TAKEN) as taken:
            new = taken.execute("insert or ignore into taken values (?)", (self.headers["webhook-id"],)).rowcount
            if new:
                act(message)
        self.answer(204)

    def answer(self, status: int) -> None:
        """An answer without a body."""
        self.send_response(status)
        self.end_headers()


if __name__ == "__main__":
    with sqlite3.connect(TAKEN) as taken:
        taken.execute("create table if not exists taken (id text primary key)")
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
