"""Word error rates of transcript and recording, each against what was really said: the candidate's script, the plan.

    .venv/bin/python bench/words.py --report report.json      # of a demo that was held
    .venv/bin/python bench/words.py                            # holds a demo of two questions first

The recording is heard anew, turn by turn and channel by channel: comparing the recogniser with itself would prove
nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from report import Row, present

from interviewer.catalog.check import load_plan_file
from interviewer.catalog.models import InterviewPlan
from interviewer.embedded import models
from interviewer.engines.whisper import Whisper
from interviewer.simulation.measure import WordErrors, total, word_errors, words

RATE = 16_000
ROOM = 0.4
"""Seconds of the recording heard before and after a turn."""
GOAL = 0.10
ROOT = Path(__file__).resolve().parents[1]
Samples = NDArray[np.float32]


def channels(recording: Path) -> Samples:
    """Both channels at 16 kHz, shape (2, samples): interviewer, candidate."""
    resampler = av.AudioResampler("fltp", "stereo", RATE)
    with av.open(str(recording), "r") as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    joined: Samples = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
    return joined


class Tape:
    """A recording that can be heard from one moment to another."""

    def __init__(self, interview: dict[str, Any], whisper: Whisper) -> None:
        self._sound = channels(Path(interview["recording"]["path"]))
        self._started = datetime.fromisoformat(interview["recording"]["started"])
        self._whisper = whisper

    def between(self, channel: int, start: datetime, end: datetime) -> str:
        """What is said on the channel."""
        first = max(0.0, (start - self._started).total_seconds() - ROOM)
        last = (end - self._started).total_seconds() + ROOM
        return self._whisper.transcribe(self._sound[channel, int(first * RATE) : int(last * RATE)], language="en").text


def best_tail(reference: str, heard: str) -> WordErrors:
    """Errors of the end of what was heard against the reference: an acknowledgement may stand before a question."""
    found = words(heard)
    length = len(words(reference))
    tails = [" ".join(found[-n:]) for n in range(max(1, length - 4), length + 5)]
    return min((word_errors(reference, tail) for tail in tails), key=lambda errors: errors.errors)


def candidate_side(interview: dict[str, Any], tape: Tape) -> tuple[WordErrors, WordErrors]:
    """Transcript and recording against the script, over what was said after the yes and to its end."""
    said = [turn for turn in interview["candidate"]["turns"] if turn["complete"]]
    script = " ".join(turn["said"] for turn in said)
    transcript = " ".join(turn["text"] for turn in interview["turns"] if turn["speaker"] == "candidate")
    moments = [(datetime.fromisoformat(t["started"]), datetime.fromisoformat(t["ended"])) for t in said]
    heard = " ".join(tape.between(1, start, end) for start, end in moments)
    return word_errors(script, transcript), word_errors(script, heard)


def interviewer_side(
    interview: dict[str, Any], plan: InterviewPlan, tape: Tape
) -> Iterator[tuple[WordErrors, WordErrors]]:
    """Transcript and recording of each planned question against the plan's text."""
    call_started = datetime.fromisoformat(interview["started_at"])
    for question in interview["questions"]:
        ask = plan.question(question).ask
        turns = [t for t in interview["turns"] if t["speaker"] == "interviewer" and t["question"] == question]
        asked = min(turns, key=lambda turn: best_tail(ask, turn["text"]).errors)
        start, end = (call_started.timestamp() + asked[at] for at in ("start", "end"))
        zone = call_started.tzinfo
        heard = tape.between(0, datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone))
        yield best_tail(ask, asked["text"]), best_tail(ask, heard)


def measure(report: dict[str, Any], plan: InterviewPlan) -> list[Row]:
    """The four rates over all interviews of the report."""
    whisper = Whisper(models.path("whisper-base"))
    sides: dict[str, list[tuple[WordErrors, WordErrors]]] = {"candidate": [], "interviewer": []}
    for interview in report["interviews"]:
        tape = Tape(interview, whisper)
        sides["candidate"].append(candidate_side(interview, tape))
        sides["interviewer"].extend(interviewer_side(interview, plan, tape))
    return [
        _row(f"{side}: {what} against {truth}", total(pair[index] for pair in sides[side]))
        for side, truth in (("candidate", "the script"), ("interviewer", "the plan"))
        for index, what in enumerate(("transcript", "recording heard anew"))
    ]


def _row(name: str, errors: WordErrors) -> Row:
    goal = f"≤ {GOAL:.0%}"
    return Row(f"{name}, {errors.words} words", "%", errors.rate * 100, {}, goal, holds=errors.rate <= GOAL)


def hold_a_demo(plan: Path) -> dict[str, Any]:
    """The report of a demo of two questions, held in a state folder of its own."""
    with tempfile.TemporaryDirectory(prefix="interviewer-words-") as folder:
        Path(folder).chmod(0o711)
        file = Path(folder) / "report.json"
        command = (sys.executable, "-m", "interviewer.cli", "demo", "--exit", "--questions", "2", "--port", "0")
        subprocess.run(
            [*command, "--plan", str(plan), "--report", str(file)],
            env={"INTERVIEWER_STATE_DIR": f"{folder}/state", "INTERVIEWER_JUDGE": "none", "PATH": "/usr/bin:/bin"},
            check=False,
        )
        report: dict[str, Any] = json.loads(file.read_text("utf-8"))
        for interview in report["interviews"]:
            kept = Path(tempfile.gettempdir()) / Path(interview["recording"]["path"]).name
            kept.write_bytes(Path(interview["recording"]["path"]).read_bytes())
            interview["recording"]["path"] = str(kept)
        return report


def main() -> None:
    """Measure, print the table, and write it as JSON where wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, help="the report of a demo; without it one is held")
    parser.add_argument("--plan", type=Path, default=ROOT / "examples" / "customer-support-agent.yaml")
    parser.add_argument("--json", type=Path, help="write the table to this file")
    wanted = parser.parse_args()
    report = json.loads(wanted.report.read_text("utf-8")) if wanted.report else hold_a_demo(wanted.plan)
    present("words", measure(report, load_plan_file(wanted.plan).plan), wanted.json)


if __name__ == "__main__":
    main()
