"""The orchestrator's work, put together from its parts. Deliberately not here: the process that runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import asyncpg
import httpx
from redis.asyncio import Redis

from interviewer.bootstrap.settings import Settings
from interviewer.bootstrap.wiring import ControlPlane, control_plane, shared_breakers
from interviewer.calling.campaign import CAMPAIGNS
from interviewer.calling.forgetting import FORGETTINGS
from interviewer.calling.permission import CONSENTS, CONTACTS
from interviewer.evaluations.checklist import ChecklistJudge
from interviewer.evaluations.ports import Judge
from interviewer.interviews.waiting import ADMISSION, CALLS, DIALS, EVALUATIONS, OPT_OUTS, ROOMS, TIMERS, WITHDRAWALS
from interviewer.kernel import rebuild
from interviewer.kernel.effects import SLOTS
from interviewer.kernel.log import LogUnavailable
from interviewer.kernel.projection import Projection, ProjectionStopped, run_projection
from interviewer.kernel.tasks import end
from interviewer.kernel.writer import LOST
from interviewer.orchestrator import webhooks
from interviewer.orchestrator.admission import Admission, Bounds
from interviewer.orchestrator.dialling import Dialler
from interviewer.orchestrator.embedding import VectorMaker
from interviewer.orchestrator.evaluation import Evaluator
from interviewer.orchestrator.forgetting import Forgetter
from interviewer.orchestrator.giving_up import GivingUp
from interviewer.orchestrator.leases import LeaseWatcher
from interviewer.orchestrator.reactions import Reactions
from interviewer.orchestrator.rooms import RoomKeeper
from interviewer.orchestrator.timers import Timers
from interviewer.orchestrator.withdrawing import Withdrawer
from interviewer.orchestrator.worker import Worker
from interviewer.providers import checks, judges
from interviewer.providers.accounts import HOSTED, ProviderUnusable
from interviewer.providers.deliveries import WebhookDeliveries
from interviewer.providers.lineup import first_voices
from interviewer.providers.network import network
from interviewer.providers.projections import READ_MODELS
from interviewer.providers.resilience import closed
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import Breakers
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)
RESTART_SECONDS = 1.0
ROOMS_AT_ONCE = 16
REMOTE_JUDGINGS_AT_ONCE = 4
REACTIONS_AT_ONCE = 8


async def orchestrate(settings: Settings) -> None:
    """Do all of it for ever, with what the settings name."""
    async with control_plane(settings) as plane, httpx.AsyncClient(timeout=httpx.Timeout(120, connect=5)) as client:
        judge = judges.build(
            settings.judge,
            client,
            engines_url=settings.engines_url,
            openai_api_key=settings.openai_api_key,
            openai_url=settings.openai_url,
        )
        async with shared_breakers(settings) as breakers:
            full = partial(_full, checks.needed_accounts(settings.accounts(settings.engines_url)), breakers)
            local = isinstance(judge, ChecklistJudge)
            prepare = partial(prepare_lines, plane, settings, breakers) if settings.redis_url else None
            await work(plane, judge, local_judge=local, bounds=Bounds.of(settings), full=full, prepare=prepare)


async def prepare_lines(plane: ControlPlane, settings: Settings, breakers: Breakers) -> None:
    """Make the lines of published plans in the settings' Redis for ever, by the settings' voices."""
    from interviewer.orchestrator.line_maker import LineMaker, Voice
    from interviewer.providers.phrases import Phrases

    accounts, policy = settings.accounts(settings.engines_url), settings.policy
    async with network(policy) as shared, Redis.from_url(settings.redis_url) as redis:
        try:
            found = first_voices(accounts, shared)
        except ProviderUnusable as error:
            log.warning("phrases.not_prepared", why=str(error))
            await asyncio.Event().wait()  # there is nothing to do until the settings are others
            return
        voices = {
            language: Voice(Phrases(speech, redis), whose, local=whose.row not in HOSTED)
            for language, (whose, speech) in found.items()
        }
        await LineMaker(plane, voices, redis, breakers, policy.prepared).run()


async def _full(parts: Sequence[Sequence[Account]], breakers: Breakers) -> str | None:
    account = closed.full(parts, await breakers.standing())
    return None if account is None else f"{account.part}/{account.row}"


async def work(
    plane: ControlPlane,
    judge: Judge,
    *,
    local_judge: bool,
    bounds: Bounds,
    full: Callable[[], Awaitable[str | None]] | None = None,
    prepare: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Do all of it for ever. `local_judge`: it needs this machine's processor, so one at a time and never in a call.

    `prepare` makes lines before calls, where there is a Redis to keep them in.
    """
    await _clear_away(plane)
    reactions = Reactions(plane)
    admission = Admission(plane, bounds, full)
    evaluator = Evaluator(plane, judge, local=local_judge)
    judgings = 1 if local_judge else REMOTE_JUDGINGS_AT_ONCE
    timers = Timers(plane)
    queues: dict[str, Worker] = {
        ROOMS: Worker(plane.jobs, ROOMS, RoomKeeper(plane).work, at_once=ROOMS_AT_ONCE),
        EVALUATIONS: Worker(plane.jobs, EVALUATIONS, evaluator.work, at_once=judgings),
        CAMPAIGNS: Worker(plane.jobs, CAMPAIGNS, reactions.campaign_changed),
        CONTACTS: Worker(plane.jobs, CONTACTS, reactions.contact_changed),
        CONSENTS: Worker(plane.jobs, CONSENTS, reactions.consent_changed, at_once=REACTIONS_AT_ONCE),
        FORGETTINGS: Worker(plane.jobs, FORGETTINGS, Forgetter(plane).work),
        OPT_OUTS: Worker(plane.jobs, OPT_OUTS, reactions.opted_out),
        WITHDRAWALS: Worker(plane.jobs, WITHDRAWALS, Withdrawer(plane).work),
    }
    if plane.line is not None:
        dialler = Dialler(plane, plane.line)
        queues[DIALS] = Worker(plane.jobs, DIALS, dialler.work, at_once=bounds.pools[CALLS], repeatable=False)
    for queue, worker in queues.items():
        plane.store.watch_jobs(queue, worker.wake)
    plane.store.watch_jobs(TIMERS, timers.wake)
    for news in (ADMISSION, SLOTS):
        plane.store.watch_jobs(news, admission.wake)

    works: list[tuple[str, Callable[[], Awaitable[None]]]] = [
        *((f"projection:{name}", _projecting(plane, make())) for name, make in READ_MODELS.items()),
        ("projection:webhook_deliveries", _projecting(plane, WebhookDeliveries())),
        ("leases", LeaseWatcher(plane).run),
        ("giving_up", GivingUp(plane).run),
        ("vectors", VectorMaker(plane.vectors).run),
        ("timers", timers.run),
        *((f"worker:{queue}", worker.run) for queue, worker in queues.items()),
        *webhooks.works(plane),
    ]
    if plane.line is not None:
        works.append(("admission", admission.run))
    if prepare is not None:
        works.append(("lines", prepare))
    tasks = [asyncio.create_task(_forever(name, one), name=name) for name, one in works]
    log.info("ready")
    try:
        await asyncio.gather(*tasks)
    finally:
        await end(tasks)


async def _clear_away(plane: ControlPlane) -> None:
    """Drop what a killed rebuild left. It may hold hashes of numbers; all else goes on without."""
    try:
        if await rebuild.clear_away(plane.store.pool):
            log.info("rebuild.cleared_away")
    except (*LOST, TimeoutError, asyncpg.PostgresError) as error:
        log.warning("rebuild.not_cleared_away", error=type(error).__name__)


def _projecting(plane: ControlPlane, projection: Projection) -> Callable[[], Awaitable[None]]:
    def tell(stopped: ProjectionStopped) -> None:
        log.error("projection.stopped", projection=stopped.projection, position=stopped.position, error=stopped.by)

    return lambda: run_projection(plane.store, projection, tell)


async def _forever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Begin again whatever ends. The database being away is expected; anything else is told with its trace."""
    while True:
        try:
            await work()
        except (LogUnavailable, *LOST) as error:
            log.warning("task.log_unavailable", task=name, error=type(error).__name__)
        except Exception:
            log.exception("task.broke", task=name)
        await asyncio.sleep(RESTART_SECONDS)
