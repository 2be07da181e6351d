"""The two doors a candidate knocks at, the join endpoint and the recogniser, answered by a script."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import FastAPI, UploadFile
from fastapi.responses import JSONResponse
from livekit import api

KEY = "devkey"
SECRET = "a-secret-of-more-than-thirty-two-characters"
ROOM = "int_1"


@dataclass
class Doors:
    """The join endpoint and the recogniser; `texts` are what is recognised, in order, `refusals` answers by token."""

    livekit_url: str
    url: str
    texts: list[str] = field(default_factory=list)
    deaf: bool = False
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    transcribed: list[int] = field(default_factory=list)
    """Bytes of each piece of audio that was sent to the recogniser."""

    @property
    def engines_url(self) -> str:
        return f"{self.url}/v1"

    def token(self, identity: str) -> str:
        grants = api.VideoGrants(room_join=True, room=ROOM)
        return api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(grants).to_jwt()

    async def close_room(self) -> None:
        """Delete the room, as the end of an interview does."""
        async with api.LiveKitAPI(self.livekit_url.replace("ws", "http", 1), KEY, SECRET) as client:
            await client.room.delete_room(api.DeleteRoomRequest(room=ROOM))

    def application(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/join/{token}")
        async def join(token: str) -> JSONResponse:
            if token in self.refusals:
                status, detail = self.refusals[token]
                return JSONResponse({"title": "Refused", "detail": detail, "status": status}, status)
            seat = {
                "livekit_url": self.livekit_url,
                "token": self.token("candidate-int_1"),
                "room": ROOM,
                "identity": "candidate-int_1",
            }
            return JSONResponse(seat)

        @app.post("/v1/audio/transcriptions")
        async def transcribe(file: UploadFile) -> JSONResponse:
            if self.deaf:
                return JSONResponse({"error": {"message": "whisper-base is missing"}}, 503)
            self.transcribed.append(len(await file.read()))
            return JSONResponse({"text": self.texts.pop(0) if self.texts else ""})

        return app
