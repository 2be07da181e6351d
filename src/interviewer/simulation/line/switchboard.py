"""The simulated telephone exchange: it rings people, connects those who answer to rooms, and records every ring.

Calls go on by themselves, whatever becomes of whoever asked for them. Time and people are given in. A talk's time runs
only while an interviewer is in the room who has been told of the candidate: one who is left alone waits, and nobody is
lost before it was noticed that they came. Deliberately not here: HTTP (`app`), and what people do (`people`).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from interviewer.providers.line import Outcome
from interviewer.simulation.line.people import Crowd, Reaction
from interviewer.simulation.line.room import Leg, Room
from interviewer.simulation.line.talk import Dial, Gone, Ring, Talk


class WorldTime(Protocol):
    """The world's clock."""

    def now(self) -> datetime:
        """What it shows, UTC."""
        ...

    async def sleep(self, seconds: float, /) -> None:
        """Wait for so many of the world's seconds."""
        ...


class NoSuchRoom(Exception):
    """There is no such room, so nothing has rung."""


def nowhere(_number: str) -> None:
    """Nobody knows where a number is at home."""


class Switchboard:
    """Rooms, rings and the record. All of it belongs to one event loop."""

    def __init__(self, people: Crowd, time: WorldTime, *, home: Callable[[str], tzinfo | None] = nowhere) -> None:
        """`home` is the time zone where a number's owner lives, as the world has it."""
        self._people = people
        self._time = time
        self._home = home
        self._rooms: dict[str, Room] = {}
        self._rung: Counter[str] = Counter()
        self._engaged: dict[str, Leg] = {}
        """The call that keeps a number busy."""
        self._unfinished: dict[str, Talk] = {}
        """The rest of talks whose connection broke, by number."""
        self._legs: list[Leg] = []

    def create(self, name: str) -> None:
        """Make the room, unless there is one."""
        self._rooms.setdefault(name, Room())

    def delete(self, name: str) -> None:
        """Close the room: rings in it end, and everybody is put out."""
        room = self._rooms.pop(name, None)
        if room is None:
            return
        for leg in tuple(room.legs):
            self._put_out(room, leg)
        room.interviewers.clear()
        room.closed = True
        room.changed()

    def participants(self, name: str) -> tuple[str, ...]:
        """Who is in the room; nobody when there is none."""
        room = self._rooms.get(name)
        return () if room is None else room.participants

    def remove(self, name: str, identity: str) -> None:
        """Put a participant out: hang a candidate up, ringing or connected, or show an interviewer the door."""
        room = self._rooms.get(name)
        if room is None:
            return
        for leg in tuple(room.legs):
            if leg.ring.identity == identity:
                self._put_out(room, leg)
        self.leave(name, identity)

    def enter(self, name: str, identity: str) -> None:
        """An interviewer comes in. Raises NoSuchRoom."""
        room = self._rooms.get(name)
        if room is None:
            raise NoSuchRoom
        room.interviewers[identity] = None
        self._carry_on(room)

    def leave(self, name: str, identity: str) -> None:
        """An interviewer goes; none there is no error."""
        room = self._rooms.get(name)
        if room is not None:
            room.interviewers.pop(identity, None)
            self._carry_on(room)

    async def dial(self, wanted: Dial) -> Outcome:
        """Ring a number; returns when the ringing is over, and lets it ring when cancelled. Raises NoSuchRoom."""
        room = self._rooms.get(wanted.room)
        if room is None:
            raise NoSuchRoom
        leg = self._ring(room, wanted)
        return await asyncio.shield(leg.outcome)

    async def candidate(self, name: str) -> Talk | None:
        """How the talk goes from now on, as soon as a candidate is connected; None once the room is closed."""
        room = self._rooms.get(name)
        if room is None:
            return None
        await room.until(lambda: room.closed or room.connected() is not None)
        leg = room.connected()
        if leg is None:
            return None
        leg.greeted = True
        self._carry_on(room)
        return leg.talk(self._time.now())

    async def gone(self, name: str, identity: str | None = None) -> Gone | None:
        """Why a candidate, any or that one, is connected no more, as soon as that is so; None when none ever was."""
        room = self._rooms.get(name)
        if room is None:
            return None
        await room.until(lambda: room.connected(identity) is None)
        return room.went.get(identity) if identity else next(reversed(room.went.values()), None)

    def record(self) -> tuple[Ring, ...]:
        """Every ring there was, in the order of beginning; the talk of those that go on is counted until now."""
        now = self._time.now()
        return tuple(leg.ring.model_copy(update={"talked": leg.said(now)}) for leg in self._legs)

    def close(self) -> None:
        """Close every room, so that nobody waits any more."""
        for name in tuple(self._rooms):
            self.delete(name)

    def _ring(self, room: Room, wanted: Dial) -> Leg:
        now = self._time.now()
        index = self._rung[wanted.number]
        self._rung[wanted.number] += 1
        home = self._home(wanted.number)
        local = now.astimezone(home or UTC).replace(tzinfo=None)
        reaction = self._people.reaction(
            wanted.number, index, local=local, unfinished=self._unfinished.get(wanted.number)
        )
        overlapping = wanted.number in self._engaged
        if overlapping:
            reaction = Reaction("busy", 0.0)
        elif reaction.rings > wanted.ring_seconds:
            reaction = Reaction("no_answer", wanted.ring_seconds)
        ring = Ring(
            number=wanted.number,
            room=wanted.room,
            identity=wanted.identity,
            index=index,
            overlapping=overlapping,
            began=now,
            local=None if home is None else local,
        )
        leg = Leg(ring, reaction, asyncio.get_running_loop().create_future())
        self._legs.append(leg)
        self._engaged.setdefault(wanted.number, leg)
        room.legs.append(leg)
        leg.timer = self._later(reaction.rings, lambda: self._settle(room, leg, reaction.outcome))
        return leg

    def _settle(self, room: Room, leg: Leg, outcome: Outcome, *, cancelled: bool = False) -> None:
        """The ringing is over."""
        now = self._time.now()
        leg.note(ended=now, outcome=outcome, cancelled=cancelled)
        if outcome == "answered" and leg.reaction.talk is not None:
            leg.note(answered_at=now, ending=leg.reaction.talk.ending)
            self._unfinished.pop(leg.ring.number, None)
            self._carry_on(room)
        else:
            room.legs.remove(leg)
            self._release(leg)
        leg.outcome.set_result(outcome)

    def _carry_on(self, room: Room) -> None:
        """Start the time of talks that have an interviewer now, and stop it for those that have none any more."""
        now = self._time.now()
        for leg in room.legs:
            if not leg.connected:
                continue
            if not room.interviewers:
                leg.talked, leg.since, leg.greeted = leg.said(now), None, False
                leg.stop_timer()
            elif leg.greeted and leg.since is None:
                leg.since = now
                self._await_end(room, leg)
        room.changed()

    def _await_end(self, room: Room, leg: Leg) -> None:
        """Let the candidate go by itself where the talk has it so."""
        talk = leg.talk(self._time.now())
        if talk is None:
            return
        if talk.drop_after is not None:
            leg.timer = self._later(talk.drop_after, lambda: self._lose(room, leg, "dropped"))
        elif talk.ending == "hung_up":
            leg.timer = self._later(talk.seconds, lambda: self._lose(room, leg, "hung_up"))

    def _put_out(self, room: Room, leg: Leg) -> None:
        leg.stop_timer()
        if leg.connected:
            self._lose(room, leg, "put_out")
        else:
            self._settle(room, leg, "no_answer", cancelled=True)

    def _lose(self, room: Room, leg: Leg, gone: Gone) -> None:
        """A candidate who was connected is so no more."""
        now = self._time.now()
        leg.talked, leg.since = leg.said(now), None
        leg.note(hung_up_at=now, gone=gone, talked=leg.talked)
        room.lose(leg, gone)
        self._release(leg)
        if gone == "dropped" and leg.reaction.talk is not None:
            self._unfinished[leg.ring.number] = leg.reaction.talk.resumed()
        room.changed()

    def _release(self, leg: Leg) -> None:
        if self._engaged.get(leg.ring.number) is leg:
            del self._engaged[leg.ring.number]

    def _later(self, seconds: float, act: Callable[[], None]) -> asyncio.Task[None]:
        async def wait() -> None:
            await self._time.sleep(seconds)
            act()

        return asyncio.create_task(wait())
