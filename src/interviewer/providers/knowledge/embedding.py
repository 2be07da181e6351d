"""What a text means, as 768 numbers of unit length: by the local engine, or by OpenAI.

One table, as in `lineup`. Vectors of different models cannot be compared, so each is kept with the name of its model.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, Protocol, TypeAlias

import httpx

from interviewer.providers.accounts import AUTO, Accounts, ProviderUnusable
from interviewer.providers.certificates import trusted

DIMENSIONS: Final = 768
AT_ONCE: Final = 8
"""Texts of one request: few enough that a question of a call waits for no more than these."""
LOCAL: Final = "minilm-e5"
OPENAI: Final = "text-embedding-3-small"
Vector: TypeAlias = tuple[float, ...]


class EmbeddingUnavailable(Exception):
    """There are no vectors to be had now: the model does not answer, or there is none."""


class Embedding(Protocol):
    """A model of meaning. `name` is kept with each vector; None: there is none, and words alone are searched."""

    name: str | None

    async def embed(self, texts: Sequence[str], *, within: float) -> list[Vector]:
        """A vector for each text, within so many seconds. Raises `EmbeddingUnavailable`."""
        ...


class NoEmbedding:
    """Words alone."""

    name: str | None = None

    async def embed(self, texts: Sequence[str], *, within: float) -> list[Vector]:  # noqa: ARG002 - there is no model
        """See `Embedding.embed`."""
        raise EmbeddingUnavailable("there is no embedding model")


class HttpEmbedding:
    """OpenAI's `/embeddings`, wherever it is. `base` with `/v1`."""

    def __init__(self, client: httpx.AsyncClient, base: str, *, row: str, model: str, key: str = "") -> None:
        self.name: str | None = f"{row}/{model}"
        self._client = client
        self._url = f"{base}/embeddings"
        self._body = {"model": model, "encoding_format": "float"}
        if row == "openai":
            self._body["dimensions"] = DIMENSIONS  # type: ignore[assignment]
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def embed(self, texts: Sequence[str], *, within: float) -> list[Vector]:
        """See `Embedding.embed`."""
        found: list[Vector] = []
        for start in range(0, len(texts), AT_ONCE):
            found += await self._asked(texts[start : start + AT_ONCE], within)
        return found

    async def _asked(self, texts: Sequence[str], within: float) -> list[Vector]:
        body = {**self._body, "input": list(texts)}
        try:
            answer = await self._client.post(self._url, json=body, headers=self._headers, timeout=within)
            answer.raise_for_status()
            data = sorted(answer.json()["data"], key=lambda one: one["index"])
            vectors = [tuple(float(number) for number in one["embedding"]) for one in data]
        except httpx.HTTPStatusError as error:
            raise EmbeddingUnavailable(f"{self.name} answered {error.response.status_code}") from None
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise EmbeddingUnavailable(f"{self.name}: {type(error).__name__}") from None
        if len(vectors) != len(texts) or any(len(vector) != DIMENSIONS for vector in vectors):
            raise EmbeddingUnavailable(f"{self.name} answered with other vectors than were asked for")
        return vectors


Row: TypeAlias = Callable[[Accounts, httpx.AsyncClient], Embedding]


def _none(_accounts: Accounts, _client: httpx.AsyncClient) -> Embedding:
    return NoEmbedding()


def _local(accounts: Accounts, client: httpx.AsyncClient) -> Embedding:
    return HttpEmbedding(client, accounts.engines_url, row="local", model=LOCAL)


def _openai(accounts: Accounts, client: httpx.AsyncClient) -> Embedding:
    accounts.need_for("openai")
    return HttpEmbedding(client, accounts.openai_url, row="openai", model=OPENAI, key=accounts.openai_api_key)


EMBEDDINGS: Final[Mapping[str, Row]] = {"none": _none, "local": _local, "openai": _openai}


def chosen(accounts: Accounts) -> str:
    """The row of these settings. `auto`: local where the engines are, for it is the one that was measured.

    Raises `ProviderUnusable` for a row that is not in the table.
    """
    auto = "local" if accounts.engines_url else "openai" if accounts.openai_api_key else "none"
    row = auto if accounts.embeddings == AUTO else accounts.embeddings
    if row not in EMBEDDINGS:
        raise ProviderUnusable(
            f"INTERVIEWER_EMBEDDINGS: there is no {row!r}; there is {AUTO}, {', '.join(EMBEDDINGS)}."
        )
    return row


@asynccontextmanager
async def embedding(accounts: Accounts) -> AsyncIterator[Embedding]:
    """The chosen row, open until the end of the block."""
    limits = httpx.Limits(max_connections=16, keepalive_expiry=240)
    async with httpx.AsyncClient(verify=trusted(), limits=limits) as client:
        yield EMBEDDINGS[chosen(accounts)](accounts, client)
