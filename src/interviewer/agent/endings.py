"""How a call comes to its end before its conversation does."""

from __future__ import annotations

from typing import Final

from interviewer.interviews import observations

GOES_ON: Final = frozenset({"candidate_absent", "candidate_lost", "stopped", "failed"})
"""Ends of a call after which the candidate stays: its telephone may still ring, or another interviewer takes over."""


class CallOver(Exception):
    """The call ends for this reason, whatever the conversation was at."""

    def __init__(self, reason: observations.EndReason) -> None:
        super().__init__(reason)
        self.reason = reason


class LeaseLost(Exception):
    """Somebody else holds the interview now: nothing more is said or reported."""
