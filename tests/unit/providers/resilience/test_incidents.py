"""Whoever is told of incidents is let go with the call, whatever keeps its context."""

from __future__ import annotations

import contextvars
import gc
import weakref

from interviewer.providers.resilience.incidents import Happening, Incident, notice, noticing

GONE = Incident("speech", "azure", "local", "it answered nothing")


class Call:
    def __init__(self) -> None:
        self.told: list[Happening] = []

    def noticed(self, happening: Happening) -> None:
        self.told.append(happening)


def test_within_the_block_it_is_told() -> None:
    call = Call()
    with noticing(call.noticed):
        contextvars.copy_context().run(notice, GONE)
    assert call.told == [GONE]


def test_a_pooled_connection_that_has_its_context_does_not_keep_it() -> None:
    call = Call()
    with noticing(call.noticed):
        of_a_connection = contextvars.copy_context()
    kept = weakref.ref(call)
    del call
    gc.collect()
    assert kept() is None
    of_a_connection.run(notice, GONE)
