"""No value breaks anything: half characters, endless numbers, days beyond the calendar, in every place of a request."""

from __future__ import annotations

import contextlib
import http.client

import pytest

from api_document import OPERATIONS, SCHEMA
from api_in_a_thread import ApiInAThread
from known_things import SPENT, KnownThings
from odd_values import Sent, odd
from stranger import Stranger

pytestmark = pytest.mark.long

BY_THE_SERVER = (431,)
"""Refused before it comes to us."""


def answered(connection: http.client.HTTPConnection, method: str, sent: Sent, secret: str) -> http.client.HTTPResponse:
    """By the standard library alone, which gives no thought to what is sent; anew where the connection had ended."""
    headers: dict[str, str | bytes] = {**sent.written_headers, "Authorization": f"Bearer {secret}"}
    with contextlib.suppress(ConnectionError):
        connection.request(method, sent.url, sent.content, headers)
        return connection.getresponse()
    connection.close()
    connection.request(method, sent.url, sent.content, headers)
    return connection.getresponse()


@pytest.mark.parametrize("label", OPERATIONS)
def test_an_odd_value_breaks_nothing_and_is_kept_nowhere(label: str, served: ApiInAThread, things: KnownThings) -> None:
    operation = SCHEMA.find_operation_by_label(label)
    assert operation is not None
    address = served.api.url.removeprefix("http://")
    with contextlib.closing(http.client.HTTPConnection(address, timeout=60)) as connection:
        for sound in Stranger(served, things, fresh=False).sound(operation):
            for sent in odd(sound):
                answer = answered(connection, operation.method.upper(), sent, served.secret)
                told = (sent, answer.status, answer.read()[:500])
                assert answer.status < 500, told
                assert answer.status >= 400 or not sent.unfit, told
                if answer.status >= 400 and answer.status not in BY_THE_SERVER:
                    assert answer.headers["Content-Type"] == "application/problem+json", told
    if OPERATIONS[label] in SPENT:
        things.kept.clear()
