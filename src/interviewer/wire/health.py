"""What the probes of the process are told."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from interviewer.wire.examples import example


class Alive(BaseModel):
    """The process runs."""

    model_config = example(status="ok")
    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """The process can do its work; `position` is the head of the log."""

    model_config = example(status="ready", position=4711)
    status: Literal["ready"] = "ready"
    position: int
