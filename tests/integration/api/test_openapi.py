"""The API as a stranger tries it who has nothing but its OpenAPI document: every operation, with all sorts of values.

What the document itself must be like: `tests/unit/api/test_document.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.specs.openapi import checks

from api_document import OPERATIONS, SCHEMA
from api_in_a_thread import ApiInAThread
from known_things import SPENT, KnownThings
from stranger import TEXTS, Case, Stranger

pytestmark = pytest.mark.long

FUZZED = 5
"""How many random requests each operation gets, beside those that its schema's limits suggest."""
NEVER_DONE: dict[str, str] = {}
"""Operations that no request of these carries out, and why."""

SCHEMA.config.generation.update(deterministic=True, max_examples=FUZZED, with_security_parameters=False)
SETTINGS = settings(derandomize=True, max_examples=FUZZED, deadline=None, database=None)


@schemathesis.check
def refusals_are_problems(_: Any, response: Any, __: Any) -> None:
    """Also those that no document tells of, such as that of an unknown method."""
    if response.status_code < 400 or response.request.method == "HEAD":
        return
    assert response.headers["content-type"] == ["application/problem+json"]
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["code"].replace("_", "").isalnum()
    assert problem["detail"]


CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
    checks.negative_data_rejection,
    refusals_are_problems,
]


def besides(case: Case) -> list[Any]:
    """Checks that make no sense: any text may stand in a body of text, and is answered with its mistakes."""
    negated = case.meta is not None and case.meta.is_negative_at(ParameterLocation.BODY)
    return [checks.negative_data_rejection] if negated and case.media_type in TEXTS else []


@schemathesis.serializer("text/yaml", "application/yaml", "text/csv", "application/x-ndjson", "text/markdown")
def as_text(_: Any, value: Any) -> bytes:
    """Sent as it is; what is no text is sent as Python shows it."""
    return str(value).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_does_what_the_document_says(
    label: str, served: ApiInAThread, things: KnownThings, session: requests.Session
) -> None:
    operation, name = SCHEMA.find_operation_by_label(label), OPERATIONS[label]
    assert operation is not None
    stranger = Stranger(served, things, fresh=name in SPENT)
    seen: set[int] = set()

    def send(case: Case) -> None:
        authorization = {"Authorization": f"Bearer {served.secret}"}
        answer = case.call_and_validate(
            served.api.url, session, authorization, checks=CHECKS, excluded_checks=besides(case), timeout=60
        )
        seen.add(answer.status_code)

    @SETTINGS
    def ask(case: Case) -> None:
        stranger.point(case)
        send(case)

    for case in stranger.plain(operation):
        send(case)
    build_operation_test(
        config=SCHEMA.config, operation=operation, test_func=ask, given_kwargs={}, feedback=FeedbackSources()
    )()
    if name in SPENT:
        things.kept.clear()
    assert any(200 <= status < 300 for status in seen) is (name not in NEVER_DONE), seen


@pytest.mark.parametrize(
    "sent",
    [
        *({"query": {"after": after}} for after in ("-1", "x", "", "1.5", str(2**63), "9" * 400)),
        *({"query": {"type": kind}} for kind in ("INTERVIEW.*", "interview", "", "a.b\x00", "x" * 101)),
        *(
            {"query": {name: word}}
            for name in ("interview_id", "campaign_id", "correlation_id")
            for word in ("", "\x00", "é")
        ),
        *({"headers": {"last-event-id": last}} for last in ("-1", "x", "9" * 5_000, "\xb2")),
    ],
    ids=str,
)
def test_the_live_stream_refuses_what_it_cannot_understand(
    sent: dict[str, Any], served: ApiInAThread, session: requests.Session
) -> None:
    operation = SCHEMA.find_operation_by_label("GET /v1/stream")
    assert operation is not None
    authorization = {"Authorization": f"Bearer {served.secret}"}
    answer = operation.Case(**sent).call_and_validate(served.api.url, session, authorization, checks=CHECKS, timeout=60)
    assert answer.status_code == 422
