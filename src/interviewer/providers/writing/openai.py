"""OpenAI's chat completions, any compatible server's, and Azure's, streamed; through OpenAI's own client.

The client itself, not LiveKit's plugin around it: a request ends the moment its reply is not wanted any more, nothing
is asked twice behind our back, and the time to the first token has a bound that keep-alives do not stretch.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

import httpx2
import openai
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from interviewer.providers.accounts import AZURE_API, Accounts
from interviewer.providers.answers import refusal
from interviewer.providers.failure import retry_after
from interviewer.providers.network import Network
from interviewer.providers.resilience import policy
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, WritingFailed
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

CUT_OFF: Final = ("length", "content_filter")
"""Reasons why a reply ended before its end."""
MOST_TOKENS: Final = 300
"""Longer than anything an interviewer should say in one breath."""


class OpenAIWriting:
    """See `Writing`. `models` names one for each size; the client stays its maker's to close."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        models: Mapping[Size, str],
        *,
        provider: str,
        first_within: float = POLICY.writing.first_within,
        next_within: float = POLICY.writing.next_within,
    ) -> None:
        self._first_within, self._next_within = first_within, next_within
        self._client = client
        self._models = models
        self._provider = provider
        self.name = f"{provider}/{models['normal']}"

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncGenerator[Piece | Usage, None]:
        """See `Writing.write`."""
        model, reply = self._models[size], _Reply()
        try:
            async with asyncio.timeout(self._first_within) as first_token:
                stream = await self._client.chat.completions.create(
                    model=model,
                    messages=_messages(instructions, turns, ask),
                    max_completion_tokens=MOST_TOKENS,
                    stream=True,
                    stream_options={"include_usage": True},
                )
            until = first_token.when()
            # Leaving the block closes the connection, which is what stops the model.
            async with stream:
                chunks = aiter(stream)
                while True:
                    async with asyncio.timeout_at(until):
                        chunk = await anext(chunks, None)
                    if chunk is None:
                        break
                    if text := reply.take(chunk):
                        yield Piece(text)
                    if reply.first is not None:
                        # From now on, however long whoever takes the pieces needed for this one.
                        until = asyncio.get_running_loop().time() + self._next_within
            if reply.usage is not None:
                yield reply.usage
            reply.must_be_whole(self.name)
        except openai.APIStatusError as error:
            raise WritingFailed(
                refusal(self.name, error.status_code, _code(error)),
                status=error.status_code,
                code=_code(error),
                retry_after=retry_after(error.response.headers),
            ) from None
        except (TimeoutError, openai.APITimeoutError):
            what = "did not begin to write in time" if reply.first is None else "stopped writing in the middle"
            raise WritingFailed(f"{self.name} {what}.", late=True) from None
        except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:  # ValueError: what came is no JSON
            raise WritingFailed(f"{self.name} cannot be reached, or broke off ({type(error).__name__}).") from None
        finally:
            reply.tell(f"{self._provider}/{model}")


class _Reply:
    """One reply as it comes."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self.first: float | None = None
        self.usage: Usage | None = None
        self._finish: str | None = None

    def take(self, chunk: ChatCompletionChunk) -> str:
        """The chunk's text; notes the first one and the usage."""
        if chunk.usage is not None:
            self.usage = _usage(chunk.usage)
        # Azure sends a chunk without choices first, and such without a delta when it filters.
        delta = chunk.choices[0].delta if chunk.choices else None
        self._finish = (chunk.choices[0].finish_reason if chunk.choices else None) or self._finish
        text = (delta.content or "") if delta else ""
        if text and self.first is None:
            self.first = time.perf_counter()
        return text

    def must_be_whole(self, name: str) -> None:
        """Raise `WritingFailed` unless the model said itself that it was done: what it left is a fragment."""
        if self._finish is None:
            raise WritingFailed(f"{name} broke off before the end of its reply.")
        if self._finish in CUT_OFF:
            raise WritingFailed(f"{name} was cut off ({self._finish}) before the end of its reply.")

    def tell(self, model: str) -> None:
        """One line in the log; a reply nobody waited for has no tokens to tell."""
        usage = self.usage
        log.info(
            "llm.response",
            latency_ms=None if self.first is None else round((self.first - self._begun) * 1000),
            whole_ms=round((time.perf_counter() - self._begun) * 1000),
            tokens_in=usage and usage.tokens_in,
            tokens_cached=usage and usage.tokens_cached,
            tokens_out=usage and usage.tokens_out,
            model=model,
        )


def openai_writing(accounts: Accounts, network: Network) -> OpenAIWriting:
    """The row `openai`: OpenAI, or a server that speaks as it does. Raises `ProviderUnusable`."""
    accounts.need_for("openai")
    numbers = network.policy.writing.of("openai")
    client = openai.AsyncOpenAI(
        # Servers of one's own may want none, but the client does.
        api_key=accounts.openai_api_key or "none",
        base_url=accounts.openai_url,
        max_retries=0,
        timeout=numbers.first_within,
    )
    network.closing.push_async_callback(client.close)
    models = _models(accounts.llm_model, accounts.llm_small_model, accounts.llm_large_model)
    return _writing(client, models, "openai", numbers)


def azure_writing(accounts: Accounts, network: Network) -> OpenAIWriting:
    """The row `azure-openai`: deployments take the place of models. Raises `ProviderUnusable`."""
    accounts.need_for("azure-openai")
    numbers = network.policy.writing.of("azure-openai")
    client = openai.AsyncAzureOpenAI(
        api_key=accounts.azure_openai_api_key,
        azure_endpoint=accounts.azure_openai_endpoint,
        api_version=AZURE_API,
        max_retries=0,
        timeout=numbers.first_within,
    )
    network.closing.push_async_callback(client.close)
    normal = accounts.azure_openai_deployment or accounts.llm_model
    models = _models(normal, accounts.llm_small_model, accounts.llm_large_model)
    return _writing(client, models, "azure-openai", numbers)


def _writing(
    client: openai.AsyncOpenAI, models: Mapping[Size, str], provider: str, numbers: policy.Writing
) -> OpenAIWriting:
    return OpenAIWriting(
        client, models, provider=provider, first_within=numbers.first_within, next_within=numbers.next_within
    )


def _models(normal: str, small: str, large: str) -> dict[Size, str]:
    return {"normal": normal, "small": small or normal, "large": large or normal}


def _messages(instructions: str, turns: Sequence[Turn], ask: str) -> list[ChatCompletionMessageParam]:
    said: list[ChatCompletionMessageParam] = [
        {"role": "assistant", "content": text} if who == "assistant" else {"role": "user", "content": text}
        for who, text in turns
    ]
    return [{"role": "system", "content": instructions}, *said, {"role": "user", "content": ask}]


def _usage(usage: CompletionUsage) -> Usage:
    details = usage.prompt_tokens_details
    return Usage(usage.prompt_tokens, (details and details.cached_tokens) or 0, usage.completion_tokens)


def _code(error: openai.APIStatusError) -> str | None:
    """The vendor's name of the trouble, such as `insufficient_quota`; never its sentence."""
    return error.code if isinstance(error.code, str) and error.code.replace("_", "").isalnum() else None
