"""People drawn from a seed: the same whenever they are called, and in the wanted proportions."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import datetime, time
from typing import Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.providers.line import Outcome
from interviewer.simulation.line.people import Length, Mix, People, Reaction, Scripted
from interviewer.simulation.line.talk import Ending, Talk

LOCAL: Final = datetime(2026, 3, 2, 10, 15)  # noqa: DTZ001 - the clock where the number is at home
MANY: Final = [f"+4930{n:06}" for n in range(6000)]
NEAR: Final = 0.02
"""Three standard errors of a share in so many draws."""
ALWAYS: Final = Mix(no_answer=0, busy=0, voicemail=0, unreachable=0, dropped=0)


def reactions(people: People, index: int = 0) -> list[Reaction]:
    return [people.reaction(number, index, local=LOCAL, unfinished=None) for number in MANY]


def talks(mix: Mix) -> list[Talk]:
    return [reaction.talk for reaction in reactions(People(7, mix)) if reaction.talk is not None]


def shares(found: list[str]) -> dict[str, float]:
    return {name: count / len(found) for name, count in Counter(found).items()}


def test_the_people_of_a_seed_stay_the_same_from_release_to_release() -> None:
    reaction = People(7).reaction("+4930123456", 2, local=LOCAL, unfinished=None)
    assert (reaction.outcome, round(reaction.rings, 3)) == ("answered", 8.928)


@given(st.integers(), st.text(), st.integers(0, 50))
def test_a_reaction_depends_on_seed_number_and_ring_alone(seed: int, number: str, index: int) -> None:
    first, second = (People(seed).reaction(number, index, local=LOCAL, unfinished=None) for _ in range(2))
    assert first == second
    assert (first.talk is not None) == (first.outcome == "answered")
    assert first.rings > 0


def test_another_seed_another_number_and_another_ring_are_other_draws() -> None:
    rings = {
        People(seed, ALWAYS).reaction(number, index, local=LOCAL, unfinished=None).rings
        for seed in (1, 2)
        for number in ("+491", "+492")
        for index in (0, 1)
    }
    assert len(rings) == 8


def test_outcomes_come_in_the_proportions_of_the_mix() -> None:
    found = shares([reaction.outcome for reaction in reactions(People(7))])
    wanted = {"answered": 0.60, "no_answer": 0.20, "busy": 0.08, "voicemail": 0.08, "unreachable": 0.04}
    assert set(found) == set(get_args(Outcome))
    assert all(abs(found[name] - share) < NEAR for name, share in wanted.items())


def test_talks_end_in_the_proportions_of_the_mix() -> None:
    found = shares([talk.ending for talk in talks(Mix(no_answer=0, busy=0, voicemail=0, unreachable=0))])
    wanted = {
        "finished": 0.85,
        "declined": 0.04,
        "opted_out": 0.02,
        "wrong_person": 0.02,
        "rescheduled": 0.02,
        "hung_up": 0.05,
    }
    assert set(found) == set(get_args(Ending))
    assert all(abs(found[name] - share) < NEAR for name, share in wanted.items())


def test_later_rings_of_a_number_are_answered_more_often() -> None:
    answered = [Mix().outcomes(index)["answered"] for index in range(20)]
    assert answered == sorted(answered)
    assert answered[0] == pytest.approx(0.6)
    assert answered[-1] > 0.98
    third = shares([reaction.outcome for reaction in reactions(People(7), 2)])
    assert abs(third["answered"] - answered[2]) < NEAR


def test_some_connections_break_in_the_middle_of_the_talk() -> None:
    found = talks(Mix())
    broken = [talk for talk in found if talk.drop_after is not None]
    assert abs(len(broken) / len(found) - 0.06) < NEAR
    assert all(0 < (talk.drop_after or 0) < talk.seconds for talk in broken)


def test_half_of_the_talks_are_longer_than_the_median() -> None:
    lengths = [talk.seconds for talk in talks(Mix()) if talk.ending == "finished"]
    assert statistics.median(lengths) == pytest.approx(720, rel=0.03)
    assert 0.2 < statistics.stdev(lengths) / statistics.mean(lengths) < 0.3


def test_a_length_without_spread_is_always_the_same() -> None:
    mix = Mix(
        talk=Length(10), rings=Length(2), dropped=0, declined=0, opted_out=0, wrong_person=0, rescheduled=0, hung_up=0
    )
    assert {talk.seconds for talk in talks(mix)} == {10}
    assert {reaction.rings for reaction in reactions(People(7, mix)) if reaction.outcome == "answered"} == {2}


def test_a_refusal_is_never_longer_than_a_talk() -> None:
    refusals = [talk.seconds for talk in talks(Mix(talk=Length(10))) if talk.ending not in {"finished", "hung_up"}]
    assert refusals
    assert max(refusals) <= 10


def test_whoever_hangs_up_does_so_in_the_middle() -> None:
    hung_up = [talk.seconds for talk in talks(Mix(talk=Length(10))) if talk.ending == "hung_up"]
    assert hung_up
    assert all(0 < seconds < 10 for seconds in hung_up)


def test_only_whoever_wants_another_time_names_one_by_day_on_one_of_the_next_days() -> None:
    found = talks(Mix())
    assert all((talk.wanted is not None) == (talk.ending == "rescheduled") for talk in found)
    wishes = [talk.wanted for talk in found if talk.wanted is not None]
    assert {(wish.date() - LOCAL.date()).days for wish in wishes} == {1, 2, 3}
    assert all(time(10) <= wish.time() <= time(17, 30) and wish.minute in {0, 30} for wish in wishes)


def test_whoever_was_lost_in_mid_talk_goes_on_with_it_when_called_back() -> None:
    rest = Talk(seconds=33, ending="declined")
    for number in MANY[:200]:
        reaction = People(7).reaction(number, 1, local=LOCAL, unfinished=rest)
        assert (reaction.outcome, reaction.talk) == ("answered", rest)


def test_whoever_need_not_answer_a_call_back_may_still_and_goes_on_with_the_talk_then() -> None:
    rest = Talk(seconds=33)
    people = People(7, Mix(called_back=0))
    found = [people.reaction(number, 1, local=LOCAL, unfinished=rest) for number in MANY]
    assert {reaction.outcome for reaction in found} == set(get_args(Outcome))
    assert {reaction.talk for reaction in found if reaction.outcome == "answered"} == {rest}


def test_a_script_goes_before_the_lot_and_its_last_line_is_said_again() -> None:
    busy, voicemail = Reaction("busy", 1), Reaction("voicemail", 8)
    crowd = Scripted({"+491": (busy, voicemail)}, otherwise=People(7))
    said = [crowd.reaction("+491", index, local=LOCAL, unfinished=None) for index in range(3)]
    assert said == [busy, voicemail, voicemail]
    drawn = People(7).reaction("+492", 0, local=LOCAL, unfinished=None)
    assert crowd.reaction("+492", 0, local=LOCAL, unfinished=None) == drawn
