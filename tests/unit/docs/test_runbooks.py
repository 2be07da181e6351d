"""docs/runbooks: what a page tells somebody at night to type or to look for is there, and the index leads to it."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import typer.main
from fastapi import FastAPI

from interviewer import cli
from interviewer.api import methods, problems
from interviewer.api.app import create_app
from interviewer.bootstrap.diagnosis import vendors
from interviewer.bootstrap.settings import PREFIX, Settings
from interviewer.simulation.chaos.scenarios import SCENARIOS
from running_api import settings_of

ROOT: Final = Path(__file__).parents[3]
SOURCE: Final = ROOT / "src" / "interviewer"
FOLDER: Final = ROOT / "docs" / "runbooks"
INDEX: Final = FOLDER / "README.md"
PAGES: Final = sorted(page for page in FOLDER.glob("*.md") if page != INDEX)
PARTS: Final = (
    "What is seen",
    "What callers notice",
    "What is safe",
    "What to do",
    "When it is over",
    "What to look at afterwards",
)
LONGEST: Final = 40
FILES: Final = ("json", "jsonl", "log", "md", "py", "sh", "yaml")
SPAN: Final = re.compile(r"`([^`]+)`")
DOTTED: Final = re.compile(r"[a-z][a-z_]*(\.[a-z_]+)+")
TITLES: Final = re.compile(r"^## (.+)$", re.MULTILINE)


def spans(text: str) -> list[str]:
    """What stands between backticks."""
    return SPAN.findall(text)


def lines_of_code(text: str) -> list[str]:
    """What stands between backticks, and each line of an indented block."""
    blocks = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    return [*spans(text), *blocks]


def part(text: str, title: str) -> str:
    """What stands beneath this heading."""
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def first_spans(text: str) -> set[str]:
    """Of each row of a table what it is about: the first span of its second cell."""
    rows = [row.split("|") for row in text.splitlines() if row.startswith("|")]
    return {found[0] for row in rows if (found := spans(row[2]))}


@cache
def calls() -> tuple[ast.Call, ...]:
    """Every call in the source."""
    trees = (ast.parse(file.read_text("utf-8")) for file in SOURCE.rglob("*.py"))
    return tuple(node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))


def strings(node: ast.AST) -> Iterator[str]:
    """The strings that stand in it."""
    return (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


@cache
def events() -> frozenset[str]:
    """What logs say and what the event log stores, by their names."""
    found: set[str] = set()
    for call in calls():
        match call.func:
            case ast.Attribute(value=ast.Name(id="log")) | ast.Name(id="Stored") if call.args:
                found.update(strings(call.args[0]))
    # A line whose event is chosen beforehand.
    text = (SOURCE / "providers" / "resilience" / "incidents.py").read_text("utf-8")
    return frozenset(found | set(re.findall(r'"(breaker\.[a-z_]+)"', text)))


@cache
def metrics() -> frozenset[str]:
    """As /metrics shows them."""
    found: set[str] = set()
    for call in calls():
        match call:
            case ast.Call(func=ast.Name(id=kind), args=[ast.Constant(value=str(name)), *_]):
                if kind in ("gauge", "Gauge", "Histogram", "Counter"):
                    whole = "interviewer_" + name.removeprefix("interviewer_")
                    found.add(f"{whole}_total" if kind == "Counter" else whole)
    return frozenset(found)


@cache
def findings() -> tuple[str, ...]:
    """What the lines of `interviewer doctor` are about; how they begin where that ends with a space."""
    found = set(vendors.PARTS.values())
    files = (SOURCE / "bootstrap" / "diagnosis").glob("*.py")
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))):
        match node:
            case ast.Call(func=ast.Name(id="Finding"), args=[first, *_]) if not isinstance(first, ast.Name):
                found.update([*strings(first)][:1])
            case ast.Assign(targets=[ast.Name(id="what")], value=ast.JoinedStr(values=[ast.Constant() as first, *_])):
                found.add(str(first.value))
    return tuple(name for name in found if name.strip())


@cache
def command_line() -> object:
    return typer.main.get_command(cli.build())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = settings_of("postgresql://nobody@127.0.0.1:1/none", tmp_path_factory.mktemp("state"))
    return create_app(settings, page=())


each_page = pytest.mark.parametrize("page", [INDEX, *PAGES], ids=lambda page: page.stem)
each_runbook = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def test_what_is_looked_for_is_found_in_the_source() -> None:
    """Else the tests below would let everything pass, or nothing."""
    assert {"projection.stopped", "breaker.opened", "admission.held_back", "call.ended"} <= events()
    assert {"interviewer_projection_stopped", "interviewer_replies_over_budget_total"} <= metrics()
    assert {"PostgreSQL", "speech to text", "read model "} <= set(findings())
    assert len(PAGES) >= 10


@each_runbook
def test_a_page_is_short_and_has_every_part_in_its_order(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert tuple(TITLES.findall(text)) == PARTS
    assert all(part(text, title).strip() for title in PARTS)


@each_page
def test_each_command_is_one_of_the_command_line(page: Path) -> None:
    for code in lines_of_code(page.read_text("utf-8")):
        words = shlex.split(code.partition(" | ")[0], comments=True)
        while words and re.match(r"[A-Z_]+=", words[0]):
            words.pop(0)
        if words[:1] != ["interviewer"]:
            continue
        command: Any = command_line()
        while (below := getattr(command, "commands", None)) and len(words) > 1:
            words.pop(0)
            assert words[0] in below, code
            command = below[words[0]]
        if len(words) > 1:  # else it is only named
            command.make_context(words[0], words[1:])
        if code.startswith("interviewer chaos run"):
            assert set(words[1:]) <= {*SCENARIOS, "all", "quick"}, code


@each_page
def test_each_setting_is_one_of_the_settings(page: Path) -> None:
    settings = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(r"INTERVIEWER_[A-Z_]+", page.read_text("utf-8"))) <= settings


@each_page
def test_each_event_is_one_that_a_process_logs_or_the_event_log_holds(page: Path) -> None:
    dotted = {span for span in spans(page.read_text("utf-8")) if DOTTED.fullmatch(span)}
    assert {name for name in dotted if name.rpartition(".")[2] not in FILES} <= events()


@each_page
def test_each_metric_is_one_that_is_told(page: Path) -> None:
    assert set(re.findall(r"\binterviewer_[a-z_]+", page.read_text("utf-8"))) <= metrics()


@each_page
def test_each_line_of_doctor_is_one_that_it_shows(page: Path) -> None:
    rows = [row for row in page.read_text("utf-8").splitlines() if re.match(r"\| `?(interviewer )?doctor`? ?\|", row)]
    for row in rows:
        for name in first_spans(row):
            assert any(name == begins or (begins[-1] == " " and name.startswith(begins)) for begins in findings()), row


@each_page
def test_each_address_of_the_api_is_served_and_each_refusal_is_in_the_table(page: Path, app: FastAPI) -> None:
    text = page.read_text("utf-8")
    for method, path in re.findall(r"(?:\b(GET|POST|PUT|DELETE) |\$API)(/[^\s`\"?]*)", text):
        assert (method or "GET") in methods.of(app, re.sub(r"\$[A-Z]+|\{\w+\}", "x", path)), path
    shown = {f"{found.status} {found.code}" for found in problems.TABLE.values()}
    assert {span for span in spans(text) if re.fullmatch(r"[45]\d\d [a-z_]+", span)} <= shown


@each_page
def test_each_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@each_runbook
def test_the_index_leads_from_all_that_a_page_names_as_seen_to_that_page(page: Path) -> None:
    rows = [row for row in INDEX.read_text("utf-8").splitlines() if f"]({page.name})" in row]
    assert rows
    assert first_spans(part(page.read_text("utf-8"), PARTS[0])) <= {span for row in rows for span in spans(row)}
