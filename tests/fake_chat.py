"""An OpenAI-compatible chat server on a free local port: it refuses what the real ones would refuse.

It says yes to a checklist question as far as the question's words stand in the answer, and rates by the JSON schema
it is given, quoting the first words of the first turn.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Message(Strict):
    role: Literal["system", "user"]
    content: Annotated[str, Field(min_length=1)]


class JsonSchema(Strict):
    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    strict: Literal[True]
    schema_: Annotated[dict[str, Any], Field(alias="schema")]

    @model_validator(mode="after")
    def _strict(self) -> JsonSchema:
        """What strict mode demands: every property required, nothing beside them."""
        for part in objects(self.schema_):
            if part.get("additionalProperties") is not False or part["required"] != list(part["properties"]):
                raise ValueError(f"no strict schema: {part}")
        return self


class ResponseFormat(Strict):
    type: Literal["json_schema"]
    json_schema: JsonSchema


class ChatRequest(Strict):
    model: str
    messages: Annotated[list[Message], Field(min_length=2, max_length=2)]
    max_tokens: Annotated[int, Field(ge=1, le=16_384)]
    temperature: Annotated[float, Field(ge=0, le=2)]
    logprobs: bool = False
    top_logprobs: Annotated[int | None, Field(ge=0, le=20)] = None
    response_format: ResponseFormat | None = None

    @model_validator(mode="after")
    def _together(self) -> ChatRequest:
        if self.top_logprobs is not None and not self.logprobs:
            raise ValueError("top_logprobs needs logprobs")
        return self


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)


class FakeChat:
    """What it is asked and what it answers; `troubles` are given as answers first, one a request."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[ChatRequest] = []
        self.keys: list[str | None] = []
        self.correlations: list[str | None] = []
        self.troubles: list[Response] = []
        self.always: Response | None = None
        self.hangs = False

    def trouble(self, status: int, message: str, *, times: int = 1, headers: dict[str, str] | None = None) -> None:
        error = JSONResponse({"error": {"message": message, "type": "x", "code": None}}, status, headers=headers)
        self.troubles.extend([error] * times)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.exception_handler(RequestValidationError)
        async def refuse(_request: Request, error: RequestValidationError) -> JSONResponse:
            return JSONResponse({"error": {"message": str(error)}}, 400)

        @app.post("/v1/chat/completions", response_model=None)
        async def complete(body: ChatRequest, request: Request) -> Response:
            self.keys.append(request.headers.get("authorization"))
            self.correlations.append(request.headers.get("x-correlation-id"))
            if self.hangs:
                await asyncio.Event().wait()
            if self.troubles:
                return self.troubles.pop(0)
            self.asked.append(body)
            return self.always or JSONResponse({"object": "chat.completion", "choices": [choice(body)]})

        return app


def choice(body: ChatRequest) -> dict[str, Any]:
    if body.response_format is not None:
        content = json.dumps(rated(body))
        return {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    odds = yes_odds(body.messages[1].content)
    # The likeliest word is none of those asked for, as with a model that would rather talk.
    words = {"Score": 0.5, " Yes": odds * 0.3, "yes": odds * 0.1, "No": (1 - odds) * 0.4}
    alternatives = [{"token": word, "logprob": math.log(max(p, 1e-9))} for word, p in words.items()]
    return {
        "index": 0,
        "finish_reason": "length",
        "message": {"role": "assistant", "content": "Score"},
        "logprobs": {"content": [alternatives[0] | {"top_logprobs": alternatives[: body.top_logprobs]}]},
    }


def yes_odds(prompt: str) -> float:
    said, question = prompt.split("<answer>")[1].split("</answer>")
    asked = set(re.findall(r"\w{4,}", question.split("Question:")[1].lower()))
    return min(1.0, 0.1 + len(asked & set(re.findall(r"\w{4,}", said.lower()))) / 2)


def rated(body: ChatRequest) -> dict[str, Any]:
    assert body.response_format is not None
    properties = body.response_format.json_schema.schema_["properties"]["criteria"]["items"]["properties"]
    document = json.loads(body.messages[1].content)
    ratings = []
    for criterion in properties["id"]["enum"]:
        turn = next(a["turns"][0] for a in document["answers"] if criterion in a["criteria"])
        quote = re.match(r"\S+ \S+ \S+", turn["text"])
        assert quote is not None
        evidence = [{"turn": turn["turn"], "quote": quote.group()}]
        ratings.append({"id": criterion, "evidence": evidence, "rationale": "It shows.", "score": 3})
    return {"criteria": ratings, "summary": "Answered calmly."}


@asynccontextmanager
async def fake_chat() -> AsyncIterator[FakeChat]:
    """The server, listening; it is gone when the block ends."""
    fake = FakeChat()
    listening = socket.create_server(("127.0.0.1", 0))
    fake.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    server = uvicorn.Server(
        uvicorn.Config(fake.app(), log_level="critical", lifespan="off", timeout_graceful_shutdown=0)
    )
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield fake
    finally:
        server.should_exit = True
        await running
        listening.close()
