"""What hears, speaks, writes and judges: whether it would serve a call now, and in which languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from interviewer.bootstrap.diagnosis import servers
from interviewer.bootstrap.diagnosis.findings import Finding
from interviewer.bootstrap.wiring import shared_breakers
from interviewer.providers import checks
from interviewer.providers.languages import NAMES, REMEDY, spoken
from interviewer.providers.resilience import closed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from interviewer.bootstrap.settings import Settings

PARTS: Final = {"recognition": "speech to text", "speech": "voice", "writing": "language model"}


def judge(settings: Settings) -> Finding:
    """Who makes the scorecards."""
    key = "OpenAI key present" if settings.openai_api_key else "no OpenAI key"
    if settings.judge == "openai" and not settings.openai_api_key:
        return Finding("judge", "lacking", f"{settings.judge}, but {key}", "set INTERVIEWER_OPENAI_API_KEY")
    return Finding("judge", "ok", f"{settings.judge}; {key}")


def provider(found: checks.Check, *, first: bool) -> Finding:
    """What asking one of them came to; `first`: it is not one that stands in."""
    what = PARTS[found.of.part] if first else f"second {PARTS[found.of.part]}"
    detail = f"{found.of.row}{f' ({found.of.model})' if found.of.model else ''}: {found.detail}"
    if found.outcome == "ok":
        return Finding(what, "ok", detail)
    # Without a language model the interviewer still has the plan's words, and without a second one the first.
    return Finding(what, "bad" if first and found.of.part != "writing" else "lacking", detail, found.remedy)


async def breakers(settings: Settings) -> AsyncIterator[Finding]:
    """Of the Redis that the settings name: what calls have found out about the vendors."""
    if not settings.redis_url or (await servers.redis(settings)).state != "ok":
        return
    async with shared_breakers(settings) as shared:
        for one in await shared.standing():
            if one.breaker.phase != "closed":
                what = f"{PARTS[one.account.part]} ({one.account.row}) in calls"
                detail = f"not asked just now: {one.breaker.reason}; tried again in {one.opens_in:.0f} s"
                yield Finding(what, "lacking", detail, "nothing, if it passes; else look at the vendor's status page")
        needed = checks.needed_accounts(settings.accounts(settings.engines_url or "started with the system"))
        if (full := closed.full(needed, await shared.standing())) is not None:
            detail = f"none is begun just now: {full.row} has no room or no credit, and nothing stands in for it"
            remedy = (
                f"nothing, if it passes; else name another {PARTS[full.part]} that stands in, or raise the limit there"
            )
            yield Finding("new calls", "lacking", detail, remedy)


def languages(settings: Settings) -> Finding:
    """In which ones interviews can be held."""
    there = spoken(settings.accounts(settings.engines_url))
    told = f"interviews in {' and '.join(NAMES[language] for language in there)}"
    others = [name for language, name in NAMES.items() if language not in there]
    if others:
        return Finding("languages", "ok", f"{told}; for {' and '.join(others)}, {REMEDY}")
    return Finding("languages", "ok", told)
