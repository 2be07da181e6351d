"""Finds amounts in prepared words: a number or a range, with its unit if there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from interviewer.conversation.languages import Language
from interviewer.conversation.languages.values import Amounts, Unit


@dataclass(frozen=True, slots=True)
class Rate:
    """A unit, of so much time if it is a rate: pounds a year. `noun` None: a bare number."""

    noun: str | None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or the ends of a range, as it was said; `start` and `end` in the text."""

    low: float
    high: float
    rate: Rate
    start: int
    end: int

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


def rate_of(unit: str, amounts: Amounts) -> Rate:
    """What the unit of a question means; a noun that the language does not know stands for itself."""
    pattern = _patterns(amounts)
    said = unit.lower().strip()
    if found := pattern.rate.fullmatch(said):
        return Rate(_named(found["noun"], amounts) or found["noun"], _named(found["per"], amounts))
    first = said.split()[0]
    return Rate(_named(said, amounts) or _named(first, amounts) or said)


def find(said: str, asked: Rate, language: Language) -> list[Amount]:
    """All amounts in the text, in their order; ranges and sums put together, those that are denied left out."""
    amounts = language.values.amounts
    found = [
        one for one in _single(said, asked, amounts) if not language.values.negates.search(said[: one.start].rstrip())
    ]
    joined: list[Amount] = []
    for one in found:
        before = joined[-1] if joined else None
        between = said[before.end : one.start].strip(" ") if before else ""
        raw = said[before.end : one.start] if before else ""
        if before and before.exact and raw in _patterns(amounts).sums and _sums(before, one, amounts):
            total = before.low + one.low * _size(one, amounts) / _size(before, amounts)
            joined[-1] = Amount(total, total, before.rate, before.start, one.end)
        elif before and before.exact and _patterns(amounts).joins.fullmatch(between) and _joins(before, one):
            joined[-1] = _range(before, one)
        else:
            joined.append(one)
    return joined


def unit_alone(said: str, amounts: Amounts) -> Rate | None:
    """The unit that is all of the text, as in a correction."""
    noun = _named(said.strip(" .,;!?"), amounts)
    return None if noun is None else Rate(noun)


@dataclass(frozen=True, slots=True)
class _Patterns:
    amount: re.Pattern[str]
    rate: re.Pattern[str]
    joins: re.Pattern[str]
    sums: tuple[str, ...]


@lru_cache(8)
def _patterns(amounts: Amounts, noun: str = "") -> _Patterns:
    nouns = "|".join([unit.words for unit in amounts.units.values()])
    if noun and noun not in amounts.units:
        stem = re.escape(noun.removesuffix("s"))
        nouns = f"{nouns}|{stem}\\w{{0,2}}"
    times = "|".join(unit.words for unit in amounts.units.values() if unit.measure == "time")
    per = rf"(?: ?(?:{amounts.per}) ?(?P<per>{times})\b)?"
    scales = "|".join(amounts.scales)
    number = (
        rf"(?<![\d.:/])(?P<number>\d+(?:\.\d+)?)(?P<and_some>{amounts.and_half})?(?P<times> ?1000(?:000)?\b)?"
        rf"(?P<scale> ?(?:{scales})\b)?(?P<and_half>{amounts.and_half})?"
        rf"(?:(?:[- ](?P<noun>{nouns}))\b)?"
    )
    few = (
        rf"\b(?P<half>{amounts.half})(?P<half_noun>{nouns})\b"
        rf"|\b(?P<one>{amounts.one})[- ](?P<one_noun>{nouns})\b(?P<one_half>{amounts.and_half})?"
    )
    rate = rf"(?P<noun>.+?) (?:{amounts.per}) (?P<per>{times})"
    return _Patterns(
        re.compile(rf"(?:{number}|{few}){per}"),
        re.compile(rate),
        re.compile(rf"(?:{amounts.joins})"),
        tuple(re.sub(r"\\", "", amounts.sums).split("|")),
    )


def _single(said: str, asked: Rate, amounts: Amounts) -> Iterator[Amount]:
    for found in _patterns(amounts, asked.noun or "").amount.finditer(said):
        per = _named(found["per"], amounts)
        if found["number"] is not None:
            number = float(found["number"]) + (0.5 if found["and_some"] else 0.0)
            number *= float(found["times"] or 1) * amounts.scales.get((found["scale"] or "").strip(), 1.0)
            number += 0.5 if found["and_half"] else 0.0
            noun = found["noun"]
        elif found["half"] is not None:
            number, noun = 0.5, found["half_noun"]
        else:
            number, noun = (1.5 if found["one_half"] else 1.0), found["one_noun"]
        name = _named(noun, amounts) or (asked.noun if noun else None)
        yield Amount(number, number, Rate(name, per), found.start(), found.end())


def _named(noun: str | None, amounts: Amounts) -> str | None:
    if noun is None:
        return None
    return next((name for name, unit in amounts.units.items() if re.fullmatch(unit.words, noun)), None)


def _unit(one: Amount, amounts: Amounts) -> Unit | None:
    return amounts.units.get(one.rate.noun or "")


def _size(one: Amount, amounts: Amounts) -> float:
    unit = _unit(one, amounts)
    return unit.size if unit else 1.0


def _sums(before: Amount, one: Amount, amounts: Amounts) -> bool:
    """A year and six months: both of time, the larger unit first."""
    first, second = _unit(before, amounts), _unit(one, amounts)
    return bool(first and second and first.measure == second.measure == "time" and first.size > second.size)


def _joins(before: Amount, one: Amount) -> bool:
    return one.exact and before.rate.noun in (None, one.rate.noun) and before.low <= one.high


def _range(before: Amount, one: Amount) -> Amount:
    low = before.low
    if before.rate.noun is None and one.low >= 1000 and low < 1000 and one.low % 1000 == 0:  # noqa: PLR2004 - thousands
        low *= 1000  # thirty-five to forty thousand
    if low > one.high:
        low = before.low
    return Amount(low, one.high, one.rate, before.start, one.end)
