"""`/healthz`: this process runs. `/readyz`: it can do its work, which needs the database."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import APIRouter

from interviewer.api.context import Here
from interviewer.kernel.log import LogUnavailable
from interviewer.wire import health as wire

ANSWERS_WITHIN: Final = 2.0
"""Seconds that the database has: who asks is a probe, which waits for no more."""
router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> wire.Alive:
    """This process runs."""
    return wire.Alive()


@router.get("/readyz")
async def readyz(here: Here) -> wire.Ready:
    """The log can be read: 503 otherwise."""
    asking = asyncio.create_task(here.plane.store.head())
    done, _ = await asyncio.wait({asking}, timeout=ANSWERS_WITHIN)
    if not done:
        # Not waited for: the driver asks the database to stop, which does not answer to that either.
        asking.cancel()
        raise LogUnavailable(f"the database gave no answer within {ANSWERS_WITHIN:g} s")
    return wire.Ready(position=asking.result())
