"""What is asked in what somebody said: the last question of it, without how it was led up to."""

from __future__ import annotations

import re
from typing import Final

from interviewer.evaluations.sentences import sentences

_LEAD: Final = (
    r"(?:yes|yeah|yep|no|ok|okay|well|so|and|but|um+|uh+|er+m*|hm+|oh|right|sure|great|thanks|thank you|actually|sorry"
    r"|before (?:i|we) (?:answer|go on|start)(?: that| this)?|just|quickly|one (?:more )?thing"
    r"|(?:may|can|could) i (?:just )?ask(?: you)?(?: something| a question| one thing)?"
    r"|i (?:was|am|'m) (?:just )?(?:wondering|curious)|i(?:'d| would) (?:like|love) to know"
    r"|(?:can|could|would) you (?:please )?tell me|do you know|ja|nein|also|äh+m*|darf ich(?: etwas| mal)? fragen)"
)
LEAD: Final = re.compile(rf"^(?:{_LEAD}\b[\s,.!?:;\u2026-]*)+", re.IGNORECASE)


def asked_in(said: str) -> str:
    """The last question with something in it; all that was said where no question is marked as one."""
    questions = [sentence for sentence in sentences(said) if sentence.endswith("?")]
    for question in reversed(questions):
        if len(bare := LEAD.sub("", question)) > len("why?"):
            return bare
    return LEAD.sub("", said) or said
