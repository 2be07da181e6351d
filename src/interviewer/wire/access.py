"""The public API's shapes around access: keys, what they allow, and the page's session."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, JsonValue, StringConstraints

from interviewer.calling.terms import Moment
from interviewer.wire.campaigns import asked
from interviewer.wire.examples import MOMENT, example

Scope = Literal["read", "operate", "review", "admin"]
"""`operate` and `review` include `read`, `admin` includes all."""
KeyName = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$")]
"""It stands in the log beside everything that is done with the key."""
Secret = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]

KEY: Final[dict[str, JsonValue]] = {
    "id": "key_7c1m0v4x9s2t",
    "name": "applicant tracking",
    "prefix": "iv_Qm3x",
    "scopes": ["operate"],
    "created_at": MOMENT,
    "expires_at": None,
    "last_used_at": None,
    "revoked_at": None,
}


class NewApiKey(BaseModel):
    """A key to make. `scopes`: read, operate and review (each includes read), or admin, which includes all."""

    model_config = asked(name="applicant tracking", scopes=["operate"])
    name: KeyName
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    expires_at: Moment | None = None


class ApiKey(BaseModel):
    """A key, without its secret; `prefix` is how the secret begins. Times are UTC."""

    model_config = example(**KEY)
    id: str
    name: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class MadeApiKey(ApiKey):
    """A key that was just made, and its secret, which is shown this once and kept nowhere."""

    model_config = example(**KEY, secret="iv_Qm3xK0…")  # noqa: S106 - an example, cut
    secret: str


class ApiKeys(BaseModel):
    """Keys, newest first, revoked ones too."""

    items: list[ApiKey]
    next_cursor: str | None = None


class NewSession(BaseModel):
    """The secret of the key that a browser is to act with."""

    model_config = asked(key="iv_Qm3xK0T7b1Yv5nGcZr2dWqLs8eHj4uFa9pXo6mNkRtE")
    key: Secret


class Session(BaseModel):
    """What the browser may do now, and until when."""

    model_config = example(name="key:applicant tracking", scopes=["operate"], expires_at=MOMENT)
    name: str
    scopes: list[Scope]
    expires_at: datetime
