"""An API key for commands that use the api of a system of their own making: `up`, `demo`, `simulate campaign`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import asyncpg

from interviewer.interviews.ids import new_id
from interviewer.providers.api_keys import ApiKeys

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings

LIFE: Final = timedelta(hours=12)


async def headers(settings: Settings, command: str) -> dict[str, str]:
    """What such a command sends along: the key that it was given, else one of its own if the api asks for any."""
    secret = settings.api_key
    if not secret and settings.asks_for_keys:
        async with asyncpg.create_pool(settings.database_url, min_size=1, max_size=1) as pool:
            key_id = new_id("key")
            made = await ApiKeys(pool).create(key_id, f"{command} {key_id}", ["operate"], datetime.now(UTC) + LIFE)
            secret = made[1]
    return {"Authorization": f"Bearer {secret}"} if secret else {}
