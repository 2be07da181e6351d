"""How long a call waits for a candidate who is not heard any more."""

from __future__ import annotations

import asyncio
import time

from interviewer.agent.line import Changed, Condition
from interviewer.agent.presence import RETURNS_WITHIN, Presence


def becomes(presence: Presence, now: Condition, before: Condition, *, ago: float = 0.0) -> None:
    """As the line tells it."""
    presence._line_changed(Changed(now, time.monotonic() - ago, before, ago))


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_was_not_heard_for_so_long_is_lost() -> None:
    lost: list[str] = []
    presence = Presence(lambda: lost.append("lost"))
    becomes(presence, "lost", "doubtful", ago=RETURNS_WITHIN - 1)
    await settled()
    assert not lost
    presence.close()
    presence = Presence(lambda: lost.append("lost"))
    becomes(presence, "lost", "doubtful", ago=RETURNS_WITHIN)
    await settled()
    assert lost == ["lost"]


async def test_who_is_heard_again_is_waited_for_no_more() -> None:
    lost: list[str] = []
    seen: list[Condition] = []
    presence = Presence(lambda: lost.append("lost"))
    presence.changed = lambda change: seen.append(change.now)
    becomes(presence, "lost", "doubtful", ago=RETURNS_WITHIN)
    becomes(presence, "well", "lost", ago=RETURNS_WITHIN)
    await settled()
    assert not lost
    assert seen == ["lost", "well"]


async def test_that_it_left_the_room_meanwhile_makes_the_wait_no_longer() -> None:
    lost: list[str] = []
    presence = Presence(lambda: lost.append("lost"))
    becomes(presence, "lost", "doubtful", ago=RETURNS_WITHIN)
    presence.left()
    await settled()
    assert lost == ["lost"]


async def test_after_the_call_nobody_is_waited_for() -> None:
    lost: list[str] = []
    presence = Presence(lambda: lost.append("lost"))
    presence.watch()
    becomes(presence, "lost", "doubtful", ago=RETURNS_WITHIN)
    presence.close()
    await settled()
    assert not lost
