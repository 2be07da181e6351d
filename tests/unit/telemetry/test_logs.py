from __future__ import annotations

import io
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import structlog
from pydantic import ValidationError

from interviewer.interviews.events import CODEC
from interviewer.providers.summaries import VIEW
from interviewer.telemetry import logs
from interviewer.wire.agent_link import FROM_AGENT
from interviewer.wire.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Format:
    log_format: str = "json"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_carries_the_bound_ids_and_its_fields(out: io.StringIO) -> None:
    logs.configure("agent", Format(), stream=out)
    with logs.bind(session_id="int_1", correlation_id="req_2"):
        logs.get_logger("a.b").info("llm.response", latency_ms=450, model="gpt-4o-mini")
    (line,) = lines(out)
    assert (
        line.items()
        >= {
            "session_id": "int_1",
            "event": "llm.response",
            "latency_ms": 450,
            "model": "gpt-4o-mini",
            "correlation_id": "req_2",
            "process": "agent",
            "level": "info",
        }.items()
    )


def test_what_was_bound_ends_with_its_block_and_gives_way_to_what_was_before(out: io.StringIO) -> None:
    logs.configure("api", Format(), stream=out)
    log = logs.get_logger("x")
    with logs.bind(session_id="int_1"):
        with logs.bind(session_id="int_2", correlation_id="req_2"):
            log.info("inner")
            assert logs.correlation_id() == "req_2"
        log.info("outer")
    log.info("after")
    assert [(line["session_id"], line["correlation_id"]) for line in lines(out)] == [
        ("int_2", "req_2"),
        ("int_1", None),
        (None, None),
    ]


def test_lines_of_other_libraries_take_the_same_form(out: io.StringIO) -> None:
    logs.configure("api", Format(), stream=out)
    with logs.bind(correlation_id="req_3"):
        logging.getLogger("somebody.else").warning("took %d ms", 7, extra={"unit": "ms"})
    (line,) = lines(out)
    assert (line["event"], line["unit"], line["correlation_id"]) == ("took 7 ms", "ms", "req_3")


def test_an_exception_is_one_line_with_its_trace(out: io.StringIO) -> None:
    logs.configure("api", Format(), stream=out)
    try:
        int("broken")
    except ValueError:
        logs.get_logger("x").exception("thing.failed")
    (line,) = lines(out)
    assert "ValueError: invalid literal" in str(line["exception"])


def test_on_a_terminal_lines_are_for_people(out: io.StringIO) -> None:
    logs.configure("api", Format("console"), stream=out)
    logs.get_logger("x").info("llm.response", latency_ms=450)
    assert "latency_ms=450" in out.getvalue()
    assert not out.getvalue().startswith("{")


def test_what_a_library_marks_as_personal_never_reaches_a_line(out: io.StringIO) -> None:
    logs.configure("agent", Format(), stream=out)
    logging.getLogger("livekit.agents").warning("skipping user input", extra={"lk.pii.user_input": "My name is Robin."})
    (line,) = lines(out)
    assert line["event"] == "skipping user input"
    assert "Robin" not in out.getvalue()


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_trace_shows_no_local_variables(out: io.StringIO, form: str) -> None:
    logs.configure("api", Format(form), stream=out)

    def greet(first: str, last: str) -> None:
        name = f"{first} {last}"
        raise RuntimeError(f"nobody is there with {len(name)} letters")

    try:
        greet("Ada", "Byron")
    except RuntimeError:
        logs.get_logger("x").exception("job.failed")
    assert "with 9 letters" in out.getvalue()
    assert "Ada Byron" not in out.getvalue()


WORDS = "my mother is ill"
HEARD = {"epoch": 1, "number": 1, "turn_id": "t", "text": [WORDS], "question_id": None}


def read_event() -> None:
    CODEC.from_parts("turn.heard", 1, json.dumps(HEARD))


def read_view() -> None:
    VIEW.validate_json(json.dumps({"state": [WORDS]}))


def read_message() -> None:
    FROM_AGENT.validate_json(json.dumps({"kind": "observation", "interview_id": "int_1", "data": [WORDS]}))


def show_candidate() -> None:
    Candidate.model_validate({"id": "cand_1", "name": [WORDS]})


@pytest.mark.parametrize("read", [read_event, read_view, read_message, show_candidate])
def test_data_of_a_wrong_shape_is_told_by_its_fields_and_not_by_what_it_says(
    out: io.StringIO, read: Callable[[], None]
) -> None:
    logs.configure("orchestrator", Format(), stream=out)
    try:
        read()
    except ValidationError:
        logs.get_logger("x").exception("job.failed")
    (line,) = lines(out)
    assert "ValidationError" in str(line["exception"])
    assert WORDS not in out.getvalue()
