"""What the interviewer says that is not in the plan: the language's lines, with the names of one interview."""

from __future__ import annotations

from interviewer.conversation.script import Script


def naming(script: Script) -> tuple[str, ...]:
    """The lines that name the candidate."""
    said = script.spoken.lines
    return (said.hello_name.format(name=script.candidate_name),) if script.candidate_name else ()


def greeting(script: Script) -> tuple[str, ...]:
    """The opening: who is calling, that it is an AI, that the call is recorded, and the question for consent."""
    said = script.spoken.lines
    names = {"company": script.company, "job": script.job_title, "minutes": script.minutes}
    return (*(naming(script) or (said.hello,)), *(line.format(**names) for line in said.disclosure))


def closing(script: Script) -> tuple[str, ...]:
    """The goodbye, with what happens next."""
    return tuple(line.format(company=script.company) for line in script.spoken.lines.closing)


def everything(script: Script) -> tuple[str, ...]:
    """All that can be said in an interview by this script, so that it can be synthesised before the call.

    In the order in which it may be needed.
    """
    said = script.spoken.lines
    first = (q.ask for q in script.questions[:1])
    consent = (said.consent_thanks, *first, said.declined, said.can_you_hear_me, said.consent_again)
    fixed = (
        *said.acknowledgements,
        *said.murmurs,
        said.take_your_time,
        said.move_on,
        said.not_understood,
        said.repeat,
        said.for_the_team,
        said.back_to,
        said.go_on_with,
        said.skipped,
        said.silent_goodbye,
        said.resumed,
        said.holding,
    )
    planned = (line for q in script.questions for line in (q.ask, *(p.ask for p in q.probes)))
    return (*greeting(script), *consent, *planned, *fixed, *closing(script))
