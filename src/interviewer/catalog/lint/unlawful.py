"""Questions that an employer may not ask, or not everywhere: age, family, health, religion, origin, and the like."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.catalog.lint.asked import STORIES, Asked, Finding, asked
from interviewer.catalog.lint.words.lists import Topic, Words
from interviewer.catalog.models import PlanFile


def unlawful(plan: PlanFile, words: Words) -> Iterator[Finding]:
    """One finding for each topic that a line asks about."""
    for line in asked(plan.plan):
        for topic, said in topics(line, words):
            message = f"{said!r} asks about {topic.name}: {topic.reason}"
            yield Finding(line.path, message, topic.remedy, topic.severity)


def knock_out(plan: PlanFile, words: Words) -> Iterator[Finding]:
    """A plain fact about such a topic is what people are sorted out by: worse than to ask."""
    for line in asked(plan.plan):
        if line.question.kind in STORIES or line.what != "question":
            continue
        for topic, _ in topics(line, words):
            kind = line.question.kind.replace("_", "-")
            message = f"a {kind} question about {topic.name} would turn people away for it"
            yield Finding(line.path, message, topic.remedy)


def topics(line: Asked, words: Words) -> Iterator[tuple[Topic, str]]:
    """The topics that a line asks about, with the words that do."""
    text = words.lawful.sub(" ", line.plain)
    for topic in words.topics:
        if found := topic.asked_by.search(text):
            yield topic, found[0].strip()
