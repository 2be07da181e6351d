"""From exchanges to figures: percentiles with intervals, shares, and the rows of the table.

Deliberately not here: how an exchange is measured (`candidate`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
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
    heard: list[str]


def measured(system: str, exchange: Exchange) -> Measured:
    """What an exchange comes to."""
    replied = "replied" if exchange.first_sound is not None else "no_reply"
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
        sounded=None if exchange.first_sound is None else exchange.sounds[0] + time.time() - time.monotonic(),
        acknowledged=any(part.acknowledges for part in exchange.spoken[:1]),
        heard=[part.text for part in exchange.spoken],
    )


Pick = Callable[[Measured], float | None]


def percentile(found: Iterable[Measured], pick: Pick, share: float) -> tuple[float, tuple[float, float]]:
    """A percentile in ms, with its 95 % interval: the recorded turns are drawn anew, each with all its repetitions."""
    by_line: dict[str, list[float]] = {}
    for one in found:
        value = pick(one)
        if value is not None:
            by_line.setdefault(one.line, []).append(value * 1000)
    groups = [np.array(values) for values in by_line.values()]
    if not groups:
        return float("nan"), (float("nan"), float("nan"))
    drawn = np.random.default_rng(6).integers(0, len(groups), (RESAMPLES, len(groups)))
    again = [float(np.percentile(np.concatenate([groups[i] for i in row]), share)) for row in drawn]
    low, high = np.percentile(again, (2.5, 97.5))
    return float(np.percentile(np.concatenate(groups), share)), (float(low), float(high))


def table(found: Sequence[Measured]) -> list[Row]:
    """The rows that compare the systems."""
    by_system = {name: [one for one in found if one.system == name] for name in dict.fromkeys(o.system for o in found)}
    rows = [_timed(by_system, "first sound, all turns", lambda m: m.first_sound, FIRST_SOUND)]
    planned: Pick = lambda m: m.content if m.reply == "planned" else None  # noqa: E731 - a pick is one line
    generated: Pick = lambda m: m.content if m.reply == "generated" else None  # noqa: E731
    rows.append(_timed(by_system, "first content word, planned turns", planned, PLANNED))
    rows.append(_timed(by_system, "first content word, generated turns", generated, GENERATED, better=True))
    return [
        *(row for pair in rows for row in pair),
        _shared(by_system, "false cut-offs", lambda m: m.outcome == "cut_off", CUT_OFFS),
        _shared(by_system, "false cut-offs of turns with an inner pause", _cut_in_a_pause, None),
        _shared(by_system, "replies that begin with an acknowledgement", _acknowledged, ACKNOWLEDGED),
        _shared(by_system, "turns without a reply", lambda m: m.outcome == "no_reply", None),
        _shared(by_system, "turns at which both began at once", lambda m: m.outcome == "collided", None),
        _shared(by_system, "replies that are generated", _generated, None),
        _counted(by_system),
    ]


def agreement(found: Sequence[Measured], accounts: Sequence[Account], transport: float) -> Row | None:
    """How far the ear's median first sound is from the agent's own, with the transport (s) added, over the same turns.

    A reply that sounded at the agent sounds at the ear within moments: so the two accounts of it are found.
    """
    pairs = [
        (one.first_sound, account.first_sound)
        for one in found
        for account in accounts
        if one.first_sound is not None and one.sounded is not None and 0 <= one.sounded - account.sounded < MOMENTS
    ]
    if not pairs:
        return None
    heard, told = (1000 * float(np.median(side)) for side in zip(*pairs, strict=True))
    told += 1000 * transport
    name = f"ear's median {figure(heard)} ms, agent's with transport {figure(told)} ms, {len(pairs)} turns: apart"
    apart = abs(heard - told)
    return Row(name, "ms", apart, {}, f"≤ {AGREEMENT:.0f}", apart <= AGREEMENT)


def _cut_in_a_pause(one: Measured) -> bool | None:
    return one.outcome == "cut_off" if one.pauses else None


def _acknowledged(one: Measured) -> bool | None:
    return one.acknowledged if one.outcome == "replied" else None


def _generated(one: Measured) -> bool | None:
    return one.reply == "generated" if one.outcome == "replied" else None


def _timed(
    found: dict[str, list[Measured]], name: str, pick: Pick, goal: float, *, better: bool = False
) -> tuple[Row, Row]:
    """The median and the 95th percentile; `better`: ours has to be below the others too."""
    rows = []
    for share, limit in ((50.0, None), (95.0, goal)):
        figures = {who: percentile(turns, pick, share) for who, turns in found.items()}
        ours = figures.pop("ours", (float("nan"), (float("nan"), float("nan"))))
        others = {who: value for who, (value, _) in figures.items()}
        within = {"ours": ours[1], **{who: interval for who, (_, interval) in figures.items()}}
        wanted = [f"≤ {limit:.0f}"] if limit is not None else []
        holds = [ours[0] <= limit] if limit is not None else []
        if better and others:
            wanted.append("< both")
            holds.append(all(ours[0] < value for value in others.values()))
        held = all(holds) if holds else None
        rows.append(Row(f"{name}, p{share:.0f}", "ms", ours[0], others, ", ".join(wanted), held, within))
    return rows[0], rows[1]


def _shared(
    found: dict[str, list[Measured]], name: str, true: Callable[[Measured], bool | None], goal: float | None
) -> Row:
    shares = {}
    for who, turns in found.items():
        answers = [answer for one in turns if (answer := true(one)) is not None]
        shares[who] = 100 * sum(answers) / len(answers) if answers else float("nan")
    ours = shares.pop("ours", float("nan"))
    return Row(name, "%", ours, shares, "" if goal is None else f"≤ {goal:.0f}", None if goal is None else ours <= goal)


def _counted(found: dict[str, list[Measured]]) -> Row:
    counts = {who: float(len(turns)) for who, turns in found.items()}
    return Row("turns", "", counts.pop("ours", 0.0), counts, "≥ 200", None)
