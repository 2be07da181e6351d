"""`interviewer plan listen`: a plan becomes sound, and what did not is told."""

from __future__ import annotations

import json
import logging
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import structlog
import typer
from typer.testing import CliRunner, Result

from interviewer.cli import plan
from interviewer.embedded.models import ModelMissing
from interviewer.providers.accounts import ProviderUnusable
from served_engines import find

PLAN = """\
job: {title: Cook, company: Green Kitchen, summary: You cook.}
plan:
  title: First talk
  questions:
    - id: kitchen
      ask: Which SQL have you cooked with?
      criteria: [care]
      probes:
        - {id: longer, when: {shorter_than: 20}, ask: "For how many people?"}
    - {id: weekends, kind: yes_no, ask: "Can you work on Saturdays?"}
  criteria:
    - id: care
      name: Care
      description: Works cleanly.
      anchors: {0: No., 3: Some., 5: All.}
      checklist: ["One?", "Two?", "Three?", "Four?", "Five?"]
  pronunciations: {SQL: sequel}
"""


@dataclass
class Engines:
    """Speech endpoints that give a tenth of a second for each line, or nothing for some."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    unable: set[str] = field(default_factory=set)


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def engines() -> Iterator[Engines]:
    found = Engines()

    class Speaks(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
            found.asked.append(text)
            self.send_response(500 if text in found.unable else 200)
            self.send_header("Content-Type", "audio/pcm;rate=24000")
            self.end_headers()
            self.wfile.write(b"" if text in found.unable else b"\x01\x10" * 2400)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Speaks) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        found.url = f"http://127.0.0.1:{server.server_port}/v1"
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN)
    return path


def listen(file: Path, url: str, *options: str, **settings: str) -> Result:
    app = typer.Typer()
    plan.register(app)
    state = {"INTERVIEWER_STATE_DIR": str(file.parent / "state"), "INTERVIEWER_ENGINES_URL": url}
    named = {f"INTERVIEWER_{name.upper()}": value for name, value in {"tts": "local", **settings}.items()}
    return CliRunner().invoke(app, ["plan", "listen", str(file), *options], env={**state, **named})


def seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 24000)
        return int(sound.getnframes()) / 24000


def index(folder: Path) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = json.loads((folder / "index.json").read_text())["lines"]
    return lines


def test_every_planned_line_is_a_file_that_sounds_as_the_lexicon_says(engines: Engines, file: Path) -> None:
    out = file.parent / "made" / "sound"
    result = listen(file, engines.url, "--out", str(out), "--name", "Ada")
    assert result.exit_code == 0, result.output
    lines = index(out)
    named = [(line["file"], line["name"]) for line in lines]
    assert named[0] == ("00-greeting.wav", "greeting")
    assert named[1:] == [
        ("01-kitchen.wav", "kitchen"),
        ("01-kitchen.longer.wav", "kitchen.longer"),
        ("02-weekends.wav", "weekends"),
        ("03-closing.wav", "closing"),
    ]
    assert str(lines[0]["text"]).startswith("Hello Ada.")
    assert (lines[1]["text"], lines[1]["spoken"]) == (
        "Which SQL have you cooked with?",
        "Which sequel have you cooked with?",
    )
    assert "Which sequel have you cooked with?" in engines.asked
    assert [seconds(out / str(line["file"])) for line in lines] == pytest.approx(
        [line["seconds"] for line in lines], abs=0.01
    )
    assert "5 of 5 lines" in result.output


def test_one_question_is_heard_with_its_follow_ups_alone(engines: Engines, file: Path) -> None:
    out = file.parent / "sound"
    assert listen(file, engines.url, "--out", str(out), "--question", "kitchen").exit_code == 0
    assert [line["name"] for line in index(out)] == ["kitchen", "kitchen.longer"]


def test_a_line_that_cannot_be_made_is_told_and_the_others_are_made(engines: Engines, file: Path) -> None:
    out = file.parent / "sound"
    assert listen(file, engines.url, "--out", str(out)).exit_code == 0
    engines.unable = {"For how many people?"}
    result = listen(file, engines.url, "--out", str(out))
    assert result.exit_code == 1
    assert "failed  01-kitchen.longer.wav" in result.output
    assert "4 of 5 lines" in result.output
    failed = [line for line in index(out) if line["error"]]
    assert [(line["name"], line["seconds"]) for line in failed] == [("kitchen.longer", None)]
    assert not (out / "01-kitchen.longer.wav").exists(), "the sound of the run before is not taken for this one's"


def test_a_voice_that_is_away_is_not_asked_for_line_after_line(file: Path) -> None:
    out = file.parent / "sound"
    result = listen(file, "http://127.0.0.1:9/v1", "--out", str(out))
    assert result.exit_code == 1
    errors = [str(line["error"]) for line in index(out)]
    assert ["not tried" in error for error in errors] == [False] * 3 + [True] * 2
    assert all("cannot be reached" in error for error in errors)


def test_what_cannot_be_rendered_is_told_before_anything_is(engines: Engines, file: Path) -> None:
    taken = file.parent / "taken"
    taken.write_text("a file")
    broken = file.parent / "broken.yaml"
    broken.write_text(PLAN.replace("title: Cook", "title: 7"))
    for of, options, said in (
        (file, ("--question", "kitchens"), "There is no question 'kitchens'"),
        (file, ("--out", str(taken / "sound")), "cannot be written to: Not a directory"),
        (file, ("--out", str(taken)), "cannot be written to: File exists"),
        (broken, (), "this must be text, not a number"),
        (file.parent / "none.yaml", (), "the file cannot be read"),
    ):
        result = listen(of, engines.url, *options)
        assert (result.exit_code, said in result.output) == (1, True), result.output
    assert engines.asked == []
    assert taken.read_text() == "a file"


def test_a_provider_without_its_key_is_named(engines: Engines, file: Path) -> None:
    result = listen(file, engines.url, "--out", str(file.parent / "sound"), tts="azure", azure_speech_key="")
    assert isinstance(result.exception, ProviderUnusable)
    assert "INTERVIEWER_AZURE_SPEECH_KEY" in str(result.exception)


@pytest.mark.engines
def test_the_local_voice_is_loaded_where_none_runs(file: Path) -> None:
    try:
        find("piper-joe")
    except ModelMissing as missing:
        pytest.skip(str(missing))
    out = file.parent / "sound"
    result = listen(file, "", "--out", str(out), "--question", "weekends")
    assert result.exit_code == 0, result.output
    assert "piper/joe, loaded for this command" in result.output
    assert 0.5 < seconds(out / "02-weekends.wav") < 5
