"""`interviewer plan try`: rehearse a plan in the terminal, by text, with the conductor that holds the calls."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from interviewer.catalog.models import PlanFile
    from interviewer.conversation.script import Script
    from interviewer.rehearsal.cases import Line
    from interviewer.rehearsal.happenings import Happening, Input
    from interviewer.rehearsal.rehearsal import Rehearsal
    from interviewer.rehearsal.writers import Writer

HELP: Final = """\
Type what the candidate says. Or:
  /silence         the candidate says nothing until the interviewer does something about it
  /mumble          sounds without words
  /cut WORDS       say this over what the interviewer said last, of which then only the beginning was heard
  /time 90s | 3m   so much time goes by
  /help            this
  /quit            end the rehearsal"""
_TIME: Final = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*(s|m)?")
LONGEST: Final = 20_000
"""Characters of a line: more than anybody says in one turn."""

PlanPath = Annotated[Path, typer.Argument(help="The plan, YAML or JSON.", show_default=False)]
Model = Annotated[
    bool,
    typer.Option("--model/--no-model", help="Let the language model of the settings find follow-ups, if there is one."),
]


class NoCommand(Exception):
    """What was typed is no command; the message says what is."""


def try_(
    file: PlanPath,
    *,
    persona: Annotated[
        str | None, typer.Option(help="Watch a simulated candidate instead: concise, rambling or asks_back.")
    ] = None,
    name: Annotated[str, typer.Option(help="The candidate's first name.")] = "Robin",
    link: Annotated[
        bool, typer.Option("--link", help="As for who opened a link: neither name nor time is asked for.")
    ] = False,
    model: Model = True,
) -> None:
    """Rehearse a plan in the terminal: you are the candidate, and nothing is kept.

    Shows the phase, the time left on the interview's clock, what the interviewer waits for and what it notes.
    """
    from interviewer.cli.plan_versions import read_plan

    plan = read_plan(file)
    try:
        asyncio.run(_rehearse(plan, file, persona=persona, name=name, line="link" if link else "phone", model=model))
    except (KeyboardInterrupt, BrokenPipeError):
        typer.echo()


async def _rehearse(plan: PlanFile, file: Path, *, persona: str | None, name: str, line: Line, model: bool) -> None:
    from interviewer.cli.personas import person_named
    from interviewer.rehearsal.rehearsal import Rehearsal
    from interviewer.rehearsal.trial import script_of

    person = None if persona is None else person_named(persona)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever waits for a line is interrupted at once
    script = script_of(plan, name, line)
    async with writer_for(script, documents_of(plan, file), model=model, by_meaning=True) as writer:
        rehearsal = Rehearsal(script, writes=writer.follows_up, began=datetime.now().astimezone())
        typer.secho(f"{plan.plan.title}: {len(script.questions)} questions, {script.minutes} minutes.", bold=True)
        if person is None and sys.stdin.isatty():
            typer.secho(HELP, dim=True)
        try:
            await _converse(rehearsal, writer, person)
        finally:
            _summarise(rehearsal)


async def _converse(rehearsal: Rehearsal, writer: Writer, person: object) -> None:
    from interviewer.rehearsal.players import PersonPlayer
    from interviewer.rehearsal.rehearsal import OutOfTurn
    from interviewer.rehearsal.trial import MOST_TURNS
    from interviewer.rehearsal.writers import carry_on

    player = None if person is None else PersonPlayer(person)  # type: ignore[arg-type]
    show(rehearsal.begins() + await carry_on(rehearsal, writer))
    turns = 0
    while rehearsal.ended is None and turns < MOST_TURNS:
        _show_standing(rehearsal)
        if player is None:
            given = _typed()
            if given is None:
                return
        else:
            given = player.plays(rehearsal)
        turns += 1
        try:
            added = rehearsal.takes(given)
        except OutOfTurn as refused:
            typer.secho(f"        {refused}", fg="yellow")
            continue
        mine = player is None and sys.stdin.isatty()
        show(added + await carry_on(rehearsal, writer), without_candidate=mine)


def _typed() -> Input | None:
    """The next thing that the candidate does; None when there is nothing more to read."""
    while True:
        line = _read()  # nothing else goes on meanwhile
        if line is None:
            return None
        try:
            given = command(line)
        except NoCommand as unknown:
            typer.secho(f"        {unknown}", fg="yellow")
            continue
        if given == "quit":
            return None
        if given == "help":
            typer.secho(HELP, dim=True)
        elif given is not None and not isinstance(given, str):
            return given


def _read() -> str | None:
    if sys.stdin.isatty():
        typer.secho("> ", nl=False, bold=True)
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        return ""
    return line or None


def command(line: str) -> Input | str | None:
    """What a typed line means: an input, `help`, `quit`, or None for an empty line. Raises `NoCommand`."""
    from interviewer.rehearsal.happenings import CutsOff, Mumbles, Says, StaysSilent, Waits

    text = " ".join(line.split())
    if not text:
        return None
    if len(text) > LONGEST:
        raise NoCommand(f"That is longer than anybody says at once: at most {LONGEST} characters. Nothing was said.")
    if not text.startswith("/"):
        return Says(text)
    word, _, rest = text.partition(" ")
    match word.lower():
        case "/silence":
            return StaysSilent()
        case "/mumble":
            return Mumbles()
        case "/cut" if rest:
            return CutsOff(rest)
        case "/cut":
            raise NoCommand("/cut needs the words that are said over the interviewer: /cut Sorry, one moment.")
        case "/time":
            found = _TIME.fullmatch(rest.lower())
            if found is None:
                raise NoCommand("/time needs a time, such as 90s or 3m.")
            return Waits(float(found[1]) * (60 if found[2] == "m" else 1))
        case "/help" | "/?":
            return "help"
        case "/quit" | "/exit" | "/q":
            return "quit"
        case _:
            raise NoCommand(f"There is no {word}. /help tells what there is.")


def documents_of(plan: PlanFile, file: Path) -> tuple[Path, ...]:
    """The documents beside the plan file that can be read. The others are named."""
    from interviewer.providers.knowledge.blocks import DocumentUnreadable
    from interviewer.providers.knowledge.memory import MemoryKnowledge

    readable = []
    for name in plan.job.documents:
        document = file.parent / name
        try:
            MemoryKnowledge.of_files([document])
            readable.append(document)
        except (DocumentUnreadable, OSError) as error:
            typer.secho(f"{name} is left out of the rehearsal. {error}", fg="yellow", err=True)
    return tuple(readable)


@contextlib.asynccontextmanager
async def writer_for(
    script: Script, documents: Sequence[Path], *, model: bool, by_meaning: bool = False
) -> AsyncIterator[Writer]:
    """Who finds words that are in no plan: the language model of the settings, or nobody; and what answers candidates.

    `by_meaning`: documents are searched with the embeddings of the settings too, if these are there.
    """
    import logging

    from interviewer.bootstrap import settings
    from interviewer.providers.knowledge.embedding import NoEmbedding, embedding
    from interviewer.providers.knowledge.memory import MemoryKnowledge
    from interviewer.providers.lineup import language_model
    from interviewer.rehearsal.writers import Authored, Modelled
    from interviewer.telemetry import logs

    found = settings.load()
    logs.configure("rehearsal", found, level=logging.CRITICAL)
    accounts = found.accounts(found.engines_url)
    async with contextlib.AsyncExitStack() as opened:
        meaning = await opened.enter_async_context(embedding(accounts)) if by_meaning else NoEmbedding()
        knowledge = MemoryKnowledge.of_files(documents, language=script.language, embedding=meaning)
        writing = await opened.enter_async_context(language_model(accounts, policy=found.policy)) if model else None
        if writing is None:
            yield Authored(script.spoken, knowledge)
            return
        typer.echo(f"Follow-ups by {writing.name}; --no-model asks the author's alone.", err=True)
        yield Modelled(writing, script, knowledge, numbers=found.policy.writing)


def show(happened: tuple[Happening, ...], *, without_candidate: bool = False) -> None:
    """Print what happened, line by line."""
    from interviewer.rehearsal.happenings import Noted, Replied, Said
    from interviewer.rehearsal.told import told

    for happening in happened:
        line = told(happening)
        if line is None or (without_candidate and isinstance(happening, Replied) and happening.text):
            continue
        match happening:
            case Said():
                typer.secho(line, fg="cyan")
            case Noted():
                typer.secho(line, fg="green")
            case _:
                typer.echo(line)
    sys.stdout.flush()


def _show_standing(rehearsal: Rehearsal) -> None:
    from interviewer.rehearsal.told import standing
    from interviewer.rehearsal.whereabouts import whereabouts

    typer.secho(standing(whereabouts(rehearsal)), dim=True)


def _summarise(rehearsal: Rehearsal) -> None:
    from interviewer.rehearsal.told import clock

    typer.secho("\nWhat the log of a call would say:", bold=True)
    for line in _lines(rehearsal):
        typer.echo(f"  {line}")
    end = rehearsal.ended.reason.replace("_", " ") if rehearsal.ended else "broken off here"
    typer.echo(f"  {clock(rehearsal.seconds)} of {rehearsal.script.minutes} minutes; {end}. Nothing of it was kept.")


def _lines(rehearsal: Rehearsal) -> Iterator[str]:
    from interviewer.conversation.facts import ProbeAsked, QuestionAsked
    from interviewer.rehearsal.happenings import Noted
    from interviewer.rehearsal.told import note

    notes = [happening.note for happening in rehearsal.happened if isinstance(happening, Noted)]
    asked = {found.question_id for found in notes if isinstance(found, QuestionAsked)}
    probes = sum(isinstance(found, ProbeAsked) for found in notes)
    yield f"{len(asked)} of {len(rehearsal.script.questions)} questions asked, {probes} follow-ups"
    yield from (line for found in notes if (line := note(found)) is not None)
