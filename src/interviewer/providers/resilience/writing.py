"""A language model that somebody waits for: late, dead, dripping or refused, another request takes its place in time.

Deadlines are counted to words, not to bytes: a connection that is kept alive is no reply. Once a request has begun to
write, it is the one; if it dies then, what it wrote stands, and `WritingFailed` says that no more comes.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from typing import Final, TypeAlias

from interviewer.providers.resilience import policy, waiting
from interviewer.providers.resilience.breakers import Breakers
from interviewer.providers.resilience.incidents import Incident, notice
from interviewer.providers.resilience.members import PASSED_OVER, Member, Members
from interviewer.providers.resilience.waiting import Wait
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, Writing, WritingFailed
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

CHARACTERS_A_TOKEN: Final = 4
"""By which the cost of a request is reckoned that was cancelled before its provider told."""
Writer: TypeAlias = Member[Writing, policy.Writing]


class LastingWriting:
    """See `Writing`; of one or two others. `name` is the first one's."""

    def __init__(self, members: Sequence[Writer], breakers: Breakers) -> None:
        self.name = members[0].name
        self._members = Members(members, breakers, shunned_seconds=members[0].numbers.shunned_seconds)

    def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncGenerator[Piece | Usage, None]:
        """See `Writing.write`; the `Wait` is the one around this call, whoever takes the pieces."""

        def request(member: Writer, *, short: bool) -> _Request:
            said = turns[-member.numbers.hedge_turns :] if short else turns
            stream = member.provider.write(
                instructions=instructions, turns=said, ask=ask, size="small" if short else size
            )
            length = len(instructions) + sum(len(text) for _, text in said) + len(ask)
            return _Request(member, stream, length)

        return self._written(request, waiting.current())

    async def _written(self, request: Callable[..., _Request], wait: Wait) -> AsyncGenerator[Piece | Usage, None]:
        race = _Race(self._members, request, wait)
        try:
            winner = await race.won()
            yield winner.piece
            async for found in self._rest(winner):
                yield found
        finally:
            await race.close()

    async def _rest(self, winner: _Request) -> AsyncIterator[Piece | Usage]:
        try:
            async for found in winner.rest():
                yield found
        except WritingFailed as error:
            await self._members.failed(winner.member, error, winner.seconds)
            notice(Incident("writing", winner.member.name, None, str(error)))
            raise


class _Request:
    """One request to one model."""

    def __init__(self, member: Writer, stream: AsyncIterator[Piece | Usage], length: int) -> None:
        self.member = member
        self.piece = Piece("")
        """The first one with a word in it, once `first` is done."""
        self._stream = stream
        self._length = length
        self._begun = asyncio.get_running_loop().time()
        self.first = asyncio.create_task(self._first(), name="first-token")

    @property
    def seconds(self) -> float:
        """Since it was made."""
        return asyncio.get_running_loop().time() - self._begun

    @property
    def tokens(self) -> int:
        """What it cost so far, reckoned."""
        return (self._length + len(self.piece.text)) // CHARACTERS_A_TOKEN

    async def _first(self) -> float:
        """Wait for its first word; the seconds that took. Raises `WritingFailed`."""
        text = ""
        async with _deadline(self.member.name, "did not begin to write in time", self.member.numbers.first_within):
            async for found in self._stream:
                if isinstance(found, Piece) and (text := text + found.text).strip():
                    self.piece = Piece(text)
                    return self.seconds
        raise WritingFailed(f"{self.member.name} wrote nothing.")

    async def rest(self) -> AsyncIterator[Piece | Usage]:
        """What comes behind the first piece. Raises `WritingFailed`."""
        within = self.member.numbers.next_within
        while True:
            async with _deadline(self.member.name, "stopped writing in the middle", within):
                found = await anext(self._stream, None)
            if found is None:
                return
            yield found

    async def close(self) -> None:
        """End it; no more is paid for."""
        self.first.cancel()
        await asyncio.gather(self.first, return_exceptions=True)
        if isinstance(self._stream, AsyncGenerator):
            await self._stream.aclose()


class _Race:
    """The request, and after a while or a failure a shorter one beside it: who writes first has won."""

    def __init__(self, members: Members[Writing, policy.Writing], request: Callable[..., _Request], wait: Wait) -> None:
        self._members = members
        self._request = request
        self._wait = wait
        self._running: list[_Request] = []
        self._hedged = False
        self._told = asyncio.create_task(wait.told(), name="turn-over") if wait.since is None else None

    async def won(self) -> _Request:
        """The request whose first words are there. Raises `WritingFailed` when there is none in time."""
        first = await self._members.first()
        if first is None:
            raise WritingFailed(f"{self._members.all[0].name} failed too often and is not asked just now.")
        if first is not self._members.all[0]:
            passed = self._members.all[0]
            notice(Incident("writing", passed.name, first.name, PASSED_OVER))
        self._running.append(self._request(first, short=False))
        while True:
            await self._next()
            for request in [request for request in self._running if request.first.done()]:
                try:
                    seconds = request.first.result()
                except WritingFailed as error:
                    await self._broke(request, error)
                else:
                    self._members.served(request.member, seconds)
                    await self._lose(request)
                    return request
            await self._see_to_it()

    async def _next(self) -> None:
        """Until a request has begun or failed, the turn is over, or a deadline."""
        due = self._due()
        within = None if due is None else max(0.0, due - asyncio.get_running_loop().time())
        awaited: set[asyncio.Task[float] | asyncio.Task[None]] = {request.first for request in self._running}
        if self._told is not None and not self._told.done():
            awaited.add(self._told)
        await asyncio.wait(awaited, timeout=within, return_when=asyncio.FIRST_COMPLETED)

    def _due(self) -> float | None:
        numbers = self._members.all[0].numbers
        if self._wait.since is None:
            return None
        return self._wait.since + (numbers.given_up_after if self._hedged else numbers.hedge_after)

    async def _see_to_it(self) -> None:
        due, now = self._due(), asyncio.get_running_loop().time()
        if due is None or now < due:
            return
        if not self._hedged:
            slow = self._running[0].member
            await self._hedge(slow, f"{slow.name} did not begin to write in time.")
            return
        error = WritingFailed(f"{self._members.all[0].name} did not begin to write in time.", late=True)
        for request in self._running:
            await self._members.failed(request.member, error, request.seconds)
        notice(Incident("writing", self._members.all[0].name, None, str(error)))
        raise error

    async def _broke(self, request: _Request, error: WritingFailed) -> None:
        """Do without it; raises what it says when there is nobody else."""
        self._running.remove(request)
        await request.close()
        await self._members.failed(request.member, error, request.seconds)
        if self._running:
            notice(Incident("writing", request.member.name, self._running[0].member.name, str(error)))
        elif self._hedged or not await self._hedge(request.member, str(error), again=error.passing):
            notice(Incident("writing", request.member.name, None, str(error)))
            raise error

    async def _hedge(self, slow: Writer, reason: str, *, again: bool = True) -> bool:
        """Ask for less, of another one where there is one; whether there was somebody to ask."""
        self._hedged = True
        other = await self._members.first(slow) or (slow if again else None)
        if other is None:
            return False
        log.info("llm.hedged", slow=slow.name, asked=other.name)
        if other is not slow:
            notice(Incident("writing", slow.name, other.name, reason))
        self._running.append(self._request(other, short=True))
        return True

    async def _lose(self, winner: _Request) -> None:
        """Those that were slower are paid for too, and their accounts are late."""
        for request in self._running:
            if request is winner:
                continue
            self._wait.lost_tokens += request.tokens
            log.info("llm.hedge_lost", taken=winner.member.name, lost=request.member.name, tokens=request.tokens)
            if request.member is not winner.member:
                late = WritingFailed(f"{request.member.name} was slower.", late=True)
                await self._members.failed(request.member, late, request.seconds)

    async def close(self) -> None:
        """Nobody waits any longer."""
        if self._told is not None:
            self._told.cancel()
        for request in self._running:
            await request.close()


@contextlib.asynccontextmanager
async def _deadline(name: str, what: str, within: float) -> AsyncIterator[None]:
    """Raise `WritingFailed` when the block takes longer, and for whatever a plugin raises in it."""
    try:
        async with asyncio.timeout(within):
            yield
    except WritingFailed:
        raise
    except TimeoutError:
        raise WritingFailed(f"{name} {what}.", late=True) from None
    except Exception as error:  # noqa: BLE001 - what a plugin raises may be anything, with anything in it
        raise WritingFailed(f"{name} broke ({type(error).__name__}).") from None
