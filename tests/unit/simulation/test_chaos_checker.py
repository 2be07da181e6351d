"""The checker of chaos finds what is lost, doubled, asked again or too silent, from log, recording and ear alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interviewer.simulation.candidate.journal import CallReport, SpokenTurn
from interviewer.simulation.chaos import checker
from interviewer.simulation.chaos.call import Held
from interviewer.simulation.chaos.ear import Heard
from interviewer.simulation.chaos.scenario import Hears, Log, Scenario
from interviewer.simulation.chaos.takeover import Hit

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
CONSENT, ANSWER = "Yes, that's fine.", "I listened, I apologised, and I found him a better room."
PLAIN = Scenario("plain", "Nothing.")


def events(*, answer: str = ANSWER) -> list[dict[str, Any]]:
    told: list[tuple[str, dict[str, Any]]] = [
        ("turn.heard", {"text": CONSENT}),
        ("question.asked", {"question_id": "angry"}),
        ("turn.heard", {"text": answer}),
        ("question.answered", {"question_id": "angry"}),
        ("call.ended", {"reason": "finished"}),
    ]
    first = {"type": "interview.leased", "at": BEGAN.isoformat(), "data": {"epoch": 1, "agent_id": "agent-1"}}
    return [
        first,
        *({"type": kind, "data": {"epoch": 1, "number": n, **data}} for n, (kind, data) in enumerate(told, 1)),
    ]


def report(*lines: str, silence_ms: int = 900, pause_ms: int = 300) -> CallReport:
    turns = tuple(
        SpokenTurn(
            said=line,
            file="line.ogg",
            started=BEGAN + timedelta(seconds=10 * number),
            ended=BEGAN + timedelta(seconds=10 * number + 5),
            complete=True,
            spoken_ms=5000,
            heard_next_sound_at=None,
            latency_ms=None,
            asked_text="",
            heard_text="",
            cut_off=False,
        )
        for number, line in enumerate(lines or (CONSENT, ANSWER))
    )
    return CallReport(
        persona="concise",
        link="http://127.0.0.1/join/…",
        room="room",
        joined_at=BEGAN,
        left_at=BEGAN + timedelta(minutes=1),
        reason_left="room_closed",
        first_sound_ms=200,
        turns=turns,
        heard=(),
        longest_silence_ms=silence_ms,
        longest_pause_ms=pause_ms,
        overlaps=(),
        heard_words_total=10,
    )


def held(**more: Any) -> Held:
    good: dict[str, Any] = {
        "state": "completed",
        "outcome": "completed",
        "events": events(),
        "report": report(),
        "recorded": f"{CONSENT} {ANSWER}",
    }
    return Held(**good | more)


def judged(one: Held, scenario: Scenario = PLAIN, baseline: dict[str, int] | None = None) -> checker.Verdict:
    return checker.judged(one, scenario, ["angry"], {} if baseline is None else baseline)


def test_a_call_in_which_nothing_went_wrong_is_found_good() -> None:
    found = judged(held())
    assert found.broken == ()
    assert found.figures["words_said"] == 15
    assert found.figures["words_lost"] == 0


def test_words_that_the_recording_has_and_the_log_has_not_are_lost() -> None:
    found = judged(held(events=events(answer="I listened, I apologised.")))
    assert found.figures["words_lost"] == 7
    assert found.broken == ("7 words are lost",)


def test_a_word_that_is_not_recognised_in_the_recording_either_is_not_lost() -> None:
    heard = "I listened, I apologised, and found him a better room."
    assert judged(held(events=events(answer=heard), recorded=f"{CONSENT} {heard}")).figures["words_lost"] == 0


def held_by_two(answer: str, recorded: str) -> Held:
    second = {"type": "interview.leased", "at": BEGAN.isoformat(), "data": {"epoch": 2, "agent_id": "agent-2"}}
    return held(events=[*events(answer=answer), second], recorded=f"{CONSENT} {recorded}")


def test_of_two_recordings_a_line_that_is_not_there_is_measured_by_the_call_without_faults() -> None:
    two = held_by_two("I listened.", "I listened, I apologised.")
    assert judged(two).figures["words_lost"] == 9
    assert judged(two, baseline={ANSWER: 10}).figures["words_lost"] == 8


def test_of_two_recordings_a_line_that_is_there_is_measured_by_its_own_sound() -> None:
    heard = "I listened, I apologised, and found him a better room."
    assert judged(held_by_two(heard, heard)).figures["words_lost"] == 0
    assert judged(held_by_two(heard, ANSWER)).figures["words_lost"] == 1
    assert judged(held_by_two("I listened.", heard)).figures["words_lost"] == 8


def test_what_was_said_to_an_agent_as_it_was_killed_is_asked_for_again_and_not_lost() -> None:
    def killed(at: float) -> checker.Verdict:
        given = (BEGAN + timedelta(seconds=at + 1.5)).isoformat()
        second = {"type": "interview.leased", "at": given, "data": {"epoch": 2, "agent_id": "agent-2"}}
        hits = [Hit(1, BEGAN + timedelta(seconds=at))]
        return judged(held(events=[*events(answer="I listened."), second], hits=hits), Scenario("agent", "Dies."))

    assert (killed(12).figures["words_lost"], killed(12).figures["words_in_the_air"]) == (0, 9)
    assert (killed(5).figures["words_lost"], killed(5).figures["words_in_the_air"]) == (9, 0)


@pytest.mark.parametrize(("answer", "lost", "in_the_air"), [(ANSWER, 0, 11), ("I listened.", 9, 11)])
def test_what_was_asked_for_again_and_said_once_more_is_in_the_log_by_that(
    answer: str, lost: int, in_the_air: int
) -> None:
    given = (BEGAN + timedelta(seconds=17)).isoformat()
    second = {"type": "interview.leased", "at": given, "data": {"epoch": 2, "agent_id": "agent-2"}}
    hits = [Hit(1, BEGAN + timedelta(seconds=16))]
    said_twice = held(events=[*events(answer=answer), second], hits=hits, report=report(CONSENT, ANSWER, ANSWER))
    figures = judged(said_twice, Scenario("agent", "Dies.")).figures
    assert (figures["words_lost"], figures["words_in_the_air"]) == (lost, in_the_air)


def test_a_recording_that_lacks_words_is_named() -> None:
    assert judged(held(recorded=CONSENT)).broken == ("11 words are lost in the recording",)
    assert judged(held(recorded=None)).broken == ("there is no recording",)


def test_a_question_asked_after_its_answer_and_one_never_answered_are_counted() -> None:
    again = {"type": "question.asked", "data": {"question_id": "angry"}}
    assert judged(held(events=[*events(), again])).broken == ("1 questions twice",)
    never = [event for event in events() if event["type"] != "question.answered"]
    found = judged(held(events=never))
    assert found.figures["questions_never"] == 1
    # Its observation is not there either.
    assert found.figures["events_missing"] == 1


def test_observations_that_are_missing_or_doubled_are_counted() -> None:
    assert judged(held(events=[*events(), events()[2]])).figures["events_doubled"] == 1
    assert judged(held(events=[*events()[:2], *events()[3:]])).figures["events_missing"] == 1


@pytest.mark.parametrize("where", ["silence_ms", "pause_ms"])
def test_a_silence_longer_than_promised_is_named_wherever_it_was(where: str) -> None:
    one = held(report=report(**{where: 4200}))
    assert judged(one).broken == ("silence of 4.2 s",)
    assert judged(one, Scenario("agent", "Dies.", hears=Hears(silence=5.0))).broken == ()


def test_sentences_that_broke_off_and_two_voices_at_once_are_named() -> None:
    assert judged(held(heard=[Heard("Thank", 1.0, fragment=True)])).broken == ("1 sentences broke off",)
    assert judged(held(two_at_once=0.4)).broken == ("two interviewers at once for 0.4 s",)


def test_an_interview_that_did_not_come_to_its_end_is_named_with_its_trouble() -> None:
    found = judged(held(state="live", outcome="", trouble="the call was not over after 150 s"))
    assert found.broken == (
        "the call was not over after 150 s",
        "the interview is live (no outcome), not completed",
    )


def test_what_the_log_must_hold_and_who_held_the_call_are_looked_up() -> None:
    scenario = Scenario("hearing", "Fails.", log=Log(holds=("provider.failed_over",), epochs=2))
    assert judged(held(), scenario).broken == ("1 agents held it, not 2", "no provider.failed_over in the log")


def test_what_was_said_before_the_yes_is_kept_nowhere_and_so_not_lost() -> None:
    told = events()
    told[1]["data"] |= {"turn_id": "1.2", "started": (BEGAN + timedelta(seconds=10)).isoformat()}
    told.append({"type": "consent.given", "data": {"turn_id": "1.2"}})
    before = held(events=told, report=report("Hello, are you still there?", CONSENT, ANSWER))
    assert judged(before).figures["words_lost"] == 0
    assert judged(before).figures["words_said"] == 15


def test_what_is_recognised_of_a_line_that_was_said_twice_is_the_fewest() -> None:
    twice = [*events(), {"type": "turn.heard", "data": {"text": "I listened."}}]
    assert checker.recognised(held(events=twice, report=report(CONSENT, ANSWER, ANSWER)))[ANSWER] == 2
