"""Where a conversation stands: the conductor's state, at its start or where an earlier interviewer left it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from interviewer.catalog.models import Question
from interviewer.conversation.languages import Lines, Words
from interviewer.conversation.script import Progress, Script

WRITTEN = "written-"
"""Begins the ids of follow-ups that no author wrote."""
Phase = Literal["opening", "consent", "questions", "over"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where the conversation stands. `index` counts the questions; `answer` is what was said to the open one."""

    script: Script
    phase: Phase = "opening"
    index: int = 0
    asked: bool = False
    """The open question was played."""
    cut: bool = False
    """The open question was cut off by the candidate, who goes on with the answer before it."""
    cuts: int = 0
    answer: str = ""
    answer_turns: tuple[str, ...] = ()
    before: tuple[str, tuple[str, ...]] | None = None
    """The question answered before the open one and its turns: a candidate may not have been finished with it."""
    probed: tuple[str, ...] = ()
    greetings: int = 0
    """Greetings of which something was heard."""
    begun: int = 0
    """Greetings that were begun."""
    unclear: int = 0
    """How often in a row the candidate was not understood."""
    unsaid: int = 0
    """How often in a row a speech could not be said."""
    consent_tries: int = 0
    silences: int = 0
    detours: int = 0
    acknowledged: int = 0
    thanked: bool = False
    """The last answer was acknowledged in words: the next one is not."""
    writes: bool = False
    """There is a language model that can find a follow-up."""
    written: int = 0
    """Follow-ups to the open question that were left to it."""
    resumed: bool = False
    elapsed: float = 0.0
    """Seconds that interviewer and candidate have been talking, earlier interviewers included."""
    began: datetime | None = None
    """When this interviewer began, on the clocks where the candidate lives."""
    disclosed: bool = False
    """The candidate heard that this is an AI and that it is recorded: only then can they agree."""

    @property
    def said(self) -> Lines:
        """The lines of its language."""
        return self.script.spoken.lines

    @property
    def words(self) -> Words:
        """What words mean in its language."""
        return self.script.spoken.words

    @property
    def question(self) -> Question | None:
        """The open question; None outside of the questions."""
        if self.phase == "questions" and self.index < len(self.script.questions):
            return self.script.questions[self.index]
        return None

    @property
    def addressed_before(self) -> str | None:
        """The question that the candidate's last turn belonged to."""
        if not self.answer and self.before is not None:
            return self.before[0]
        return self.addressed

    @property
    def addressed(self) -> str | None:
        """The question that the candidate's next words belong to."""
        if self.cut and self.before is not None:
            return self.before[0]
        return self.question.id if self.question else None


def begin(script: Script, progress: Progress, *, writes: bool = False, began: datetime | None = None) -> Conversation:
    """A conversation at its start, or where an earlier interviewer left it; `writes`: a language model is at hand."""
    closed = set(progress.closed)
    index = next((i for i, q in enumerate(script.questions) if q.id not in closed), len(script.questions))
    state = Conversation(script, resumed=progress.resumed, writes=writes, elapsed=progress.talked, began=began)
    if progress.consent is not True:
        return state
    if index == len(script.questions):
        return replace(state, phase="questions", index=index)
    open_id = script.questions[index].id
    probed = tuple(probe for question, probe in progress.probed if question == open_id)
    return replace(
        state,
        phase="questions",
        index=index,
        answer=progress.answer_so_far,
        probed=tuple(probe for probe in probed if not probe.startswith(WRITTEN)),
        written=sum(probe.startswith(WRITTEN) for probe in probed),
    )
