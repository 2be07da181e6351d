"""What api and orchestrator are made of, put together once. No process reaches for a global."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from uuid import UUID

from interviewer.bootstrap.settings import Settings
from interviewer.interviews.commands import Command
from interviewer.interviews.decider import INTERVIEWS
from interviewer.interviews.events import Event
from interviewer.interviews.ids import stream_of
from interviewer.interviews.state import Interview
from interviewer.kernel.clock import Clock
from interviewer.kernel.execute import Executed, execute
from interviewer.kernel.log import Effect, Metadata
from interviewer.kernel.migrations import migrate
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.queue import Jobs
from interviewer.providers.blobs import Blobs, FolderBlobs
from interviewer.providers.catalog import Catalog
from interviewer.providers.heartbeats import Heartbeats
from interviewer.providers.rooms import LiveKitRooms, Rooms
from interviewer.providers.seats import Seats
from interviewer.providers.summaries import Summaries


@dataclass(frozen=True, slots=True)
class ControlPlane:
    """The log, what stands beside it in the database, and the outside world."""

    store: PostgresStore
    catalog: Catalog
    summaries: Summaries
    heartbeats: Heartbeats
    seats: Seats
    jobs: Jobs
    rooms: Rooms
    blobs: Blobs

    async def execute(
        self,
        interview_id: str,
        command: Command,
        metadata: Metadata,
        command_id: UUID | None = None,
        *,
        also: tuple[Effect, ...] = (),
        not_after: datetime | None = None,
    ) -> Executed[Event, Interview]:
        """Carry out a command on an interview; see `kernel.execute.execute`."""
        stream = stream_of(interview_id)
        return await execute(
            self.store, INTERVIEWS, stream, command, metadata, command_id, also=also, not_after=not_after
        )

    @property
    def clock(self) -> Clock:
        """The world's time, as all processes of this installation agree on it."""
        return self.store.clock


def migrations() -> tuple[Traversable, ...]:
    """The folders of numbered SQL that make the whole schema."""
    return files("interviewer.kernel") / "sql", files("interviewer.bootstrap") / "migrations"


@asynccontextmanager
async def control_plane(
    settings: Settings, *, rooms: Rooms | None = None, blobs: Blobs | None = None
) -> AsyncIterator[ControlPlane]:
    """Bring the schema up to date and open everything; rooms and blobs by the settings unless given."""
    await migrate(settings.database_url, migrations())
    async with PostgresStore(settings.database_url, scale=settings.time_scale) as store:
        livekit = LiveKitRooms(settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret)
        async with livekit:
            yield ControlPlane(
                store=store,
                catalog=Catalog(store.pool),
                summaries=Summaries(store.pool),
                heartbeats=Heartbeats(store.pool),
                seats=Seats(store.pool),
                jobs=Jobs(store.pool),
                rooms=rooms or livekit,
                blobs=blobs or FolderBlobs(settings.recordings_dir),
            )
