"""Azure Speech over REST, as a few lines that both frameworks can be given as their voice.

LiveKit's plugin and pipecat's service for Azure need Microsoft's native SDK to be installed, and pipecat's cannot be
pointed at another server. This sends what LiveKit's plugin sends (one request a sentence, raw PCM at 24 kHz, read as
it comes), so that both have the same voice with the same latency.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from xml.sax.saxutils import escape

import aiohttp

RATE = 24_000


LIMITS = aiohttp.ClientTimeout(total=300)
"""What aiohttp waits for where nobody says otherwise."""


async def spoken(
    session: aiohttp.ClientSession,
    url: str,
    key: str,
    voice: str,
    text: str,
    *,
    limits: aiohttp.ClientTimeout = LIMITS,
) -> AsyncIterator[bytes]:
    """The sound of a text, 16-bit mono at RATE, as it comes. Raises aiohttp.ClientError, TimeoutError."""
    headers = {
        "Ocp-Apim-Subscription-Key": key,
        "Content-Type": "application/ssml+xml",
        "X-Microsoft-OutputFormat": "raw-24khz-16bit-mono-pcm",
        "User-Agent": "bench",
    }
    ssml = (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
        f'<voice name="{voice}">{escape(text)}</voice></speak>'
    )
    async with session.post(url, headers=headers, data=ssml, timeout=limits) as answer:
        answer.raise_for_status()
        rest = b""
        async for data, _ in answer.content.iter_chunks():
            whole = rest + data
            even = len(whole) // 2 * 2
            rest = whole[even:]
            if even:
                yield whole[:even]
