"""Public holidays by country and year, from the library `holidays`.

Deliberately not here: what a holiday means for a call (`openings`).
"""

from __future__ import annotations

import warnings
from collections import Counter
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)
def public_holidays(region: str, year: int) -> frozenset[date]:
    """The public holidays of a country (ISO 3166 code of two letters); none for a country that is not known.

    A day counts that is a holiday in the whole country or in at least half of its parts: Easter Monday in the United
    Kingdom is none in Scotland, Good Friday in Switzerland none in two cantons. A telephone number does not tell the
    part.
    """
    import holidays  # a fifth of a second, and nothing that every command needs

    with warnings.catch_warnings():  # of some countries it knows a few decades only, and says so
        warnings.simplefilter("ignore", UserWarning)
        try:
            everywhere = holidays.country_holidays(region, years=year)
        except NotImplementedError:
            return frozenset()
        parts: Counter[date] = Counter()
        for part in everywhere.subdivisions:
            parts.update(holidays.country_holidays(region, subdiv=part, years=year).keys())
    half = len(everywhere.subdivisions) / 2
    return frozenset(everywhere) | {day for day, count in parts.items() if count >= half}
