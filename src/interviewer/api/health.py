"""`/healthz`: this process runs. `/readyz`: it can do its work, which needs the database."""

from __future__ import annotations

from fastapi import APIRouter

from interviewer.api.context import Here
from interviewer.wire import api as wire

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> wire.Alive:
    """This process runs."""
    return wire.Alive()


@router.get("/readyz")
async def readyz(here: Here) -> wire.Ready:
    """The log can be read: 503 otherwise."""
    return wire.Ready(position=await here.plane.store.head())
