"""An open question: the candidate tells."""

from __future__ import annotations

from typing import Literal

from interviewer.catalog.questions.question import Question


class Open(Question):
    """The candidate tells of work, views or plans."""

    kind: Literal["open"] = "open"
