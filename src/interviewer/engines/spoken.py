"""Written English to English as it is said, and into pieces that can be spoken one after another.

The lexicon behind the voice reads numbers, money and years; this adds what it drops or spells: clock times, common
abbreviations, ranges, addresses, markup. Deliberately not in it: phonemes, and languages other than English.
"""

from __future__ import annotations

import re
from typing import Final

PIECE: Final = 140
"""Letters spoken in one go at most; longer sentences are cut at a clause or a word.

While it speaks, a voice needs 15 MB of memory for each second of a piece."""
FIRST_PIECE: Final = 90
"""Letters above which a first sentence is cut at a clause, so that sound begins sooner."""
_SHORTEST_PIECE: Final = 24

# Order matters: an abbreviation's full stop must be gone before sentences are looked for.
_ABBREVIATIONS: Final = {
    r"e\.\s?g\.,?": "for example,",
    r"i\.\s?e\.,?": "that is,",
    r"etc\.(?=\s+[a-z(])": "et cetera",
    r"etc\.": "et cetera.",
    r"vs\.?": "versus",
    r"approx\.": "approximately",
    r"Dr\.": "Doctor",
    r"Mr\.": "Mister",
    r"Mrs\.": "Missus",
    r"Ms\.": "Miz",
    r"Prof\.": "Professor",
    r"St\.(?=\s+[A-Z])": "Saint",
    r"No\.(?=\s*\d)": "number",
    r"Inc\.(?=\s+[a-z])": "Incorporated",
    r"Ltd\.(?=\s+[a-z])": "Limited",
    r"a\.m\.(?=\s+[A-Z]|\s*$)": "A M.",
    r"p\.m\.(?=\s+[A-Z]|\s*$)": "P M.",
    r"a\.m\.": "A M",
    r"p\.m\.": "P M",
    r"hrs\.?": "hours",
    r"mins\.": "minutes",
    r"w/o": "without",
    r"w/": "with ",
}
_NAMES: Final = {
    "C++": "C plus plus",
    "C#": "C sharp",
    "F#": "F sharp",
    ".NET": "dot net",
    "Node.js": "Node J S",
    "PostgreSQL": "Postgres Q L",
    "MySQL": "my S Q L",
    "kubectl": "cube control",
}
_UNITS: Final = {
    "km/h": "kilometres an hour",
    "mph": "miles an hour",
    "km": "kilometres",
    "kg": "kilograms",
    "cm": "centimetres",
    "mm": "millimetres",
    "ms": "milliseconds",
    "GB": "gigabytes",
    "MB": "megabytes",
    "TB": "terabytes",
    "kHz": "kilohertz",
}
_MARKUP = re.compile(r"[*_`~|<>{}\[\]\\^]+|^\s*#{1,6}\s+|^\s*[-•]\s+", re.MULTILINE)
_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)(?:\s*([AaPp])\.?[Mm]\b\.?(?!\w))?")
_RANGE = re.compile(r"(?<=\d)\s*[\u2013\u2014-]\s*(?=[$£€]?\d)")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'\u201d\u2019)]*\s+(?=[\"'\u201c\u2018(]*[A-Z0-9])|\n+")
_CLAUSE_END = re.compile(r"(?<=[,;:])\s+|\s+[\u2013\u2014-]+\s+")


def normalise(text: str) -> str:
    """The text with what cannot be read aloud put into words; empty when nothing can."""
    text = _MARKUP.sub(" ", text.replace("\u00a0", " "))
    for name, said in _NAMES.items():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", said, text)
    text = re.sub(r"https?://(?:www\.)?(\S+?)/?(?=[.,;!?]?(?:\s|$))", r"\1", text)
    text = re.sub(r"\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)\b", _address, text)
    text = _CLOCK.sub(_clock, text)
    text = re.sub(r"\b24/7\b", "twenty-four seven", text)
    for pattern, said in _ABBREVIATIONS.items():
        text = re.sub(rf"(?<![\w.]){pattern}(?!\w)", said, text)
    text = re.sub(r"\b([a-z][\w-]*(?:\.[a-z][\w-]*)*\.[a-z]{2,})(?=[/\s,;!?)]|\.(?:\s|$)|$)", _domain, text)
    for unit, said in _UNITS.items():
        text = re.sub(rf"(?<=\d)\s?{re.escape(unit)}(?!\w)", f" {said}", text)
    text = _RANGE.sub(" to ", text)
    text = re.sub(r"(?<=\d)\s?°\s?([CF])\b", lambda m: f" degrees {'Celsius' if m[1] == 'C' else 'Fahrenheit'}", text)
    text = re.sub(r"#(?=\d)", "number ", text)
    text = re.sub(r"\s*&\s*", " and ", text)
    text = re.sub(r"(?<=[A-Za-z])/(?=[A-Za-z])", " ", text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    joined = "\n".join(line for line in lines if line)
    return joined if any(c.isalnum() for c in joined) else ""


def pieces(text: str) -> list[str]:
    """Normalised text in pieces to be spoken one after another: sentences, the first one cut early if it is long."""
    found: list[str] = []
    for sentence in (part.strip() for part in _SENTENCE_END.split(text)):
        if not any(c.isalnum() for c in sentence):
            continue
        longest = FIRST_PIECE if not found else PIECE
        found += _cut(sentence, longest)
    return found


def _cut(sentence: str, longest: int) -> list[str]:
    if len(sentence) <= longest:
        return [sentence]
    ends = [match.end() for match in _CLAUSE_END.finditer(sentence)]
    good = [end for end in ends if _SHORTEST_PIECE <= end <= PIECE and len(sentence) - end >= _SHORTEST_PIECE]
    if good:
        # A first piece begins to sound soonest when short; later ones sound best when long.
        at = min(good) if longest == FIRST_PIECE else max(good)
    elif len(sentence) <= PIECE:
        return [sentence]
    else:
        at = sentence.rfind(" ", 0, PIECE) + 1 or PIECE
    return [sentence[:at].strip(), *_cut(sentence[at:].strip(), PIECE)]


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), int(match[2]), match[3]
    if minute:
        said = f"{hour} oh {minute}" if minute < 10 else f"{hour} {minute}"  # noqa: PLR2004
    elif half:
        said = str(hour)
    else:
        said = f"{hour} o'clock" if 1 <= hour <= 12 else f"{hour} hundred hours"  # noqa: PLR2004
    if not half:
        return said
    ends = match[0].endswith(".") and not match.string[match.end() :].strip()
    return f"{said} {half.upper()} M{'.' if ends else ''}"


def _address(match: re.Match[str]) -> str:
    return f"{_dots(match[1])} at {_dots(match[2])}"


def _domain(match: re.Match[str]) -> str:
    return _dots(match[1])


def _dots(name: str) -> str:
    return name.replace(".", " dot ").replace("_", " underscore ")
