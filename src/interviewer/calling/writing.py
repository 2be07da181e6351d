"""Which characters may stand in what people are shown: none that nobody sees, or that turns the text around it about.

With them two names that look alike are two, and a line can read as another than it is.
"""

from __future__ import annotations

import unicodedata
from typing import Final

UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Categories of Unicode: control characters, format characters, ends of lines and of paragraphs."""
JOINERS: Final = "\u200c\u200d"
"""Format characters that some scripts cannot be written without."""
OVER_LINES: Final = "\t\n\u00ad\u200e\u200f"
"""May stand in a text of several lines, which is kept word for word: a soft hyphen, marks of a direction."""


def unseen(text: str, *, besides: str = "") -> str | None:
    """The first character that cannot stand in the text, by its number and name; None if all can. `besides`: may."""
    if not text.isascii() and not text.strip(f"{JOINERS} "):
        return _named(text[0])
    fit = JOINERS + besides
    found = next((c for c in text if unicodedata.category(c) in UNSEEN and c not in fit), None)
    return None if found is None else _named(found)


def _named(character: str) -> str:
    name = unicodedata.name(character, "a control character")
    return f"U+{ord(character):04X} ({name.lower()})"
