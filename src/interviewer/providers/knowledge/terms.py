"""The words of a question that tell what it is about, as stems.

Stems are Snowball's, as PostgreSQL's are, so that both find the same. Deliberately not here: a sentence's meaning as a
whole, which is for the vectors.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Final

import snowballstemmer

LANGUAGES: Final[Mapping[str, str]] = {"en": "english", "de": "german", "es": "spanish"}
"""A plan's language → what Snowball and PostgreSQL's text search call it."""
SIMPLE: Final = "simple"
"""PostgreSQL's text search for any other language: whole words."""
WORD: Final = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)?", re.UNICODE)
_EMPTY: Final[Mapping[str, str]] = {
    "en": (
        "a able about above actually after again against all allow allowed also am an and any anybody anyone"
        " anything are arent around as ask at back basically be because become been before being below between big"
        " bit both but by can cant cause certain come comes company could curious definitely did do does doesnt"
        " doing done dont down during each else end even ever every exactly far few find first folks for from"
        " further get gets getting give given go goes going gonna good got guess guys had handle happen happening"
        " happens has have having he hello her here hey hi him his honest how hows i id if ill im in into is isnt"
        " it its ive job just kind know later let lets like little long look lot lots many maybe me mean might"
        " mine more most mr mrs much my need no nor normal normally not now of off often oh ok okay on once one"
        " only or other our out over own place please position possible possibly probably put puts question"
        " quickly quite really right role roughly said same say see sense set she should show so some somebody"
        " someone something sometimes somewhere soon sort still stuff such suppose sure take tell than thank"
        " thanks that thats the their them then there theres these they thing things think this those though"
        " thought through to too uh um under until up us use used usual usually very wake want wanted was way we"
        " well went were what whats when where wheres whether which while who whole whom whos whose why will with"
        " within without wonder wondering wont work working works would yeah yes yet you youd your youre yours"
        " yourself youve"
    ),
    "de": (
        "aber alle als also am an arbeit arbeiten auch auf aus bei bin bis bitte da das dass dein dem den denn"
        " der des die dies diese doch du eigentlich ein eine einem einen einer eines er es etwa euch euer eure"
        " firma fragen ganz geben gibt haben habt halt hat hier ich ihnen ihr ihre im in irgendwas ist ja job kann"
        " kannst können könnte könnten machen mal man mein mich mir mit muss nach nein nicht noch nur ob oder"
        " ihrem ihren viel viele lang lange hoch oft fängt gibts gäbe"
        " sagen schon sein sie sind so stelle und uns unser vom von vor wann war warum was wegen welche welcher"
        " welches wenn wer werden wie wieder wir wird wo wohl wollte würde zu zum zur äh ähm"
    ),
}
"""Words that tell nothing of what is asked, also those that every question about a job has."""


def words(text: str, language: str = "en") -> tuple[str, ...]:
    """All words of a text as stems, in order; what is split by an apostrophe stays one."""
    stem = _stemmer(LANGUAGES.get(language, SIMPLE))
    return tuple(stem(word.replace("\u2019", "'").lower()) for word in WORD.findall(text))


def asked(question: str, language: str = "en") -> tuple[str, ...]:
    """What the question is about: its words as stems, each once, without those that tell nothing."""
    said = " ".join(question.lower().replace("\u2019", "'").split())
    empty = _empty(language)
    kept = [word for word in WORD.findall(said) if word.replace("'", "") not in empty and not word.endswith("'s")]
    stem = _stemmer(LANGUAGES.get(language, SIMPLE))
    return tuple(dict.fromkeys(stem(word) for word in kept if len(word) > 1 or word.isdigit()))


def stemmed(word: str, language: str) -> str:
    """The stem of one word in small letters."""
    return _stemmer(LANGUAGES.get(language, SIMPLE))(word)


@functools.cache
def _empty(language: str) -> frozenset[str]:
    return frozenset(_EMPTY.get(language, "").split())


@functools.cache
def _stemmer(config: str) -> Callable[[str], str]:
    if config == SIMPLE:
        return str
    return functools.lru_cache(maxsize=50_000)(snowballstemmer.stemmer(config).stemWord)
