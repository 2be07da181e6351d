"""What api and orchestrator are made of, put together once. No process reaches for a global."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from uuid import UUID

import asyncpg
from redis.asyncio import Redis

from interviewer.bootstrap.settings import Settings
from interviewer.calling import campaign, forgetting, permission
from interviewer.calling.campaign import CAMPAIGN, Campaign, CampaignCommand, CampaignEvent
from interviewer.calling.forgetting import FORGETTING, Forget, Forgetting, ForgettingCommand, ForgettingEvent
from interviewer.calling.permission import (
    CONSENT,
    CONTACT,
    ConsentCommand,
    ConsentEvent,
    ContactCommand,
    ContactEvent,
    NumberListed,
)
from interviewer.interviews.commands import Command
from interviewer.interviews.decider import INTERVIEWS
from interviewer.interviews.events import Event
from interviewer.interviews.ids import stream_of
from interviewer.interviews.state import Interview
from interviewer.kernel.clock import Clock
from interviewer.kernel.execute import Executed, execute, load
from interviewer.kernel.keyring import PostgresKeyring
from interviewer.kernel.log import Effect, Metadata
from interviewer.kernel.migrations import migrate
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.queue import Jobs
from interviewer.kernel.sealing import KeyEncryptionKeys
from interviewer.kernel.writer import LOST
from interviewer.providers.agenda import Agenda
from interviewer.providers.api_keys import ApiKeys
from interviewer.providers.blobs import Blobs, FolderBlobs
from interviewer.providers.campaigns import Campaigns
from interviewer.providers.candidates import Candidates
from interviewer.providers.deliveries import Deliveries
from interviewer.providers.drafts import Drafts
from interviewer.providers.event_search import StreamCampaigns
from interviewer.providers.heartbeats import Heartbeats
from interviewer.providers.idempotency import FirstAnswers
from interviewer.providers.knowledge.apart import Reader
from interviewer.providers.knowledge.cvs import Cvs
from interviewer.providers.knowledge.documents import Documents
from interviewer.providers.knowledge.embedding import embedding
from interviewer.providers.knowledge.search import Search
from interviewer.providers.knowledge.vectors import Vectors
from interviewer.providers.line import Line, SwitchboardLine
from interviewer.providers.openings import Openings
from interviewer.providers.people import People
from interviewer.providers.plans import Plans
from interviewer.providers.resilience.breakers import Breakers, breakers_at
from interviewer.providers.rooms import LiveKitRooms, Rooms
from interviewer.providers.seats import Seats
from interviewer.providers.summaries import Summaries
from interviewer.providers.switchboard_rooms import SwitchboardRooms
from interviewer.providers.tombstones import Tombstones
from interviewer.providers.waiting_calls import WaitingCalls
from interviewer.providers.webhooks import Webhooks
from interviewer.telemetry.logs import get_logger, new_correlation_id

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ControlPlane:
    """The log, what stands beside it in the database, and the outside world."""

    store: PostgresStore
    catalog: Plans
    openings: Openings
    documents: Documents
    reader: Reader
    vectors: Vectors
    search: Search
    cvs: Cvs
    drafts: Drafts
    summaries: Summaries
    agenda: Agenda
    stream_campaigns: StreamCampaigns
    heartbeats: Heartbeats
    seats: Seats
    candidates: Candidates
    people: People
    campaigns: Campaigns
    waiting_calls: WaitingCalls
    jobs: Jobs
    webhooks: Webhooks
    deliveries: Deliveries
    rooms: Rooms
    line: Line | None
    """None: this installation rings nobody."""
    blobs: Blobs
    api_keys: ApiKeys
    tombstones: Tombstones
    first_answers: FirstAnswers

    async def execute(
        self,
        interview_id: str,
        command: Command,
        metadata: Metadata,
        command_id: UUID | None = None,
        *,
        also: tuple[Effect, ...] = (),
        not_after: datetime | None = None,
        based_on: int | None = None,
    ) -> Executed[Event, Interview]:
        """Carry out a command on an interview; see `kernel.execute.execute`."""
        return await execute(
            self.store,
            INTERVIEWS,
            stream_of(interview_id),
            command,
            metadata,
            command_id,
            also=also,
            not_after=not_after,
            based_on=based_on,
        )

    async def execute_campaign(
        self,
        campaign_id: str,
        command: CampaignCommand,
        metadata: Metadata,
        command_id: UUID | None = None,
        *,
        based_on: int | None = None,
    ) -> Executed[CampaignEvent, Campaign | None]:
        """Carry out a command on a campaign."""
        stream = campaign.STREAM_PREFIX + campaign_id
        return await execute(self.store, CAMPAIGN, stream, command, metadata, command_id, based_on=based_on)

    async def execute_contact(
        self,
        contact: str,
        command: ContactCommand,
        metadata: Metadata,
        command_id: UUID | None = None,
        *,
        based_on: int | None = None,
    ) -> Executed[ContactEvent, NumberListed | None]:
        """Carry out a command on a number's place on the do-not-call list."""
        stream = permission.CONTACT_PREFIX + contact
        return await execute(self.store, CONTACT, stream, command, metadata, command_id, based_on=based_on)

    async def execute_consent(
        self,
        candidate_id: str,
        command: ConsentCommand,
        metadata: Metadata,
        command_id: UUID | None = None,
        *,
        based_on: int | None = None,
    ) -> Executed[ConsentEvent, ConsentEvent | None]:
        """Carry out a command on a candidate's consent to be called."""
        stream = permission.CONSENT_PREFIX + candidate_id
        return await execute(self.store, CONSENT, stream, command, metadata, command_id, based_on=based_on)

    async def campaign(self, campaign_id: str) -> Campaign | None:
        """The campaign exactly as the log has it now; None when there is none."""
        found, _ = await load(self.store, CAMPAIGN, campaign.STREAM_PREFIX + campaign_id)
        return found

    async def execute_forgetting(
        self,
        candidate_id: str,
        command: ForgettingCommand,
        metadata: Metadata,
        command_id: UUID | None = None,
        *,
        also: tuple[Effect, ...] = (),
    ) -> Executed[ForgettingEvent, Forgetting]:
        """Carry out a command on the forgetting of a candidate."""
        stream = forgetting.STREAM_PREFIX + candidate_id
        return await execute(self.store, FORGETTING, stream, command, metadata, command_id, also=also)

    @property
    def clock(self) -> Clock:
        """The world's time, as all processes of this installation agree on it."""
        return self.store.clock


def migrations() -> tuple[Traversable, ...]:
    """The folders of numbered SQL that make the whole schema."""
    return files("interviewer.kernel") / "sql", files("interviewer.bootstrap") / "migrations"


async def look_at_keys(settings: Settings) -> None:
    """Raise `KeysWrong` if this database has people's keys that the settings cannot open; told before all else starts.

    A database that does not answer, or has no schema yet, is for whoever uses it.
    """
    with contextlib.suppress(*LOST, TimeoutError, asyncpg.PostgresError):
        keys = KeyEncryptionKeys.read(settings.encryption_keys)
        async with asyncpg.create_pool(settings.database_url, min_size=1, max_size=1, timeout=10) as pool:
            await PostgresKeyring(keys, lambda: pool).check()


@asynccontextmanager
async def shared_breakers(settings: Settings) -> AsyncIterator[Breakers]:
    """The breakers of vendors' accounts that all processes share through Redis; without one, of this process alone."""
    async with AsyncExitStack() as opened:
        redis = await opened.enter_async_context(Redis.from_url(settings.redis_url)) if settings.redis_url else None
        yield breakers_at(redis, settings.policy.breakers)


@asynccontextmanager
async def control_plane(
    settings: Settings, *, rooms: Rooms | None = None, line: Line | None = None, blobs: Blobs | None = None
) -> AsyncIterator[ControlPlane]:
    """Bring the schema up to date and open everything; rooms, line and blobs by the settings unless given."""
    await migrate(settings.database_url, migrations())
    async with AsyncExitStack() as opened:
        keys = KeyEncryptionKeys.read(settings.encryption_keys)
        store = await opened.enter_async_context(
            PostgresStore(settings.database_url, scale=settings.time_scale, keys=keys)
        )
        await store.keys.check()
        if line is None and settings.line_url:
            line = await opened.enter_async_context(SwitchboardLine(settings.line_url))
        if rooms is None and settings.line_url:
            rooms = await opened.enter_async_context(SwitchboardRooms(settings.line_url))
        elif rooms is None:
            livekit = LiveKitRooms(settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret)
            rooms = await opened.enter_async_context(livekit)
        blobs = blobs or FolderBlobs(settings.recordings_dir)
        candidates = Candidates(store.pool, store.keys)
        meaning = await opened.enter_async_context(embedding(settings.accounts(settings.engines_url)))
        plane = ControlPlane(
            store=store,
            catalog=Plans(store.pool),
            openings=Openings(store.pool),
            documents=Documents(store.pool),
            reader=Reader(),
            vectors=Vectors(store.pool, meaning),
            search=Search(store.pool, meaning),
            cvs=Cvs(store.pool, store.keys, candidates),
            drafts=Drafts(store.pool),
            agenda=Agenda(store.pool, store.keys),
            stream_campaigns=StreamCampaigns(store),
            summaries=Summaries(store.pool, store.keys),
            heartbeats=Heartbeats(store.pool),
            seats=Seats(store.pool),
            candidates=candidates,
            people=People(store.pool, store.keys),
            campaigns=Campaigns(store.pool),
            waiting_calls=WaitingCalls(store.pool),
            jobs=Jobs(store.pool),
            webhooks=Webhooks(store.pool, store.keys),
            deliveries=Deliveries(store.pool),
            rooms=rooms,
            line=line,
            blobs=blobs,
            tombstones=Tombstones(blobs),
            api_keys=ApiKeys(store.pool),
            first_answers=FirstAnswers(store.pool),
        )
        await obey(plane)
        yield plane


async def obey(plane: ControlPlane) -> None:
    """Forget anew whom this database does not know to be forgotten: it was restored from a backup."""
    for candidate_id in await plane.candidates.unforgotten(await plane.tombstones.all()):
        # The work first: whoever dies in between finds the person here again.
        command = Forget("tombstone", plane.clock.now())
        await plane.execute_forgetting(candidate_id, command, Metadata(new_correlation_id(), actor="system"))
        await plane.candidates.forget(candidate_id)
        log.warning("candidate.forgotten_again", candidate_id=candidate_id)
