"""`/healthz`: this process runs. `/readyz`: it can do its work, which needs the database."""

from __future__ import annotations

from fastapi import APIRouter

from interviewer.api.context import Here

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """This process runs."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(here: Here) -> dict[str, str | int]:
    """The log can be read: 503 otherwise."""
    return {"status": "ready", "position": await here.plane.store.head()}
