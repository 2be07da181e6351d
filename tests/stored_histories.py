"""Histories that releases stored, and what they folded to then: rows as JSON lines, the folds as JSON beside them.

A row is what the log held, its `data` opened. A later release may show more than an earlier one did, so what was stored
must be found in what is folded today; it may not differ. How something is put into words is not part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from interviewer.interviews.decider import INTERVIEWS
from interviewer.interviews.findings import Findings, findings_of
from interviewer.interviews.replay import replay_of, until
from interviewer.interviews.transcript import Transcript, transcript_of
from interviewer.interviews.view import view_of
from interviewer.kernel.chain import metadata_from_json, metadata_json
from interviewer.kernel.execute import fold
from interviewer.kernel.log import Recorded
from interviewer.providers.summaries import VIEW

FOLDER = Path(__file__).parent / "replay" / "histories"
MOMENTS = 4
"""Positions of each history at which its replay is kept, and its end."""
TRANSCRIPT = TypeAdapter(Transcript)
FINDINGS = TypeAdapter(Findings)


def as_line(row: Recorded) -> str:
    """One row of the log; without its hash, which covers what was sealed."""
    return json.dumps(
        {
            "global_position": row.global_position,
            "stream": row.stream,
            "version": row.version,
            "id": str(row.id),
            "type": row.type,
            "schema_version": row.schema_version,
            "data": row.data,
            "metadata": metadata_json(row.metadata),
            "at": row.at.isoformat(),
        },
        ensure_ascii=False,
    )


def from_line(line: str) -> Recorded:
    """The row as it was."""
    fields = json.loads(line)
    return Recorded(
        **fields
        | {
            "id": UUID(fields["id"]),
            "metadata": metadata_from_json(fields["metadata"]),
            "at": datetime.fromisoformat(fields["at"]),
            "hash": b"",
        }
    )


def stored() -> list[Path]:
    """The histories of all releases."""
    return sorted(FOLDER.glob("*/*.jsonl"))


def rows_of(file: Path) -> tuple[Recorded, ...]:
    return tuple(map(from_line, file.read_text("utf-8").splitlines()))


def folds_of(file: Path) -> dict[str, Any]:
    """What the release folded them to."""
    return dict(json.loads(file.with_suffix(".json").read_text("utf-8")))


def folded(rows: Sequence[Recorded]) -> dict[str, Any]:
    """What today's code folds them to."""
    state = fold(INTERVIEWS, tuple(rows))
    return {
        "state": {"kind": type(state).__name__, **TypeAdapter(type(state)).dump_python(state, mode="json")},
        "view": VIEW.dump_python(view_of(rows), mode="json"),
        "findings": FINDINGS.dump_python(findings_of(rows), mode="json"),
        "transcript": TRANSCRIPT.dump_python(transcript_of(rows), mode="json"),
        "replay": {str(position): _at(rows, position) for position in _moments(rows)},
    }


def differences(then: Any, now: Any, where: str = "") -> Iterator[str]:
    """Where what was stored is not found in what is folded today."""
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for key, value in then.items():
            if key not in now:
                yield f"{where}/{key}: was {value!r}, is not there"
            else:
                yield from differences(value, now[key], f"{where}/{key}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for index, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from differences(one, other, f"{where}/{index}")
    elif then != now:
        yield f"{where}: was {then!r}, is {now!r}"


def write(folder: Path, name: str, rows: Iterable[Recorded]) -> bool:
    """Keep a history and its folds in that folder; False if they are there, which nothing ever overwrites."""
    rows, file = tuple(rows), folder / f"{name}.jsonl"
    if file.exists() or file.with_suffix(".json").exists():
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{as_line(row)}\n" for row in rows), "utf-8")
    told = json.dumps(folded(rows), indent=1, ensure_ascii=False)
    file.with_suffix(".json").write_text(told + "\n", "utf-8")
    return True


def _moments(rows: Sequence[Recorded]) -> list[int]:
    chosen = {len(rows) * part // MOMENTS for part in range(MOMENTS)} | {len(rows) - 1}
    return [rows[index].global_position for index in sorted(chosen)]


def _at(rows: Sequence[Recorded], position: int) -> dict[str, Any]:
    replay = replay_of(until(rows, position))
    awaited, lease = replay.awaited, replay.lease
    return {
        "state": replay.view.state,
        "position": replay.view.position,
        "awaits": awaited and {"what": awaited.what, "due": _iso(awaited.due), "reason": awaited.reason},
        "attempts": [attempt.outcome for attempt in replay.view.attempts],
        "epoch": replay.view.epoch,
        "agent": lease and lease.agent_id,
        "open_question": replay.open_question,
        "steps": [
            {
                "position": step.position,
                "type": step.type,
                "at": _iso(step.at),
                "actor": step.actor,
                "correlation_id": step.correlation_id,
                "causation_id": step.causation_id,
                "state": step.state,
            }
            for step in replay.steps
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
