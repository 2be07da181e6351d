"""Any LiveKit language model plugin as a `Writing`."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

from livekit.agents import APIConnectOptions, APIError, llm

from interviewer.providers.plugin_errors import meaning, particulars
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, WritingFailed
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

ASKING: Final = APIConnectOptions(max_retry=0, timeout=POLICY.writing.first_within)


class PluginWriting:
    """See `Writing`. `plugins` names one for each size; they stay their maker's to close."""

    def __init__(self, name: str, plugins: Mapping[Size, llm.LLM[str]]) -> None:
        self.name = name
        self._plugins = plugins

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncGenerator[Piece | Usage, None]:
        """See `Writing.write`."""
        context = llm.ChatContext.empty()
        context.add_message(role="system", content=instructions)
        for who, text in (*turns, ("user", ask)):
            context.add_message(role=who, content=text)
        begun, first, usage = time.perf_counter(), None, None
        plugin = self._plugins[size]
        try:
            async with plugin.chat(chat_ctx=context, conn_options=ASKING) as stream:
                async for chunk in stream:
                    if chunk.delta is not None and chunk.delta.content:
                        first = first or time.perf_counter()
                        yield Piece(chunk.delta.content)
                    if chunk.usage is not None:
                        told = chunk.usage
                        usage = Usage(told.prompt_tokens, told.prompt_cached_tokens, told.completion_tokens)
            if usage is not None:
                yield usage
        except APIError as error:
            raise WritingFailed(meaning(self.name, error), **particulars(error)) from None
        finally:
            log.info(
                "llm.response",
                latency_ms=first and round((first - begun) * 1000),
                tokens_in=usage and usage.tokens_in,
                tokens_cached=usage and usage.tokens_cached,
                tokens_out=usage and usage.tokens_out,
                model=plugin.model,
            )
