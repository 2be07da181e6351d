"""Prepares the words of an answer: numbers in digits, and what was corrected in the same breath set apart."""

from __future__ import annotations

import re

from text_to_num import alpha2digit

from interviewer.conversation.languages import Language
from interviewer.conversation.understanding import plain

MOST_CHARACTERS = 2000
"""Of an answer that is to be a number or a day: what is longer is a story, and its end tells what came of it."""
_NUMBER = re.compile(r"\d")


def plain_digits(text: str, language: Language) -> str:
    """Plain text with numbers in digits, decimal point and no grouping: "1.5", "45000", "1st"."""
    amounts = language.values.amounts
    said = plain(text)[-MOST_CHARACTERS:].replace("\u2013", "-")
    said = amounts.pronouns.sub(lambda found: found[0].replace(" one", " it").replace("one ", "it "), said)
    said = re.sub(rf"(?<=\d)[{re.escape(amounts.grouping)}](?=\d{{3}}(?!\d))", "", said)
    if amounts.decimal != ".":
        said = re.sub(rf"(?<=\d){re.escape(amounts.decimal)}(?=\d)", ".", said)
    for sign, word in amounts.symbols.items():
        said = re.sub(rf"{re.escape(sign)} ?(\d[\d.]*(?: ?(?:{'|'.join(amounts.scales)})\b)?)", rf"\1 {word}", said)
        said = said.replace(sign, f" {word}")
    said = re.sub(rf"-(?=(?:{'|'.join(unit.words for unit in amounts.units.values())})\b)", " ", said)
    for words, number in amounts.multiples.items():
        said = re.sub(rf"\b{words}\b", f"{number:g}", said)
    said = " ".join(alpha2digit(said, language.code, threshold=0).lower().split())
    return said if amounts.decimal == "." else re.sub(rf"(?<=\d){re.escape(amounts.decimal)}(?=\d)", ".", said)


def segments(said: str, language: Language) -> tuple[str, ...]:
    """The parts between corrections, the last first: the first of them that says something is what stands."""
    parts = [part.strip(" ,;-") for part in language.values.corrects.split(said)]
    return tuple(part for part in reversed(parts) if part)
