"""Who is called in a simulated campaign, and on which terms: drawn from a seed, the same for the same seed.

Numbers are those that are kept free for fiction: nobody's. Deliberately not here: how people answer (`line.people`).
"""

from __future__ import annotations

import csv
import io
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Window

MORNING = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
"""A Monday: half past seven in New York, half past twelve in London. Clocks there change on the 8th and on the 29th."""
WORKING_DAYS = 5
AREAS = (
    "201",
    "203",
    "205",
    "206",
    "207",
    "208",
    "209",
    "210",
    "212",
    "213",
    "214",
    "215",
    "216",
    "217",
    "218",
    "219",
    "225",
    "228",
    "229",
    "231",
    "234",
    "239",
    "240",
    "251",
    "252",
    "253",
    "254",
    "256",
    "260",
    "262",
    "267",
    "269",
    "270",
    "276",
    "281",
    "301",
    "302",
    "303",
    "304",
    "305",
    "307",
    "308",
    "309",
    "310",
    "312",
    "313",
    "314",
    "315",
    "316",
    "317",
    "318",
    "319",
    "320",
    "321",
    "323",
    "325",
    "330",
    "334",
    "336",
    "337",
    "339",
    "347",
    "351",
    "352",
    "360",
    "361",
    "386",
    "401",
    "402",
    "404",
    "405",
    "406",
    "407",
    "408",
    "409",
    "410",
    "412",
    "413",
    "414",
    "415",
    "417",
    "419",
    "423",
    "424",
    "425",
    "430",
    "432",
    "434",
    "435",
    "440",
    "443",
    "469",
    "478",
    "479",
    "480",
    "484",
    "501",
    "502",
    "503",
    "504",
    "505",
    "507",
    "508",
    "509",
    "510",
    "512",
    "513",
    "515",
    "516",
    "517",
    "518",
    "520",
    "808",
    "907",
)
"""Of the United States, from Maine to Hawaii; a few lie in two time zones."""
UNCONSENTED = 0.02
"""Share of candidates of whom there is no proof that they agreed to be called."""
LISTED = 0.01
"""Share of candidates whose number is on the do-not-call list from the beginning."""
PROOF = ("careers page", "You may call me by an automated system about my application.", "2026-02-20T10:00Z")
NAMES = ("Robin", "Alex", "Sam", "Kim", "Charlie", "Jordan", "Taylor", "Morgan")
PLAN = """\
job: {title: Warehouse shift lead, company: Northgate Logistics, summary: You lead a shift of twelve people.}
plan:
  title: Warehouse shift lead, first interview
  minutes: 15
  questions:
    - {id: team, ask: Tell me about a team that you have led., criteria: [leads]}
    - {id: late, kind: behavioural, ask: Tell me about a delivery that came late., criteria: [leads]}
    - {id: shift, ask: "Which shifts suit you best?", criteria: [leads]}
  criteria:
    - id: leads
      name: Leads
      description: Takes responsibility for people and their work.
      anchors: {0: Names nothing., 3: Names one thing they did., 5: Names several and what came of them.}
      checklist: ["Names a time?", "Says what they did?", "Says why?", "Says what came of it?", "Speaks of others?"]
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the file that is imported."""

    name: str
    number: str
    consents: bool
    listed: bool


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign to be made: its share of the candidates and its terms."""

    name: str
    terms: CampaignTerms
    candidates: tuple[Candidate, ...]

    def csv(self) -> str:
        """Its candidates as a recruiter uploads them."""
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(["name", "number", "consent_source", "consent_wording", "consent_at"])
        for one in self.candidates:
            rows.writerow([one.name, one.number, *(PROOF if one.consents else ("", "", ""))])
        return out.getvalue()


def begins(now: datetime) -> datetime:
    """The working morning on which campaigns begin that are made now: none of whose day a quarter is over.

    The world's clock runs from `MORNING` on while the system starts: on a busy machine for more than a day of it.
    """
    day = timedelta(days=1)
    morning = MORNING + math.ceil((now - MORNING) / day - 0.25) * day
    while morning.weekday() >= WORKING_DAYS:
        morning += day
    return morning


def campaigns(count: int, seed: int, days: int = 4, morning: datetime = MORNING) -> tuple[Campaign, ...]:
    """Three campaigns of so many days that share `count` candidates: a large one, a small one, and one with a limit."""
    draw = random.Random(seed)  # noqa: S311 - the same for the same seed
    people = list(_people(count, draw))
    large, small = count * 7 // 10, count * 2 // 10
    parts: Sequence[tuple[str, Sequence[Candidate], Mapping[str, object]]] = (
        ("Warehouse, national", people[:large], {"weight": 1}),
        ("Warehouse, regional", people[large : large + small], {"weight": 2, "max_attempts": 3}),
        ("Night shift", people[large + small :], {"weight": 1, "max_calls": max(2, count // 100)}),
    )
    return tuple(
        Campaign(name, _terms(morning, days, changed), tuple(candidates))
        for name, candidates, changed in parts
        if candidates
    )


def _terms(morning: datetime, days: int, changed: Mapping[str, object]) -> CampaignTerms:
    weekdays = WEEKDAYS[:WORKING_DAYS]
    given: dict[str, object] = {
        "starts": morning,
        "ends": morning + timedelta(days=days),
        "windows": (
            Window(days=weekdays, start=time(8, 30), end=time(12)),
            Window(days=weekdays, start=time(13), end=time(19)),
        ),
    }
    return CampaignTerms.model_validate(given | dict(changed))


def _people(count: int, draw: random.Random) -> Iterator[Candidate]:
    numbers = [f"+1{area}55501{line:02}" for line in range(100) for area in AREAS]
    for index, number in enumerate(draw.sample(numbers, min(count, len(numbers)))):
        name = f"{NAMES[index % len(NAMES)]} {chr(65 + index % 26)}."
        yield Candidate(name, number, draw.random() >= UNCONSENTED, draw.random() < LISTED)
