"""Which of the calls that wait are begun next, when there are more than free lines. Pure.

Agreed times first, in their order. Then campaigns by weighted fair shares: whoever has the fewest calls for its weight
gets the next, so that a large campaign does not starve a small one; within a campaign the oldest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that may begin now. `since` orders the calls of a campaign."""

    interview_id: str
    candidate_id: str
    campaign_id: str | None
    since: datetime
    queue: str


@dataclass(frozen=True, slots=True)
class Share:
    """What a campaign is entitled to and has: `running` calls now, at most `most` of them."""

    weight: int = 1
    running: int = 0
    most: int | None = None


def choose(
    free: int,
    appointments: Sequence[Waiting],
    queues: Mapping[str, Sequence[Waiting]],
    shares: Mapping[str, Share],
) -> tuple[Waiting, ...]:
    """At most `free` of the waiting calls, in the order in which to begin them.

    `queues` by campaign, each oldest first; a campaign without a share is left out: it is paused or unknown.
    """
    chosen = list(appointments[: max(0, free)])
    running = {campaign: share.running for campaign, share in shares.items()}
    places = dict.fromkeys(queues, 0)
    while len(chosen) < free:
        open_ones = [
            campaign
            for campaign, waiting in queues.items()
            if campaign in shares and places[campaign] < len(waiting) and _below(running[campaign], shares[campaign])
        ]
        if not open_ones:
            break
        campaign = min(
            open_ones,
            key=lambda c: ((running[c] + 1) / shares[c].weight, queues[c][places[c]].since, c),
        )
        chosen.append(queues[campaign][places[campaign]])
        places[campaign] += 1
        running[campaign] += 1
    return tuple(chosen)


def _below(running: int, share: Share) -> bool:
    return share.most is None or running < share.most
