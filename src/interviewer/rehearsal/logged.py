"""A call that was held, as a case: what the candidate said to which question, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import yaml

from interviewer.conversation.facts import EndReason, SpeechKind
from interviewer.rehearsal.cases import FRAME, Case, Cases, Cut, Expected, Reply


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """A turn of a transcript. `kind` is that of `interviews.transcript`."""

    speaker: str
    text: str
    question: str | None
    kind: str
    interrupted: bool = False


def case_of(
    name: str, turns: Iterable[LoggedTurn], *, states: Mapping[str, str], ended: str | None, candidate: str = ""
) -> Case:
    """The case of a call. `states`: each question and what became of it, as the API tells."""
    says: dict[str, list[Reply]] = {}
    last: LoggedTurn | None = None
    for turn in turns:
        if turn.speaker == "interviewer":
            last = turn
        elif turn.kind != "aside" and turn.text.strip() and (key := _key(turn, last)) is not None:
            over = last is not None and last.interrupted
            says.setdefault(key, []).append(Cut(cuts_off=turn.text) if over else turn.text)
            last = None if last is None else LoggedTurn(last.speaker, last.text, last.question, last.kind)
    reasons = get_args(EndReason)
    return Case(
        name=name,
        candidate=candidate or "Robin",
        says={key: tuple(replies) for key, replies in says.items()},
        expect=Expected(
            ended=ended if ended in reasons else None,
            answered=tuple(q for q, state in states.items() if state == "answered"),
            skipped=tuple(q for q, state in states.items() if state == "skipped"),
        ),
    )


def text_of(case: Case, head: Iterable[str] = ()) -> str:
    """A file of cases with this one in it; `head`: lines that say what it is."""
    found: Any = Cases(cases=(case,)).model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=110)
    return "".join(f"# {line}\n" for line in head) + text


def _key(turn: LoggedTurn, last: LoggedTurn | None) -> str | None:
    """What it replied to; None for words after the goodbye."""
    if turn.question is not None:
        return f"{turn.question}.read_back" if last is not None and last.kind == "read_back" else turn.question
    if turn.kind == "consent" or last is None or last.kind == "greeting":
        return "consent"
    return last.kind if last.kind in FRAME and last.kind != "closing" and last.kind in get_args(SpeechKind) else None
