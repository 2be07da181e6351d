"""HTML, and what is made into HTML first: Markdown and DOCX. Only what a reader of the page would see counts.

A tree may be deep beyond any recursion, so it is walked step by step.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from interviewer.providers.knowledge.blocks import Block, DocumentUnreadable, Headings, Reading

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_UNSEEN: Final = (
    "script style noscript template svg math iframe object canvas audio video head title nav footer form button select"
    " textarea input dialog"
)
_BREAKS: Final = (
    "address article aside blockquote body br dd details div dl dt figcaption figure fieldset h1 h2 h3 h4 h5 h6 header"
    " hr html li main ol p pre section summary table tbody td th thead tfoot tr ul caption"
)
UNSEEN: Final = frozenset(_UNSEEN.split())
BREAKS: Final = frozenset(_BREAKS.split())
"""Text on both sides of these belongs to different blocks."""
HEADING: Final = re.compile(r"h[1-6]")
HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
UNPACKED: Final = 100 << 20
"""Bytes of a DOCX when unpacked."""
MOST_PARTS: Final = 5_000
TITLES: Final = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def html(data: bytes) -> Reading:
    """A page. Raises `DocumentUnreadable`."""
    return _read(_decoded(data), "html")


def markdown(text: str) -> Reading:
    """Markdown with tables; HTML in it is read as such."""
    from markdown_it import MarkdownIt

    return _read(MarkdownIt("commonmark").enable("table").render(text), "markdown")


def docx(data: bytes) -> Reading:
    """A Word document. Raises `DocumentUnreadable`."""
    import mammoth

    try:
        _look_into(data)
        shown = mammoth.convert_to_html(
            io.BytesIO(data), style_map=TITLES, convert_image=mammoth.images.img_element(lambda _: {"src": ""})
        ).value
    except DocumentUnreadable:
        raise
    except Exception as error:
        raise DocumentUnreadable("The Word document is damaged. Open it, save it anew and send that.") from error
    return _read(shown, "docx")


def _look_into(data: bytes) -> None:
    """Before anything is unpacked: what a part says of its size is the most that is read of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        entries = parts.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentUnreadable("It is encrypted. Save it without a password and send it again.")
    if sum(entry.file_size for entry in entries) > UNPACKED or len(entries) > MOST_PARTS:
        raise DocumentUnreadable("It unpacks to far more than a document holds. Save its text anew, without pictures.")
    if not any(entry.filename == "word/document.xml" for entry in entries):
        raise DocumentUnreadable("It is no Word document. Send DOCX, PDF, HTML, Markdown or plain text.")


def _decoded(data: bytes) -> str:
    told = CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", told.group(1).decode("ascii") if told else ""):
        try:
            if encoding:
                return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise DocumentUnreadable("The page is not in UTF-8 and does not say what else. Save it as UTF-8 and send it again.")


def _read(source: str, kind: str) -> Reading:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    told = tree.css_first("title") if kind == "html" else None
    title = squeezed(told.text() or "") if told else ""
    blocks = tuple(_blocks(tree.body)) if tree.body else ()
    if not title and blocks and blocks[0].headings:
        title = blocks[0].headings[0]
    return Reading(kind, title, None, blocks)


def _blocks(body: LexborNode) -> Iterator[Block]:
    headings, gathered, lead = Headings(), list[str](), ""
    for node, leaving in _walk(body):
        tag = node.tag or ""
        if tag == "-text":
            gathered.append("" if leaving else node.text_content or "")
            continue
        if tag not in BREAKS:
            continue
        text = squeezed("".join(gathered))
        gathered.clear()
        if not leaving and _seen(node) and _of_rows(node):
            for row in _rows(node):
                yield Block(headings.path, row)
        if not text:
            continue
        if HEADING.fullmatch(tag) and leaving:
            headings.begin(int(tag[1]), text)
            lead = ""
        elif tag == "dt" and leaving:
            lead = text.rstrip(" :")
        else:
            yield Block(headings.path, f"{lead}: {text}" if lead else text)
            lead = ""
    if text := squeezed("".join(gathered)):
        yield Block(headings.path, text)


def _walk(top: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node that is seen, when it begins and when it ends; a table's own are left to `_rows`."""
    node: LexborNode | None = top
    leaving = False
    while node is not None:
        yield node, leaving
        inside = None if leaving or not _seen(node) or (node.mem_id != top.mem_id and _of_rows(node)) else node.child
        if inside is not None:
            node, leaving = inside, False
            continue
        if not leaving:
            yield node, True
        if node.mem_id == top.mem_id:
            return
        if node.next is not None:
            node, leaving = node.next, False
        else:
            node, leaving = node.parent, True


def _seen(node: LexborNode) -> bool:
    if node.tag in UNSEEN:
        return False
    told = node.attributes if (node.tag or "-")[0] not in "-_" else {}
    return not ("hidden" in told or told.get("aria-hidden") == "true" or HIDDEN.search(told.get("style") or ""))


def _of_rows(node: LexborNode) -> bool:
    """A table; one with tables in it only puts things side by side."""
    return node.tag == "table" and sum(1 for _ in node.css("table")) <= 1


def _rows(table: LexborNode) -> Iterator[str]:
    """Its rows, as one would say them: "Early shift: starts 5:30, ends 1:30"."""
    names: list[str] = []
    for row in table.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if not names and len(cells) > 1 and all(cell.tag == "th" for cell in cells):
            names = texts
            continue
        yield row_said(names, texts)


def _text(top: LexborNode) -> str:
    pieces = (
        (node.text_content or "") if node.tag == "-text" else " "
        for node, leaving in _walk(top)
        if not leaving and (node.tag == "-text" or node.tag in BREAKS)
    )
    return squeezed("".join(pieces))


def row_said(names: list[str], texts: list[str]) -> str:
    """A row under the names of its columns; the first cell says what it is about."""
    said = [
        f"{names[n]} {text}" if n < len(names) and names[n] and n > 0 else text for n, text in enumerate(texts) if text
    ]
    return said[0] if len(said) == 1 else f"{said[0].rstrip(':')}: {', '.join(said[1:])}"


def squeezed(text: str) -> str:
    """One line, without what cannot be seen."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).replace("\u00ad", "").split())
