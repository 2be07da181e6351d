"""How a simulated agent's call is in a room of the switchboard: it enters, waits for the candidate, and leaves.

Deliberately not here: the agent link, and what is reported over it.
"""

from __future__ import annotations

from typing import Final, Self

import httpx
from pydantic import ValidationError

from interviewer.providers.line import CONNECT_SECONDS, loopback_client, room_path
from interviewer.simulation.line.talk import Gone, Left, Participants, Talk

NOT_FOUND: Final = 404
CLOSED: Final = 410


class DoorBroken(Exception):
    """The switchboard was lost; nothing is known of the room until it is asked again."""


class SwitchboardDoor:
    """The rooms of the switchboard at this address, for any number of calls at once. Use as an async context."""

    def __init__(self, url: str) -> None:
        self._client = loopback_client(url, httpx.Timeout(CONNECT_SECONDS), reuse=True)
        self._patient = httpx.Timeout(CONNECT_SECONDS, read=None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def enter(self, room: str, identity: str) -> bool:
        """Come in as this interviewer; false when there is no such room. Raises DoorBroken."""
        answer = await self._ask("POST", f"{room_path(room)}/enter", identity=identity)
        return answer.status_code != NOT_FOUND

    async def leave(self, room: str, identity: str) -> None:
        """Go; nothing when not there. Raises DoorBroken."""
        await self._ask("POST", f"{room_path(room)}/leave", identity=identity)

    async def candidate(self, room: str) -> Talk | None:
        """How the talk goes from now on, as soon as a candidate is connected; None once the room is closed.

        For an agent that takes over, the talk is what is left of it. Raises DoorBroken.
        """
        answer = await self._wait(f"{room_path(room)}/candidate")
        if answer.status_code == CLOSED:
            return None
        try:
            return Talk.model_validate_json(answer.content)
        except ValidationError as error:
            raise DoorBroken("The switchboard's answer could not be read.") from error

    async def connected(self, room: str, identity: str) -> bool:
        """Whether this candidate is still there. Raises DoorBroken."""
        answer = await self._ask("GET", room_path(room))
        try:
            return identity in Participants.model_validate_json(answer.content).participants
        except ValidationError as error:
            raise DoorBroken("The switchboard's answer could not be read.") from error

    async def gone(self, room: str, identity: str | None = None) -> Gone | None:
        """Why the candidate is connected no more, as soon as that is so; None when none was there or the room is gone.

        With the identity that a `Talk` names, one who is called back at once is not taken for the one who was lost.
        Raises DoorBroken.
        """
        answer = await self._wait(f"{room_path(room)}/gone", identity=identity)
        try:
            return Left.model_validate_json(answer.content).gone
        except ValidationError as error:
            raise DoorBroken("The switchboard's answer could not be read.") from error

    async def _ask(self, method: str, path: str, **body: str) -> httpx.Response:
        try:
            return _sound(await self._client.request(method, path, json=body or None))
        except httpx.HTTPError as error:
            raise DoorBroken from error

    async def _wait(self, path: str, **query: str | None) -> httpx.Response:
        wanted = {name: value for name, value in query.items() if value is not None}
        try:
            return _sound(await self._client.get(path, params=wanted, timeout=self._patient))
        except httpx.HTTPError as error:
            raise DoorBroken from error


def _sound(answer: httpx.Response) -> httpx.Response:
    return answer if answer.status_code in {NOT_FOUND, CLOSED} else answer.raise_for_status()
