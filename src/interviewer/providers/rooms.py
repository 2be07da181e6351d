"""LiveKit's rooms behind a port: made, closed, looked into, and opened to a participant by a token.

Every act is harmless when repeated: a room that exists is not made again, one that is gone is closed already.
Deliberately not here: media. `MemoryRooms` is the public twin for tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Protocol, Self

import aiohttp
from livekit import api

TOKEN_LIFE = timedelta(hours=2)
EMPTY_SECONDS = 300
"""How long LiveKit keeps a room that nobody has entered."""
DEPARTED_SECONDS = 120
"""How long LiveKit keeps a room that everybody has left: long enough for a candidate or an interviewer to come back."""
TIMEOUT_SECONDS = 5.0

Role = Literal["candidate", "interviewer"]


class RoomsUnavailable(Exception):
    """LiveKit did not do what was asked. Nothing in the log changed; it is asked again."""


class Rooms(Protocol):
    """The media server, as much as the control plane needs of it."""

    url: str
    """Where participants connect, `ws://…`."""

    async def create(self, room: str) -> None:
        """Make the room. Raises `RoomsUnavailable`."""
        ...

    async def delete(self, room: str) -> None:
        """Close the room: everybody in it is disconnected. Raises `RoomsUnavailable`."""
        ...

    async def participants(self, room: str) -> tuple[str, ...]:
        """Who is in the room, by identity; nobody when there is no such room. Raises `RoomsUnavailable`."""
        ...

    async def remove(self, room: str, identity: str) -> None:
        """Put a participant out; none there is no error. Raises `RoomsUnavailable`."""
        ...

    def token(self, room: str, identity: str, *, role: Role, name: str = "") -> str:
        """What lets this identity into this room, and nowhere else."""
        ...


def access_token(key: str, secret: str, room: str, identity: str, *, role: Role, name: str = "") -> str:
    """A LiveKit access token. A candidate may send a microphone only; an interviewer data and text, and put it out."""
    grants = api.VideoGrants(
        room_join=True,
        room=room,
        room_admin=role == "interviewer",  # it hangs up, in this room alone
        can_publish=True,
        can_subscribe=True,
        can_publish_data=role == "interviewer",
        can_update_own_metadata=role == "interviewer",  # what it is doing, as an attribute that the page shows
        can_publish_sources=["microphone"],
    )
    token = api.AccessToken(key, secret).with_identity(identity).with_grants(grants).with_ttl(TOKEN_LIFE)
    return token.with_name(name or identity).to_jwt()


class LiveKitRooms:
    """Rooms of a real server. Use as an async context manager."""

    def __init__(self, url: str, key: str, secret: str) -> None:
        self.url = url
        self._key = key
        self._secret = secret
        self._api: api.LiveKitAPI | None = None

    async def __aenter__(self) -> Self:
        http = self.url.replace("ws", "http", 1)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        self._api = api.LiveKitAPI(http, self._key, self._secret, timeout=timeout, failover=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._api is not None:
            await self._api.aclose()

    @property
    def _rooms(self) -> api.room_service.RoomService:
        if self._api is None:
            raise RoomsUnavailable("the connection to LiveKit is not open")
        return self._api.room

    async def create(self, room: str) -> None:
        """See `Rooms.create`."""
        request = api.CreateRoomRequest(name=room, empty_timeout=EMPTY_SECONDS, departure_timeout=DEPARTED_SECONDS)
        try:
            await self._rooms.create_room(request)
        except FAILURES as error:
            raise _unavailable("make the room", error) from error

    async def delete(self, room: str) -> None:
        """See `Rooms.delete`."""
        try:
            await self._rooms.delete_room(api.DeleteRoomRequest(room=room))
        except FAILURES as error:
            if not _not_found(error):
                raise _unavailable("close the room", error) from error

    async def participants(self, room: str) -> tuple[str, ...]:
        """See `Rooms.participants`."""
        try:
            found = await self._rooms.list_participants(api.ListParticipantsRequest(room=room))
        except FAILURES as error:
            if _not_found(error):
                return ()
            raise _unavailable("look into the room", error) from error
        return tuple(participant.identity for participant in found.participants)

    async def remove(self, room: str, identity: str) -> None:
        """See `Rooms.remove`."""
        try:
            await self._rooms.remove_participant(api.RoomParticipantIdentity(room=room, identity=identity))
        except FAILURES as error:
            if not _not_found(error):
                raise _unavailable("put a participant out", error) from error

    def token(self, room: str, identity: str, *, role: Role, name: str = "") -> str:
        """See `Rooms.token`."""
        return access_token(self._key, self._secret, room, identity, role=role, name=name)


FAILURES = (api.ServerError, aiohttp.ClientError, TimeoutError)


def _not_found(error: Exception) -> bool:
    return isinstance(error, api.ServerError) and error.code == "not_found"


def _unavailable(what: str, error: Exception) -> RoomsUnavailable:
    return RoomsUnavailable(f"LiveKit did not {what}: {str(error) or type(error).__name__}")


@dataclass
class MemoryRooms:
    """Rooms that are only told of; tokens are real, signed with a key of its own."""

    url: str = "ws://127.0.0.1:1"
    rooms: dict[str, list[str]] = field(default_factory=dict)
    removed: list[tuple[str, str]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    down: bool = False
    """Set: every act fails, as while the server is away."""
    key: str = "devkey"
    secret: str = "a-secret-of-at-least-32-characters-for-tests"  # noqa: S105 - opens nothing

    async def create(self, room: str) -> None:
        """See `Rooms.create`."""
        self._check()
        self.rooms.setdefault(room, [])

    async def delete(self, room: str) -> None:
        """See `Rooms.delete`."""
        self._check()
        if self.rooms.pop(room, None) is not None:
            self.deleted.append(room)

    async def participants(self, room: str) -> tuple[str, ...]:
        """See `Rooms.participants`."""
        self._check()
        return tuple(self.rooms.get(room, ()))

    async def remove(self, room: str, identity: str) -> None:
        """See `Rooms.remove`."""
        self._check()
        self.removed.append((room, identity))
        if identity in self.rooms.get(room, ()):
            self.rooms[room].remove(identity)

    def token(self, room: str, identity: str, *, role: Role, name: str = "") -> str:
        """See `Rooms.token`."""
        return access_token(self.key, self.secret, room, identity, role=role, name=name)

    def enter(self, room: str, identity: str) -> None:
        """Somebody comes in."""
        self.rooms.setdefault(room, []).append(identity)

    def leave(self, room: str, identity: str) -> None:
        """Somebody goes."""
        self.rooms[room].remove(identity)

    def _check(self) -> None:
        if self.down:
            raise RoomsUnavailable("LiveKit is away")
