"""Words that only insiders know, or that everybody uses for something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.catalog.lint.asked import Finding, asked
from interviewer.catalog.lint.words.lists import Words
from interviewer.catalog.models import PlanFile


def jargon(plan: PlanFile, words: Words) -> Iterator[Finding]:
    """One finding for each of the words in a line."""
    for line in asked(plan.plan):
        for pattern, plainer in words.jargon.items():
            if found := re.search(rf"\b(?:{pattern})(?:\b|$)", line.plain):
                said = found[0].strip()
                yield Finding(line.path, f"{said!r} is jargon", f"Say it in plain words, such as {plainer!r}.")
