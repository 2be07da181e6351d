"""What the interviewer says that is not in the plan: the language's lines, with the names of one interview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from interviewer.catalog.models import Question
from interviewer.conversation.script import Script


def naming(script: Script) -> tuple[str, ...]:
    """The lines that name the candidate."""
    if not script.candidate_name:
        return ()
    said = script.spoken.lines
    lines = (said.hello_name,) if script.opening == "short" else (said.identity, said.who_calls, said.is_there)
    return tuple(line.format(name=script.candidate_name, company=script.company) for line in lines)


def asks_identity(script: Script) -> bool:
    """Whether the candidate is asked for by name before anything is told."""
    return script.opening == "full" and bool(script.candidate_name)


def greeting(script: Script) -> tuple[str, ...]:
    """The disclosure: who is calling, that it is an AI, that the call is recorded, and the question for consent."""
    said = script.spoken.lines
    names = {"company": script.company, "job": script.job_title, "minutes": script.minutes}
    hello = () if asks_identity(script) else naming(script) or (said.hello,)
    return (*hello, *(line.format(**names) for line in said.disclosure))


def closing(script: Script) -> tuple[str, ...]:
    """The goodbye, with what happens next."""
    return tuple(line.format(company=script.company) for line in script.spoken.lines.closing)


def everything(script: Script) -> tuple[str, ...]:
    """All that can be said in an interview by this script, so that it can be synthesised before the call.

    In the order in which it may be needed, each line once. Read-backs are not among them.
    """
    said = script.spoken.lines
    first = (q.ask for q in script.questions[:1])
    opening = naming(script) if asks_identity(script) else ()
    consent = (said.consent_thanks, said.ready, said.begins, *first, said.declined, said.can_you_hear_me)
    planned = (line for q in script.questions for line in _planned(q))
    in_order = (*opening, *greeting(script), *consent, said.consent_again, *planned, *said.acknowledgements)
    rest = (*said.murmurs, *_rest(script), *closing(script))
    return tuple(dict.fromkeys((*in_order, *rest)))


def _planned(question: Question) -> Iterator[str]:
    yield question.ask
    for probe in question.probes:
        yield probe.ask
    if question.rephrased is not None:
        yield question.rephrased


def _rest(script: Script) -> Iterator[str]:
    """Every other line of the language: those without fields."""
    for spoken in (script.spoken.lines, script.spoken.replies):
        for field in fields(spoken):
            value = getattr(spoken, field.name)
            lines = (value,) if isinstance(value, str) else value.values() if isinstance(value, dict) else value
            yield from (line for line in lines if "{" not in line)
