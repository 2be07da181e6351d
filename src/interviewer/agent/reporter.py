"""What an agent saw in one call, numbered, spooled and handed to the link."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from interviewer.agent.spool import Spool
from interviewer.interviews.events import CODEC
from interviewer.interviews.observations import Observed
from interviewer.kernel.clock import Clock, Steady
from interviewer.wire.agent_link import ObservationSent


class Reporter:
    """Numbers the observations of one interview and epoch from 1."""

    def __init__(
        self,
        spool: Spool,
        *,
        interview_id: str,
        epoch: int,
        correlation_id: str,
        send: Callable[[ObservationSent], None],
        clock: Clock | None = None,
    ) -> None:
        self._spool = spool
        self._interview_id = interview_id
        self._epoch = epoch
        self._correlation_id = correlation_id
        self._send = send
        self._clock = clock or Clock(source=Steady().utc)
        self._number = 0

    def report(self, kind: type[Observed], /, **facts: Any) -> None:  # noqa: ANN401 - whatever fields the kind has
        """Write the observation down and send it; `facts` are the fields that `kind` adds to an observation."""
        self._number += 1
        event = kind(epoch=self._epoch, number=self._number, at=self._clock.now(), **facts)
        stored = CODEC.encode(event)
        message = ObservationSent(
            interview_id=self._interview_id,
            correlation_id=self._correlation_id,
            type=stored.type,
            schema_version=stored.schema_version,
            data=json.loads(stored.data),
        )
        self._spool.write(message)
        self._send(message)

    def finish(self) -> None:
        """The call is over; the spool goes away when the last of it was acknowledged."""
        self._spool.finish()
