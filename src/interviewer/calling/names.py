"""Names in the log's register that stand for rules across streams: a dial that would break one is refused by the log.

Deliberately not here: who demands or forbids them (`interviews.waiting`).
"""

from __future__ import annotations


def live(candidate_id: str) -> str:
    """Held by the interview in which the candidate is in a call."""
    return f"in-call:{candidate_id}"


def consent(candidate_id: str) -> str:
    """Held while there is proof that the candidate agreed to be called by a machine."""
    return f"consent:{candidate_id}"


def do_not_call(contact: str) -> str:
    """Held while the number is on the do-not-call list."""
    return f"do-not-call:{contact}"


def forgotten(candidate_id: str) -> str:
    """Held once somebody asked that the candidate be forgotten."""
    return f"forgotten:{candidate_id}"


def halted(campaign_id: str) -> str:
    """Held while the campaign is paused or cancelled."""
    return f"halted:{campaign_id}"


def withdrawn(interview_id: str) -> str:
    """Held once the candidate took the consent back: what was said in the interview is not shown."""
    return f"withdrawn:{interview_id}"


def place(campaign_id: str, candidate_id: str) -> str:
    """Held by the one interview that a campaign has with a candidate."""
    return f"place:{campaign_id}:{candidate_id}"
