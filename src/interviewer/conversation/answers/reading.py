"""What an answer comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from interviewer.catalog.questions import Question
from interviewer.conversation.languages import Language


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood. `value` is canonical text, for the log; `spoken` is for the candidate to hear."""

    value: str
    spoken: str
    knocked_out: bool = False
    """By the plan, it rules the candidate out."""
    certain: bool = True
    """Said plainly: no "about", no range, nothing beside it that could have been meant."""


Reader = Callable[[Question, str, Language, datetime | None], Reading | None]
"""From a question, the words of its answer, their language and the time where the candidate is; None: not clear."""
