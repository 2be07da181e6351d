"""Rooms of the simulated switchboard: where simulated calls meet without any media.

Deliberately not here: dialling (`line`), and the switchboard itself (`simulation.line`).
"""

from __future__ import annotations

from typing import Self

import httpx
from pydantic import BaseModel, ValidationError

from interviewer.providers.line import loopback_client, room_path
from interviewer.providers.rooms import TIMEOUT_SECONDS, Role, RoomsUnavailable


class _Participants(BaseModel):
    participants: tuple[str, ...]


class SwitchboardRooms:
    """Rooms of a simulated switchboard at this address, which is also where simulated calls enter. An async context."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = loopback_client(url, httpx.Timeout(TIMEOUT_SECONDS), reuse=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def create(self, room: str) -> None:
        """See `Rooms.create`."""
        await self._ask("PUT", room_path(room))

    async def delete(self, room: str) -> None:
        """See `Rooms.delete`."""
        await self._ask("DELETE", room_path(room))

    async def participants(self, room: str) -> tuple[str, ...]:
        """See `Rooms.participants`."""
        answer = await self._ask("GET", room_path(room))
        try:
            return _Participants.model_validate_json(answer.content).participants
        except ValidationError as error:
            raise RoomsUnavailable("The switchboard's answer could not be read.") from error

    async def remove(self, room: str, identity: str) -> None:
        """See `Rooms.remove`."""
        await self._ask("DELETE", room_path(room, identity))

    def token(self, room: str, identity: str, *, role: Role, name: str = "") -> str:
        """A name of whom it is for; the switchboard lets everybody in."""
        del name
        return f"{role}/{room}/{identity}"

    async def _ask(self, method: str, path: str) -> httpx.Response:
        try:
            return (await self._client.request(method, path)).raise_for_status()
        except httpx.HTTPError as error:
            raise RoomsUnavailable(f"The switchboard did not {method} {path}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
