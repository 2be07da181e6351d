"""The simulated candidates by text: what they would say aloud, and how long it takes them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from interviewer.cli.front_door import refuse

if TYPE_CHECKING:
    from interviewer.rehearsal.happenings import Says
    from interviewer.rehearsal.players import Person
    from interviewer.simulation.persona import Persona, Repertoire


class _ByText:
    """A persona whose lines are read instead of played."""

    def __init__(self, persona: Persona) -> None:
        self._persona = persona

    def replies(self, said: str) -> Says | None:
        from interviewer.rehearsal.happenings import Says

        line = self._persona.reply_to(said)
        return None if line is None else Says(line.text, line.seconds)


def person_named(name: str) -> Person:
    """A new persona of that name. Leaves with 1 if there is none."""
    from interviewer.simulation.persona import Persona, PersonaInvalid

    try:
        return _ByText(Persona(_repertoire(name)))
    except PersonaInvalid as invalid:
        refuse(str(invalid))


@functools.cache
def _repertoire(name: str) -> Repertoire:
    from interviewer.simulation.persona import load_persona

    return load_persona(name).repertoire
