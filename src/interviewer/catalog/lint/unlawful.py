"""Questions that an employer may not ask, or not everywhere: age, family, health, religion, origin, and the like."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.catalog.lint.asked import STORIES, Asked, Finding, spoken
from interviewer.catalog.lint.words.lists import Topic, Words, plain
from interviewer.catalog.models import PlanFile


def unlawful(plan: PlanFile, words: Words) -> Iterator[Finding]:
    """One finding for each topic that a line asks about."""
    for line in spoken(plan.plan):
        for topic, said in topics(line, words):
            shown = line.text if line.what == "option" else said
            message = f"{shown!r} asks about {topic.name}: {topic.reason}"
            yield Finding(line.path, message, topic.remedy, topic.severity)


def knock_out(plan: PlanFile, words: Words) -> Iterator[Finding]:
    """A plain fact about such a topic is what people are sorted out by: worse than to ask."""
    for line in spoken(plan.plan):
        if line.question.kind in STORIES or line.what == "follow-up":
            continue
        for topic, _ in topics(line, words):
            yield Finding(line.path, _sorts(line, topic), topic.remedy)


def _sorts(line: Asked, topic: Topic) -> str:
    if line.what == "option":
        return f"{line.text!r} {'rules' if line.rules_out else 'would sort'} people out for {topic.name}"
    kind = line.question.kind.replace("_", "-")
    away = "turns people away for it, by its knock_out" if line.rules_out else "would turn people away for it"
    return f"a {kind} question about {topic.name} {away}"


def topics(line: Asked, words: Words) -> Iterator[tuple[Topic, str]]:
    """The topics that a line asks about, with the words that do."""
    asked = [line.plain]
    if line.what == "option":  # nobody asks so, but who chooses it answers this
        said = words.first_person.sub("", plain(line.text.rstrip(".?!")))
        asked = [form.format(said) for form in words.options_ask]
    text = words.lawful.sub(" ", " ".join(asked))
    for topic in words.topics:
        if found := topic.asked_by.search(text):
            yield topic, found[0].strip()
