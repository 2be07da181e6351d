"""What the two frameworks are told: the plan, in the words an author of an agent would use, and where providers are.

Nothing of ours is imported here: the file is read by programs that run without our packages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LIVEKIT_WORKER = "bench-livekit"
"""The name by which the stock worker is called into a room."""
FALLBACK_WORKER = "bench-fallback"
"""The same of the one with second providers."""
GOODBYE = "That was my last question. Thank you for your time. Goodbye."

GREETING = (
    "Hello. I'm the AI interviewer of {company}, a computer program and not a person. "
    "Our conversation will be recorded and transcribed, so that a recruiter can review it. Is that all right with you?"
)
INSTRUCTIONS = """\
You are the AI interviewer of {company}. You hold a spoken interview with a candidate. Your words are spoken aloud: no
lists, no markup, no emojis. Be brief.

Ask the questions of this plan one at a time, in this order and in exactly these words:
{questions}

When the candidate has agreed to the recording, ask question 1. After the first answer to a question ask one short
follow-up about what the candidate said. After the answer to the follow-up ask the next question. Say nothing before a
question: no thanks, no comment.
"""


@dataclass(frozen=True)
class Providers:
    """Where the emulated providers are, and the keys they take."""

    deepgram_url: str
    deepgram_key: str
    openai_url: str
    openai_key: str
    azure_url: str
    azure_key: str
    azure_voice: str


def greeting(company: str) -> str:
    """What is said before anybody has spoken."""
    return GREETING.format(company=company)


def instructions(company: str, questions: Sequence[str], goodbye: str = "") -> str:
    """The system prompt; with a goodbye, to be said after the last answer."""
    numbered = "\n".join(f"{number}. {ask}" for number, ask in enumerate(questions, start=1))
    end = f"In the end say: {goodbye}\n" if goodbye else ""
    return INSTRUCTIONS.format(company=company, questions=numbered) + end
