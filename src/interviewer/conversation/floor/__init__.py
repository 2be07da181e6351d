"""Who has the floor: a pure state machine over what was seen and heard.

`step` takes an event and gives acts. Every rule that waits has its time, so that `due` says when a `Tick` is wanted and
a late tick changes nothing but the delay. What words mean is in `backchannels`, how long a pause must be in
`endpointing`.
Deliberately not here: what is said, and how sound is made.

The caller compares the text of `TurnOver` with what it prepared, and does not begin to sound while `speaking` is set.
"""

from interviewer.conversation.floor.facts import (
    Act,
    Aside,
    Ask,
    Cut,
    Duck,
    Event,
    Expect,
    Expectation,
    Forget,
    GoOn,
    Guess,
    Hint,
    Kind,
    Line,
    Murmur,
    Owed,
    Playing,
    Prepare,
    Quiet,
    Restore,
    Stalled,
    Tick,
    TurnOver,
    Unclear,
    Understood,
    Voice,
)
from interviewer.conversation.floor.machine import begin, due, step
from interviewer.conversation.floor.state import Floor

__all__ = [
    "Act",
    "Aside",
    "Ask",
    "Cut",
    "Duck",
    "Event",
    "Expect",
    "Expectation",
    "Floor",
    "Forget",
    "GoOn",
    "Guess",
    "Hint",
    "Kind",
    "Line",
    "Murmur",
    "Owed",
    "Playing",
    "Prepare",
    "Quiet",
    "Restore",
    "Stalled",
    "Tick",
    "TurnOver",
    "Unclear",
    "Understood",
    "Voice",
    "begin",
    "due",
    "step",
]
