"""`/v1/chat/completions`, `/v1/embeddings` and `/v1/models`, as OpenAI's clients call them."""

from __future__ import annotations

import base64
import contextlib
import json
import time
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from interviewer.engines import loading
from interviewer.engines.audio_routes import HEARERS, SPEAKERS
from interviewer.engines.errors import BadInput, UnknownModel
from interviewer.engines.serving import while_connected
from interviewer.telemetry.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

log = get_logger(__name__)

LETTERS: Final = 100_000
"""Letters of text in one embeddings request."""
MOST_TOKENS: Final = 1024
"""Tokens of an answer when the request does not limit it."""


class Message(BaseModel):
    """One message of a chat."""

    model_config = ConfigDict(extra="allow")
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None


class ChatRequest(BaseModel):
    """OpenAI's chat request; what is not named here is left out, not refused."""

    model: str = loading.LLM
    messages: Annotated[list[Message], Field(min_length=1)]
    max_tokens: Annotated[int | None, Field(ge=1, le=4096)] = None
    max_completion_tokens: Annotated[int | None, Field(ge=1, le=4096)] = None
    temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    top_p: Annotated[float | None, Field(gt=0, le=1)] = None
    seed: int | None = None
    stop: str | list[str] | None = None
    stream: bool = False
    stream_options: dict[str, Any] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int | None, Field(ge=0, le=20)] = None
    response_format: dict[str, Any] | None = None
    grammar: str | None = None
    """A GBNF grammar: llama.cpp's own way to constrain an answer."""

    def forwarded(self) -> dict[str, Any]:
        """The request for the model's server."""
        body = self.model_dump(
            exclude_none=True, exclude={"model", "stream", "stream_options", "max_completion_tokens"}
        )
        body["max_tokens"] = self.max_completion_tokens or self.max_tokens or MOST_TOKENS
        for message in body["messages"]:
            message["role"] = "system" if message["role"] == "developer" else message["role"]
        return body


class EmbeddingsRequest(BaseModel):
    """Texts to embed; OpenAI's client asks for base64."""

    model: str = loading.EMBEDDINGS
    input: Annotated[str, Field(min_length=1)] | Annotated[list[str], Field(min_length=1, max_length=256)]
    encoding_format: Literal["float", "base64"] = "float"


def routes(engines: loading.Engines) -> APIRouter:
    """The three endpoints over these engines."""
    router = APIRouter(prefix="/v1", tags=["text"])

    @router.post("/chat/completions", response_model=None)
    async def chat(request: Request, wanted: ChatRequest) -> Response:
        """A chat completion, whole or streamed; loads the model when it is not."""
        if wanted.model != loading.LLM:
            raise UnknownModel(f"There is no language model {wanted.model!r}; there is `{loading.LLM}`.")
        model, begun = loading.present(engines.llm), time.perf_counter()
        if not wanted.stream:

            async def whole() -> dict[str, Any]:
                with engines.lanes.llm.place():
                    async with engines.llm_turn:
                        return await model.answer(wanted.forwarded())

            answer = _clean(await while_connected(request, whole()))
            _log(answer.get("usage"), begun, begun)
            return JSONResponse(answer)

        chunks = _chunks(engines, wanted, begun)
        first = await while_connected(request, anext(chunks))

        async def events() -> AsyncIterator[bytes]:
            async with contextlib.aclosing(chunks):
                yield _event(first)
                async for chunk in chunks:
                    yield _event(chunk)
                yield b"data: [DONE]\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    @router.post("/embeddings", response_model=None)
    async def embed(request: Request, wanted: EmbeddingsRequest) -> Response:
        """Vectors of 768 numbers for texts."""
        if wanted.model != loading.EMBEDDINGS:
            raise UnknownModel(f"There is no embedding model {wanted.model!r}; there is `{loading.EMBEDDINGS}`.")
        embedder, begun = loading.present(engines.embeddings), time.perf_counter()
        texts = [wanted.input] if isinstance(wanted.input, str) else wanted.input
        if not all(text.strip() for text in texts):
            raise BadInput("A text to embed is empty.")
        if sum(map(len, texts)) > LETTERS:
            raise BadInput(f"The texts are longer than {LETTERS} letters together. Send them in several requests.")
        with engines.lanes.embeddings.place():
            vectors, tokens = await while_connected(
                request, engines.lanes.embeddings.run(lambda: embedder.embed(texts))
            )
        log.info("engines.embeddings", latency_ms=_since(begun), texts=len(texts), tokens_in=tokens, model=wanted.model)
        as_text = wanted.encoding_format == "base64"
        data = [
            {
                "object": "embedding",
                "index": number,
                "embedding": base64.b64encode(v.tobytes()).decode() if as_text else v.tolist(),
            }
            for number, v in enumerate(vectors)
        ]
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return JSONResponse({"object": "list", "model": wanted.model, "data": data, "usage": usage})

    @router.get("/models")
    async def models() -> dict[str, Any]:
        """The models that can be named here, whether they are loaded or not."""
        names = dict.fromkeys([*HEARERS, *SPEAKERS, loading.LLM, loading.EMBEDDINGS])
        return {
            "object": "list",
            "data": [{"id": name, "object": "model", "created": 0, "owned_by": "local"} for name in names],
        }

    return router


async def _chunks(engines: loading.Engines, wanted: ChatRequest, begun: float) -> AsyncGenerator[dict[str, Any], None]:
    model = loading.present(engines.llm)
    with_usage = bool((wanted.stream_options or {}).get("include_usage"))
    first = 0.0
    usage: dict[str, Any] | None = None
    with engines.lanes.llm.place():
        async with engines.llm_turn:
            stream = model.stream(wanted.forwarded())
            async with contextlib.aclosing(stream):
                async for chunk in stream:
                    first = first or time.perf_counter()
                    usage = chunk.get("usage") or usage
                    if chunk.get("choices") or with_usage:
                        yield _clean(chunk)
    _log(usage, begun, first)


def _clean(answer: dict[str, Any]) -> dict[str, Any]:
    """Without the path of the file and llama.cpp's own fields."""
    return {**{k: v for k, v in answer.items() if k != "timings"}, "model": loading.LLM}


def _log(usage: dict[str, Any] | None, begun: float, first: float) -> None:
    log.info(
        "llm.response",
        latency_ms=_since(begun),
        first_token_ms=round((first - begun) * 1000) if first > begun else None,
        tokens_in=(usage or {}).get("prompt_tokens"),
        tokens_out=(usage or {}).get("completion_tokens"),
        model=loading.LLM,
    )


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk, separators=(",", ":")).encode() + b"\n\n"


def _since(begun: float) -> int:
    return round((time.perf_counter() - begun) * 1000)
