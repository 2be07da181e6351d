"""Rows of named texts from the lines of a CSV or JSON-lines file, each bad one told with its line and the rest kept.

Deliberately not here: what the columns mean (`importing`). What is in a row is somebody's personal data, so that
problems repeat no value of it, only names of columns.
"""

from __future__ import annotations

import csv
import difflib
import json
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Form = Literal["csv", "jsonl"]

MOST_CHARACTERS = 20_000
"""Of one line: several times the longest row that can be right."""

MOST_LINES = 40
"""Of one row: a text in quotes may go on over several lines, a quote that is never closed not over the whole file."""

_SAVE = "Save the file as CSV in UTF-8, its first line naming the columns: {columns}."


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was not taken, or, with the line of the header, why no row was. A row may have several problems."""

    line: int
    """The row's first line, counted from 1."""
    column: str | None
    """None for the row as a whole."""
    reason: str
    remedy: str

    def __str__(self) -> str:
        column = f"{self.column}: " if self.column else ""
        return f"line {self.line}: {column}{self.reason}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says: the texts that are there by the names of their columns, without empty ones."""

    line: int
    texts: dict[str, str]


class _Object(list[tuple[str, object]]):
    """A JSON object with all its keys, also those given twice."""


def read_rows(
    text_lines: Iterable[str],
    form: Form,
    *,
    columns: Sequence[str],
    required: Collection[str],
    over_lines: Collection[str],
) -> Iterator[Row | RowProblem]:
    """The file's rows in order, and its problems in between. Empty lines count as lines and are left out.

    The columns of `over_lines` may have texts of several lines.
    `text_lines` comes with line ends or without. Bytes that are no UTF-8 can be let through as surrogates
    (`errors="surrogateescape"`): they end in a problem of their row.
    """
    lines = _numbered(text_lines)
    return _csv_rows(lines, columns, required, over_lines) if form == "csv" else _json_rows(lines, columns)


def _numbered(text_lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    number = 0
    for text in text_lines:
        for line in text.removesuffix("\n").removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            number += 1
            yield number, line.removeprefix("\ufeff") if number == 1 else line


def _csv_rows(
    lines: Iterator[tuple[int, str]], columns: Sequence[str], required: Collection[str], over_lines: Collection[str]
) -> Iterator[Row | RowProblem]:
    first = next(((number, line) for number, line in lines if line.strip()), None)
    if first is None:
        yield RowProblem(1, None, "the file is empty", _SAVE.format(columns=", ".join(columns)))
        return
    number, header = first
    delimiter = max(",;\t", key=header.count)
    names = _names(header, delimiter)
    problems = tuple(_header_problems(number, names, columns, required))
    yield from problems
    if problems:
        return
    yield from _records(lines, delimiter, names, over_lines)


def _names(header: str, delimiter: str) -> list[str]:
    """The columns that the header names, as we write them; Consent Source is consent_source."""
    cells = next(csv.reader([header[:MOST_CHARACTERS]], delimiter=delimiter))
    names = ["_".join(cell.casefold().replace("-", " ").replace("_", " ").split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _header_problems(
    line: int, names: Sequence[str], columns: Sequence[str], required: Collection[str]
) -> Iterator[RowProblem]:
    if not set(names) & set(columns):  # no header but a row, perhaps, whose values are not to be repeated
        yield RowProblem(line, None, "the first line names no columns", _SAVE.format(columns=", ".join(columns)))
        return
    for name in columns:
        if name in required and name not in names:
            yield RowProblem(line, name, "the column is missing", f"Add it; the columns are {', '.join(columns)}.")
        if names.count(name) > 1:
            yield RowProblem(line, name, "the column is named twice", "Remove one of the two.")
    unknown = [(index, name) for index, name in enumerate(names, 1) if name not in columns]
    for index, name in unknown[:10]:
        column = name[:40] if name.isprintable() else None
        yield RowProblem(line, column, f"column {index} is none of ours", _instead(name[:40], tuple(columns)))


def _records(
    lines: Iterator[tuple[int, str]], delimiter: str, names: Sequence[str], over_lines: Collection[str]
) -> Iterator[Row | RowProblem]:
    """The rows below the header.

    A quote that is not closed, or closed by that of another row, makes several rows look like one. So the lines after
    the first one of a row with a problem are read once more, each as a row of its own.
    """
    ahead: deque[tuple[int, str]] = deque()
    held: list[tuple[int, str]] = []

    def pulled() -> Iterator[str]:
        while len(held) < MOST_LINES:
            taken = ahead.popleft() if ahead else next(lines, None)
            if taken is None:
                return
            held.append(taken)
            if len(taken[1]) > MOST_CHARACTERS:
                return
            yield taken[1] + "\n"

    while True:
        held.clear()
        try:
            # It asks for a further line only if a quote is open.
            cells = next(csv.reader(pulled(), delimiter=delimiter, strict=True), None)
        except csv.Error:
            read: Row | RowProblem | None = _misquoted(held[0][0])
        else:
            if not held:
                return
            number = held[0][0]
            read = _too_long(number) if cells is None else _row(number, cells, delimiter, names, over_lines)
        if isinstance(read, RowProblem):
            ahead.extendleft(reversed(held[1:]))
        if read is not None:
            yield read


def _row(
    number: int, cells: list[str], delimiter: str, names: Sequence[str], over_lines: Collection[str]
) -> Row | RowProblem | None:
    """What one row says; None for an empty one."""
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    texts = {name: text for name, cell in zip(names, cells, strict=False) if (text := cell.strip())}
    if not any(map(str.strip, cells)):
        return None
    if any("\n" in text for name, text in texts.items() if name not in over_lines):
        return _misquoted(number)
    if len(cells) != len(names):
        reason = f"the row has {len(cells)} columns, the first line names {len(names)}"
        mark = "tab" if delimiter == "\t" else delimiter
        return RowProblem(number, None, reason, f"Put a text with a {mark} in quotes; leave no column out.")
    return Row(number, texts)


def _json_rows(lines: Iterator[tuple[int, str]], columns: Sequence[str]) -> Iterator[Row | RowProblem]:
    begun = False
    for number, line in lines:
        if not line.strip():
            continue
        if not begun and line.lstrip().startswith("["):
            yield RowProblem(number, None, "the file is one JSON list", "Write each object on a line of its own.")
            return
        begun = True
        yield _json_row(number, line, columns)


def _json_row(number: int, line: str, columns: Sequence[str]) -> Row | RowProblem:
    if len(line) > MOST_CHARACTERS:
        return _too_long(number)
    try:
        read = json.loads(line, object_pairs_hook=_Object)
    except (ValueError, RecursionError) as error:
        where = f" (at character {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        return RowProblem(number, None, f"this is not JSON{where}", "Write one whole JSON object in each line.")
    if not isinstance(read, _Object):
        remedy = 'Write an object in each line, as {"name": "…", "number": "…"}.'
        return RowProblem(number, None, "this is JSON, but no object", remedy)
    texts: dict[str, str] = {}
    seen: set[str] = set()
    for name, value in read:
        column = name[:40] if name.isprintable() else None
        if name not in columns:
            return RowProblem(number, column, "there is no such field", _instead(name[:40], tuple(columns)))
        if name in seen:
            return RowProblem(number, column, "the field is given twice", "Keep one of the two.")
        seen.add(name)
        if value is not None and not isinstance(value, str):
            return RowProblem(number, column, "this must be text", 'Put it in quotes, as "+44 20 7946 0018".')
        if value and value.strip():
            texts[name] = value.strip()
    return Row(number, texts)


def _misquoted(number: int) -> RowProblem:
    remedy = 'Close it, write a quote within a text twice (""), and have no line end in a short text such as a name.'
    return RowProblem(number, None, "a quote is not closed, or stands within a text", remedy)


def _too_long(number: int) -> RowProblem:
    return RowProblem(number, None, f"the line has more than {MOST_CHARACTERS} characters", "Shorten or remove it.")


@lru_cache(maxsize=256)
def _instead(name: str, columns: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(name, columns, n=1)
    return f"Did you mean {close[0]}?" if close else f"Remove it; possible are {', '.join(columns)}."
