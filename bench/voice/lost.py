"""What became of a call while a provider failed, alike for every system, and the table of it.

Words, silence and fragments are the chaos suite's (`simulation.chaos.checker`), from the system's own transcript and
the candidate's side. Deliberately not here: holding the calls (`stock`, `simulation.chaos.call`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from report import Row, figure

from interviewer.simulation.candidate.call import ENDED_BY_INTERVIEWER
from interviewer.simulation.candidate.journal import CallReport
from interviewer.simulation.candidate.turn_taking import GOODBYE
from interviewer.simulation.chaos import checker
from interviewer.simulation.chaos.call import Held
from interviewer.simulation.chaos.checker import Verdict
from interviewer.simulation.chaos.lines import PERSONA
from interviewer.simulation.chaos.scenario import SILENCE, Scenario
from interviewer.simulation.chaos.scenarios import NOTHING
from interviewer.simulation.measure import words
from interviewer.simulation.persona import load_persona

OURS: Final = "ours"
STOCK: Final = "livekit-agents"
ANSWERS: Final = ("angry_customer", "slow_internet")
"""The topics of the plan's questions."""
WHOLE: Final = (".", "?", "!", "…")
"""How a sentence ends."""


class NotKept(Exception):
    """What was measured cannot be read from, or written to, where it is kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One call of one system. It is kept as JSON, a line each."""

    system: str
    scenario: str
    words_said: int
    words_lost: int
    """Of those that are in the transcript of the same system when nothing fails."""
    words_too_many: int
    """In the transcript, and not said."""
    silence: float | None
    """Seconds, the longest; None: there is no report."""
    fragments: int
    """Sentences that broke off with silence behind, pieces spoken as if whole, and sound that was no sentence."""
    ended: str
    """Empty: as it should; else what was missing."""
    lag_ms: float
    """How late the harness's own loop ran, or the stock worker's, at the 99th percentile."""
    starved: bool
    """It was too late for the call to say anything."""
    recognised: Mapping[str, int] = field(default_factory=dict)
    """Where nothing failed, how many words of each line the transcript has."""


def judged(held: Held, scenario: Scenario, recognised: Mapping[str, int] | None) -> Verdict:
    """By the transcript alone, since stock keeps no recording beside."""
    return checker.judged(replace(held, recorded=None), scenario, (), recognised)


def measured(
    system: str, scenario: Scenario, held: Held, verdict: Verdict, *, lag_ms: float, starved: bool
) -> Measured:
    """What a call comes to."""
    figures = verdict.figures
    turns = held.report.turns if held.report else ()
    transcript = _transcript(held)
    said = [word for turn in turns for word in words(turn.said)]
    return Measured(
        system,
        scenario.name,
        figures["words_said"],
        figures["words_lost"],
        max(0, len(words(transcript)) - len(said)),
        figures["longest_silence_s"],
        figures["fragments"] + pieces(held),
        held.trouble or ended(held.report),
        round(lag_ms, 1),
        starved,
        checker.recognised(held) if scenario == NOTHING else {},
    )


def pieces(held: Held) -> int:
    """Of what was heard, texts that are no whole sentence, and turns in which no text was: too short, or garbled."""
    half = sum(not one.text.rstrip().endswith(WHOLE) for one in held.heard)
    return half + sum(heard.text == "" for heard in (held.report.heard if held.report else ()))


def ended(report: CallReport | None) -> str:
    """What is missing to an interview that was held to its end, from what the candidate said and heard; else empty."""
    if report is None:
        return "no report"
    repertoire = load_persona(PERSONA).repertoire
    said = {turn.said for turn in report.turns if turn.complete}
    unanswered = sum(repertoire.lines[topic].text not in said for topic in ANSWERS)
    understood = (repertoire.answer(heard.text) for heard in report.heard if heard.text)
    if unanswered:
        return f"{unanswered} of {len(ANSWERS)} questions not answered ({report.reason_left.replace('_', ' ')})"
    if not any(line is not None and line.topic == GOODBYE for line in understood):
        return f"no goodbye ({report.reason_left.replace('_', ' ')})"
    return "" if report.reason_left in ENDED_BY_INTERVIEWER else report.reason_left.replace("_", " ")


def _transcript(held: Held) -> str:
    return " ".join(str(event["data"]["text"]) for event in held.events if event["type"] == "turn.heard")


def keep(file: Path, one: Measured) -> None:
    """Add a call to what is kept."""
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def every(file: Path) -> list[Measured]:
    """The calls of an earlier run, those that were held again too. Raises NotKept."""
    try:
        return [Measured(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]
    except (OSError, ValueError, TypeError) as error:
        raise NotKept(f"{file} holds no calls that were kept: {error}") from error


def kept(file: Path) -> list[Measured]:
    """The last call of each system and scenario. Raises NotKept."""
    return list({(one.system, one.scenario): one for one in every(file)}.values())


def baseline(found: Sequence[Measured], system: str) -> dict[str, int] | None:
    """What a system recognises of each line when nothing fails, at best; None where it was not held so."""
    best: dict[str, int] = {}
    for one in found:
        if one.system == system:
            best |= {line: max(count, best.get(line, 0)) for line, count in one.recognised.items()}
    return best or None


def table(found: Sequence[Measured]) -> list[Row]:
    """The rows for the terminal: each figure of each scenario, and the sums."""
    both = paired(found)
    rows: list[Row] = []
    for ours, stock in both:
        rows += [
            _row(f"{ours.scenario}: words lost", "", ours.words_lost, stock.words_lost, 0),
            _row(f"{ours.scenario}: longest silence", "s", _seconds(ours), _seconds(stock), SILENCE),
            _row(f"{ours.scenario}: fragments", "", ours.fragments, stock.fragments),
            _row(f"{ours.scenario}: ended normally", "", not ours.ended, not stock.ended),
        ]
    if both:
        mine, theirs = (list(side) for side in zip(*both, strict=True))
        rows += [
            _row("all: words lost", "", _sum(mine, "words_lost"), _sum(theirs, "words_lost"), 0),
            _row("all: longest silence", "s", max(map(_seconds, mine)), max(map(_seconds, theirs)), SILENCE),
            _row("all: fragments", "", _sum(mine, "fragments"), _sum(theirs, "fragments")),
            _row(f"all: ended normally, of {len(both)}", "", _normally(mine), _normally(theirs)),
        ]
    return rows


def markdown(found: Sequence[Measured], about: Mapping[str, str]) -> Iterator[str]:
    """The same for a page, ours before stock in each cell."""
    yield "| what happens | words lost | words too many | longest silence | fragments | ended normally |"
    yield "|---|---|---|---|---|---|"
    for ours, stock in paired(found):
        silence = " / ".join("?" if one.silence is None else f"{one.silence:.1f} s" for one in (ours, stock))
        cells = (
            f"`{ours.scenario}` {about[ours.scenario]}",
            f"{ours.words_lost} / {stock.words_lost}",
            f"{ours.words_too_many} / {stock.words_too_many}",
            silence,
            f"{ours.fragments} / {stock.fragments}",
            " / ".join(f"**no**: {one.ended}" if one.ended else "yes" for one in (ours, stock)),
        )
        yield "| " + " | ".join(cells) + " |"


def paired(found: Sequence[Measured]) -> list[tuple[Measured, Measured]]:
    """Both systems' calls of each scenario that says something of both, in the order in which they were held."""
    by = {(one.system, one.scenario): one for one in found if not one.starved}
    names = dict.fromkeys(one.scenario for one in found)
    return [(by[OURS, n], by[STOCK, n]) for n in names if (OURS, n) in by and (STOCK, n) in by]


def line(one: Measured) -> str:
    """For people who watch."""
    silence = "no report" if one.silence is None else f"{figure(one.silence)} s"
    what = f"{one.words_lost} of {one.words_said} words lost, silence {silence}, {one.fragments} fragments"
    starved = f"; starved ({one.lag_ms:.0f} ms)" if one.starved else ""
    return f"{one.scenario:<32} {one.system:<15} {what}, {one.ended or 'ended normally'}{starved}"


def _seconds(one: Measured) -> float:
    return float("inf") if one.silence is None else one.silence


def _sum(side: Sequence[Measured], name: str) -> int:
    return sum(getattr(one, name) for one in side)


def _normally(side: Sequence[Measured]) -> int:
    return sum(not one.ended for one in side)


def _row(name: str, unit: str, ours: float, stock: float, goal: float | None = None) -> Row:
    wanted = "" if goal is None else f"≤ {figure(goal)}"
    return Row(name, unit, float(ours), {STOCK: float(stock)}, wanted, None if goal is None else ours <= goal)
