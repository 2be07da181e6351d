"""What came of a rehearsal against what a case expects: each expectation can fail, and says how."""

from __future__ import annotations

from typing import Any

import pytest

from interviewer.conversation.facts import (
    AnswerUnderstood,
    CandidateSignalled,
    Note,
    ProbeAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
)
from interviewer.rehearsal.cases import Expected
from interviewer.rehearsal.happenings import Ended, Happening, Noted, Said
from interviewer.rehearsal.verdict import failures

NOTES: tuple[Note, ...] = (
    QuestionAsked("team", "1.1"),
    ProbeAsked("team", "more", "1.3"),
    QuestionAnswered("team", ("1.2",)),
    QuestionSkipped("nights", "time"),
    CandidateSignalled("rude", "1.4"),
    AnswerUnderstood("notice", "2 weeks", confirmed=True, turn_ids=("1.5",)),
)
HELD: tuple[Happening, ...] = (
    Said("1.1", "question", "Tell me about a team.", 0, 2, "team"),
    *(Noted(note, 3) for note in NOTES),
    Ended("finished", 150),
)


@pytest.mark.parametrize(
    ("holds", "fails", "reason"),
    [
        ({"ended": "finished"}, {"ended": "declined"}, "It ended finished, not declined."),
        ({"asked": ["team"]}, {"asked": ["nights"]}, "The question nights was not asked."),
        ({"not_asked": ["nights"]}, {"not_asked": ["team"]}, "The question team was asked."),
        (
            {"answered": ["team"]},
            {"answered": ["nights"]},
            "The question nights was not answered: it was skipped (time).",
        ),
        ({"skipped": ["nights"]}, {"skipped": ["team"]}, "The question team was not skipped."),
        ({"probed": ["team.more"]}, {"probed": ["team.end"]}, "The follow-up team.end was not asked."),
        ({"not_probed": ["team.end"]}, {"not_probed": ["team.more"]}, "The follow-up team.more was asked."),
        ({"signals": ["rude"]}, {"signals": ["stops"]}, "The signal stops was not noted."),
        ({"no_signals": ["stops"]}, {"no_signals": ["rude"]}, "The signal rude was noted."),
        (
            {"understood": {"notice": "2 weeks"}},
            {"understood": {"notice": "3 weeks"}},
            "For notice, '2 weeks' was understood, not '3 weeks'.",
        ),
        ({}, {"understood": {"start": "now"}}, "No value was understood for start; 'now' was expected."),
        ({"said": ["TELL me"]}, {"said": ["pineapple"]}, "The interviewer never said 'pineapple'."),
        ({"never_said": ["pineapple"]}, {"never_said": ["a team"]}, "The interviewer said 'a team'."),
        ({"at_most_minutes": 3}, {"at_most_minutes": 2}, "It took 2.5 minutes, more than 2."),
    ],
)
def test_each_expectation_holds_or_says_why_not(holds: dict[str, Any], fails: dict[str, Any], reason: str) -> None:
    assert failures(Expected.model_validate(holds), HELD) == ()
    assert failures(Expected.model_validate(fails), HELD) == (reason,)


def test_a_conversation_without_an_end_is_no_success() -> None:
    assert failures(Expected(), HELD[:-1]) == ("It did not come to an end.",)
