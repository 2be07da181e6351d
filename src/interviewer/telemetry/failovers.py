"""How often a provider failed in calls and who served instead, for Prometheus.

Deliberately not here: the calls in which it did, which the log has, and the breakers, which all processes share.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter

from interviewer.interviews.observations import ProviderFailedOver


class Failovers:
    """Counts them since this process started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._failed = Counter(
            "interviewer_provider_failovers",
            "Times in calls that a provider did not serve, by who did instead; empty: nobody.",
            ["part", "provider", "instead"],
            registry=self.registry,
        )

    def observe(self, failed: ProviderFailedOver) -> None:
        """Count one."""
        self._failed.labels(failed.part, failed.provider, failed.instead or "").inc()
