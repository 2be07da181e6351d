"""From exchanges to figures: percentiles with intervals, shares, and the rows of the table.

Deliberately not here: how an exchange is measured (`candidate`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from report import Row, figure

from voice.candidate import Exchange
from voice.systems import Account

RESAMPLES: Final = 2000
FIRST_SOUND: Final = 800.0
PLANNED: Final = 900.0
GENERATED: Final = 1300.0
CUT_OFFS: Final = 5.0
ACKNOWLEDGED: Final = 50.0
AGREEMENT: Final = 60.0
MOMENTS: Final = 0.4
"""Seconds that sound needs at most from the agent to the ear."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One turn of one system; seconds, None where there was nothing to measure. It is kept as JSON."""

    system: str
    line: str
    kind: str
    pauses: bool
    outcome: str
    """`replied`, `cut_off`, `collided` or `no_reply`."""
    reply: str
    """`planned`, `generated`, `fixed` (neither: a check-in, a closing), or `unknown` when no text was recognised."""
    first_sound: float | None
    content: float | None
    sounded: float | None
    """When the reply was first heard, as seconds since 1970."""
    acknowledged: bool
    """It began with an acknowledgement, or one was heard within the turn."""
    murmurs: int
    """Signs of listening within the turn."""
    heard: list[str]


def measured(system: str, exchange: Exchange) -> Measured:
    """What an exchange comes to."""
    first = exchange.first_sound
    replied = "replied" if first is not None else "no_reply"
    content = [part for part in exchange.spoken if part.content is not None]
    return Measured(
        system=system,
        line=exchange.turn.line,
        kind=exchange.turn.kind,
        pauses=exchange.turn.pauses,
        outcome="collided" if exchange.collided else "cut_off" if exchange.cut_off else replied,
        reply=content[0].kind if content else "unknown",
        first_sound=exchange.first_sound,
        content=exchange.content,
        sounded=None if first is None else exchange.ended + first + time.time() - time.monotonic(),
        acknowledged=any(part.acknowledges for part in exchange.spoken),
        murmurs=exchange.murmurs,
        heard=[part.text for part in exchange.spoken],
    )


Pick = Callable[[Measured], float | None]
Figure = tuple[float, tuple[float, float]]
"""A value and its interval."""


def percentile(found: Iterable[Measured], pick: Pick, share: float) -> Figure:
    """A percentile in ms."""
    return estimated(found, lambda one: None if (value := pick(one)) is None else value * 1000, share)


def estimated(found: Iterable[Measured], pick: Pick, share: float | None) -> Figure:
    """A percentile, or without one the mean, and its 95 % interval.

    For the interval the recorded turns are drawn anew, each with all its repetitions: those are alike.
    """
    by_line: dict[str, list[float]] = {}
    for one in found:
        value = pick(one)
        if value is not None:
            by_line.setdefault(one.line, []).append(value)
    groups = [np.array(values) for values in by_line.values()]
    if not groups:
        return float("nan"), (float("nan"), float("nan"))

    def reckon(chosen: Sequence[NDArray[np.float64]]) -> float:
        values = np.concatenate(chosen)
        return float(values.mean() if share is None else np.percentile(values, share))

    drawn = np.random.default_rng(6).integers(0, len(groups), (RESAMPLES, len(groups)))
    low, high = np.percentile([reckon([groups[i] for i in row]) for row in drawn], (2.5, 97.5))
    return reckon(groups), (float(low), float(high))


def table(found: Sequence[Measured]) -> list[Row]:
    """The rows that compare the systems."""
    by_system = {name: [one for one in found if one.system == name] for name in dict.fromkeys(o.system for o in found)}

    def of(reply: str, pick: Pick) -> Pick:
        return lambda one: pick(one) if one.reply == reply else None

    def sound(one: Measured) -> float | None:
        return one.first_sound

    def content(one: Measured) -> float | None:
        return one.content

    timed = (
        ("first sound, all turns", sound, FIRST_SOUND),
        ("first sound, planned turns", of("planned", sound), None),
        ("first sound, generated turns", of("generated", sound), None),
        ("first content word, planned turns", of("planned", content), PLANNED),
        ("first content word, generated turns", of("generated", content), GENERATED),
    )
    return [
        *(row for name, pick, goal in timed for row in _timed(by_system, name, pick, goal)),
        _shared(by_system, "false cut-offs", lambda m: m.outcome == "cut_off", CUT_OFFS),
        _shared(by_system, "false cut-offs of turns with an inner pause", _cut_in_a_pause, None),
        _shared(by_system, "turns with an acknowledgement, in them or before the reply", _acknowledged, ACKNOWLEDGED),
        _shared(by_system, "turns with one in them", lambda m: m.murmurs > 0, None),
        _shared(by_system, "turns without a reply", lambda m: m.outcome == "no_reply", None),
        _shared(by_system, "replies whose words the ear did not know", _unknown, None),
        _shared(by_system, "turns at which both began at once", lambda m: m.outcome == "collided", None),
        _shared(by_system, "replies that are generated", _generated, None),
        _counted(by_system),
    ]


def agreement(found: Sequence[Measured], accounts: Sequence[Account], there: float, back: float) -> list[Row]:
    """How far the ear's median first sound is from the agent's own, the way of sound (s) added, over the same turns.

    A reply that sounded at the agent sounds at the ear within moments: so the two accounts of it are found. The second
    row is the part of it that lies between the two first sounds; the rest is about when the candidate's turn ended.
    """
    pairs = [
        (one.first_sound, account.first_sound, one.sounded - account.sounded)
        for one in found
        for account in accounts
        if one.first_sound is not None and one.sounded is not None and 0 <= one.sounded - account.sounded < MOMENTS
    ]
    if not pairs:
        return []
    heard, told, way = (1000 * float(np.median(side)) for side in zip(*pairs, strict=True))
    told += 1000 * (there + back)
    apart = abs(heard - told)
    name = f"ear's median {figure(heard)} ms, agent's with transport {figure(told)} ms, {len(pairs)} turns: apart"
    return [
        Row(name, "ms", apart, {}, f"≤ {AGREEMENT:.0f}", apart <= AGREEMENT),
        Row("from the agent's first sound to the ear's, beyond the tone's way", "ms", way - 1000 * back, {}, "", None),
    ]


def _cut_in_a_pause(one: Measured) -> bool | None:
    return one.outcome == "cut_off" if one.pauses else None


def _acknowledged(one: Measured) -> bool | None:
    return one.acknowledged if one.outcome == "replied" else None


def _unknown(one: Measured) -> bool | None:
    return one.reply == "unknown" if one.outcome == "replied" else None


def _generated(one: Measured) -> bool | None:
    return one.reply == "generated" if one.outcome == "replied" else None


def _timed(found: dict[str, list[Measured]], name: str, pick: Pick, goal: float | None) -> Iterator[Row]:
    """The median and the 95th percentile; where there is a goal, ours has to be below the others as well."""
    for share, limit in ((50.0, None), (95.0, goal)):
        figures = {who: percentile(turns, pick, share) for who, turns in found.items()}
        ours, others, within = _apart(figures)
        wanted = [f"≤ {limit:.0f}"] if limit is not None else []
        holds = [ours <= limit] if limit is not None else []
        if goal is not None and others:
            wanted.append(f"< {'both' if len(others) > 1 else next(iter(others))}")
            holds.append(all(ours < value for value in others.values()))
        held = all(holds) if holds else None
        yield Row(f"{name}, p{share:.0f}", "ms", ours, others, ", ".join(wanted), held, within)


def _shared(
    found: dict[str, list[Measured]], name: str, true: Callable[[Measured], bool | None], goal: float | None
) -> Row:
    def percent(one: Measured) -> float | None:
        return None if (answer := true(one)) is None else 100.0 * answer

    ours, others, within = _apart({who: estimated(turns, percent, None) for who, turns in found.items()})
    limit = "" if goal is None else f"≤ {goal:.0f}"
    return Row(name, "%", ours, others, limit, None if goal is None else ours <= goal, within)


def _apart(figures: dict[str, Figure]) -> tuple[float, dict[str, float], dict[str, tuple[float, float]]]:
    """Ours, the others', and all intervals."""
    values = {who: value for who, (value, _) in figures.items()}
    ours = values.pop("ours", float("nan"))
    return ours, values, {who: interval for who, (_, interval) in figures.items()}


def _counted(found: dict[str, list[Measured]]) -> Row:
    counts = {who: float(len(turns)) for who, turns in found.items()}
    return Row("turns", "", counts.pop("ours", 0.0), counts, "≥ 200", None)
