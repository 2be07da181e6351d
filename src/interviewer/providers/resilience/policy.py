"""The one place of the numbers by which a provider that fails is done without: `policy.yaml`, with their reasons.

Deliberately not here: what is done by them (the wrappers beside it, and `agent`).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Self, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Seconds: TypeAlias = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]
Share: TypeAlias = Annotated[float, Field(gt=0, le=1, strict=True)]
Count: TypeAlias = Annotated[int, Field(ge=1, strict=True)]


class PolicyUnreadable(Exception):
    """The policy's file cannot be used; the message names each mistake. Nothing was started."""


class _Numbers(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Part(_Numbers):
    providers: dict[str, dict[str, int | float]] = Field(default_factory=dict)
    """Row of `providers.lineup` → what is otherwise for it."""

    def of(self, row: str) -> Self:
        """The numbers for one row of the part's table."""
        return type(self).model_validate({**dict(self), **self.providers.get(row, {}), "providers": {}})

    @model_validator(mode="after")
    def _each_is_whole(self) -> Self:
        for row in self.providers:
            try:
                self.of(row)
            except ValidationError as error:
                raise ValueError(f"{row}: {_mistakes(error)}") from None
        return self


class Recognition(_Part):
    """Of what hears."""

    kept_seconds: Annotated[float, Field(ge=60, le=600)]
    result_within: Seconds
    finals_within: Seconds
    attempts: Count
    backoff_base: Seconds
    backoff_cap: Seconds
    replay_speed: Annotated[float, Field(gt=1, le=100)]
    doubt_within: Seconds
    doubt_confidence: Share
    probe_every: Seconds
    probe_within: Seconds
    again_after: Seconds
    close_within: Seconds


class Writing(_Part):
    """Of what writes."""

    hedge_after: Seconds
    given_up_after: Seconds
    first_within: Seconds
    next_within: Seconds
    hedge_turns: Count
    shunned_seconds: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.hedge_after >= self.given_up_after:
            raise ValueError("hedge_after must be less than given_up_after")
        return self


class Speech(_Part):
    """Of what speaks."""

    first_within: Seconds
    next_within: Seconds
    shunned_seconds: Seconds
    busy_for: Seconds
    again_after: Seconds
    fastest: Seconds
    """Characters a second."""
    measured_from: Count
    """Characters."""


class Breakers(_Numbers):
    """Of when an account is asked no more, by anybody."""

    window: Seconds
    minimum: Count
    threshold: Share
    slow_after: Seconds
    open_seconds: Seconds
    open_cap: Seconds
    refused_seconds: Seconds
    probe_within: Seconds
    redis_within: Seconds
    redis_again_after: Seconds
    jitter: Annotated[float, Field(ge=0, le=1)]


class Spoken(_Numbers):
    """Of what is said while something is late."""

    at_once: Seconds
    acknowledged_after: Seconds
    holding_after: Seconds
    cache_within: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.acknowledged_after >= self.holding_after:
            raise ValueError("acknowledged_after must be less than holding_after")
        return self


class Prepared(_Numbers):
    """Of the lines that are made before anybody is called."""

    plans: Count
    look_every: Seconds
    pause: Seconds
    again_after: Seconds
    seen_to_every: Seconds
    making_for: Seconds


class Policy(_Numbers):
    """The file."""

    recognition: Recognition
    writing: Writing
    speech: Speech
    breakers: Breakers
    spoken: Spoken
    prepared: Prepared


def read(file: Path | None = None) -> Policy:
    """The numbers of the product, and before them those of `file`. Raises `PolicyUnreadable`."""
    if file is None:
        return _of_the_product()
    numbers = _over(_numbers(), _found(file))
    try:
        return Policy.model_validate(numbers)
    except ValidationError as error:
        raise PolicyUnreadable(f"{file}: {_mistakes(error)}. Nothing of it was taken.") from None


@functools.cache
def _of_the_product() -> Policy:
    return Policy.model_validate(_numbers())


@functools.cache
def _numbers() -> dict[str, Any]:
    """Of the file that travels with the product. By libyaml where there is one: every start of a program reads it."""
    text = files(__package__).joinpath("policy.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    return found


def _found(file: Path) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        raise PolicyUnreadable(f"{file} cannot be read ({type(error).__name__}).") from None
    except yaml.YAMLError:
        raise PolicyUnreadable(f"{file} is no YAML.") from None
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(isinstance(part, dict) for part in found.values()):
        raise PolicyUnreadable(f"{file}: wanted are parts, and under each its numbers, as in policy.yaml.")
    return found


def _over(numbers: dict[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """`others` before `numbers`, at every depth."""
    merged = dict(numbers)
    for name, value in others.items():
        before = merged.get(name)
        merged[name] = _over(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return merged


def _mistakes(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, found['loc']))}: {found['msg'].removeprefix('Value error, ')}".removeprefix(": ")
        for found in error.errors()
    )


POLICY: Final = read()
"""As the product has it, for whoever is given no other."""
