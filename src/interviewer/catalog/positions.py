"""Reads YAML (and so JSON) keeping the place of every value, for messages that name line and column.

Deliberately not here: what a plan file may contain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import yaml

Path = tuple[str | int, ...]
"""The way to a value: keys of mappings and indices of lists."""

MOST_CHARACTERS = 200_000
MOST_LEVELS = 20


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text; line and column count from 1."""

    line: int = 1
    column: int = 1


Found = tuple[Path, Position, str, str]
"""The field, its place, what is wrong, and the remedy."""


class _Mark(Protocol):
    """Where PyYAML is; it has two unrelated classes for it, its own and libyaml's. Counts from 0."""

    line: int
    column: int


class Unreadable(Exception):
    """The text is not YAML; carries the place, what is wrong and what to do about it."""

    def __init__(self, position: Position, message: str, remedy: str) -> None:
        super().__init__(message)
        self.position, self.message, self.remedy = position, message, remedy


class _Loader(yaml.SafeLoader):
    """YAML without aliases, of which a short one can stand for gigabytes, and without dates, which a plan has not."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node; refuses an alias, and what is nested beyond reason."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs forgot it
            raise Unreadable(_at(event.start_mark), "an alias (*) is used", "Write the value itself.")
        if self._depth == MOST_LEVELS:
            raise Unreadable(Position(), "it is nested too deeply", "Write it flat, as the examples are.")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Source:
    """A YAML text, read: its data, and where each value of it stands."""

    def __init__(self, text: str) -> None:
        """Raises Unreadable."""
        if len(text) > MOST_CHARACTERS:
            raise Unreadable(Position(), f"the file has {len(text)} characters", f"Keep it below {MOST_CHARACTERS}.")
        if strange := yaml.reader.Reader.NON_PRINTABLE.search(text):
            before = text[: strange.start()]
            position = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
            raise Unreadable(position, "this character cannot stand in a text file", "Remove it.")
        loader = _Loader(text)
        try:
            self._root: yaml.Node | None = loader.get_single_node()
            self.data: Any = None if self._root is None else loader.construct_document(self._root)
        except yaml.MarkedYAMLError as error:
            raise Unreadable(_place(error), *_explained(error)) from error
        except ValueError as error:  # such as a number of five thousand digits
            raise Unreadable(Position(), f"a value cannot be read: {error}", "Put texts in quotes.") from error

    def where(self, path: Path, *, key: bool = False) -> Position:
        """Where the value of that path stands, or its key; of a path that is not there, its nearest parent."""
        node = self._root
        if node is None:
            return Position()
        mark = node.start_mark
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            key_node, node = found
            mark = key_node.start_mark if key and key_node is not None else node.start_mark
        return _at(mark)

    def repeated_keys(self) -> Iterator[tuple[Path, Position]]:
        """Keys given twice in one mapping: YAML would silently take the last."""
        if self._root is not None:
            yield from _repeated(self._root, ())


def _repeated(node: yaml.Node, path: Path) -> Iterator[tuple[Path, Position]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield (*path, name), _at(key.start_mark)
            seen.add(name)
            yield from _repeated(value, (*path, name))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _repeated(item, (*path, index))


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if str(key.value) == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def _at(mark: _Mark | None) -> Position:
    return Position() if mark is None else Position(mark.line + 1, mark.column + 1)


def _place(error: yaml.MarkedYAMLError) -> Position:
    """Where the mistake is; of a quote or bracket that is never closed, where it was opened."""
    unclosed = "end of stream" in (error.problem or "") or "stream end" in (error.problem or "")
    first, second = error.problem_mark, error.context_mark
    return _at((second or first) if unclosed else (first or second))


def _explained(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    problem = error.problem or "this is not YAML"
    if "mapping values are not allowed here" in problem:
        return "a colon cannot stand here", "Put a text with a colon in quotes, or align this line with its neighbours."
    if "'\\t'" in problem:
        return "a tab stands where YAML wants spaces", "Indent with spaces."
    if "expected <block end>" in problem:
        return (
            "this line is indented differently from its neighbours",
            "Align it with the lines it belongs to; or a quote before it is not closed.",
        )
    if "expected alphabetic or numeric character" in problem or "cannot start any token" in problem:
        return f"a text cannot start like this ({problem})", 'Put the whole text in quotes: "…".'
    if "end of stream" in problem or "stream end" in problem:
        return "a quote or bracket is opened and never closed", "Close it."
    if "expected ',' or" in problem:
        return "a text in brackets ends here", "Put each text in brackets in quotes, or each on a line after a dash."
    if "single document" in (error.context or ""):
        return "the file has a second document (---)", "Keep one plan in a file."
    if "constructor" in problem:
        return problem, "Remove the tag (the word after the exclamation mark)."
    context = f" ({error.context})" if error.context else ""
    return f"{problem}{context}", "Correct the YAML here, or in the line before."
