"""A conversation as the terminal shows it while it goes on."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from interviewer.cli.conversation_view import ConversationView
from interviewer.wire.records import EventItem

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def event(name: str, /, **data: Any) -> EventItem:
    return EventItem(
        position=1, version=1, type=name, data=data, at=NOON, correlation_id="req_1", causation_id=None, actor="agent",
        stream="interview-int_1", interview_id="int_1",
    )  # fmt: skip


def shown(*events: EventItem) -> list[str]:
    out = io.StringIO()
    view = ConversationView(Console(file=out, width=200), {"int_1": "Ada"})
    for one in events:
        view.show(one)
    return [line.strip() for line in out.getvalue().splitlines()]


def test_the_first_words_are_shown_at_once_and_wishes_after_the_turn_in_which_they_were_said() -> None:
    assert shown(
        event("turn.spoken", turn_id="t1", kind="identity", text="Am I speaking with Ada?"),
        event("turn.heard", turn_id="t2", text="Yes, but slowly please."),
        event("candidate.signalled", signal="slower", turn_id="t2"),
        event("candidate.signalled", signal="whistles", turn_id="t2"),
        event("turn.spoken", turn_id="t3", kind="question", text="Tell me about a rush."),
    ) == [
        "interviewer           Am I speaking with Ada?",
        "candidate             Yes, but slowly please.",
        "· the candidate asked to be spoken to more slowly",
        "· whistles",
    ], "a question waits for its measure"
