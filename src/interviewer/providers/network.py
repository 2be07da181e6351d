"""The connections that all providers of a process share, kept warm between requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
import httpx

from interviewer.providers.certificates import trusted
from interviewer.providers.resilience.policy import POLICY, Policy

KEPT_WARM: Final = 240.0
"""Seconds for which an idle connection is kept: less than after which the vendors close theirs."""


@dataclass(frozen=True, slots=True)
class Network:
    """`client` for our own adapters, `session` for LiveKit's plugins; what a row opens itself goes on `closing`.

    `policy` says how long a row waits.
    """

    client: httpx.AsyncClient
    session: aiohttp.ClientSession
    closing: AsyncExitStack
    policy: Policy = POLICY


@asynccontextmanager
async def network(policy: Policy = POLICY) -> AsyncIterator[Network]:
    """Connections that are closed at the end of the block."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=KEPT_WARM)
    async with (
        httpx.AsyncClient(verify=trusted(), limits=limits) as client,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_WARM)) as session,
        AsyncExitStack() as closing,
    ):
        yield Network(client, session, closing, policy)
