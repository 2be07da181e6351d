"""From a file to blocks of text, whatever kind of document it is; by what is in it, and only then by its name.

Deliberately not here: reading what a stranger sent in a process of its own (`apart`), and cutting it (`chunks`).
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from interviewer.providers.knowledge import markup
from interviewer.providers.knowledge.blocks import LARGEST, LONGEST, DocumentUnreadable, Reading
from interviewer.providers.knowledge.pdf import pdf
from interviewer.providers.knowledge.plain import plain

KINDS: Final = "Send Markdown, HTML, PDF, DOCX or plain text."
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
PROMISED: Final = {".pdf": "PDF", ".docx": "Word document"}
"""Names that must not lie."""
MARKDOWN: Final = (".md", ".markdown")
HTML: Final = (".html", ".htm", ".xhtml")
HEAD: Final = 1024


def read(name: str, data: bytes) -> Reading:
    """The document's text. Raises `DocumentUnreadable`."""
    if len(data) > LARGEST:
        raise DocumentUnreadable(f"It is larger than {LARGEST >> 20} MiB. Send it in parts, or without its pictures.")
    if not data.strip():
        raise DocumentUnreadable("It is empty. Was the right file sent?")
    found = _by_kind(PurePosixPath(name).suffix.lower(), data)
    letters = sum(len(block.text) for block in found.blocks)
    if not any(any(c.isalnum() for c in block.text) for block in found.blocks):
        raise DocumentUnreadable("There is no text in it. Was the right file sent?")
    if letters > LONGEST:
        raise DocumentUnreadable(f"It has more than {LONGEST} letters. Send only what candidates ask about.")
    return found


def _by_kind(suffix: str, data: bytes) -> Reading:
    head = data[:HEAD].lstrip()
    if b"%PDF-" in data[:HEAD]:
        return pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return markup.docx(data)
    if suffix in PROMISED:
        raise DocumentUnreadable(f"It is no {PROMISED[suffix]}, whatever its name says. {KINDS}")
    if data.startswith(OLD_OFFICE):
        raise DocumentUnreadable("It is of an old Office, or encrypted. Save it as DOCX or PDF without a password.")
    if head.startswith(b"{\\rtf"):
        raise DocumentUnreadable("It is rich text (RTF). Save it as DOCX or PDF and send that.")
    if suffix in HTML or head[:14].lower().startswith((b"<!doctype html", b"<html")):
        return markup.html(data)
    text = _text(data)
    return markup.markdown(text) if suffix in MARKDOWN else plain(text)


def _text(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentUnreadable(f"It is no text in UTF-8, nor another kind that is read. {KINDS}") from error
    if "\x00" in text:
        raise DocumentUnreadable(f"It is no text. {KINDS}")
    return text
