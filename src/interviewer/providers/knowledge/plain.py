"""Plain text: paragraphs between empty lines, and lines above them that look like headings."""

from __future__ import annotations

import re
from typing import Final

from interviewer.providers.knowledge.blocks import Block, Headings, Reading
from interviewer.providers.knowledge.markup import squeezed

ITEM: Final = re.compile(r"\s*(?:[-*\u2022\u2013\u25cf\u25aa\u00b7]|\d{1,2}[.)])\s+")
"""How an entry of a list begins."""
UNDERLINE: Final = re.compile(r"\s*([=\-~_*])\1{2,}\s*")
LONGEST_HEADING: Final = 70


def plain(text: str) -> Reading:
    """Text as it is; its first heading is its title."""
    headings, blocks = Headings(), list[Block]()
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        if not lines:
            continue
        underlined = len(lines) > 1 and UNDERLINE.fullmatch(lines[1]) is not None
        if underlined or _a_heading(lines):
            headings.begin(1 if underlined and "=" in lines[1] else 2, squeezed(lines[0]).rstrip(":"))
            lines = lines[2 if underlined else 1 :]
        blocks += [Block(headings.path, entry) for entry in joined(lines)]
    return Reading("text", blocks[0].headings[0] if blocks and blocks[0].headings else "", None, tuple(blocks))


def joined(lines: list[str]) -> list[str]:
    """Lines that were broken by their length put together again, each entry of a list by itself."""
    found: list[str] = []
    for line in lines:
        entry = ITEM.match(line)
        text = squeezed(line[entry.end() :] if entry else line)
        if not text or UNDERLINE.fullmatch(line):
            continue
        if entry or not found:
            found.append(text)
        elif found[-1].endswith("-") and text[:1].islower():
            found[-1] = found[-1][:-1] + text
        else:
            found[-1] += " " + text
    return found


def _a_heading(lines: list[str]) -> bool:
    """Alone or above a paragraph: short, without the end of a sentence."""
    first = lines[0].strip()
    if len(first) > LONGEST_HEADING or ITEM.match(lines[0]) or first.endswith((".", ",", ";", "?", "!")):
        return False
    letters = [c for c in first if c.isalpha()]
    if not letters or not first[0].isupper():
        return False
    return len(lines) == 1 or first.isupper() or first.endswith(":")
