"""What a request handler works with, put on the app once at its start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends
from starlette.requests import HTTPConnection

from interviewer.api import callers, idempotency
from interviewer.api.call_times import CallTimes
from interviewer.api.feed import Feed
from interviewer.api.positions import ReadModels
from interviewer.api.refusals import InterviewUnknown
from interviewer.api.rehearsal_model import Rationed
from interviewer.api.tokens import JoinTokens
from interviewer.bootstrap.settings import Settings
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews import withdrawal
from interviewer.interviews.ids import stream_of
from interviewer.interviews.view import InterviewView, view_of
from interviewer.kernel.log import Metadata, Recorded
from interviewer.kernel.projection import Projection
from interviewer.providers.resilience.breakers import Breakers, MemoryBreakers
from interviewer.providers.resilience.policy import POLICY
from interviewer.telemetry import logs
from interviewer.telemetry.failovers import Failovers
from interviewer.telemetry.replies import Replies


@dataclass(frozen=True, slots=True)
class Context:
    """The control plane, this process's follower of the log, how links are signed, how long calls and replies take."""

    settings: Settings
    plane: ControlPlane
    feed: Feed
    tokens: JoinTokens
    call_times: CallTimes
    read_models: ReadModels
    replies: Replies = field(default_factory=Replies)
    failovers: Failovers = field(default_factory=Failovers)
    breakers: Breakers = field(default_factory=lambda: MemoryBreakers(POLICY.breakers))
    """Of the vendors' accounts; without a Redis nobody but rehearsals tells this process how they are."""
    model: Rationed | None = None
    """What writes in rehearsals; None: nobody does."""

    async def rows(self, interview_id: str) -> tuple[Recorded, ...]:
        """The interview's stream, as it may be shown; see `withdrawal`. Raises `InterviewUnknown`."""
        rows = await self.plane.store.read_stream(stream_of(interview_id))
        if not rows:
            raise InterviewUnknown(f"There is no interview {interview_id}. GET /v1/interviews lists those there are.")
        return withdrawal.shown(rows)

    async def view(self, interview_id: str) -> InterviewView:
        """The interview as people see it, exactly now. Raises `InterviewUnknown`."""
        return view_of(await self.rows(interview_id))

    async def catch_up(self, projection: Projection) -> None:
        """Wait a moment until a read model shows what the request wants to see; see `positions`."""
        await self.read_models.caught_up(projection)

    def new_id(self, prefix: str) -> str:
        """A fresh identifier; where a request is repeated under its Idempotency-Key, the same again."""
        return idempotency.new_id(prefix)

    def command_id(self, stream: str) -> UUID | None:
        """What makes a command that is repeated under its request's Idempotency-Key be carried out once."""
        return idempotency.command_id(stream)

    def join_url(self, interview_id: str, view: InterviewView) -> str | None:
        """The link for the candidate; None once it leads nowhere, and for a caller that may only look.

        Whoever has it can begin the interview or put it off, with no key.
        """
        if view.over or view.created_at is None or not callers.current().may("operate"):
            return None
        return f"{self.settings.api_url}/join/{self.tokens.issue(interview_id, view.created_at)}"


async def _context(connection: HTTPConnection) -> Context:
    return cast("Context", connection.app.state.context)


Here = Annotated[Context, Depends(_context)]


def metadata(actor: str | None = None, *, of: InterviewView | None = None) -> Metadata:
    """Where a command comes from: the caller, unless somebody else acts through this request.

    An interview keeps the id of the request that made it; later ones are its causes.
    """
    actor = actor or callers.current().name
    request = logs.correlation_id() or logs.new_correlation_id()
    if of is None or not of.correlation_id:
        return Metadata(request, actor=actor)
    return Metadata(of.correlation_id, causation_id=request, actor=actor)
