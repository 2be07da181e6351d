"""Words that stand for each other when people talk about a job: a candidate asks for vacation, a document says holiday.

Only what is so for any company belongs here. Each line is a meaning; a word may have several.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final

from interviewer.providers.knowledge.terms import stemmed

ENGLISH: Final = """
pay salary wage wages earn earning earnings income money paid compensation remuneration rate
holiday holidays vacation leave pto
pension retirement
home remote remotely hybrid
probation trial
ill sick sickness illness
boss manager supervisor report
colleague colleagues coworker coworkers team teammates
staff employee employees people headcount
human person recruiter
qualification degree diploma certificate training
programming language languages python java
database databases sql postgresql mysql
microservice microservices service services monolith
profit profits profitable money investors
partner colleague cover covers
laptop computer machine equipment kit gear hardware
canteen lunch food eat meal cafeteria
park parking
bike bicycle bicycles cycle
deploy deployment release releases ship
equity share shares stock options
notice quit resign leaving
onboarding training induction course courses learn learning conference conferences classes
interview selection process step round stage
career promotion promoted growing grow progress level levels
insurance medical health
uniform dress wear clothing clothes boots shoes
stack technology technologies system tools software framework
bus train station transport commute
rota rotation schedule roster shift shifts
weekend weekends saturday saturdays sunday sundays
night nights evening evenings late
morning mornings early
hear answer answers feedback decision result
old built founded age
begin start starting begins
allowance extra overtime premium
wheelchair lift accessible disabled
stress stressful mental counsellor counselling wellbeing
rude abusive insult insults difficult
safe safety danger dangerous hazard accident accidents
parents parental maternity paternity baby birth
pager paged duty oncall
guide mentor buddy
feature features flag flags toggle toggles
busy busier busiest traffic load
"""
_PHRASES: Final = (
    (r"\b(?:time|days?) off\b|\bannual leave\b", "holiday"),
    (r"\bon[- ]call\b", "oncall on call"),
    (r"\bpart[- ]time\b|\b(?:fewer|less|reduced) hours\b", "part time"),
    (r"\bhow much\b(?= (?:\w+ ){1,4}(?:mak|earn|get|paid))", "pay"),
    (r"\bhear back\b|\blet(?:s|ting)? me know\b|\bg[eo]t(?:s|ting)? back to me\b|\b(?:know|find out) if\b", "hear"),
    (r"\bwhat(?:'s| is| happens)? next\b|\bnext (?:round|stage)\b|\b(?:second|another) interview\b", "next step"),
    (r"\bmov(?:e|ing) up\b", "promotion"),
    (r"\bhow (?:big|large) is (?:the|your) (team|company)\b", r"\1 people"),
    (r"\bcompany (car|phone)\b", r"company\1"),
    (r"\bin charge of\b", "lead report"),
    (r"\b(?:thrown in at the deep end)\b", "training alone"),
    (r"\bshow me the ropes\b", "training guide experienced"),
    (r"\bget (?:there|to)\b", "get bus station"),
)
PHRASES: Final = tuple((re.compile(pattern), told) for pattern, told in _PHRASES)
"""What is said in several words, and what is meant."""
GERMAN: Final = """
gehalt lohn verdienst verdienen verdient bezahlung bezahlt vergütung geld einkommen
urlaub urlaubstage ferien
rente altersvorsorge betriebsrente
homeoffice remote zuhause
krank krankheit krankgeschrieben
chef chefin vorgesetzte vorgesetzter leitung
kollege kollegin kollegen team mannschaft besetzung pflegekräfte
mitarbeiter mitarbeiterinnen beschäftigte
schicht schichten dienst dienste dienstplan dienstzeiten arbeitszeit arbeitszeiten
frühdienst frühschicht früh morgens
spätdienst spätschicht spät abends
nachtdienst nachtschicht nachtarbeit nachts nacht
wochenende wochenenden samstag sonntag
einarbeitung eingearbeitet einarbeiten
fortbildung fortbildungen weiterbildung weiterbildungen schulung schulungen
parkplatz parkplätze parken
bus bahn straßenbahn haltestelle öpnv
jobticket deutschlandticket fahrkarte
fahrrad jobrad rad
essen kantine mittagessen
zuschlag zuschläge zulage zulagen
weihnachtsgeld dreizehntes sonderzahlung
beginn beginnt anfangen start
überstunden mehrarbeit
"""
_GERMAN_PHRASES: Final = (
    (r"\b(?:was|wie ?viel)\b(?=.*\bverdien)|\bwie (?:hoch|viel)\b(?=.*\b(?:gehalt|lohn))", "euro gehalt"),
    (r"\bwie ?viel(?:e tage)?\b(?=.*\burlaub)", "tage"),
    (r"\bwie lange?\b(?=.*\b(?:probezeit|einarbeitung))", "dauert"),
    (r"\bwann\b(?=.*\b(?:frühdienst|spätdienst|nachtdienst|schicht))", "uhr"),
)
GERMAN_PHRASES: Final = tuple((re.compile(pattern), told) for pattern, told in _GERMAN_PHRASES)
LEXICONS: Final[Mapping[str, str]] = {"en": ENGLISH, "de": GERMAN}
MEANT: Final[Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]] = {"en": PHRASES, "de": GERMAN_PHRASES}


def said_plainly(text: str, language: str) -> str:
    """The text, in small letters, with phrases as the words that they mean."""
    text = " ".join(text.lower().replace("\u2019", "'").split())
    for pattern, told in MEANT.get(language, ()):
        text = pattern.sub(told, text)
    return text


def alternatives(term: str, language: str) -> tuple[str, ...]:
    """The stem, and stems of words that stand for it."""
    others, lines = _alike(language)
    return (term, *sorted({other for line in lines.get(term, ()) for other in others[line]} - {term}))


@functools.cache
def _alike(language: str) -> tuple[Mapping[int, frozenset[str]], Mapping[str, frozenset[int]]]:
    """The lines as stems, and the lines of each stem."""
    others: dict[int, frozenset[str]] = {}
    lines: dict[str, frozenset[int]] = {}
    for number, line in enumerate(LEXICONS.get(language, "").split("\n")):
        others[number] = frozenset(stemmed(word, language) for word in line.split())
        for stem in others[number]:
            lines[stem] = lines.get(stem, frozenset()) | {number}
    return others, lines
