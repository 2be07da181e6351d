"""One call of an OpenAI-compatible chat endpoint, tried again within bounds.

Too many requests (429), a server's trouble (5xx) and a broken connection are waited out for a while. A time-out is
not: whoever is too slow for one request would only be asked for more. What remains is JudgeUnavailable, with the
server's own words where it gave any.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import httpx

from interviewer.evaluations.ports import JudgeUnavailable
from interviewer.telemetry.logs import correlation_id, get_logger

log = get_logger(__name__)

PATIENCE: Final = 120.0
"""Seconds that may be waited in all for one call to be accepted, the calls themselves not counted."""
LONGEST_WAIT: Final = 30.0
FIRST_WAIT: Final = 1.0
MOST_FAILURES: Final = 3
"""Server errors and broken connections in a row after which a call is given up; 429 is no failure."""


class Chat:
    """A chat endpoint: `{base_url}/chat/completions` on a client that its maker closes; `timeout` in seconds a call."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        *,
        name: str,
        api_key: str = "",
        timeout: float = 240.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._name = name
        self._headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        self._timeout = timeout
        self._sleep = sleep

    async def first_choice(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The first choice of the answer to this request. Raises JudgeUnavailable."""
        waited, failures, wait = 0.0, 0, FIRST_WAIT
        while True:
            problem, wish, begun = "", None, time.perf_counter()
            try:
                answer = await self._client.post(
                    self._url, json=body, headers=self._headers | _correlation(), timeout=self._timeout
                )
            except httpx.TimeoutException:
                raise JudgeUnavailable(f"{self._name} did not answer within {self._timeout:.0f} seconds.") from None
            except httpx.HTTPError as error:
                failures += 1
                problem = f"{self._name} cannot be reached ({type(error).__name__})."
            else:
                if answer.is_success:
                    return self._choice(answer, time.perf_counter() - begun)
                problem = f"{self._name} answered {answer.status_code}: {_message(answer)}"
                if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
                    problem = _message(answer)  # it tells by itself who cannot do what, and why
                if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                    failures += 1
                    if not answer.is_server_error:
                        raise JudgeUnavailable(problem)
                wish = _retry_after(answer)
            delay = min(LONGEST_WAIT, wait if wish is None else wish)
            # Something is counted even for "at once", so that a server which keeps saying that is left in the end.
            waited += max(delay, FIRST_WAIT)
            if failures >= MOST_FAILURES or waited > PATIENCE:
                raise JudgeUnavailable(problem)
            log.info("judge.waiting", server=self._name, seconds=delay)
            await self._sleep(delay)
            wait *= 2

    def _choice(self, answer: httpx.Response, seconds: float) -> Mapping[str, Any]:
        try:
            completion = answer.json()
        except ValueError:
            completion = None
        match completion:
            case {"choices": [dict() as choice, *_]}:
                usage = completion.get("usage") or {}
                log.info(
                    "llm.response",
                    latency_ms=round(seconds * 1000),
                    tokens_in=usage.get("prompt_tokens"),
                    tokens_out=usage.get("completion_tokens"),
                    model=completion.get("model"),
                )
                return choice
            case _:
                raise JudgeUnavailable(f"{self._name} answered something that is no chat completion.")


def _correlation() -> dict[str, str]:
    bound = correlation_id()
    return {"x-correlation-id": bound} if bound else {}


def _message(answer: httpx.Response) -> str:
    """The server's own words, in either form of an error that is in use."""
    try:
        body = answer.json()
    except ValueError:
        return answer.reason_phrase
    match body:
        case {"error": {"message": str(message)}} | {"detail": str(message)}:
            return message[:300]
        case _:
            return answer.reason_phrase


def _retry_after(answer: httpx.Response) -> float | None:
    try:
        return max(0.0, float(answer.headers["retry-after"]))
    except (KeyError, ValueError):
        return None
