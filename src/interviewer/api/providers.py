"""`/v1/providers`: what hears, speaks and writes in calls, and whether it would serve one now.

Deliberately not here: choosing them, which the settings do, and their keys, which nobody is told.
"""

from __future__ import annotations

from fastapi import APIRouter

from interviewer.api.context import Here
from interviewer.providers import checks
from interviewer.providers.lineup import account
from interviewer.providers.resilience import closed
from interviewer.providers.resilience.breakers import Standing
from interviewer.telemetry import logs
from interviewer.wire import providers as wire

log = logs.get_logger(__name__)
router = APIRouter(prefix="/v1/providers", tags=["providers"])


@router.get("")
async def list_providers(here: Here) -> wire.Providers:
    """The providers that calls use, by the settings of this process."""
    accounts = here.settings.accounts(here.settings.engines_url)
    standings = await here.breakers.standing()

    def shown(one: checks.InUse) -> dict[str, object]:
        return {**_shown(one), "breaker": _breaker(closed.of(account(accounts, one.part, one.row), standings), one)}

    def whole(one: checks.InUse) -> wire.Provider:
        others = (other for other in checks.standing_in(accounts) if other.part == one.part)
        return wire.Provider(**shown(one), stand_ins=[wire.StandIn(**shown(other)) for other in others])

    return wire.Providers(items=[whole(one) for one in checks.in_use(accounts)])


@router.post("/check")
async def check_providers(here: Here) -> wire.ProviderChecks:
    """Ask each provider in use one cheap thing: whether the key is right, and whether the model is there.

    Nothing is changed. It costs at most a few tokens and a fifth of a second of silence.
    """
    found = await checks.check(here.settings.accounts(here.settings.engines_url))
    for one in found:
        log.info("provider.checked", part=one.of.part, provider=one.of.row, outcome=one.outcome)
    items = [
        wire.ProviderCheck(
            **_shown(one.of),
            outcome=one.outcome,
            detail=one.detail,
            remedy=one.remedy,
            milliseconds=one.milliseconds,
        )
        for one in found
    ]
    return wire.ProviderChecks(items=items)


def _breaker(standing: Standing, one: checks.InUse) -> wire.Breaker | None:
    if not one.hosted:
        return None
    breaker = standing.breaker
    return wire.Breaker(
        state=breaker.phase,
        reason=breaker.reason,
        tried_again_in_s=round(standing.opens_in, 1),
        opened=breaker.opened,
    )


def _shown(one: checks.InUse) -> dict[str, object]:
    return {"part": one.part, "provider": one.row, "model": one.model, "hosted": one.hosted}
