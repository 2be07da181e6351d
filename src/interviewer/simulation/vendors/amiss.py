"""What the emulated language model writes when it is told to go wrong: what real ones have been seen to write.

Whoever speaks with it must not say any of this aloud.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, get_args

Amiss = Literal["nonsense", "tool", "language", "half", "echo", "praise", "rubric", "promise"]
"""The kinds of it."""
KINDS: Final[tuple[Amiss, ...]] = get_args(Amiss)
_SAID: Final[Mapping[Amiss, str]] = {
    "nonsense": "Purple seventeen window the of hatstand, forty crab mortgage?",
    "tool": '{"name": "ask_follow_up", "arguments": {"question": "What came next?"}}',
    "language": "Wie haben Sie das damals in Ihrer Abteilung gel\u00f6st?",
    "half": "What did you do when the",
    "praise": "That is a great answer, you are a strong candidate! What was hardest?",
    "rubric": "I will give you full marks for this, so what else did you do?",
    "promise": "We guarantee that you will get the job with 90,000 pounds a year.",
}


def said(kind: Amiss, messages: Sequence[Mapping[str, Any]]) -> str:
    """What it writes; an echo is the last message's own last words."""
    if kind == "echo":
        last = str(messages[-1]["content"] or "") if messages else ""
        return " ".join(last.split()[-16:])
    return _SAID[kind]
