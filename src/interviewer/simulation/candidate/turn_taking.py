"""When the candidate speaks, waits, gives way and goes on: the manners of a person on the telephone.

Pure: it is told what the ears noticed, what the recogniser understood and what left the mouth, with the time, and acts
on the mouth and the journal. The rules:

- It answers when the interviewer has stopped, and only if what was heard calls for an answer; a question that comes in
  two pieces is put together.
- If the interviewer speaks into its answer, it goes on for a moment, then stops at its next pause, and says the rest
  when there is silence again. What was said meanwhile is not answered: it was talked over.
- If both start at the same moment, it gives way, and answers the whole of what it then has heard.
- Told that it was lost in the midst of its answer, it gives the answer again.
- Into a long silence it asks once whether anybody is there; later it hangs up. After goodbyes it hangs up, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from interviewer.simulation.candidate.ears import Noticed, SoundBegan, SoundEnded, TurnEnded
from interviewer.simulation.candidate.journal import Journal, Said
from interviewer.simulation.candidate.mouth import Mark, Mouth, Stop
from interviewer.simulation.candidate.sound import Sound
from interviewer.simulation.persona import Line, Persona

GOODBYE: Final = "goodbye"
"""The topic after which there is nothing more to say."""
LOST: Final = re.compile(r"lost you|you were saying")


@dataclass(frozen=True, slots=True)
class Manners:
    """Seconds a person waits before it does something."""

    overlap: float = 1.0
    """Both speak: how long until it stops. A sign of listening is over by then, and is no reason to."""
    collision: float = 0.5
    """The other started within this time of its own start: neither can have heard the other."""
    resume: float = 0.8
    """Silence until it goes on with a line that it held."""
    unsure: float = 1.0
    """Silence after a question that it has no answer to, until it says so: more may follow."""
    still_there: float = 25.0
    """Silence until it asks whether anybody is there."""
    hang_up: float = 60.0
    """Silence until it leaves."""
    after_goodbye: float = 10.0
    """Silence after goodbyes until it leaves."""


class TurnTaking:
    """One candidate in one call. `load` gives the sound of a line; times are seconds on the caller's clock."""

    def __init__(
        self,
        persona: Persona,
        mouth: Mouth,
        journal: Journal,
        *,
        load: Callable[[Line], Sound],
        now: float,
        manners: Manners | None = None,
    ) -> None:
        self._persona = persona
        self._mouth = mouth
        self._journal = journal
        self._load = load
        self._manners = manners or Manners()
        self._pending = ""
        self._unsure_since: float | None = None
        self._sounding_since: float | None = None
        self._voice_since: float | None = None
        self._line_began: float | None = None
        self._quiet_since = now
        self._asked_still_there = False
        self._not_yet_understood = 0
        self._last: Line | None = None
        self.goodbye_heard = False
        """True when the last thing that it answered was a goodbye."""

    def noticed(self, event: Noticed) -> None:
        """The interviewer became audible, fell silent, or ended its turn; for each of those `understood` follows."""
        match event:
            case SoundBegan(at):
                self._sounding_since = at
                self._unsure_since = None
                self._mouth.yielding = True
            case SoundEnded(at):
                if self._sounding_since is not None:
                    self._journal.sounds.append((self._sounding_since, at))
                self._sounding_since = None
                self._mouth.yielding = False
                self._quiet_since = max(self._quiet_since, at)
                self._asked_still_there = False
                if self._mouth.stopping:
                    self._mouth.go_on()
            case TurnEnded():
                self._not_yet_understood += 1

    def understood(self, text: str | None, now: float, *, unheard: bool = False) -> None:
        """The interviewer's turn is over and this was recognised in it; None: nobody could recognise anything.

        `unheard`: what was said last did not arrive, whatever was left of it.
        """
        self._not_yet_understood -= 1
        if unheard and self._last is not None:
            self._say(self._last, now)
            return
        if self._mouth.held and text and _is_goodbye(self._persona.repertoire.answer(text)):
            self._mouth.drop()
        if not self._mouth.silent:
            # Talked over. What is left of the answer comes first; `tick` goes on with it.
            return
        if text:
            self._pending = f"{self._pending} {text}".strip()
        if self._sounding_since is not None:
            return
        if text is None:
            self._say(self._persona.no_answer, now)
            return
        reply = self._persona.reply_to(self._pending) if self._pending else None
        if reply == self._persona.no_answer and LOST.search(self._pending.lower()):
            if self._last is not None:
                self._say(self._last, now)
        elif reply == self._persona.no_answer:
            self._unsure_since = now
        elif reply is not None:
            self._say(reply, now)

    def spoke(self, mark: Mark, at: float) -> None:
        """Something of the line left the microphone at this time."""
        said = self._journal.said[-1]
        match mark:
            case Mark.VOICE_BEGINS:
                self._voice_since = at
                self._line_began = self._line_began if self._line_began is not None else at
            case Mark.VOICE_ENDS:
                if self._voice_since is not None:
                    said.voiced.append((self._voice_since, at))
                self._voice_since = None
                self._quiet_since = max(self._quiet_since, at)
            case Mark.LINE_ENDS:
                said.complete = True
            case Mark.DROPPED:
                self._pending = f"{said.asked} {self._pending}".strip()
            case Mark.HELD:
                pass

    def tick(self, now: float) -> str | None:
        """Let time pass; call it several times a second. The reason to hang up, if there is one."""
        if self._sounding_since is not None:
            self._give_way(now, self._sounding_since)
            return None
        if self._mouth.talking:
            return None
        quiet = now - self._quiet_since
        if self._mouth.held:
            if quiet >= self._manners.resume and not self._not_yet_understood:
                self._mouth.go_on()
            return None
        if self._unsure_since is not None and now - self._unsure_since >= self._manners.unsure:
            self._say(self._persona.no_answer, now)
            return None
        if self.goodbye_heard and quiet >= self._manners.after_goodbye:
            return "said_goodbye"
        if quiet >= self._manners.hang_up:
            return "silence"
        if not self._asked_still_there and quiet >= self._manners.still_there:
            self._say(self._persona.still_there, now)
            self._asked_still_there = True
        return None

    def _give_way(self, now: float, since: float) -> None:
        if not self._mouth.talking or self._mouth.stopping or self._line_began is None:
            return
        if now - max(since, self._line_began) < self._manners.overlap:
            return
        collided = since - self._line_began < self._manners.collision
        self._mouth.stop(Stop.DROP if collided else Stop.HOLD)
        self._journal.said[-1].cut_off = not collided

    def finish(self, at: float) -> None:
        """The call is over: what still sounds ends now."""
        if self._sounding_since is not None:
            self._journal.sounds.append((self._sounding_since, at))
            self._sounding_since = None
        if self._voice_since is not None and self._voice_since < at:
            self._journal.said[-1].voiced.append((self._voice_since, at))
            self._voice_since = None

    def _say(self, line: Line, now: float) -> None:
        self._journal.said.append(Said(text=line.text, file=line.file.name, asked=self._pending))
        self._last = line
        self.goodbye_heard = _is_goodbye(line)
        self._pending = ""
        self._unsure_since = None
        self._line_began = None
        self._quiet_since = now
        self._mouth.say(self._load(line))


def _is_goodbye(line: Line | None) -> bool:
    return line is not None and line.topic == GOODBYE
