"""Turn taking over a labelled set: turns ended too early or late, stops that were not meant or missed, words lost.

    .venv/bin/python bench/turns.py                           # 240 dialogues, some minutes
    .venv/bin/python bench/turns.py --half tuning --alone     # ours, by the half that constants are chosen by

The dialogues are made of recorded voices by a seeded program (`turn_taking/dialogues.py`), with the labels known from
how they were made. Systems hear them through the real voice detector and end-of-turn model, and get the words from a
recogniser that knows them, late as a hosted one. The table is over the half that no constant was chosen by. The voices
are synthetic: they pause where a program says so, and their melody does not tell.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from report import Row, present
from turn_taking.dialogues import SEEDS, Half, dialogues
from turn_taking.marks import Marks, Share, bootstrap, mean, p95
from turn_taking.systems import systems


def measured(count: int, half: Half, *, alone: bool = False) -> dict[str, Marks]:
    """Each system's marks."""
    found: dict[str, Marks] = {}
    chosen = dialogues(count, half)
    for system in systems()[: 1 if alone else None]:
        marks = found[system.name] = Marks()
        for dialogue in chosen:
            marks.add(dialogue, system.hold(dialogue))
    return found


def rows(found: dict[str, Marks]) -> list[Row]:
    """The table: ours, and the others beside it."""
    ours, others = found["ours"], {name: marks for name, marks in found.items() if name != "ours"}

    def share(name: str, of: str, goal: float | None = None) -> Row:
        shares: dict[str, Share] = {who: getattr(marks, of) for who, marks in found.items()}
        against = {who: part.percent for who, part in shares.items() if who != "ours"}
        row = _at_most(f"{name}, of {shares['ours'].of}", "%", shares["ours"].percent, goal, against)
        return replace(row, within={who: part.interval for who, part in shares.items()})

    def seconds(name: str, of: str, figure: str, goal: float | None = None) -> Row:
        take = mean if figure == "mean" else p95
        taken = {who: 1000 * take(getattr(marks, of)) for who, marks in found.items()}
        against = {who: value for who, value in taken.items() if who != "ours"}
        row = _at_most(f"{name}, {figure}", "ms", taken["ours"], goal, against)
        low, high = bootstrap(getattr(ours, of), take)
        return replace(row, within={"ours": (1000 * low, 1000 * high)})

    def part(name: str, share: Share) -> Row:
        return Row(f"- {name}, of {share.of}", "%", share.percent, {}, "", None, {"ours": share.interval})

    return [
        share("pauses taken for the end", "cut_off", 5),
        *(
            part(f"after a {ending}" if ending != "middle" else "in mid-sentence", counted)
            for ending, counted in sorted(ours.cut_off_in.items())
        ),
        share("answers cut off somewhere", "answers_cut_off"),
        seconds("delay after the true end", "delays", "mean", 600),
        seconds("delay after the true end", "delays", "p95"),
        seconds("first sign of having listened after the true end", "signs", "mean"),
        seconds("first sign of having listened after the true end", "signs", "p95"),
        share("pauses with such a sign", "murmured"),
        share("these pauses, ended by the candidate within 0.5 s of it", "spoken_into"),
        seconds("delay after a yes or a no", "yes_no_delays", "mean"),
        seconds("delay after a yes or a no", "yes_no_delays", "p95"),
        _at_most("turns that did not end", "", ours.never, 0, {who: float(m.never) for who, m in others.items()}),
        share("false yields", "false_yields", 5),
        *(part(f"to {what}", counted) for what, counted in sorted(ours.false_yields_to.items())),
        share("missed yields", "missed_yields", 2),
        _at_most("ducked after the onset, p95", "ms", 1000 * p95(ours.ducked_after), 250, {}),
        seconds("yielded after the onset", "yielded_after", "p95"),
        _at_most(f"words lost, of {ours.words}", "", ours.lost, 0, {who: float(m.lost) for who, m in others.items()}),
        _at_most("words kept twice", "", ours.doubled, 0, {who: float(m.doubled) for who, m in others.items()}),
        Row("replies begun in vain, for each turn", "", ours.forgotten / max(1, len(ours.delays)), {}, "", None),
    ]


def _at_most(name: str, unit: str, ours: float, goal: float | None, against: dict[str, float]) -> Row:
    if goal is None:
        return Row(name, unit, ours, against, "", None)
    return Row(name, unit, ours, against, f"≤ {goal:g}", ours <= goal)


def main() -> None:
    """Measure, print the table, and write it as JSON where wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialogues", type=int, default=240, help="how many")
    parser.add_argument("--half", choices=SEEDS, default="held out")
    parser.add_argument("--alone", action="store_true", help="ours only: a fifth of the time")
    parser.add_argument("--json", type=Path, help="write the table to this file")
    wanted = parser.parse_args()
    present(f"turns ({wanted.half})", rows(measured(wanted.dialogues, wanted.half, alone=wanted.alone)), wanted.json)


if __name__ == "__main__":
    main()
