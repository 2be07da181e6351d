"""How attempts came out and talks ended, by the log and by the telephones' own record, and the laws that they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interviewer.simulation.campaign.evidence import Evidence
from interviewer.simulation.campaign.law import Checks
from interviewer.simulation.campaign.lives import standing
from interviewer.simulation.campaign.timeline import Call
from interviewer.simulation.line.talk import Ring


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Tables of what came of everything, the most frequent first."""

    interviews: Mapping[str, int]
    """How they ended, or that they are held and why, or where those stand that are neither."""
    attempts: Mapping[str, int]
    """Of those that rang, by the log."""
    rings: Mapping[str, int]
    """The same by the record."""
    talks: Mapping[str, int]
    """How answered attempts ended, by the log."""
    endings: Mapping[str, int]
    """How the people who answered were going to end them."""
    unknown: tuple[str, ...]
    """Attempts of which the log does not know what came of them, with what the record has."""
    lost: tuple[str, ...]
    """Attempts on which log and record differ and an agent lost the call on the way, which explains it."""
    unrung: tuple[str, ...]
    """Attempts that were announced and never rang."""


def tables(evidence: Evidence) -> Outcomes:
    """Count everything."""
    rung = [(call, ring) for call, ring in evidence.pairs if ring is not None]
    answered = [(call, ring) for call, ring in rung if ring.outcome == "answered"]
    differing = [(call, ring) for call, ring in rung if (call.outcome, _ending(call)) != (of_ring(ring), end_of(ring))]
    return Outcomes(
        interviews=_counted(standing(life) for life in evidence.timeline.lives.values()),
        attempts=_counted(call.outcome or "going on" for call, _ in rung),
        rings=_counted(of_ring(ring) or "going on" for ring in evidence.rings),
        talks=_counted(call.ending or "going on" for call, _ in answered),
        endings=_counted(end_of(ring) or "going on" for _, ring in answered),
        unknown=tuple(_differ(call, ring) for call, ring in rung if call.outcome == "unknown"),
        lost=tuple(_differ(call, ring) for call, ring in differing if call.lease_lost),
        unrung=tuple(f"{call}: {call.outcome}" for call, ring in evidence.pairs if ring is None),
    )


def agree(evidence: Evidence) -> Checks:
    """The log's outcome of each attempt is that of the record, unless it is unknown or the call lost its agent."""
    for call, ring in evidence.pairs:
        if ring is not None:
            same = call.outcome == of_ring(ring) is not None or _excused(call)
            yield None if same else _differ(call, ring)


def end_as_meant(evidence: Evidence) -> Checks:
    """Every call ended as the person was going to end it, unless it is unknown or the call lost its agent."""
    for call, ring in evidence.pairs:
        if ring is not None and ring.outcome == "answered":
            same = call.ending == end_of(ring) is not None or _excused(call)
            yield None if same else f"{call}: ended as {call.ending}, and the person was going to: {end_of(ring)}"


def of_ring(ring: Ring) -> str | None:
    """The outcome of an attempt by the record, in the words of the log; None while it rings."""
    return "dropped" if ring.gone == "dropped" else ring.outcome


def end_of(ring: Ring) -> str | None:
    """How an answered call ended or was going to, by the record; None for one that was not answered."""
    return "dropped" if ring.gone == "dropped" else ring.ending


def _ending(call: Call) -> str | None:
    return call.ending if call.outcome in ("answered", "dropped") else None


def _excused(call: Call) -> bool:
    return call.outcome == "unknown" or call.lease_lost


def _differ(call: Call, ring: Ring) -> str:
    log, record = (" and ".join(x for x in pair if x) for pair in (_told(call), (of_ring(ring), end_of(ring))))
    return f"{call}: {log or 'going on'} in the log, {record or 'going on'} in the record"


def _told(call: Call) -> tuple[str | None, str | None]:
    return call.outcome, _ending(call)


def _counted(found: Iterator[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(found).items(), key=lambda one: (-one[1], one[0])))
