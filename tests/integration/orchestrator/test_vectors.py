"""The vectors that an orchestrator makes beside its other work."""

from __future__ import annotations

import asyncio

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.catalog.models import Job
from interviewer.kernel.tasks import end
from interviewer.orchestrator.embedding import VectorMaker
from interviewer.providers.knowledge.reading import read
from interviewer.providers.knowledge.vectors import Vectors
from meaning import SmallMeaning


async def test_vectors_are_made_as_soon_as_the_model_is_there(plane: ControlPlane) -> None:
    meaning = SmallMeaning()
    meaning.away = True
    job = await plane.openings.add("job_1", Job(title="Picker", company="Hillside", summary="You pick."))
    text = b"# Pay\n\n20 pounds an hour.\n"
    await plane.documents.put(job.id, "pay.md", text, read("pay.md", text), "en")
    making = asyncio.create_task(VectorMaker(Vectors(plane.store.pool, meaning), away_seconds=0.01).run())
    try:
        meaning.away = False
        async with asyncio.timeout(20):
            while await plane.store.pool.fetchval("select count(*) from passage_vectors") != 2:
                await asyncio.sleep(0.01)
    finally:
        await end([making])
    assert await plane.store.pool.fetchval("select embedded_by from passages") == meaning.name
