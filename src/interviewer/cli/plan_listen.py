"""`interviewer plan listen`: how a plan will sound, line by line, with the voice that calls would have.

Deliberately not here: what is said only in answer to a candidate, and the acknowledgements, which every plan shares.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from interviewer.cli.front_door import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interviewer.bootstrap.settings import Settings
    from interviewer.catalog.models import PlanFile
    from interviewer.providers.phrases import Phrases

INDEX: Final = "index.json"
GAP_SECONDS: Final = 0.15
"""Between two lines of one speech, as in a call."""
MOST_FAILURES: Final = 3
"""In a row, after which the voice is taken for gone."""
PLAYERS: Final = (("paplay",), ("aplay", "-q"), ("afplay",), ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"))


@dataclass(frozen=True, slots=True)
class Line:
    """Something that the interviewer says in one go: `name` as the plan has it, and its lines as they are written."""

    file: str
    name: str
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a line: how long it sounds, or why there is no sound of it."""

    file: str
    name: str
    text: str
    spoken: str
    seconds: float | None = None
    error: str | None = None


def listen(
    file: Annotated[Path, typer.Argument(help="The plan, YAML or JSON.", show_default=False)],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the sound. [default: NAME-sound, beside where you are]")
    ] = None,
    question: Annotated[str | None, typer.Option(help="Only this question and its follow-ups, by its id.")] = None,
    name: Annotated[str, typer.Option(help="Greet a candidate of this name.")] = "",
    play: Annotated[bool, typer.Option("--play", help="Play it as well.")] = False,
) -> None:
    """Render how the plan will sound: greeting, questions, follow-ups and goodbye, each a WAV file, and an index.

    With the voice that the settings choose; the local one is loaded if none runs. Leaves with 1 if a line failed.
    """
    import logging

    from interviewer.bootstrap import settings as bootstrap
    from interviewer.catalog.check import PlanInvalid, load_plan_file
    from interviewer.cli.plan import print_problems
    from interviewer.embedded.models import ModelMissing
    from interviewer.telemetry import logs

    settings = bootstrap.load()
    logs.configure("listen", settings, level=logging.CRITICAL)
    try:
        plan = load_plan_file(file)
    except PlanInvalid as invalid:
        print_problems(file, invalid.problems)
        raise typer.Exit(1) from invalid
    lines = list(_lines(plan, name, question))
    if not lines:
        known = ", ".join(each.id for each in plan.plan.questions)
        refuse(f"There is no question {question!r} in {file}; there are {known}. Nothing was rendered.")
    folder = _folder(out or Path(f"{file.stem}-sound"))
    player = _player() if play else ()
    try:
        rendered = asyncio.run(_rendered(settings, plan, lines, folder))
    except ModelMissing as missing:
        refuse(str(missing))
    except OSError as error:
        refuse(f"{folder} cannot be written to any more: {error.strerror}. What was rendered before is there.")
    failed = sum(one.error is not None for one in rendered)
    seconds = sum(one.seconds or 0.0 for one in rendered)
    said = f"{len(rendered) - failed} of {len(rendered)} lines, {seconds:.0f} seconds, in {folder}; {INDEX} lists them."
    typer.secho(said, fg="red" if failed else "green")
    for one in rendered if player else ():
        if one.seconds is not None:
            subprocess.run([*player, str(folder / one.file)], check=False)
    raise typer.Exit(1 if failed else 0)


def _lines(plan: PlanFile, name: str, only: str | None) -> Iterator[Line]:
    from interviewer.conversation import lines
    from interviewer.conversation.script import Script

    ids = tuple(question.id for question in plan.plan.questions)
    script = Script.from_plan(plan, candidate_name=name, questions=ids)
    if only is None:
        yield Line("00-greeting.wav", "greeting", lines.greeting(script))
    for number, question in enumerate(plan.plan.questions, start=1):
        if only in (None, question.id):
            yield Line(f"{number:02}-{question.id}.wav", question.id, (question.ask,))
            if (rephrased := getattr(question, "rephrased", None)) is not None:
                yield Line(f"{number:02}-{question.id}.rephrased.wav", f"{question.id}.rephrased", (rephrased,))
            for probe in question.probes:
                called = f"{question.id}.{probe.id}"
                yield Line(f"{number:02}-{called}.wav", called, (probe.ask,))
    if only is None:
        yield Line(f"{len(ids) + 1:02}-closing.wav", "closing", lines.closing(script))


def _folder(wanted: Path) -> Path:
    """The folder, made and tried. Leaves with 1 when it cannot be written to."""
    trial = wanted / f".{INDEX}"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        refuse(f"{wanted} cannot be written to: {error.strerror}. Nothing was rendered; name another folder in --out.")
    return wanted


def _player() -> tuple[str, ...]:
    found = next((command for command in PLAYERS if shutil.which(command[0])), None)
    if found is None:
        names = ", ".join(command[0] for command in PLAYERS)
        refuse(f"None of {names} is there to play sound with. Nothing was rendered; leave out --play, open the files.")
    return found


async def _rendered(settings: Settings, plan: PlanFile, lines: Sequence[Line], folder: Path) -> list[Rendered]:
    from interviewer.catalog.pronunciation import spoken_as
    from interviewer.cli.voice import voice
    from interviewer.providers.phrases import Phrases
    from interviewer.providers.speech.port import SpeechUnavailable

    found: list[Rendered] = []
    lexicon = plan.plan.pronunciations
    async with voice(settings, plan.plan.language) as (speech, where):
        typer.echo(f"The voice is {speech.name}, {where}.")
        phrases = Phrases(speech, None).pronounced(lexicon)
        failures, why = 0, ""
        for line in lines:
            text = " ".join(line.written)
            one = Rendered(line.file, line.name, text, spoken_as(text, lexicon))
            try:
                if failures == MOST_FAILURES:
                    one = _failed(one, f"not tried: {why}", folder)
                else:
                    one = await _made(one, line, phrases, folder)
                    failures = 0
            except SpeechUnavailable as error:
                failures, why = failures + 1, str(error)
                one = _failed(one, why, folder)
            _tell(one)
            found.append(one)
    index = {"voice": speech.name, "lines": [asdict(one) for one in found]}
    (folder / INDEX).write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return found


async def _made(one: Rendered, line: Line, phrases: Phrases, folder: Path) -> Rendered:
    from interviewer.providers.speech.port import SAMPLE_RATE

    sounds = [(await phrases.get(text)).pcm for text in line.written]
    pcm = bytes(round(GAP_SECONDS * SAMPLE_RATE) * 2).join(sounds)
    with wave.open(str(folder / line.file), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm)
    return replace(one, seconds=round(len(pcm) / 2 / SAMPLE_RATE, 2))


def _failed(one: Rendered, why: str, folder: Path) -> Rendered:
    """Without the sound of an earlier run, which would be taken for this one's."""
    (folder / one.file).unlink(missing_ok=True)
    return replace(one, error=why)


def _tell(one: Rendered) -> None:
    if one.error is None:
        typer.echo(f"{one.seconds:6.1f} s  {one.file}")
        typer.secho(f"          {one.spoken}", dim=True)
    else:
        typer.secho(f"   failed  {one.file}: {one.error}", fg="red")
