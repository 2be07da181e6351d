"""Whether what came of a rehearsal is what a case expects, and if not, why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from interviewer.conversation.facts import (
    AnswerUnderstood,
    CandidateSignalled,
    Note,
    ProbeAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
)
from interviewer.rehearsal.cases import Expected
from interviewer.rehearsal.happenings import Ended, Happening, Noted, Said


def failures(expected: Expected, happened: Iterable[Happening]) -> tuple[str, ...]:
    """Why it is not as expected, in whole sentences; none when it is."""
    return tuple(_failures(expected, tuple(happened)))


def _failures(expected: Expected, happened: tuple[Happening, ...]) -> Iterator[str]:
    end = next((h for h in happened if isinstance(h, Ended)), None)
    if end is None:
        yield "It did not come to an end."
        return
    if expected.ended is not None and end.reason != expected.ended:
        yield f"It ended {end.reason}, not {expected.ended}."
    notes = tuple(h.note for h in happened if isinstance(h, Noted))
    yield from _questions(expected, notes)
    probed = {f"{n.question_id}.{n.probe_id}" for n in notes if isinstance(n, ProbeAsked)}
    yield from (f"The follow-up {p} was not asked." for p in expected.probed if p not in probed)
    yield from (f"The follow-up {p} was asked." for p in expected.not_probed if p in probed)
    signals = {n.signal for n in notes if isinstance(n, CandidateSignalled)}
    yield from (f"The signal {s} was not noted." for s in expected.signals if s not in signals)
    yield from (f"The signal {s} was noted." for s in expected.no_signals if s in signals)
    values = {n.question_id: n.value for n in notes if isinstance(n, AnswerUnderstood)}
    for question, value in expected.understood.items():
        if question not in values:
            yield f"No value was understood for {question}; {value!r} was expected."
        elif values[question] != value:
            yield f"For {question}, {values[question]!r} was understood, not {value!r}."
    yield from _words_said(expected, happened)
    if expected.at_most_minutes is not None and end.at > expected.at_most_minutes * 60:
        yield f"It took {end.at / 60:.1f} minutes, more than {expected.at_most_minutes:g}."


def _questions(expected: Expected, notes: tuple[Note, ...]) -> Iterator[str]:
    asked = {n.question_id for n in notes if isinstance(n, QuestionAsked)}
    answered = {n.question_id for n in notes if isinstance(n, QuestionAnswered)}
    skipped = {n.question_id: n.reason for n in notes if isinstance(n, QuestionSkipped)}
    yield from (f"The question {q} was not asked." for q in expected.asked if q not in asked)
    yield from (f"The question {q} was asked." for q in expected.not_asked if q in asked)
    for question in expected.answered:
        if question not in answered:
            why = f": it was skipped ({skipped[question].replace('_', ' ')})" if question in skipped else ""
            yield f"The question {question} was not answered{why}."
    yield from (f"The question {q} was not skipped." for q in expected.skipped if q not in skipped)


def _words_said(expected: Expected, happened: tuple[Happening, ...]) -> Iterator[str]:
    said = [h.text.casefold() for h in happened if isinstance(h, Said)]
    for words in expected.said:
        if not any(words.casefold() in text for text in said):
            yield f"The interviewer never said {words!r}."
    for words in expected.never_said:
        if any(words.casefold() in text for text in said):
            yield f"The interviewer said {words!r}."
