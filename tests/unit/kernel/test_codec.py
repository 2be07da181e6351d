"""Events to stored names and back, whatever release wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from interviewer.kernel.codec import Codec, Stored, UnknownEvent


@dataclass(frozen=True, slots=True)
class Moved:
    """Something moved; once it had only a distance, then metres, today also a direction."""

    metres: float
    direction: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """It stopped."""


def to_metres(old: dict[str, Any]) -> dict[str, Any]:
    return {"metres": old["distance"] * 1000}


def with_direction(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "direction": "north"}


CODEC: Codec[Moved | Stopped] = Codec({Moved: Stored("moved", (to_metres, with_direction)), Stopped: Stored("stopped")})


def test_todays_shape_is_stored_under_its_name_with_its_version() -> None:
    new = CODEC.encode(Moved(1.5, "east"))
    assert (new.type, new.schema_version, new.data) == ("moved", 3, '{"metres":1.5,"direction":"east"}')
    assert CODEC.from_parts(new.type, new.schema_version, new.data) == Moved(1.5, "east")


@pytest.mark.parametrize(("version", "data"), [(1, '{"distance": 2}'), (2, '{"metres": 2000}')])
def test_an_old_shape_is_brought_up_to_date_step_by_step(version: int, data: str) -> None:
    assert CODEC.from_parts("moved", version, data) == Moved(2000, "north")


@pytest.mark.parametrize(("name", "version"), [("flew", 1), ("moved", 4)])
def test_what_a_newer_release_wrote_is_said_to_be_so(name: str, version: int) -> None:
    with pytest.raises(UnknownEvent, match="upgrade"):
        CODEC.from_parts(name, version, "{}")


def test_two_events_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="share a stored name"):
        Codec({Moved: Stored("same"), Stopped: Stored("same")})
