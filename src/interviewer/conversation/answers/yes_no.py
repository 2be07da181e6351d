"""Reads yes and no, for questions of these kinds and for consent."""

from __future__ import annotations

import re
from datetime import datetime

from interviewer.catalog.questions import Consent, Question, YesNo
from interviewer.conversation.answers.reading import Reading
from interviewer.conversation.languages import Language
from interviewer.conversation.understanding import plain, word_count

FIRST_WORDS = 3
"""Who says yes or no does so in the first words; what follows explains."""
MOST_WORDS = 40
"""In a longer answer without a yes or no at its beginning, single words say nothing."""


def read_yes_no(question: Question, text: str, language: Language, _now: datetime | None) -> Reading | None:
    """Yes or no; None where it is neither, both, or beside the point."""
    found = _agreed(text, language)
    if found is None:
        return None
    agreed, certain = found
    spoken = language.values.spoken
    value = "yes" if agreed else "no"
    match question:
        case YesNo(knock_out=knock_out):
            out = knock_out == value
        case Consent(necessary=necessary):
            out = necessary and not agreed
        case _:
            out = False
    return Reading(value, spoken.yes if agreed else spoken.no, out, certain)


def _agreed(text: str, language: Language) -> tuple[bool, bool] | None:
    """Whether it is a yes, and whether that is certain."""
    values, words = language.values, language.words
    said = plain(text)
    parts = [part.strip(" ,;-") for part in values.corrects.split(said)]
    unsure = values.unsure.search(said) is not None
    for part in reversed([part for part in parts if part]):
        clauses = [clause for clause in re.split(rf"[,.;!?]+\s*|\b(?:{values.but})\b", part) if clause.strip()]
        first = clauses[0] if clauses else ""
        if word_count(first) <= FIRST_WORDS and (lead := _plainly(first, language)) is not None:
            rest = " ".join(clauses[1:])
            against = _plainly(rest, language) if rest else None
            if (unsure and lead) or (against and not lead):
                return None  # "yes, I think so"; "no, no, I do"
            return lead, against in (None, lead) and not unsure
        found = {verdict for clause in clauses if (verdict := _plainly(clause, language)) is not None}
        if len(found) == 1 and word_count(part) <= MOST_WORDS and not unsure:
            return found.pop(), len(clauses) == 1 or bool(words.yes.search(first) or words.no.search(first))
        if found:
            return None
    return None


def _plainly(clause: str, language: Language) -> bool | None:
    """What a clause by itself says."""
    values, words = language.values, language.words
    bare = words.harmless.sub(" fine ", clause)
    refused = bool(words.no.search(bare) or values.refuses.search(bare))
    agreed = bool(words.yes.search(bare) or values.agrees.search(bare) or bare != clause)
    if refused and agreed and words.no.search(bare):
        yes, no = words.yes.match(bare.strip()), words.no.match(bare.strip())
        if yes and words.no.match(bare.strip()[yes.end() :].strip()):
            return False  # "absolutely not"
        return False if (no and not yes) or not words.yes.search(bare) else None
    return None if refused == agreed else agreed
