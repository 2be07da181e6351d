"""What becomes of a measured reply: judged against the budgets, reported, and told in the agent's own log."""

from __future__ import annotations

from dataclasses import asdict, replace

from interviewer.agent.reporter import Reporter
from interviewer.interviews.ids import TurnId
from interviewer.interviews.latency import Budget, Latency, over_budget
from interviewer.interviews.observations import TurnMeasured
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)


def report(reporter: Reporter, turn_id: TurnId, latency: Latency, budget: Budget) -> None:
    """Report how long this turn took; `over_budget` names the stage that took too long."""
    judged = asdict(replace(latency, over_budget=over_budget(latency, budget)))
    reporter.report(TurnMeasured, turn_id=turn_id, **judged)
    log.info("turn.measured", turn=turn_id, latency_ms=latency.first_sound, **judged)
