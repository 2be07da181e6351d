"""German numbers, months and weekdays in words."""

from __future__ import annotations

from typing import Final

MONTHS: Final = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
WEEKDAYS: Final = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_SMALL: Final = (
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
)
_TENS: Final = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_ORDINALS: Final = {1: "erste", 3: "dritte", 7: "siebte", 8: "achte"}


def number(value: int) -> str:
    """A number from 0 to 99."""
    if value < len(_SMALL):
        return _SMALL[value]
    tens, rest = divmod(value, 10)
    return f"{'ein' if rest == 1 else _SMALL[rest]}und{_TENS[tens]}" if rest else _TENS[tens]


def ordinal(day: int) -> str:
    """A day of the month, as after "der"."""
    if day in _ORDINALS:
        return _ORDINALS[day]
    return f"{number(day)}{'te' if day < len(_SMALL) else 'ste'}"
