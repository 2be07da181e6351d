"""Every setting of every process, read once from `INTERVIEWER_*` variables.

The only module that reads the environment. Deliberately not in it: how a setting is acted on. An empty address means
"not named": the supervisor then starts an embedded server and passes its address to the processes it starts.
"""

from __future__ import annotations

import ipaddress
import json
import os
import socket
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field, PositiveInt, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict, SettingsError

from interviewer.bootstrap.provider_settings import ProviderSettings
from interviewer.embedded import places
from interviewer.interviews.latency import Budget, Stage
from interviewer.kernel.clock import REAL, Scale
from interviewer.kernel.sealing import KeyEncryptionKeys, KeysInvalid

PREFIX = "INTERVIEWER_"


class SettingsInvalid(Exception):
    """A setting cannot be used; the message names the variable and what it may hold."""


class SettingMissing(Exception):
    """A process was started without a setting that it cannot do without."""


class Settings(ProviderSettings):
    """Settings of one process; frozen. Addresses are URLs, folders absolute paths."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        populate_by_name=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field(default="", repr=False)
    """`postgresql://user:password@host:port/database`; empty: the embedded server."""
    redis_url: str = Field(default="", repr=False)
    """`redis://:password@host:port/0`; empty: the embedded server."""
    livekit_url: str = ""
    """`ws://host:port` or `wss://…`; empty: the embedded server."""
    livekit_api_key: str = ""
    livekit_api_secret: str = Field(default="", repr=False)
    engines_url: str = ""
    """Base of the OpenAI-compatible local engines, with `/v1`; empty: started on a free port."""

    api_host: str = "127.0.0.1"
    api_port: int = Field(default=8000, ge=0, le=65535)
    api_url: str = ""
    """What a browser types: base of the page and of the API, without a slash at the end."""

    api_auth: Literal["auto", "required", "open"] = "auto"
    """Whether the API asks for keys. `auto`: unless this machine alone can reach it."""
    api_key: str = Field(default="", repr=False)
    """What commands show the API when it asks for a key."""

    agent_secret: str = Field(default="", repr=False)
    """Shared by api and agents; it opens the agent link."""
    contact_secret: str = Field(default="", repr=False)
    """Makes of a telephone number what stands for it in the log. Another one forgets the do-not-call list: keep it."""
    log_signing_key: str = Field(default="", repr=False)
    """Signs digests of the log's head: 32 bytes in base64url; empty: the one kept in the state folder."""
    encryption_keys: str = Field(default="", repr=False)
    """Key-encryption keys of personal data, in base64 with commas between; the first one wraps, the others only open.
    Without them nothing that was said can be read again: keep them, and not beside the database's backups.
    """
    agent_id: str = Field(default_factory=lambda: f"agent-{socket.gethostname()}-{os.getpid()}")
    agent_capacity: PositiveInt = 8
    """Calls one agent process may hold at once: that is what one crash interrupts."""
    drain_within: float = Field(default=120.0, ge=0, le=86_400, allow_inf_nan=False)
    """Seconds that the calls of an agent which is told to stop have to come to their end, while it takes no others.
    What still goes on then is handed to other agents. Whoever else stops it must give it as long, and 15 s more.
    """

    zone: str = ""
    """Where this process runs: calls go to agents in the api's own zone first."""

    line_url: str = ""
    """What rings telephones: `http://…` of a simulated switchboard; empty: nobody is rung, candidates come by link."""
    calls_at_once: PositiveInt = 100
    """Calls that may go on at once, over all campaigns."""
    vendor_calls: dict[str, PositiveInt] = Field(default_factory=dict)
    """Vendor account → calls it can serve at once, as JSON: `{"deepgram": 50}`."""
    trunk_calls_per_second: float = Field(default=0.0, ge=0)
    """How many telephones the trunk may begin to ring in a second; 0: as many as there are."""

    latency_budget: dict[Stage, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = Field(default_factory=dict)
    """Stage of a reply → milliseconds that it may take, as JSON, where it is not what `latency.Budget` says:
    `{"stt": 500, "llm": 800, "tts": 300, "end_to_end": 2000}`.
    """

    clock_anchor: AwareDatetime | None = None
    """The real time at which the world's clocks show `clock_start`; neither: the world's time is the real one."""
    clock_start: AwareDatetime | None = None
    clock_speed: float = Field(default=1.0, gt=0)

    cache_dir: Path = Field(default_factory=places.cache_dir)
    state_dir: Path = Field(default_factory=places.state_dir)
    recordings_dir: Path = Path()
    """Empty: `recordings` in the state folder."""

    judge: Literal["auto", "local", "openai", "none"] = "auto"
    log_format: Literal["auto", "json", "console"] = "auto"

    livekit_server: Path | None = None
    """The livekit-server program to use instead of the one on the PATH or the one built by set-up."""
    pg_bin: Path | None = None
    """Folder with `postgres` and `initdb` to use instead of the wheel's."""
    models: str = "all"
    """`all`, or names with commas between; a name with a minus before it is left out: `-qwen-1.5b`."""
    model_paths: dict[str, Path] = Field(default_factory=dict)
    """Model name → file or folder to use as it is, as JSON: `{"whisper-base": "/srv/whisper-base"}`."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        fill = object.__setattr__
        for name in ("cache_dir", "state_dir"):
            fill(self, name, getattr(self, name).expanduser().absolute())
        recordings = self.recordings_dir
        fill(self, "recordings_dir", self.state_dir / "recordings" if recordings == Path() else recordings.absolute())
        fill(self, "api_url", (self.api_url or f"http://{self.api_host}:{self.api_port}").rstrip("/"))
        try:
            KeyEncryptionKeys.read(self.encryption_keys)
        except KeysInvalid as error:
            raise ValueError(f"ENCRYPTION_KEYS: {KeysInvalid.__doc__}") from error
        if (self.clock_anchor is None) != (self.clock_start is None):
            raise ValueError("CLOCK_ANCHOR and …_CLOCK_START belong together: give both or neither")
        if self.clock_anchor is None and self.clock_speed != 1:
            raise ValueError("CLOCK_SPEED needs …_CLOCK_ANCHOR and …_CLOCK_START: from when on does time run so fast?")
        return self

    @property
    def asks_for_keys(self) -> bool:
        """Whether the API lets nobody in without a key."""
        if self.api_auth != "auto":
            return self.api_auth == "required"
        return not (_loopback(self.api_host) and _loopback(urlsplit(self.api_url).hostname or ""))

    @property
    def budget(self) -> Budget:
        """How long each stage of a reply may take."""
        return Budget(**self.latency_budget)

    @property
    def time_scale(self) -> Scale:
        """How the world's time follows from the real one."""
        if self.clock_anchor is None or self.clock_start is None:
            return REAL
        return Scale(self.clock_anchor, self.clock_start, self.clock_speed)

    def environment(self) -> dict[str, str]:
        """These settings as the variables that make a child process read the same ones."""
        found: dict[str, str] = {}
        for name, value in self.model_dump(mode="json").items():
            # Each process makes an id of its own unless one was given.
            if value in (None, "", {}) or (name == "agent_id" and name not in self.model_fields_set):
                continue
            found[PREFIX + name.upper()] = json.dumps(value) if isinstance(value, dict) else str(value)
        return found

    def need(self, *names: str) -> None:
        """Raise SettingMissing unless all of these are set."""
        missing = [PREFIX + name.upper() for name in names if not getattr(self, name)]
        if missing:
            raise SettingMissing(
                f"Not set: {', '.join(missing)}. `interviewer up` sets them for the processes it starts; "
                "a process started alone needs them in its environment."
            )


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load(**given: object) -> Settings:
    """Settings from the environment, `given` before it. Raises SettingsInvalid with one line for each mistake."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [_mistake(".".join(map(str, found["loc"])).upper(), found["msg"]) for found in error.errors()]
        raise SettingsInvalid("; ".join(lines)) from error
    except SettingsError as error:
        name = str(error).partition('"')[2].partition('"')[0]
        raise SettingsInvalid(f"{PREFIX}{name.upper()}: what stands there is no JSON") from error


def _mistake(name: str, message: str) -> str:
    """One line; what is wrong with several settings at once names them itself."""
    message = message.removeprefix("Value error, ")
    return f"{PREFIX}{name.removeprefix(PREFIX)}: {message}" if name else f"{PREFIX}{message}"
