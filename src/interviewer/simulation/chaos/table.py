"""The table of docs/reliability.md, made from verdicts: nobody marks a scenario by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from interviewer.simulation.chaos.scenarios import SCENARIOS

BEGIN: Final = (
    "<!-- The table is made by `interviewer chaos run … --table`; what stands between these lines is replaced. -->"
)
END: Final = "<!-- end of the table -->"
_WORDS: Final = {
    "holds": "yes",
    "fails": "**no**",
    "invalid": "harness starved",
    "begun": "not run to its end",
    "skipped": "not here",
}


class NoPlace(Exception):
    """A file has no place for the table."""


def written(file: Path, verdicts: Mapping[str, Mapping[str, Any]]) -> None:
    """Put the table into a file, between its two marks. Raises NoPlace."""
    text = file.read_text("utf-8") if file.exists() else ""
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise NoPlace(f"{file} has no lines {BEGIN!r} and {END!r} to put the table between. It was left as it is.")
    table = "\n".join(rows(verdicts))
    file.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8")


def rows(verdicts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Lines of Markdown, one for each scenario there is, run or not."""
    yield "| scenario | what happens | holds | words lost | longest silence | what is not as promised |"
    yield "|---|---|---|---|---|---|"
    for name, scenario in SCENARIOS.items():
        found = verdicts.get(name)
        if found is None:
            yield f"| `{name}` | {scenario.about} | not run | | | |"
            continue
        figures = found["figures"]
        silence = figures.get("longest_silence_s")
        heard = "" if silence is None else f"{silence:.1f} s"
        if (resumed := figures.get("resumed_p95_s")) is not None:
            heard += f"; goes on after {resumed:.1f} s"
        cells = (
            f"`{name}`",
            scenario.about,
            _WORDS[found["state"]],
            str(figures.get("words_lost", "")),
            heard,
            "; ".join(found["broken"]),
        )
        yield "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"
