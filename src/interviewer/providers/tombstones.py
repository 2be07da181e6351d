"""Who was forgotten, kept beside the recordings: a database that is restored from a backup cannot know it by itself.

A tombstone tells no more than the candidate's id. Whoever restores the blob store too has to put the newest ones back.
"""

from __future__ import annotations

import json
from datetime import datetime

from interviewer.providers.blobs import Blobs

OWNER = "tombstones"


class Tombstones:
    """The tombstones in a blob store."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    async def put(self, candidate_id: str, at: datetime) -> None:
        """Note for ever that the candidate is forgotten."""
        await self._blobs.put(OWNER, candidate_id, json.dumps({"at": at.isoformat()}).encode())

    async def all(self) -> tuple[str, ...]:
        """The ids of all who were forgotten."""
        return await self._blobs.keys(OWNER)
