"""OpenAI's chat completions and list of models, and Azure OpenAI's address of the same.

Azure's stream begins with a chunk that has no choices, as the vendor's does.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from interviewer.simulation.vendors import amiss, tokens, writer
from interviewer.simulation.vendors.amiss import Amiss
from interviewer.simulation.vendors.azure_speech import REFUSED
from interviewer.simulation.vendors.openai_checks import MODELS, Chat, RequestRefused, check
from interviewer.simulation.vendors.world import World

CREATED: Final = 1_700_000_000
_SPENT: Final = "You exceeded your current quota, please check your plan and billing details."


def routes(world: World) -> APIRouter:
    """The addresses, over this world."""
    router = APIRouter()
    prefixes = tokens.Prefixes()

    @router.get("/v1/models")
    async def models(request: Request) -> Response:
        """The models there are."""
        try:
            admitted(world, request)
        except RequestRefused as refused:
            return JSONResponse(refused.body, refused.status)
        listed = [{"id": name, "object": "model", "created": CREATED, "owned_by": "openai"} for name in MODELS]
        return JSONResponse({"object": "list", "data": listed})

    @router.post("/v1/chat/completions")
    async def chat(request: Request) -> Response:
        """A completion, whole or streamed."""
        try:
            key = admitted(world, request)
            return await _answered(world, prefixes, key, check(await sent(request)), azure=False)
        except RequestRefused as refused:
            return JSONResponse(refused.body, refused.status)

    @router.post("/openai/deployments/{deployment}/chat/completions")
    async def deployed(request: Request, deployment: str) -> Response:
        """The same by Azure; a deployment is named after its model."""
        standing = world.standing(request.headers.get("api-key", ""))
        if standing == "unknown":
            return _azure_error(401, "401", REFUSED)
        if standing == "without quota":
            return _azure_error(429, "429", "Requests have exceeded the token rate limit of your current pricing tier.")
        if not request.query_params.get("api-version"):
            return _azure_error(404, "404", "Resource not found")
        if deployment not in MODELS:
            told = "The API deployment for this resource does not exist."
            return _azure_error(404, "DeploymentNotFound", told)
        try:
            asked = check(await sent(request), model=deployment)
        except RequestRefused as refused:
            return JSONResponse(refused.body, refused.status)
        return await _answered(world, prefixes, deployment, asked, azure=True)

    return router


class _Answer:
    """An answer that is going to be given."""

    def __init__(self, asked: Chat, prefixes: tokens.Prefixes, owner: str, wrong: Amiss | None) -> None:
        self.asked = asked
        self.id = f"chatcmpl-{uuid.uuid4().hex[:29]}"
        self.created = int(time.time())
        prompt = [token for message in asked.messages for token in _prompt_tokens(message)]
        self._cached = prefixes.cached(f"{owner} {asked.model}", prompt)
        self._prompt = len(prompt)
        sentence = writer.answer(asked.messages) if wrong is None else amiss.said(wrong, asked.messages)
        if asked.schema is not None or asked.json:
            sentence = json.dumps(writer.fitting(asked.schema or {"type": "object"}, sentence), ensure_ascii=False)
        if asked.logprobs is not None and asked.most == 1:
            sentence = "Yes"  # a question that is to be answered by one token
        self.all = tokens.split(sentence)
        self.given = self.all[: asked.most]
        self.finish = "length" if len(self.given) < len(self.all) else "stop"

    def usage(self) -> dict[str, Any]:
        """What it costs."""
        count = len(self.given)
        return {
            "prompt_tokens": self._prompt,
            "completion_tokens": count,
            "total_tokens": self._prompt + count,
            "prompt_tokens_details": {"cached_tokens": self._cached, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        }

    def probabilities(self, given: list[str]) -> dict[str, Any] | None:
        """How probable each token was, when that was asked."""
        if self.asked.logprobs is None:
            return None
        content = []
        for token in given:
            others = [token, "No" if token == "Yes" else " the"][: self.asked.logprobs]  # noqa: S105 - a token of text
            listed = [_probability(other, 0.8 if other == token else 0.2) for other in others]
            content.append({**_probability(token, 0.8), "top_logprobs": listed})
        return {"content": content, "refusal": None}

    def head(self, kind: str) -> dict[str, Any]:
        """What every object of the answer begins with."""
        model = f"{self.asked.model}-emulated"
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": model,
            "system_fingerprint": "fp_emulated",
        }


async def _answered(world: World, prefixes: tokens.Prefixes, owner: str, asked: Chat, *, azure: bool) -> Response:
    answer = _Answer(asked, prefixes, owner, world.amiss)
    begun = time.monotonic()
    first = begun + world.draws.seconds("llm_first_token", writer.subject(asked.messages))
    rate = world.draws.latencies.llm_tokens_per_second
    headers = {"x-request-id": f"req_{uuid.uuid4().hex}"}
    if asked.stream:
        chunks = _chunks(answer, first, rate, azure=azure)
        return StreamingResponse(chunks, media_type="text/event-stream", headers=headers)
    await asyncio.sleep(max(0.0, first + (len(answer.given) / rate if rate else 0) - time.monotonic()))
    message = {"role": "assistant", "content": "".join(answer.given), "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": answer.finish}
    choice["logprobs"] = answer.probabilities(answer.given)
    whole = {**answer.head("chat.completion"), "choices": [choice], "usage": answer.usage()}
    return JSONResponse(whole, headers=headers)


async def _chunks(answer: _Answer, first: float, rate: float | None, *, azure: bool) -> AsyncIterator[bytes]:
    head = answer.head("chat.completion.chunk")
    rest = {"usage": None} if answer.asked.usage else {}

    def chunk(delta: dict[str, Any], finish: str | None = None, probabilities: dict[str, Any] | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": probabilities, "finish_reason": finish}
        return _event({**head, "choices": [choice], **rest})

    if azure:
        yield _event(
            {**head, "id": "", "object": "", "model": "", "created": 0, "choices": [], "prompt_filter_results": []}
        )
    for number, token in enumerate(answer.given):
        if (early := first + (number / rate if rate else 0) - time.monotonic()) > 0:
            await asyncio.sleep(early)
        if number == 0:
            yield chunk({"role": "assistant", "content": "", "refusal": None})
        yield chunk({"content": token}, probabilities=answer.probabilities([token]))
    yield chunk({}, answer.finish)
    if answer.asked.usage:
        yield _event({**head, "choices": [], "usage": answer.usage()})
    yield b"data: [DONE]\n\n"


def admitted(world: World, request: Request) -> str:
    """The key of a request that is let in. Raises `RequestRefused`."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if not key:
        told = "You didn't provide an API key. Provide your API key in an Authorization header using Bearer auth."
        raise RequestRefused(told, status=401)
    standing = world.standing(key) if scheme.lower() == "bearer" else "unknown"
    if standing == "unknown":
        told = f"Incorrect API key provided: {key[:3]}***. You can find your API key at https://platform.openai.com."
        raise RequestRefused(told, code="invalid_api_key", status=401)
    if standing == "without quota":
        raise RequestRefused(_SPENT, code="insufficient_quota", status=429)
    return key


async def sent(request: Request) -> object:
    """What is in the body. Raises `RequestRefused`."""
    try:
        return json.loads(await request.body())
    except ValueError as error:
        raise RequestRefused("We could not parse the JSON body of your request.") from error


def _azure_error(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def _prompt_tokens(message: dict[str, Any]) -> list[str]:
    return ["<", message["role"], ">", *tokens.split(message["content"]), "</>"]


def _probability(token: str, share: float) -> dict[str, Any]:
    from math import log

    return {"token": token, "logprob": round(log(share), 4), "bytes": list(token.encode())}


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk, separators=(",", ":"), ensure_ascii=False).encode() + b"\n\n"
