"""What kind of answer a question waits for, and whether a sentence has one: who asks when, wants a time.

Only for languages in the table; of any other nothing is known, which counts neither for nor against.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """`asks` in a question; `has` in a sentence that answers such a one."""

    asks: re.Pattern[str]
    has: re.Pattern[str]


_NUMBER: Final = (
    r"(?:\d[\d.,:]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half|thirds?"
    r"|quarter)\b)"
)
_UNIT: Final = r"(?:minute|hour|day|week|month|year)s?"


def _kind(asks: str, has: str) -> Kind:
    return Kind(re.compile(asks, re.IGNORECASE), re.compile(has, re.IGNORECASE))


KINDS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "en": (
        _kind(  # money
            r"\bhow much\b(?! (?:holiday|vacation|time|traffic|notice|leave|of the))"
            r"|\bwhat.*\b(?:salary|pay|wages?|rate|earn|money|cost)\b",
            rf"{_NUMBER}\s*(?:pounds?|euros?|dollars?|percent)|[%£€$]|\bfull pay\b|\bpaid\b|\bfree\b|times the rate"
            r"|\bcosts?\b",
        ),
        _kind(
            r"\bhow often\b",
            r"\b(?:every|each|once|twice|times|always|never|per)\b"
            rf"|\ba {_UNIT}\b|\bin {_NUMBER}|{_NUMBER} a ",
        ),
        _kind(  # a time, or how long
            r"\bwhen\b|\bwhat time\b|\bhow (?:long|soon|late|early|far ahead)\b|\b(?:which|what) day"
            rf"|\bhow many {_UNIT}\b|\bsince when\b",
            rf"{_NUMBER}[\s-]*(?:\w+\s)?{_UNIT}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
            r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
            rf"|\d:\d|\bmorning|\bevening|\bafternoon|\bnoon\b|\b(?:19|20)\d\d\b|\bfrom \d|\beach {_UNIT}\b"
            r"|\b(?:after|before|until)\b",
        ),
        _kind(r"\bhow (?:many|big|large|much|old|far|heavy)\b", _NUMBER),
        _kind(
            r"\bwho\b",
            r"\b(?:manager|leads?|recruiter|engineers?|colleague|people|employees|somebody|person|counsellor|team|trainer"
            r"|partner|agency|report)\b",
        ),
        _kind(
            r"\bwhere\b",
            r"\b(?:office|station|home|depot|site|entrance|gate|anywhere|building|cellar|canteen|floor|in (?-i:[A-Z]))",
        ),
    )
}


@functools.lru_cache(maxsize=512)
def expected(question: str, language: str) -> Kind | None:
    """What it waits for; None where that is not known."""
    return next((kind for kind in KINDS.get(language, ()) if kind.asks.search(question)), None)


def fits(question: str, sentence: str, language: str) -> float:
    """1 for a sentence that has what the question waits for, -1 for one that has not, 0 where nothing is known."""
    kind = expected(question, language)
    if kind is None:
        return 0.0
    return 1.0 if kind.has.search(sentence) else -1.0
