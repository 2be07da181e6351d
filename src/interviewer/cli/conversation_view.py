"""A conversation in the terminal as it happens: who speaks, the words, and how long the reply took to sound."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from interviewer.interviews.plain_words import SIGNALS
from interviewer.wire.records import EventItem

NOTICES = {
    "dial.started": "the candidate is joining",
    "call.joined": "the interviewer is in the call",
    "consent.given": "consent given, recording",
    "consent.refused": "consent refused, nothing is kept",
    "interview.interrupted": "interrupted: no interviewer in the call",
    "interview.completed": "completed",
    "interview.abandoned": "abandoned",
    "interview.declined": "declined",
    "interview.failed": "failed",
    "interview.evaluated": "scorecard ready",
}
COLOURS = ("cyan", "magenta", "green", "yellow", "blue")


class ConversationView:
    """Prints one line a turn; with several interviews each line names its candidate."""

    def __init__(self, console: Console, names: dict[str, str]) -> None:
        self._console = console
        self._names = names
        self._colours = dict(zip(names, COLOURS * len(names), strict=False))
        self._waiting: dict[str, tuple[str, str]] = {}

    def show(self, event: EventItem) -> None:
        """Show one event, if there is something in it for a person."""
        interview, data = event.interview_id or "", event.data
        match event.type:
            case "turn.heard":
                self._release(interview)
                self._line(interview, "candidate", "aside" if data.get("over") else "", data["text"])
            case "turn.spoken":
                self._release(interview)
                self._waiting[interview] = (data["turn_id"], data["text"])
                if data["kind"] in ("identity", "greeting", "check_in"):
                    self._release(interview)
            case "turn.measured":
                latency = data.get("first_sound")
                self._release(interview, "" if latency is None else f"{latency:.0f} ms")
            case "candidate.signalled":
                self._release(interview)
                self._notice(interview, SIGNALS.get(data["signal"], data["signal"]))
            case kind if kind in NOTICES:
                self._release(interview)
                self._notice(interview, NOTICES[kind])

    def _release(self, interview: str, latency: str = "") -> None:
        """Print the interviewer's turn that was waiting for its measurement."""
        if found := self._waiting.pop(interview, None):
            self._line(interview, "interviewer", latency, found[1])

    def _line(self, interview: str, who: str, latency: str, text: str) -> None:
        line = Text()
        if len(self._names) > 1:
            line.append(f"{self._names[interview]:<8}", style=self._colours[interview])
        line.append(f"{who:<12}", style="bold" if who == "interviewer" else "")
        line.append(f"{latency:>8}  ", style="dim")
        line.append(text)
        self._console.print(line, soft_wrap=True)

    def _notice(self, interview: str, text: str) -> None:
        prefix = f"{self._names[interview]:<8}" if len(self._names) > 1 else ""
        self._console.print(Text(f"{prefix}· {text}", style="dim"))
