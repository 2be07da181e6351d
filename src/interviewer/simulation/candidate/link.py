"""Exchanging a join link for a seat in the call, as the page in a browser does."""

from __future__ import annotations

from typing import Final, Protocol
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

CLIENT_ERROR: Final = 400
SERVER_ERROR: Final = 500


class LinkRefused(Exception):
    """The link opens no call; the message says why."""


class CallFailed(Exception):
    """The call could not be reached or broke; the message says where and what to do."""


class Seat(BaseModel):
    """What a link is worth: where to connect, and the token that lets the candidate in."""

    model_config = ConfigDict(frozen=True)

    livekit_url: str
    token: str
    room: str
    identity: str


class Link(Protocol):
    """Whatever leads to a seat in a call."""

    @property
    def shown(self) -> str:
        """As it may be shown: without what is a credential."""
        ...

    async def take(self, client: httpx.AsyncClient) -> Seat:
        """Take the seat. Raises LinkRefused, CallFailed."""
        ...


class JoinLink:
    """A link `http(s)://host[/prefix]/join/<token>`. Raises LinkRefused for anything else."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url.strip())
        prefix, found, token = parts.path.rstrip("/").rpartition("/join/")
        if parts.scheme not in {"http", "https"} or not parts.netloc or not found or not token or "/" in token:
            raise LinkRefused("This is not a join link: it has to look like http://host:port/join/<token>.")
        self.origin = f"{parts.scheme}://{parts.netloc}{prefix}"
        self._token = token

    @property
    def shown(self) -> str:
        """The link without its token, which is a credential."""
        return f"{self.origin}/join/…"

    async def take(self, client: httpx.AsyncClient) -> Seat:
        """Take the seat. Raises LinkRefused when the link is not good for a call now, CallFailed without an answer."""
        try:
            response = await client.post(f"{self.origin}/v1/join/{self._token}")
        except httpx.HTTPError as error:
            raise CallFailed(
                f"Nobody answers at {self.origin} ({type(error).__name__}: {error}). Is `interviewer up` running there?"
            ) from error
        if response.status_code >= SERVER_ERROR:
            raise CallFailed(f"{self.origin} is in trouble (HTTP {response.status_code}): {_detail(response)}")
        if response.status_code >= CLIENT_ERROR:
            raise LinkRefused(_refusal(response))
        try:
            return Seat.model_validate_json(response.content)
        except ValidationError as error:
            raise CallFailed(f"{self.origin} answered the link with something that is no seat in a call.") from error


def _refusal(response: httpx.Response) -> str:
    detail = _detail(response)
    match response.status_code:
        case 404:
            return f"The link is not known here: {detail}"
        case 409:
            return f"Somebody is already in this call: {detail}"
        case 410:
            return f"The link is no longer good: {detail}"
        case status:
            return f"The link was refused (HTTP {status}): {detail}"


def _detail(response: httpx.Response) -> str:
    try:
        problem = response.json()
    except ValueError:
        return "no reason was given."
    if not isinstance(problem, dict):
        return "no reason was given."
    return str(problem.get("detail") or problem.get("title") or "no reason was given.")
