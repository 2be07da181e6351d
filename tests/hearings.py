"""A small interview to be judged, and judges and readers that do as they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from interviewer.catalog.models import Criterion, InterviewPlan, Job, PlanFile
from interviewer.catalog.questions import Open, YesNo
from interviewer.evaluations.hearing import Case, Hearing, Said
from interviewer.evaluations.ports import JudgeUnavailable, Label, Opinion, Passage, Proposal, Quote
from interviewer.interviews.ids import TurnId

APOLOGY = "A man was shouting. I let him finish and I said that I was sorry. Then I sent an engineer."
MISTAKE = "I sent a router to the wrong house. I rang the customer and told her it was my error."
LATER = "Since then I read every address back."


def criterion(name: str) -> Criterion:
    return Criterion(
        id=name,
        name=name.title(),
        description=f"How much of {name} was shown.",
        anchors={0: f"No {name}.", 3: f"Some {name}.", 5: f"Much {name}."},
        checklist=tuple(f"Item {n} of {name}?" for n in range(1, 6)),
    )


FILE = PlanFile(
    job=Job(title="Support agent", company="Bluebird", summary="You help people with their internet."),
    plan=InterviewPlan(
        title="First interview",
        questions=(
            Open(id="angry", ask="Tell me about an angry customer.", criteria=("care",)),
            Open(id="mistake", ask="Tell me about a mistake of yours.", criteria=("care", "ownership")),
            YesNo(id="weekends", ask="Can you work on weekends?"),
        ),
        criteria=(criterion("care"), criterion("ownership")),
    ),
)


def said(turn: str, question: str, text: str, confidence: float | None = 0.9) -> Said:
    return Said(TurnId(turn), text, question, confidence)


HEARING = Hearing(
    job=FILE.job,
    plan=FILE.plan,
    turns=(
        said("t1", "angry", APOLOGY),
        said("t2", "mistake", MISTAKE),
        said("t3", "mistake", LATER),
        said("t4", "weekends", "Yes."),
    ),
)


def with_turns(*turns: Said) -> Hearing:
    return replace(HEARING, turns=turns)


class ScriptedJudge:
    """Proposes what it was given, whatever it is asked; keeps what it was asked."""

    label = Label("scripted", "scripted 0 to 5", indicative=False)

    def __init__(self, *proposals: Proposal, summary: str | None = None, unavailable: str = "") -> None:
        self.opinion = Opinion(proposals, summary)
        self.unavailable = unavailable
        self.asked: list[tuple[Case, ...]] = []

    async def judge(self, _job: Job, cases: tuple[Case, ...]) -> Opinion:
        self.asked.append(cases)
        if self.unavailable:
            raise JudgeUnavailable(self.unavailable)
        return self.opinion


class ScriptedReader:
    """Gives the odds of yes that a rule gives it for words and question; keeps what it was asked."""

    def __init__(self, yes: Callable[[str, str], float]) -> None:
        self._yes = yes
        self.calls: list[tuple[Passage, str]] = []

    async def yes(self, passage: Passage, question: str) -> float:
        self.calls.append((passage, question))
        return self._yes(passage.said, question)


def proposal(name: str, score: float | None, quotes: Iterable[tuple[str, str]] = (), rationale: str = "so") -> Proposal:
    return Proposal(name, score, rationale, tuple(Quote(turn, text) for turn, text in quotes))
