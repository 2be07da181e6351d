"""A simulated candidate's script: what it says when it hears a topic, and the audio file of each line.

A persona is data (`personas/<name>/script.yaml`), voiced beforehand by `tools/voices/render.py`. It knows no plan and
no question ids: a reply is found by what was heard alone. Deliberately not here: listening, speaking and timing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from interviewer.simulation.topics import Phrases, expects_reply, find_topic

PERSONAS = Path(__file__).parent / "personas"
RENDER_AGAIN = "Render the voices again: python tools/voices/render.py"

UNASKED = ("no_answer", "filler", "still_there")
"""Lines that answer no topic; they are fields of a script of their own."""

_PAUSE = re.compile(r"\[pause (\d+(?:\.\d+)?)\]")


class PersonaInvalid(Exception):
    """A persona cannot be used; the message says which file is wrong and what to do."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Voice(_Data):
    """Kokoro's name of a voice, and its speed (1.0 is the voice's own)."""

    name: str
    speed: float = Field(default=1.0, ge=0.5, le=2.0)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Says = Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]


class Script(_Data):
    """`script.yaml`: lines by topic; of several for one topic the first is said first, the last ever after.

    `[pause 1.8]` in a line is a silence of that many seconds in mid-sentence.
    """

    name: str
    description: str
    voice: Voice
    no_answer: str
    filler: str
    still_there: str
    says: dict[str, Says]

    def lines(self) -> dict[str, tuple[str, str]]:
        """Line id -> (topic, script text), for everything the persona can say."""
        found = {name: (name, str(getattr(self, name))) for name in UNASKED}
        for topic, texts in self.says.items():
            for number, text in enumerate(texts, start=1):
                found[topic if len(texts) == 1 else f"{topic}-{number}"] = (topic, text)
        return found


class VoicedLine(_Data):
    """One line of the manifest: the script text it was rendered from, and the file it became."""

    script: str
    seconds: float
    sha256: str


class Manifest(_Data):
    """`voices.json`, written by the renderer."""

    voice: Voice
    lines: dict[str, VoicedLine]


@dataclass(frozen=True, slots=True)
class Line:
    """Something the persona can say: the words, and an Ogg Opus file (mono, 48 kHz) that says them."""

    id: str
    topic: str
    text: str
    file: Path
    seconds: float


@dataclass(frozen=True)
class Repertoire:
    """All that a character can say, by line id, and the phrases by which it recognises topics."""

    name: str
    description: str
    lines: Mapping[str, Line]
    phrases: Phrases

    def answer(self, heard: str, said: Collection[str] = ()) -> Line | None:
        """The line for what was heard, None if it resembles no topic of the script.

        `said` are the ids of the lines spoken before: a topic with several lines moves on to the next of them, and
        repeats the last. (A persona that asks for a repetition answers when the question comes again.)
        """
        topic = find_topic(heard, self.phrases)
        if topic is None:
            return None
        lines = [line for line in self.lines.values() if line.topic == topic]
        return next((line for line in lines if line.id not in said), lines[-1])


class Persona:
    """A simulated candidate in one call: a repertoire, and the memory of what was said in this call."""

    def __init__(self, repertoire: Repertoire) -> None:
        self.repertoire = repertoire
        self._said: set[str] = set()

    @property
    def name(self) -> str:
        """What the persona is called on the command line and in reports."""
        return self.repertoire.name

    @property
    def no_answer(self) -> Line:
        """For a question that the script has no answer to."""
        return self.repertoire.lines["no_answer"]

    @property
    def filler(self) -> Line:
        """Said while thinking; answers nothing."""
        return self.repertoire.lines["filler"]

    @property
    def still_there(self) -> Line:
        """Said into a long silence."""
        return self.repertoire.lines["still_there"]

    def reply_to(self, heard: str) -> Line | None:
        """The answer to what was heard; `no_answer` to an unknown question; None when nothing was asked (yet)."""
        line = self.repertoire.answer(heard, self._said)
        if line is None:
            return self.no_answer if expects_reply(heard) else None
        self._said.add(line.id)
        return line


def spoken(script: str) -> str:
    """The words of a script text, without its pauses."""
    return " ".join(_PAUSE.sub(" ", script).split())


def parts(script: str) -> tuple[str | float, ...]:
    """A script text cut at its pauses: words to say and seconds of silence, in order."""
    pieces = _PAUSE.split(script)
    cut: list[str | float] = []
    for index, piece in enumerate(pieces):
        if index % 2:
            cut.append(float(piece))
        elif words := " ".join(piece.split()):
            cut.append(words)
    return tuple(cut)


def persona_names(folder: Path = PERSONAS) -> tuple[str, ...]:
    """The personas there are, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/script.yaml")))


def read_script(name: str, folder: Path = PERSONAS) -> Script:
    """The script of a persona, voiced or not."""
    path = folder / name / "script.yaml"
    if not path.is_file():
        raise PersonaInvalid(f"There is no persona {name!r}. Choose one of: {', '.join(persona_names(folder))}.")
    try:
        script = Script.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise PersonaInvalid(f"{path} is not a persona script: {error}") from error
    if unheard := sorted(set(script.says) - set(read_phrases(folder))):
        raise PersonaInvalid(f"{path} answers topics that {folder / 'hears.yaml'} does not list: {', '.join(unheard)}")
    return script


def read_phrases(folder: Path = PERSONAS) -> Phrases:
    """The phrases by which topics are recognised, shared by all personas."""
    path = folder / "hears.yaml"
    try:
        listed: dict[str, list[str]] = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PersonaInvalid(f"{path} cannot be read: {error}") from error
    return {topic: tuple(phrases) for topic, phrases in listed.items()}


def load_persona(name: str, folder: Path = PERSONAS) -> Persona:
    """The persona with its audio files, for one call.

    Raises PersonaInvalid if there is none of that name, or if its script and its rendered voice do not agree.
    """
    script = read_script(name, folder)
    manifest = read_manifest(name, folder)
    lines: dict[str, Line] = {}
    for line_id, (topic, text) in script.lines().items():
        voiced = manifest.lines.get(line_id)
        file = folder / name / "voices" / f"{line_id}.ogg"
        if voiced is None or voiced.script != text or not file.is_file():
            raise PersonaInvalid(
                f"Line {line_id!r} of persona {name!r} has changed since it was voiced. {RENDER_AGAIN}"
            )
        lines[line_id] = Line(line_id, topic, spoken(text), file, voiced.seconds)
    phrases = {topic: phrases for topic, phrases in read_phrases(folder).items() if topic in script.says}
    return Persona(Repertoire(script.name, script.description, lines, phrases))


def read_manifest(name: str, folder: Path = PERSONAS) -> Manifest:
    """What the renderer wrote about a persona's files."""
    path = folder / name / "voices.json"
    try:
        return Manifest.model_validate(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise PersonaInvalid(f"{path} cannot be read: {error}. {RENDER_AGAIN}") from error
