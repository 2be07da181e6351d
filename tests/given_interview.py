"""Given, when and then for one interview, by link and by telephone, and the campaign that its examples speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from interviewer.calling.openings import Place
from interviewer.calling.terms import WEEKDAYS, CampaignTerms, Window
from interviewer.interviews.commands import Command, Consider, Dial
from interviewer.interviews.decider import Rejected, decide
from interviewer.interviews.events import Event
from interviewer.interviews.evolution import evolve
from interviewer.interviews.ids import TurnId
from interviewer.interviews.lifecycle import (
    CallAnswered,
    DialStarted,
    InterviewCompleted,
    InterviewInterrupted,
    InterviewLeased,
    InterviewQueued,
    InterviewScheduled,
)
from interviewer.interviews.observations import CallEnded, CallJoined, ConsentGiven, EndReason, QuestionAsked
from interviewer.interviews.policy import Situation
from interviewer.interviews.scorecard import Scorecard
from interviewer.interviews.state import INITIAL, Interview

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday; one o'clock in the afternoon in Berlin, where the windows are open from ten to seven."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CARD = Scorecard("judge", "method", indicative=True, summary="", criteria=())

SCHEDULED = InterviewScheduled("plan_1", "cand_1", ("q1", "q2"), NOON, NOON)
DIALLED = DialStarted(1, "room", NOON)
LEASED = InterviewLeased(1, "agent-1", NOON)
JOINED = CallJoined(epoch=1, number=1, at=NOON)
ENDED = CallEnded(epoch=1, number=2, at=NOON, reason="finished")
COMPLETED = InterviewCompleted(NOON)
INTERRUPTED = InterviewInterrupted(1, "agent_lost", NOON, None, 900.0)
LEASED_AGAIN = InterviewLeased(2, "agent-2", NOON)
LIVE = (SCHEDULED, DIALLED, LEASED, JOINED)
"""By link."""

BERLIN = Place("Europe/Berlin", "DE")
TERMS = CampaignTerms(
    starts=NOON - DAY,
    ends=NOON + 30 * DAY,
    windows=(Window(days=WEEKDAYS[:5], start=time(10), end=time(19)),),
    max_attempts=4,
    max_attempts_per_day=2,
    callbacks=2,
)
OPEN = Situation(TERMS, BERLIN, consent=True, terms_version=3)
"""Nothing speaks against a call at noon."""

AGREED = replace(SCHEDULED, campaign_id="camp_1", contact="contact_1")
QUEUED = InterviewQueued(NOON)
RUNG = DialStarted(1, "int_1.1", NOON, line="phone", terms_version=3)
ANSWERED = CallAnswered(1, NOON)
WAITING = (AGREED, QUEUED)
RINGING = (*WAITING, RUNG, LEASED)
TALKING = (*RINGING, ANSWERED, JOINED)
"""By telephone."""


def consider(now: datetime = NOON, situation: Situation = OPEN) -> Consider:
    return Consider(situation, now)


def dial(now: datetime = NOON, situation: Situation = OPEN) -> Dial:
    return Dial("int_1", situation, now)


def rung(attempt: int, at: datetime, *, appointed: bool = False) -> DialStarted:
    return DialStarted(attempt, f"int_1.{attempt}", at, line="phone", terms_version=3, appointed=appointed)


def asked(number: int, epoch: int = 1, question: str = "q1", at: datetime = NOON) -> QuestionAsked:
    return QuestionAsked(epoch=epoch, number=number, at=at, question_id=question, turn_id=TurnId("t1"))


def agreed(number: int, epoch: int = 1) -> ConsentGiven:
    return ConsentGiven(epoch=epoch, number=number, at=NOON, turn_id=TurnId("t0"))


def ended(reason: EndReason, number: int = 2, epoch: int = 1, at: datetime = NOON) -> CallEnded:
    return CallEnded(epoch=epoch, number=number, at=at, reason=reason)


def fold(*events: Event, onto: Interview = INITIAL) -> Interview:
    for event in events:
        onto = evolve(onto, event)
    return onto


class Given:
    """`given(*history).when(command).then(*events)`; a `when` after that goes on from there."""

    def __init__(self, *history: Event) -> None:
        self.state = fold(*history)

    def when(self, command: Command) -> Given:
        self.command = command
        return self

    def then(self, *events: Event) -> Given:
        assert decide(self.command, self.state) == events
        self.state = fold(*events, onto=self.state)
        return self

    def then_rejected(self, error: type[Exception] = Rejected) -> Given:
        with pytest.raises(error):
            decide(self.command, self.state)
        return self


given = Given
