"""No value breaks anything: half characters, endless numbers, days beyond the calendar, in every place of a request."""

from __future__ import annotations

import pytest
import requests

from api_document import OPERATIONS, SCHEMA
from api_in_a_thread import ApiInAThread
from known_things import KnownThings
from odd_values import odd
from stranger import Stranger

BY_THE_SERVER = (431,)
"""Refused before it comes to us."""


@pytest.mark.parametrize("label", OPERATIONS)
def test_an_odd_value_breaks_nothing_and_is_kept_nowhere(
    label: str, served: ApiInAThread, things: KnownThings, session: requests.Session
) -> None:
    operation = SCHEMA.find_operation_by_label(label)
    assert operation is not None
    session.headers["Authorization"] = f"Bearer {served.secret}"
    for sound in Stranger(served, things, fresh=False).sound(operation):
        for sent in odd(sound):
            url = served.api.url + sent.url
            answer = session.request(operation.method, url, data=sent.content, headers=sent.written_headers, timeout=20)
            told = (sent, answer.status_code, answer.text[:500])
            assert answer.status_code < 500, told
            assert answer.status_code >= 400 or not sent.unfit, told
            if answer.status_code >= 400 and answer.status_code not in BY_THE_SERVER:
                assert answer.headers["Content-Type"] == "application/problem+json", told
    if operation.method != "get":
        things.kept.clear()
