"""A conversation by text: the candidate says what the test says, the clock goes as fast as people talk.

Whatever is said is looked at: planned beforehand, no judgement in it, one question at a time. A test that fails shows
the conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from interviewer.catalog import timing
from interviewer.catalog.questions import MissingAnyOf, Open, Probe, ShorterThan, YesNo
from interviewer.conversation import lines, values
from interviewer.conversation.conductor import step
from interviewer.conversation.facts import (
    Answer,
    Began,
    CandidateSignalled,
    Directive,
    End,
    EndReason,
    FollowUp,
    Heard,
    HeardLate,
    NotSaid,
    NotUnderstood,
    NotWritten,
    Observation,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    Speak,
    Spoke,
    StayedSilent,
)
from interviewer.conversation.script import Progress, Script
from interviewer.conversation.standing import ReadBack, begin

N = TypeVar("N")

THURSDAY = datetime(2026, 11, 26, 9, 30)  # noqa: DTZ001 - on the clocks where the candidate lives
SILENCE = 8.0
TEAM = Open(
    id="team",
    ask="Tell me about a team you led.",
    probes=(
        Probe(id="more", when=ShorterThan(shorter_than=15), ask="Could you say a little more?"),
        Probe(id="result", when=MissingAnyOf(missing_any_of=("result", "in the end")), ask="What came of it?"),
    ),
)
NIGHTS = YesNo(id="nights", ask="Could you work nights?")
SCRIPT = Script(
    company="Harbour Goods", job_title="shift lead", candidate_name="Robin", minutes=10, questions=(TEAM, NIGHTS)
)
WRITTEN = "And what happened then?"
"""What a language model finds."""
LONG = "I worked for three years in a warehouse and led the night shift with twelve people, planning and training them."
FULL = f"{LONG} In the end the result was a calm shift."


class Room:
    """Plays the conductor's speech and answers with what the test says; `knows` the answers to questions, or none."""

    def __init__(
        self,
        script: Script = SCRIPT,
        progress: Progress | None = None,
        *,
        writes: bool = False,
        knows: bool = False,
        began: datetime | None = THURSDAY,
        tells: Callable[[str], None] = print,
    ) -> None:
        """`tells`: where what happens is shown, by default with a test that fails."""
        self._tells = tells
        self.state = begin(script, progress or Progress(), writes=writes, began=began)
        self.script = script
        self.knows = knows
        self.said: list[Speak] = []
        self.notes: list[Directive] = []
        self.ended: EndReason | None = None
        self.turns = 0
        self.clock = self.state.elapsed
        self._sayable = {*lines.everything(script), WRITTEN}

    def begins(self, fraction: float = 1.0) -> Room:
        """Both are there."""
        return self.sees(Began(), fraction)

    def hears(self, *turns: str, fraction: float = 1.0, seconds: float | None = None, limit: bool = False) -> Room:
        """The candidate says this, turn by turn; so much of the reply is heard."""
        for text in turns:
            self.turns += 1
            self._tells(f"{self.clock:6.0f}  candidate    {text}")
            self.clock += timing.spoken_seconds(text) if seconds is None else seconds
            self.sees(Heard(self.turn, text, limit=limit), fraction)
        return self

    def silent(self, times: int = 1) -> Room:
        """Nobody says anything for a while."""
        for _ in range(times):
            self._tells(f"{self.clock:6.0f}  candidate    ...")
            self.clock += SILENCE
            self.sees(StayedSilent())
        return self

    def sees(self, seen: Observation, fraction: float = 1.0) -> Room:
        """The conductor sees this, and what it says is played so far."""
        self.state, directives = step(self.state, seen, self.clock)
        for number, directive in enumerate(directives):
            match directive:
                case Speak():
                    assert all(isinstance(after, End) for after in directives[number + 1 :]), "notes come first"
                    self._play(directive, fraction)
                case End(reason):
                    self.ended = reason
                    self._tells(f"{self.clock:6.0f}  ended        {reason}")
                case _:
                    self.notes.append(directive)
                    self._tells(f"{self.clock:6.0f}  noted        {directive}")
        return self

    def _play(self, speech: Speak, fraction: float) -> None:
        self.said.append(speech)
        text = " ".join((*speech.lines, *(["[...]"] if speech.written else []), *speech.closing))
        self._tells(f"{self.clock:6.0f}  interviewer  {text} ({speech.kind})")
        self._lawful(speech, text)
        if isinstance(speech.written, Answer) and not self.knows:
            self.sees(NotWritten(speech, "nothing was found"), fraction)
            return
        self.clock += timing.spoken_seconds(text) * fraction
        self.turns += 1
        passages = ("handbook-3",) if isinstance(speech.written, Answer) else ()
        written = WRITTEN if isinstance(speech.written, FollowUp) else ""
        self.sees(Spoke(speech, self.turn, fraction, passages, written))

    def _lawful(self, speech: Speak, text: str) -> None:
        back = self.state.pending
        read_back = {values.line(self.state, back.reading)} if isinstance(back, ReadBack) else set()
        if speech.kind != "read_back":
            assert {*speech.lines, *speech.closing} <= self._sayable | read_back, "it was not planned"
            assert text.count("?") <= 1, "two questions at once"
        assert not self.script.spoken.prompts.judging.search(text), "a judgement"
        assert speech.limit >= 20

    @property
    def turn(self) -> str:
        return f"1.{self.turns}"

    @property
    def last(self) -> str:
        """What was said last."""
        return " ".join((*self.said[-1].lines, *self.said[-1].closing))

    @property
    def signals(self) -> list[str]:
        return [note.signal for note in self.of(CandidateSignalled)]

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """The turns of each answer, as noted last."""
        return {note.question_id: note.turn_ids for note in self.of(QuestionAnswered)}

    @property
    def skipped(self) -> dict[str, str]:
        return {note.question_id: note.reason for note in self.of(QuestionSkipped)}

    @property
    def asked(self) -> list[str]:
        return [note.question_id for note in self.of(QuestionAsked)]

    def of(self, kind: type[N]) -> list[N]:
        """The notes of this kind."""
        return [note for note in self.notes if isinstance(note, kind)]


def in_questions(script: Script = SCRIPT, *, writes: bool = False, knows: bool = False) -> Room:
    """At the first question."""
    return Room(script, Progress(consent=True), writes=writes, knows=knows).begins()


__all__ = [
    "FULL",
    "LONG",
    "NIGHTS",
    "SCRIPT",
    "TEAM",
    "THURSDAY",
    "WRITTEN",
    "HeardLate",
    "NotSaid",
    "NotUnderstood",
    "Room",
    "in_questions",
]
