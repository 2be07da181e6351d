"""Where a conversation stands: the conductor's state, at its start or where an earlier interviewer left it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from interviewer.catalog.models import Question
from interviewer.conversation.answers import Reading
from interviewer.conversation.facts import AnswerUnderstood, Pace, Signal
from interviewer.conversation.languages import Lines, Replies, Words
from interviewer.conversation.script import Progress, Script

MORE_TIME = 2.0
"""How many times the usual wait the pauses of a candidate may last who asked for more time."""
WRITTEN = "written-"
"""Begins the ids of follow-ups that no author wrote."""
PART = "part-"
"""Begins the ids of those that ask for the situation, the action or the result."""
Phase = Literal[
    "opening", "identity", "consent", "time_check", "call_back", "questions", "invitation", "rating", "over"
]


@dataclass(frozen=True, slots=True)
class Planned:
    """A follow-up whose words are known."""

    id: str
    ask: str


@dataclass(frozen=True, slots=True)
class GoOn:
    """The candidate was asked whether to go on, because of this; a no ends the conversation."""

    signal: Signal


@dataclass(frozen=True, slots=True)
class Correcting:
    """The candidate is about to change or add to the answer to an earlier question."""

    question_id: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The candidate was told what its answer comes to, and asked whether that is right."""

    reading: Reading
    tries: int = 0
    """How often it was not right."""
    asked: bool = False
    """The question itself was asked once more: what comes is an answer to it."""


Pending = GoOn | Correcting | ReadBack
"""What the next words of the candidate are about, where that is not the open question."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where the conversation stands. `index` counts the questions; `answer` is what was said to the open one."""

    script: Script
    phase: Phase = "opening"
    index: int = 0
    asked: bool = False
    """The open question was played."""
    cut: bool = False
    """The open question was cut off by the candidate, who goes on with the answer before it."""
    cuts: int = 0
    answer: str = ""
    answer_turns: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    """Questions answered or skipped."""
    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Questions answered, each with the turns of its answer."""
    before: tuple[str, tuple[str, ...]] | None = None
    """The question closed before the open one and its turns: a candidate may not have been finished with it."""
    pending: Pending | None = None
    probed: tuple[str, ...] = ()
    """Planned follow-ups to the open question that were begun."""
    followed: Planned | None = None
    """The last of them: what was asked last, and is asked again for who wants to hear it again."""
    noted: tuple[str, ...] = ()
    """Those of which enough was heard, so that they are in the log."""
    greetings: int = 0
    """Greetings of which something was heard."""
    begun: int = 0
    """Greetings that were begun."""
    unclear: int = 0
    """How often in a row the candidate was not understood."""
    misheard: str = ""
    """What it was told then, the last time that it was not."""
    unsaid: int = 0
    """How often in a row a speech could not be said."""
    understood: AnswerUnderstood | None = None
    """What an earlier interviewer understood of the open question's answer."""
    tries: int = 0
    """How often the candidate was asked again what this phase asks."""
    silences: int = 0
    detours: int = 0
    """What the candidate wished for since the open question was first asked, without an answer to it."""
    acknowledged: int = 0
    thanked: bool = False
    """The last answer was acknowledged in words: the next one is not."""
    waited: bool = False
    """The open question's answer trailed off once, and was waited for."""
    writes: bool = False
    """There is a language model that can find a follow-up."""
    written: int = 0
    """Follow-ups to the open question that were left to it."""
    resumed: bool = False
    elapsed: float = 0.0
    """Seconds that interviewer and candidate have been talking, earlier interviewers included."""
    talked: float = 0.0
    """Of these, those with earlier interviewers."""
    since: float = 0.0
    """When, in these seconds, the open question was first asked."""
    out_by: tuple[str, ...] = ()
    """Ids of the questions whose answers, as they stand, rule the candidate out by the plan."""
    hurried: bool = False
    """The candidate was told that questions are left out for want of time."""
    began: datetime | None = None
    """When this interviewer began, on the clocks where the candidate lives."""
    disclosed: bool = False
    """The candidate heard that this is an AI and that it is recorded: only then can they agree."""
    consented: bool = False
    passed_on: int = 0
    """How often the candidate was told that a question of its is the team's to answer."""
    asking: str | None = None
    """The turn in which the candidate asked what is being answered."""
    own_questions: int = 0
    """Questions of the candidate's since it was asked for them."""
    invited: bool = False
    rated: bool = False
    another: bool = False
    """Somebody else is on the telephone."""
    wanted: datetime | None = None
    """When to call back, read back and not confirmed yet."""
    signalled: tuple[Signal, ...] = ()
    pace: Pace = "normal"
    unhurried: float = 1.0
    """How many times the usual wait the candidate's pauses may last from now on."""

    @property
    def knocked_out(self) -> bool:
        """Whether an answer rules the candidate out, by the plan."""
        return bool(self.out_by)

    @property
    def said(self) -> Lines:
        """The lines of its language."""
        return self.script.spoken.lines

    @property
    def replies(self) -> Replies:
        """What is said to a wish in its language."""
        return self.script.spoken.replies

    @property
    def words(self) -> Words:
        """What words mean in its language."""
        return self.script.spoken.words

    @property
    def now(self) -> datetime | None:
        """What the clocks show where the candidate lives."""
        return None if self.began is None else self.began + timedelta(seconds=self.elapsed - self.talked)

    @property
    def question(self) -> Question | None:
        """The open question; None outside of the questions."""
        if self.phase == "questions" and self.index < len(self.script.questions):
            return self.script.questions[self.index]
        return None

    @property
    def addressed_before(self) -> str | None:
        """The question that the candidate's last turn belonged to."""
        if not self.answer and self.before is not None:
            return self.before[0]
        return self.addressed

    @property
    def addressed(self) -> str | None:
        """The question that the candidate's next words belong to."""
        if isinstance(self.pending, Correcting):
            return self.pending.question_id
        if self.cut and self.before is not None:
            return self.before[0]
        return self.question.id if self.question else None


def first_open(script: Script, closed: tuple[str, ...]) -> int:
    """The index of the first question that is not closed; the number of questions if all are."""
    return next((i for i, q in enumerate(script.questions) if q.id not in closed), len(script.questions))


def _phase(script: Script, progress: Progress, index: int) -> Phase:
    """Where who takes over after the consent goes on."""
    if script.opening == "full" and not progress.asked and not progress.time_checked:
        return "time_check"
    over = index == len(script.questions)
    return "invitation" if over and script.invites and progress.invited and not progress.rated else "questions"


def _out_by(progress: Progress) -> tuple[str, ...]:
    stands = {value.question_id: value.knocked_out for value in progress.understood}  # the last of a question counts
    return tuple(question for question, out in stands.items() if out and question in progress.closed)


def begin(script: Script, progress: Progress, *, writes: bool = False, began: datetime | None = None) -> Conversation:
    """A conversation at its start, or where an earlier interviewer left it; `writes`: a language model is at hand."""
    state = Conversation(
        script,
        resumed=progress.resumed,
        writes=writes,
        elapsed=progress.talked,
        talked=progress.talked,
        since=progress.talked,
        began=began,
    )
    if progress.consent is not True:
        return state
    index = first_open(script, progress.closed)
    signals = tuple(noted.signal for noted in progress.signals)
    state = replace(
        state,
        phase=_phase(script, progress, index),
        index=index,
        closed=progress.closed,
        answers=progress.answers,
        invited=progress.invited,
        rated=progress.rated,
        own_questions=progress.own_questions if progress.invited else 0,
        out_by=_out_by(progress),
        signalled=signals,
        pace="slow" if "slower" in signals else "normal",
        unhurried=MORE_TIME if "more_time" in signals else 1.0,
        disclosed=True,
        consented=True,
    )
    if index == len(script.questions):
        return state
    open_id = script.questions[index].id
    probed = tuple(probe for question, probe in progress.probed if question == open_id)
    last = probed[-1] if probed and progress.answer_so_far else None
    understood = next((value for value in progress.understood if value.question_id == open_id), None)
    return replace(
        state,
        answer=progress.answer_so_far,
        answer_turns=understood.turn_ids if understood is not None else (),
        probed=tuple(probe for probe in probed if not probe.startswith(WRITTEN)),
        followed=_planned(state, script.questions[index], last) if last is not None else None,
        written=sum(probe.startswith(WRITTEN) for probe in probed),
        understood=understood,
    )


def _planned(state: Conversation, question: Question, probe: str) -> Planned | None:
    """The words of a planned follow-up; None if a language model had found them."""
    asks = {one.id: one.ask for one in question.probes}
    asks |= {f"{PART}{part}": ask for part, ask in state.said.parts.items()}
    return Planned(probe, asks[probe]) if probe in asks else None
