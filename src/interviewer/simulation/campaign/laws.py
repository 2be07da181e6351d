"""Whether a simulated campaign kept the laws: judged from its log and the telephones' own record, and nothing else.

It believes neither the decider nor what orchestrators say of themselves. Deliberately not here: running a campaign, and
showing what was found (`report`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from interviewer.calling.openings import Place
from interviewer.interviews.waiting import CALLS
from interviewer.kernel.log import Recorded
from interviewer.simulation.campaign import hours, lives, outcomes, permission, ringing
from interviewer.simulation.campaign.evidence import Evidence
from interviewer.simulation.campaign.law import Checks, Law
from interviewer.simulation.campaign.limits import going_on, limits, takes
from interviewer.simulation.campaign.outcomes import Outcomes
from interviewer.simulation.campaign.utilisation import Utilisation, measure
from interviewer.simulation.line.talk import Ring

Figures = Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found."""

    laws: tuple[Law, ...]
    outcomes: Outcomes
    utilisation: Utilisation
    figures: Figures
    """Counts and dates by name."""

    @property
    def holds(self) -> bool:
        """Whether all laws do."""
        return all(law.holds for law in self.laws)


def check(
    rows: Sequence[Recorded],
    rings: Sequence[Ring],
    *,
    numbers: Mapping[str, str],
    places: Mapping[str, Place],
    limits: Mapping[str, int],
    speed: float | None = None,
    breaks: Sequence[str] = (),
) -> Verdict:
    """Judge a campaign by all rows of its log in order and every ring. Raises `UnknownEvent`.

    `numbers` and `places` by candidate; a candidate without a place must not be called. `limits` by pool of slots;
    `campaign:` and a campaign's id is a pool of that campaign alone. `speed` of the world's time against real time.
    `breaks` is what an audit of the stored log found.
    """
    evidence = Evidence.of(rows, rings, numbers=numbers, places=places, limits=limits, speed=speed, breaks=breaks)
    return Verdict(
        laws=tuple(Law.of(name, find(evidence)) for name, find in LAWS.items()),
        outcomes=outcomes.tables(evidence),
        utilisation=measure(evidence, speed),
        figures=_figures(evidence),
    )


def chained(evidence: Evidence) -> Checks:
    """The hash chain holds over the whole log."""
    yield from evidence.breaks
    for _ in evidence.rows[len(evidence.breaks) :]:
        yield None


LAWS: Final[Mapping[str, Callable[[Evidence], Checks]]] = {
    "Every ring was announced by one DialStarted, before it, to the candidate's number": ringing.announced,
    "No attempt rings twice": ringing.rings_once,
    "An attempt that never rang is told so": ringing.rings_at_all,
    "No two rings or calls of one number overlap": ringing.one_at_a_time,
    "Nobody is called outside the windows where they live, unless for an agreed time": hours.in_the_windows,
    "Nobody is called before the campaign begins or after it ends, unless for an agreed time": hours.in_the_campaign,
    "Attempts stay within the terms, in all and by local day": hours.attempts,
    "The gap after each outcome is kept": hours.gaps,
    "No limit on calls at once is exceeded": limits,
    "Nobody is dialled whose number is on the do-not-call list": permission.unlisted,
    "Nobody is dialled without consent": permission.consented,
    "Nobody is dialled while the campaign is paused or cancelled": permission.unhalted,
    "An interview has one lease at a time": lives.leases,
    "An older epoch moves nothing": lives.epochs,
    "What is over stays over": lives.terminal,
    "Every candidate's interview is over, or held with a reason": lives.accounted_for,
    "The log's outcome of each attempt is that of the record": outcomes.agree,
    "Every call ended as the person was going to end it": outcomes.end_as_meant,
    "Who opted out is on the do-not-call list": permission.opted_out_listed,
    "The hash chain of the log holds": chained,
}
"""Each law by its name."""


def _figures(evidence: Evidence) -> Figures:
    by_phone = [call for call, _ in evidence.pairs]
    ends = [call.over for call in by_phone if call.over is not None]
    return {
        "candidates": len(evidence.numbers),
        "interviews": len(evidence.timeline.lives),
        "events": len(evidence.rows),
        "attempts": len(by_phone),
        "rings": len(evidence.rings),
        "agreed times": sum(call.agreed is not None for call in by_phone),
        "leases lost": sum(call.lease_lost for call in by_phone),
        "most calls at once, by the log": max(
            (count for _, count in going_on(evidence, lambda call: takes(call, CALLS))), default=0
        ),
        "most telephones in use, by the record": _most_in_use(evidence.rings),
        "first dial": min((_shown(call.dial.at) for call in by_phone), default=None),
        "last call over": max(map(_shown, ends), default=None),
    }


def _most_in_use(rings: Sequence[Ring]) -> int:
    """Telephones that rang or were connected at once; more than there are slots, as lines are hung up after calls."""
    changes = [(ring.began, 1) for ring in rings]
    changes += [(over, -1) for ring in rings if (over := ring.hung_up_at or ring.ended) is not None]
    most = now = 0
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    return most


def _shown(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
