"""Who plays the candidate of a rehearsal: the lines of a case, and a persona where the case has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, Protocol, assert_never

from interviewer.conversation.facts import Speak
from interviewer.rehearsal.cases import Case, Cut, Long, Mumble, Reply, Silence
from interviewer.rehearsal.happenings import CutsOff, Input, Mumbles, Said, Says, StaysSilent
from interviewer.rehearsal.rehearsal import Rehearsal

AGREEABLE: Final[Mapping[str, str]] = {
    "identity": "Yes, speaking.",
    "consent": "Yes, that's fine.",
    "time_check": "Yes, now is fine.",
    "invitation": "No, thank you.",
    "rating": "Five.",
    "read_back": "Yes, that's right.",
    "check_in": "Yes, I'm here.",
}
"""What a candidate says who makes no trouble."""
NO_MORE: Final = "I have nothing to add to that."
_OF_THE_QUESTION: Final = frozenset({"question", "probe", "answer", "check_in", "acknowledgement", "holding"})
"""What a reply to the open question may follow on."""


class Player(Protocol):
    """Plays the candidate."""

    def plays(self, rehearsal: Rehearsal) -> Input:
        """What the candidate does now."""
        ...


class Person(Protocol):
    """Somebody who answers what is said to them, knowing no plan."""

    def replies(self, said: str) -> Says | None:
        """The reply; None for who stays silent."""
        ...


class CasePlayer:
    """The candidate of a case."""

    def __init__(self, case: Case, person: Person | None = None) -> None:
        self._case = case
        self._person = person
        self._used: Counter[str] = Counter()

    def plays(self, rehearsal: Rehearsal) -> Input:
        """The next line for what was said."""
        last = rehearsal.last
        if last is None:
            return StaysSilent()
        if (line := self._line(last, rehearsal)) is not None:
            return _as_input(line)
        if self._person is not None:
            return self._person.replies(heard_last(rehearsal)) or StaysSilent()
        kind = "consent" if last.kind == "greeting" else last.kind
        return Says(AGREEABLE.get(kind, NO_MORE))

    def _line(self, last: Speak, rehearsal: Rehearsal) -> Reply | None:
        questions = {question.id for question in rehearsal.script.questions}
        for key in _keys(last):
            replies = self._case.says.get(key, ())
            if self._used[key] < len(replies):
                self._used[key] += 1
                return replies[self._used[key] - 1]
            if replies and key not in questions:
                return replies[-1]  # who refused once does not agree when asked again
        used = self._used["in_order"]
        if last.kind in _OF_THE_QUESTION and last.question_id is not None and used < len(self._case.in_order):
            self._used["in_order"] += 1
            return self._case.in_order[used]
        return None


class PersonPlayer:
    """A persona alone."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def plays(self, rehearsal: Rehearsal) -> Input:
        """Its answer to what it heard last."""
        return self._person.replies(heard_last(rehearsal)) or StaysSilent()


def heard_last(rehearsal: Rehearsal) -> str:
    """What the interviewer said last."""
    return next((h.text for h in reversed(rehearsal.happened) if isinstance(h, Said)), "")


def _keys(last: Speak) -> Iterator[str]:
    kind = "consent" if last.kind == "greeting" else last.kind
    if last.question_id is not None:
        if last.probe_id is not None:
            yield f"{last.question_id}.{last.probe_id}"
        yield f"{last.question_id}.{kind}"
        if kind in _OF_THE_QUESTION:
            yield last.question_id
    yield kind


def _as_input(reply: Reply) -> Input:
    match reply:
        case str():
            return Says(reply)
        case Cut():
            return CutsOff(reply.cuts_off, reply.heard)
        case Long():
            return Says(reply.says, reply.minutes * 60)
        case Silence():
            return StaysSilent()
        case Mumble():
            return Mumbles()
        case _:
            assert_never(reply)
