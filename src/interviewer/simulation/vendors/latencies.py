"""How long the emulated vendors take: drawn from a file, the same for the same question and seed.

`Draws.seconds` is asked once for each thing that a vendor does, with what names it. It is therefore also the place at
which a vendor could be made slow or out of order on purpose.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from math import exp, log
from pathlib import Path
from statistics import NormalDist
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

NONE: Final = "none"
"""The name of the latencies without any."""
Kind = Literal["stt_final", "stt_interim", "llm_first_token", "tts_first_chunk"]
_STANDARD: Final = NormalDist()
_P95: Final = _STANDARD.inv_cdf(0.95)


class LatenciesUnreadable(Exception):
    """The file of latencies cannot be used; the message says why. Nothing was started."""


class Spread(BaseModel):
    """A lognormal distribution by its median and 95th percentile, in milliseconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    p50: Annotated[float, Field(ge=0)] = 0
    p95: Annotated[float, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _ordered(self) -> Spread:
        if self.p95 < self.p50:
            raise ValueError(f"p95 ({self.p95:g}) must not be less than p50 ({self.p50:g})")
        return self

    def seconds(self, share: float) -> float:
        """The quantile of this share."""
        if self.p50 == 0:
            return 0.0
        return self.p50 * exp(log(self.p95 / self.p50) / _P95 * _STANDARD.inv_cdf(share)) / 1000


class Latencies(BaseModel):
    """The file; without anything in it, nothing is waited for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stt_final: Spread = Spread()
    stt_interim: Spread = Spread()
    stt_interim_every: Annotated[float, Field(gt=0)] = 300
    llm_first_token: Spread = Spread()
    llm_tokens_per_second: Annotated[float, Field(gt=0)] | None = None
    tts_first_chunk: Spread = Spread()
    tts_times_real_time: Annotated[float, Field(gt=0)] | None = None


def read(name: Path | str | None = None) -> Latencies:
    """The latencies of a file, those that come with the program, or none at all. Raises LatenciesUnreadable."""
    if str(name) == NONE:
        return Latencies()
    try:
        text = (
            (files(__package__) / "latencies.yaml").read_text("utf-8")
            if name is None
            else Path(name).read_text("utf-8")
        )
        return Latencies.model_validate(yaml.safe_load(text) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise LatenciesUnreadable(
            f"The latencies {name or 'that come with the program'} cannot be used: {error}"
        ) from error


class Draws:
    """Latencies for what a process does."""

    def __init__(self, latencies: Latencies, seed: int) -> None:
        self.latencies = latencies
        self._seed = seed
        self._numbers: dict[Kind, Iterator[int]] = defaultdict(itertools.count)

    def seconds(self, kind: Kind, key: str = "") -> float:
        """What this takes; the same for the same key. Without one, requests are numbered as they come."""
        spread: Spread = getattr(self.latencies, kind)
        named = key or f"number {next(self._numbers[kind])}"
        digest = hashlib.blake2b(f"{self._seed}\0{kind}\0{named}".encode(), digest_size=7).digest()
        return spread.seconds((int.from_bytes(digest, "big") + 0.5) / 2**56)
