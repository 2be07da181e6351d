"""The cases of a plan: what a candidate says, and what has to come of it. A file of them lies beside the plan.

Deliberately not here: playing the candidate (`players`), and judging what came of it (`verdict`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, get_args

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from interviewer.catalog.models import InterviewPlan, Strict
from interviewer.catalog.models import Line as Sentence
from interviewer.conversation.facts import EndReason, Signal, SpeechKind

FRAME: Final = ("identity", "consent", "time_check", "invitation", "rating", "read_back", "check_in", "closing")
"""What the candidate replies to outside of the plan's questions, by name."""
MOST_BYTES: Final = 1 << 20


Line: TypeAlias = Literal["phone", "link"]
BEGAN: Final = datetime(2027, 1, 4, 10, 0)  # noqa: DTZ001 - on the candidate's clocks, wherever that is
"""When a case is held, so that "next Monday" is always the same day: a Monday."""


class CasesInvalid(Exception):
    """A file of cases cannot be used; the message says where the mistakes are and what to do."""


class Silence(Strict):
    """Nothing is said, until the interviewer does something about it."""

    silence: Literal[True]


class Mumble(Strict):
    """Sounds, and no words are found in them."""

    mumbles: Literal[True]


class Cut(Strict):
    """Said over the interviewer's last words, of which only a part was heard."""

    cuts_off: Sentence
    heard: float = Field(default=0.4, ge=0, lt=1)


class Long(Strict):
    """Said for so many minutes, however few the words are here."""

    says: Annotated[str, Field(min_length=1, max_length=20_000)]
    minutes: float = Field(gt=0, le=60)


def _as_words(given: object) -> object:
    """YAML reads a plain Yes, No or 5 as something else than words."""
    match given:
        case bool():
            return "Yes" if given else "No"
        case int() | float():
            return str(given)
        case _:
            return given


Words = Annotated[str, Field(min_length=1, max_length=20_000)]
Reply = Annotated[Words | Cut | Long | Silence | Mumble, BeforeValidator(_as_words)]
Replies = Annotated[
    tuple[Reply, ...],
    BeforeValidator(lambda given: given if isinstance(given, list | tuple) else [given]),
    Field(min_length=1, max_length=100),
]


_SHAPES: Final = frozenset({"str", "constrained-str", "Cut", "Long", "Silence", "Mumble"})
REPLIES: Final = (
    "Write what is said, or {silence: true}, {mumbles: true}, {cuts_off: words} or {says: words, minutes: 2}."
)


class Expected(Strict):
    """What has to come of it; what is not named may be as it is."""

    ended: EndReason | None = None
    asked: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    probed: tuple[str, ...] = ()
    """As `question.probe`."""
    not_probed: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    no_signals: tuple[Signal, ...] = ()
    understood: dict[str, Annotated[str, BeforeValidator(lambda given: str(_as_words(given)).lower())]] = Field(
        default_factory=dict
    )
    """Question to its value, as the log has it."""
    said: tuple[Sentence, ...] = ()
    """The interviewer says this, whatever the case of its letters."""
    never_said: tuple[Sentence, ...] = ()
    at_most_minutes: float | None = Field(default=None, gt=0)


class Case(Strict):
    """One candidate. `says`: replies by question, `question.probe`, `question.read_back` or a name of `FRAME`.

    Of several replies to one the next is taken each time. What `says` does not tell comes out of `in_order`, then from
    the persona, then from what an agreeable candidate would say.
    """

    name: Sentence
    candidate: str = Field(default="Robin", max_length=200)
    line: Line = "phone"
    persona: str | None = None
    says: dict[str, Replies] = Field(default_factory=dict)
    in_order: tuple[Reply, ...] = ()
    expect: Expected = Expected()


class Cases(Strict):
    """A file of cases."""

    cases: tuple[Case, ...] = Field(min_length=1, max_length=200)


def load_cases(path: Path, plan: InterviewPlan) -> tuple[Case, ...]:
    """The cases in a file, for this plan. Raises `CasesInvalid`, with every mistake."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CasesInvalid(f"{path} is larger than 1 MB: split it into several files.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CasesInvalid(f"{path} cannot be read: {reason}. Name the file of cases with --cases.") from error
    except UnicodeDecodeError as error:
        raise CasesInvalid(f"{path} is not UTF-8. Save the file as UTF-8.") from error
    return parse_cases(text, plan, source=str(path))


def parse_cases(text: str, plan: InterviewPlan, *, source: str) -> tuple[Case, ...]:
    """The cases in a YAML text, for this plan. Raises `CasesInvalid`, with every mistake."""
    try:
        found = Cases.model_validate(yaml.safe_load(text)).cases
    except yaml.YAMLError as error:
        raise CasesInvalid(f"{source} is not YAML: {error}") from error
    except ValidationError as error:
        told = sorted({_told(e["loc"], e["msg"]) for e in error.errors(include_url=False, include_input=False)})
        lines = [f"{source}: {line}" for line in told]
        raise CasesInvalid("\n".join(lines)) from error
    mistakes = [f"{source}: {mistake}" for mistake in _mistakes(found, plan)]
    if mistakes:
        raise CasesInvalid("\n".join(mistakes))
    return found


def _told(path: tuple[int | str, ...], said: str) -> str:
    """One line about a mistake; a reply of no shape is one mistake, and not one for each shape that it is not."""
    of_shape = [n for n, step in enumerate(path) if isinstance(step, str) and (step in _SHAPES or "[" in step)]
    if of_shape:
        path, said = path[: of_shape[0]], f"this is no reply. {REPLIES}"
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
    return f"{where or 'file'}: {said[:1].lower()}{said[1:]}"


def _mistakes(cases: tuple[Case, ...], plan: InterviewPlan) -> Iterator[str]:
    """What does not fit the plan."""
    questions = {question.id for question in plan.questions}
    probes = {f"{question.id}.{probe.id}" for question in plan.questions for probe in question.probes}
    kinds = {f"{question}.{kind}" for question in questions for kind in get_args(SpeechKind)}
    names = [case.name for case in cases]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name!r}: two cases have this name. Give one of them another."
    for case in cases:
        expected = case.expect
        for key in case.says:
            if key not in questions | probes | kinds | set(FRAME):
                yield f"{case.name!r}: says: there is no {key!r} in the plan. {_nearest(key, questions | probes)}"
        for field in ("asked", "not_asked", "answered", "skipped", "understood"):
            for key in sorted(set(getattr(expected, field)) - questions):
                yield f"{case.name!r}: expect.{field}: there is no question {key!r}. {_nearest(key, questions)}"
        for field in ("probed", "not_probed"):
            for key in sorted(set(getattr(expected, field)) - probes):
                yield f"{case.name!r}: expect.{field}: there is no follow-up {key!r}. {_nearest(key, probes)}"


def _nearest(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    hint = f"Did you mean {close[0]!r}?" if close else f"There is {', '.join(sorted(known))}."
    return f"{hint} Outside of the questions: {', '.join(FRAME)}." if not close else hint
