"""Three personas, each with a spoken line for everything that the examples ask."""

from __future__ import annotations

import hashlib
import io
import shutil
from pathlib import Path

import av
import pytest

from interviewer.catalog.check import load_plan_file
from interviewer.conversation.languages import ENGLISH
from interviewer.simulation.persona import (
    PERSONAS,
    UNASKED,
    PersonaInvalid,
    load_persona,
    parts,
    persona_names,
    read_manifest,
    read_phrases,
    read_script,
    spoken,
)

NAMES = persona_names()
FILES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))
PLANS = [load_plan_file(path).plan for path in FILES if ".cases" not in path.suffixes]
QUESTIONS = [question for plan in PLANS for question in plan.questions]
ASKED = [ask for q in QUESTIONS for ask in (q.ask, *(probe.ask for probe in q.probes))]
STORIES = [q.ask for q in QUESTIONS if q.kind in ("open", "behavioural")]
PARTS = ENGLISH.lines.parts.values()


def test_there_are_three_personas() -> None:
    assert NAMES == ("asks_back", "concise", "rambling")


@pytest.mark.parametrize("name", NAMES)
def test_a_persona_has_a_line_for_every_topic(name: str) -> None:
    assert set(read_script(name).says) == set(read_phrases())


@pytest.mark.parametrize("name", NAMES)
def test_a_persona_answers_everything_that_the_examples_ask(name: str) -> None:
    answers = {ask: load_persona(name).reply_to(f"Thank you. {ask}") for ask in (*ASKED, *PARTS)}
    assert None not in answers.values()
    assert load_persona(name).no_answer not in answers.values()
    assert len({answers[ask] for ask in STORIES}) == len(STORIES)


@pytest.mark.parametrize("name", NAMES)
def test_a_persona_says_that_it_has_no_answer_to_an_unknown_question(name: str) -> None:
    persona = load_persona(name)
    reply = persona.reply_to("What is your favourite colour?")
    assert reply is persona.no_answer
    assert reply.text == "I'm sorry, I don't have an answer to that."


@pytest.mark.parametrize("name", NAMES)
def test_a_persona_stays_silent_when_nothing_was_asked(name: str) -> None:
    assert load_persona(name).reply_to("Thank you. One moment please.") is None


@pytest.mark.parametrize("name", NAMES)
def test_a_persona_agrees_to_being_recorded(name: str) -> None:
    reply = load_persona(name).reply_to("Our conversation will be recorded. Is that all right with you?")
    assert reply is not None
    assert reply.text == "Yes, that's fine."


def test_who_asks_back_answers_when_the_question_comes_again() -> None:
    persona = load_persona("asks_back")
    ask = PLANS[1].questions[0].ask
    replies = [persona.reply_to(ask) for _ in range(3)]
    assert [reply.id for reply in replies if reply] == ["customer_work-1", "customer_work-2", "customer_work-2"]
    assert replies[0] is not None
    assert replies[0].text == "Sorry, could you repeat the question, please?"


def test_who_asks_back_puts_questions_of_its_own_in_every_short_interview() -> None:
    persona = load_persona("asks_back")
    for plan in PLANS:
        replies = [persona.reply_to(question.ask) for question in plan.first(4).questions]
        own = [reply.text for reply in replies if reply and "?" in reply.text]
        assert len(own) == 3, own


def test_two_calls_with_the_same_persona_know_nothing_of_each_other() -> None:
    ask = PLANS[1].questions[0].ask
    first, second = load_persona("asks_back"), load_persona("asks_back")
    assert first.reply_to(ask) == second.reply_to(ask)


def test_long_pauses_stand_in_the_middle_of_every_main_answer_of_the_rambling_persona() -> None:
    script, persona = read_script("rambling"), load_persona("rambling")
    for question in (q for q in QUESTIONS if q.kind in ("open", "behavioural", "yes_no")):
        reply = persona.reply_to(question.ask)
        assert reply is not None
        cut = parts(script.says[reply.topic][0])
        pauses = [part for part in cut if isinstance(part, float)]
        assert pauses
        assert all(1.2 <= pause <= 2.5 for pause in pauses)
        assert isinstance(cut[0], str)
        assert isinstance(cut[-1], str)


def test_only_the_rambling_persona_pauses() -> None:
    for name in {*NAMES} - {"rambling"}:
        assert all(len(parts(text)) == 1 for _, text in read_script(name).lines().values())


def test_a_script_text_is_cut_at_its_pauses() -> None:
    text = "Well, I think [pause 1.8] yes. [pause 2] I do."
    assert parts(text) == ("Well, I think", 1.8, "yes.", 2.0, "I do.")
    assert spoken(text) == "Well, I think yes. I do."


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_those_of_the_manifest_and_the_manifest_that_of_the_script(name: str) -> None:
    again = "the script has changed: run python tools/voices/render.py"
    script, manifest = read_script(name), read_manifest(name)
    assert manifest.voice == script.voice, again
    assert {i: line.script for i, line in manifest.lines.items()} == {i: t for i, (_, t) in script.lines().items()}, (
        again
    )
    files = {file.stem: file for file in (PERSONAS / name / "voices").iterdir()}
    assert set(files) == set(manifest.lines), again
    for line_id, line in manifest.lines.items():
        assert hashlib.sha256(files[line_id].read_bytes()).hexdigest() == line.sha256, f"{line_id}: {again}"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_mono_opus_and_lasts_as_long_as_the_manifest_says(name: str) -> None:
    persona = load_persona(name)
    for line_id in (*UNASKED, "consent", "slow_page"):
        line = persona.repertoire.lines[line_id]
        with av.open(io.BytesIO(line.file.read_bytes()), "r") as container:
            assert container.streams.audio[0].codec_context.name in {"opus", "libopus"}
            assert container.streams.audio[0].layout.name == "mono"
            samples = sum(frame.samples for frame in container.decode(audio=0))
        assert samples / 48_000 == pytest.approx(line.seconds, abs=0.03)


def test_voices_are_different_and_small_enough_to_travel_with_the_package() -> None:
    assert len({read_script(name).voice.name for name in NAMES}) == len(NAMES)
    assert sum(file.stat().st_size for file in PERSONAS.rglob("*.ogg")) <= 4_000_000


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_neither_a_speech_nor_a_snippet(name: str) -> None:
    lines = load_persona(name).repertoire.lines.values()
    assert all(0.5 <= line.seconds <= 22 for line in lines)


def test_an_unknown_persona_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(PersonaInvalid, match=r"no persona 'shy'.*asks_back, concise, rambling"):
        load_persona("shy")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The concise persona, copied to be changed."""
    shutil.copytree(PERSONAS / "concise", tmp_path / "concise")
    shutil.copy(PERSONAS / "hears.yaml", tmp_path)
    return tmp_path


def test_a_changed_text_is_not_played_with_the_old_voice(folder: Path) -> None:
    script = folder / "concise" / "script.yaml"
    script.write_text(script.read_text().replace("Yes, that's fine.", "No, thank you."))
    with pytest.raises(PersonaInvalid, match=r"'consent' of persona .* has changed since it was voiced"):
        load_persona("concise", folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "concise" / "voices" / "goodbye.ogg").unlink()
    with pytest.raises(PersonaInvalid, match="'goodbye'"):
        load_persona("concise", folder)


def test_a_script_may_not_answer_what_nobody_can_ask(folder: Path) -> None:
    script = folder / "concise" / "script.yaml"
    script.write_text(script.read_text() + "  hobby: I paint.\n")
    with pytest.raises(PersonaInvalid, match="does not list: hobby"):
        load_persona("concise", folder)


def test_a_damaged_script_says_which_file_it_is(folder: Path) -> None:
    (folder / "concise" / "script.yaml").write_text("name: [")
    with pytest.raises(PersonaInvalid, match=r"concise/script\.yaml is not a persona script"):
        load_persona("concise", folder)
