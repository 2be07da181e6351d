"""Whose call begins next when there are more calls than free lines."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interviewer.calling.fairness import Share, Waiting, choose

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def calls(campaign: str, count: int) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(f"{campaign}-{n}", f"cand-{campaign}-{n}", campaign, NOON + timedelta(seconds=n), campaign)
        for n in range(count)
    )


def test_agreed_times_go_first_and_the_oldest_of_a_campaign_before_the_younger() -> None:
    chosen = choose(4, calls("appointments", 2), {"a": calls("a", 5)}, {"a": Share()})
    assert [one.interview_id for one in chosen] == ["appointments-0", "appointments-1", "a-0", "a-1"]


def test_a_large_campaign_does_not_starve_a_small_one() -> None:
    queues = {"large": calls("large", 1000), "small": calls("small", 5)}
    chosen = choose(10, (), queues, {"large": Share(), "small": Share()})
    assert Counter(one.campaign_id for one in chosen) == {"large": 5, "small": 5}


def test_weights_share_the_lines_and_what_runs_already_counts() -> None:
    queues = {"a": calls("a", 100), "b": calls("b", 100)}
    chosen = choose(30, (), queues, {"a": Share(weight=2), "b": Share(weight=1)})
    assert Counter(one.campaign_id for one in chosen) == {"a": 20, "b": 10}
    chosen = choose(30, (), queues, {"a": Share(weight=1, running=30), "b": Share(weight=1)})
    assert Counter(one.campaign_id for one in chosen) == {"b": 30}


def test_a_campaign_keeps_its_own_limit_and_a_paused_one_is_passed_over() -> None:
    queues = {"a": calls("a", 100), "paused": calls("paused", 100)}
    chosen = choose(30, (), queues, {"a": Share(running=1, most=4)})
    assert Counter(one.campaign_id for one in chosen) == {"a": 3}


shares = st.builds(Share, st.integers(1, 10), st.integers(0, 20), st.none() | st.integers(1, 20))


@given(
    st.integers(-3, 60),
    st.integers(0, 10),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40)),
    st.dictionaries(st.sampled_from("abcdef"), shares),
)
def test_no_line_stays_free_while_a_call_may_begin_and_none_begins_twice_or_above_a_limit(
    free: int, agreed: int, waiting: dict[str, int], known: dict[str, Share]
) -> None:
    queues = {campaign: calls(campaign, count) for campaign, count in waiting.items()}
    chosen = choose(free, calls("appointments", agreed), queues, known)
    ids = [one.interview_id for one in chosen]
    assert len(ids) == len(set(ids)) <= max(0, free)
    begun = Counter(one.campaign_id or "" for one in chosen)
    left = 0
    for campaign, count in waiting.items():
        share = known.get(campaign)
        if share is None:
            assert begun[campaign] == 0
            continue
        room = count if share.most is None else max(0, share.most - share.running)
        assert begun[campaign] <= min(count, room)
        left += min(count, room) - begun[campaign]
    assert len(ids) == max(0, free) or (left == 0 and begun["appointments"] == agreed)


@given(st.integers(1, 60), st.dictionaries(st.sampled_from("abc"), st.integers(1, 9), min_size=2))
def test_shares_differ_from_their_weights_by_less_than_one_call(free: int, weights: dict[str, int]) -> None:
    queues = {campaign: calls(campaign, free) for campaign in weights}
    chosen = choose(free, (), queues, {campaign: Share(weight) for campaign, weight in weights.items()})
    begun = Counter(one.campaign_id for one in chosen)
    for one, weight in weights.items():
        for other, other_weight in weights.items():
            assert begun[one] / weight <= (begun[other] + 1) / other_weight
