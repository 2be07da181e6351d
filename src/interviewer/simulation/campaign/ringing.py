"""The laws of ringing: every ring was announced, to the right number; none comes twice, and no two at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from interviewer.simulation.campaign.evidence import Evidence, line_free
from interviewer.simulation.campaign.law import Checks
from interviewer.simulation.campaign.timeline import Call
from interviewer.simulation.line.talk import Ring


def announced(evidence: Evidence) -> Checks:
    """For every ring there is one DialStarted of its room and attempt, before it, to its number."""
    for ring in evidence.rings:
        calls = evidence.announced.get((ring.room, ring.identity), ())
        yield _announced(ring, calls, evidence)


def _announced(ring: Ring, calls: tuple[Call, ...], evidence: Evidence) -> str | None:
    if len(calls) != 1:
        return f"{ring.room} {ring.identity}: rang and was announced {len(calls)} times"
    if ring.began < calls[0].dial.at - evidence.apart:
        return f"{calls[0]}: rang at {ring.began:%d %H:%M:%S}, before it was announced"
    if ring.number != evidence.numbers.get(calls[0].candidate_id):
        return f"{calls[0]}: rang another number than the candidate's"
    return None


def rings_once(evidence: Evidence) -> Checks:
    """No attempt has two rings."""
    for (room, identity), rings in evidence.rung.items():
        yield None if len(rings) == 1 else f"{room} {identity}: rang {len(rings)} times"


def rings_at_all(evidence: Evidence) -> Checks:
    """An attempt without a ring is unknown, unreachable or not rung in the log; one that is not rung has none."""
    for call, ring in evidence.pairs:
        if ring is not None:
            yield f"{call}: rang, and the log says that it did not" if call.outcome == "not_rung" else None
        else:
            excused = call.outcome in ("unknown", "unreachable", "not_rung")
            yield None if excused else f"{call}: never rang, and the log says {call.outcome or 'that it goes on'}"


def one_at_a_time(evidence: Evidence) -> Checks:
    """No two rings or calls of one number overlap, by the record and by the log's order."""
    yield from _by_the_record(evidence)
    yield from _by_the_log(evidence)


def _by_the_record(evidence: Evidence) -> Iterator[str | None]:
    free: dict[str, datetime | None] = {}
    for ring in sorted(evidence.rings, key=lambda ring: ring.began):
        before, here = free.get(ring.number, ring.began), line_free(ring)
        overlaps = ring.overlapping or before is None or ring.began < before
        yield f"{ring.room} {ring.identity}: rang while the number was in use" if overlaps else None
        free[ring.number] = None if before is None or here is None else max(before, here)


def _by_the_log(evidence: Evidence) -> Iterator[str | None]:
    going_on: dict[str, Call] = {}
    for call in evidence.calls:
        number = evidence.numbers.get(call.candidate_id, call.candidate_id)
        before = going_on.get(number)
        overlaps = before is not None and (before.end is None or before.end.position > call.position)
        yield f"{call}: began while {before} went on" if overlaps else None
        going_on[number] = call
