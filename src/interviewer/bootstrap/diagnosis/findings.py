"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `bad` means that an interview cannot be held; `lacking` that something less can."""

    what: str
    state: Literal["ok", "lacking", "bad"]
    detail: str
    remedy: str = ""
