"""Names and terms that an interview is likely to hear, for a recogniser that takes such hints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from interviewer.conversation.script import Script

MOST: Final = 50
"""As many as the hosted recognisers take gladly; a prompt with more makes the local one slow."""
LONGEST: Final = 40
"""Letters of one term; what is longer is a sentence that somebody wrote in capitals."""
WORD: Final = re.compile(r"[^\W_][\w+#&/.'\u2019-]*[\w+#]|[^\W_]")
SENTENCE: Final = re.compile(r"(?<=[.!?:])\s+|\n+")
_PLAIN: Final = (
    "a an and are at can could describe did do does for give has have how i if in is it let me my of on or our please"
    " so tell that the their then there these they this thank thanks think to us was we were what when where which who"
    " why will with would yes no you your monday tuesday wednesday thursday friday saturday sunday january february"
    " march april may june july august september october november december ok okay hi hello mr mrs ms dr"
)
PLAIN: Final = frozenset(_PLAIN.split())
"""Capitalised words that any recogniser knows, wherever they stand."""

ADDRESS: Final = re.compile(r"\S*(?:@|://|www\.)\S*")
LABEL: Final = re.compile(r"^[^:]{1,30}:\s+")
"""What stands before a list in a CV: `Skills: Python, Kubernetes`."""


def keyterms(script: Script, cv: str | None = None) -> tuple[str, ...]:
    """At most MOST terms, the surest first: the candidate's name, the company, the job, what the questions name.

    After these what the candidate's CV names, if there is one. A term of several words stays one (`Site Reliability`),
    and none is there twice whatever its capitals.
    """
    first = (script.candidate_name, script.company, script.job_title)
    named = [" ".join(text.split()) for text in first]
    texts = (
        text for question in script.questions for text in (question.ask, *(probe.ask for probe in question.probes))
    )
    found: dict[str, str] = {}
    for term in (*named, *_technical(texts), *_of_cv(cv or "")):
        if term and len(term) <= LONGEST:
            found.setdefault(term.casefold(), term)
    return tuple(found.values())[:MOST]


def _technical(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for sentence in SENTENCE.split(text):
            yield from _terms(sentence)


def _of_cv(cv: str) -> Iterator[str]:
    """Of a text that anybody may have written: words that look like names, but for what is shouted, and addresses."""
    lines = (LABEL.sub("with ", ADDRESS.sub("", line)) for line in cv.splitlines() if not line.isupper())
    return _technical(lines)


def _terms(sentence: str) -> Iterator[str]:
    """Runs of words that look like names; a sentence's first word only if it looks like one by itself."""
    run: list[str] = []
    end = 0
    for number, match in enumerate(WORD.finditer(sentence)):
        word = re.sub("['\u2019]s$", "", match.group())
        unusual = any(c.isupper() for c in word[1:]) or any(c in "+#." or c.isdigit() for c in word)
        capital = word[:1].isupper() and number > 0 and len(word) > 1
        wanted = (unusual and any(c.isalpha() for c in word)) or (capital and word.casefold() not in PLAIN)
        if run and (not wanted or sentence[end : match.start()] != " "):
            yield " ".join(run)
            run = []
        if wanted:
            run.append(word)
        end = match.end()
    if run:
        yield " ".join(run)
