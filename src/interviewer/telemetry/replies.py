"""How long replies took, for Prometheus. Deliberately not here: single replies, which are in the log."""

from __future__ import annotations

from typing import Final, get_args

from prometheus_client import CollectorRegistry, Counter, Histogram

from interviewer.interviews.latency import Stage
from interviewer.interviews.observations import TurnMeasured

STAGES: Final = (
    "endpointing",
    "stt_final",
    "retrieval",
    "llm_first_token",
    "tts_first_chunk",
    "playout",
    "first_sound",
    "content",
)
BUCKETS: Final = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.3, 2.0, 3.5, 5.0, 10.0)
"""Seconds; the budgets that hold when no other ones are set are among them."""


class Replies:
    """Counts measured replies since this process started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._took = Histogram(
            "interviewer_reply_seconds",
            "How long a stage of a reply took; the words are the plan's or were written for it.",
            ["stage", "words"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._late = Counter(
            "interviewer_replies_over_budget",
            "Replies by the stage that was over its budget; of several the worst.",
            ["stage"],
            registry=self.registry,
        )
        for stage in get_args(Stage):  # told from the first look on, so that a rate has something to begin with
            self._late.labels(stage)
        self._wasted = Counter(
            "interviewer_tokens_wasted", "Tokens of replies that were prepared and not said.", registry=self.registry
        )

    def observe(self, measured: TurnMeasured) -> None:
        """Count one reply."""
        words = "planned" if measured.planned else "generated"
        for stage in STAGES:
            milliseconds = getattr(measured, stage)
            if milliseconds is not None:
                self._took.labels(stage, words).observe(milliseconds / 1000)
        if measured.over_budget is not None:
            self._late.labels(measured.over_budget).inc()
        self._wasted.inc(max(0, measured.tokens_wasted))
