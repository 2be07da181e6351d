"""PDF: lines by their size, of which the large ones are headings. What stands on every page belongs to none."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from interviewer.providers.knowledge.blocks import MOST_PAGES, Block, DocumentUnreadable, Headings, Reading
from interviewer.providers.knowledge.markup import squeezed
from interviewer.providers.knowledge.plain import ITEM, joined

LARGER: Final = 1.12
"""How much larger than most of the text a heading is."""
LONGEST_HEADING: Final = 110
FEWEST_LETTERS: Final = 15
"""Letters on a page, on average, below which it is a picture of a page."""
FULL_LINE: Final = 0.75
"""A line shorter than this share of the longest ends its paragraph if it ends a sentence."""
RUNNING: Final = 3
"""On so many pages, and most of them, a line is the page's own."""
PAGE_NUMBER: Final = re.compile(
    r"(?:.{0,60}\W)?(?:page|seite) \d{1,3}(?: (?:/|of|von) \d{1,3})?|\d{1,3}", re.IGNORECASE
)
"""The last line of a page that looks so is its number."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; `size` in points, as most of its letters have it."""

    text: str
    size: float
    bold: bool


def pdf(data: bytes) -> Reading:
    """A PDF with text in it. Raises `DocumentUnreadable`."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        opened = not reader.is_encrypted or bool(reader.decrypt(""))
        count = len(reader.pages) if opened else 0
        pages = [_lines(page) for page in reader.pages] if 0 < count <= MOST_PAGES else []
        title = squeezed(str((opened and reader.metadata and reader.metadata.title) or ""))
    except Exception as error:
        raise DocumentUnreadable("The PDF is damaged. Print it to a new PDF and send that.") from error
    if not opened:
        raise DocumentUnreadable("The PDF is encrypted. Save it without a password and send it again.")
    if count > MOST_PAGES:
        raise DocumentUnreadable(
            f"The PDF has {count} pages, more than {MOST_PAGES}. Send it in parts, or only what candidates ask about."
        )
    letters = sum(len(line.text) for page in pages for line in page)
    if letters < FEWEST_LETTERS * max(1, len(pages)):
        raise DocumentUnreadable(
            "There is no text in the PDF: it was scanned, or holds pictures alone. Make its text readable (OCR), or"
            " send the text itself."
        )
    blocks = tuple(_blocks(_without_running(pages)))
    first = blocks[0].headings[0] if blocks and blocks[0].headings else ""
    return Reading("pdf", first or title, len(pages), blocks)


def _lines(page: Any) -> list[Line]:  # noqa: ANN401 - pypdf's
    lines: list[Line] = []
    sizes: Counter[tuple[float, bool]] = Counter()
    gathered = ""

    def end() -> None:
        nonlocal gathered
        (size, bold), _ = sizes.most_common(1)[0] if sizes else ((0.0, False), 0)
        lines.append(Line(gathered.strip(), size, bold))
        gathered = ""
        sizes.clear()

    def piece(text: str, outer: list[float], inner: list[float], font: dict[str, Any] | None, size: float) -> None:
        nonlocal gathered
        scale = abs(inner[3] * outer[3]) or abs(inner[1] * outer[2]) or 1.0
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for number, part in enumerate(text.split("\n")):
            if number:
                end()
            gathered += part
            if part.strip():
                sizes[round(size * scale * 2) / 2, bold] += len(part.strip())

    page.extract_text(visitor_text=piece)
    end()
    return lines


def _without_running(pages: Sequence[list[Line]]) -> list[Line]:
    """All lines, but for headers, footers and the pages' numbers."""
    pages = [page[:-1] if page and PAGE_NUMBER.fullmatch(squeezed(page[-1].text)) else page for page in pages]
    counted: Counter[str] = Counter()
    for page in pages:
        counted.update({_plain(line.text) for line in page if line.text})
    most = max(RUNNING, len(pages) * 0.6)
    own = {text for text, count in counted.items() if count >= most}
    return [line for page in pages for line in page if _plain(line.text) not in own]


def _plain(text: str) -> str:
    return re.sub(r"\d+", "0", squeezed(text))


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    counted: Counter[float] = Counter()
    for line in lines:
        counted[line.size] += len(line.text)
    body = counted.most_common(1)[0][0] if counted else 0.0
    levels = {size: n for n, size in enumerate(sorted({s for s in counted if s >= body * LARGER}, reverse=True), 1)}
    longest = max((len(line.text) for line in lines if line.size == body), default=0)
    headings, gathered = Headings(), list[str]()
    heading: Line | None = None

    def paragraph() -> Iterator[Block]:
        yield from (Block(headings.path, text) for text in joined(gathered))
        gathered.clear()

    for line in lines:
        level = levels.get(line.size, len(levels) + 1 if line.bold else None)
        if level and line.text and len(line.text) <= LONGEST_HEADING and _titled(line, level, levels):
            yield from paragraph()
            text = squeezed(line.text)
            if heading is not None and heading.size == line.size and level <= len(levels):
                text = f"{squeezed(heading.text)} {text}"  # one that was too long for a line
            headings.begin(level, text)
            heading = Line(text, line.size, line.bold)
            continue
        heading = None
        if not line.text or ITEM.match(line.text):
            yield from paragraph()
        if line.text:
            gathered.append(line.text)
            if len(line.text) < longest * FULL_LINE and line.text.endswith((".", "!", "?", ":")):
                yield from paragraph()
    yield from paragraph()


def _titled(line: Line, level: int, levels: dict[float, int]) -> bool:
    """Large lines are; bold ones of the text's own size only if they are whole and no sentence."""
    return level <= len(levels) or (len(line.text) <= LONGEST_HEADING // 2 and not line.text.endswith((".", ",", ";")))
