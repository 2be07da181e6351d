"""How long nobody was there is told from the ear, and what was being said then is asked for again, not lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interviewer.conversation.languages import ENGLISH
from interviewer.simulation.candidate.journal import SpokenTurn
from interviewer.simulation.chaos import takeover
from interviewer.simulation.chaos.checker import Verdict
from interviewer.simulation.chaos.run import verdict
from interviewer.simulation.chaos.scenario import Hears, Scenario
from interviewer.simulation.chaos.takeover import Hit, Takeover, Voice, in_the_air, takeovers

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
APOLOGY, QUESTION = ENGLISH.lines.resumed, "Tell me about a time when a customer was angry with you."


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def leased(epoch: int, seconds: float, pid: int) -> dict[str, Any]:
    data = {"epoch": epoch, "agent_id": f"agent-host-{pid}"}
    return {"type": "interview.leased", "at": at(seconds).isoformat(), "data": data}


def said(began: float, ended: float) -> SpokenTurn:
    more: dict[str, Any] = {"file": "l.ogg", "complete": True, "spoken_ms": 1, "heard_next_sound_at": None}
    more |= {"latency_ms": None, "asked_text": "", "heard_text": "", "cut_off": False}
    return SpokenTurn(said="A hotel guest.", started=at(began), ended=at(ended), **more)


TWO = [leased(1, 0, 11), leased(2, 21.5, 12)]
HIT = [Hit(11, at(20))]


def one(*voices: Voice, spoken: tuple[SpokenTurn, ...] = ()) -> Takeover:
    (found,) = takeovers(TWO, HIT, voices, spoken)
    return found


def test_it_counts_from_the_kill_where_the_candidate_was_silent() -> None:
    newcomer = Voice(2, at(21.8), ((at(21.8), APOLOGY), (at(24), QUESTION)))
    found = one(Voice(1, at(0.2), ((at(1), QUESTION),)), newcomer, spoken=(said(10, 12),))
    assert [found.first_sound, found.resumed] == pytest.approx([1.8, 4.0])


def test_it_counts_from_the_candidates_last_word_where_that_came_later() -> None:
    newcomer = Voice(2, at(21.8), ((at(21.8), APOLOGY), (at(33), QUESTION)))
    found = one(newcomer, spoken=(said(15, 21.5), said(22, 32.5)))
    assert [found.first_sound, found.resumed] == pytest.approx([0.3, 0.5])


def test_nobody_waits_while_it_speaks_itself() -> None:
    found = one(Voice(2, at(21.8), ((at(21.8), QUESTION),)), spoken=(said(15, 25),))
    assert (found.first_sound, found.resumed) == (0.0, 0.0)


def test_a_newcomer_that_is_never_heard_or_only_apologises_does_not_go_on() -> None:
    assert one(Voice(2, None)).first_sound is None
    assert one(Voice(2, at(21.8), ((at(21.8), APOLOGY),))).resumed is None
    assert one(Voice(1, at(1), ((at(1), QUESTION),))).resumed is None


def test_a_call_that_was_handed_over_counts_from_when_the_log_says_that_nobody_held_it() -> None:
    handed = {"type": "interview.interrupted", "at": at(21).isoformat(), "data": {"epoch": 1}}
    newcomer = Voice(2, at(21.8), ((at(21.8), QUESTION),))
    for hits in ([], [Hit(99, at(20))], [Hit(11, at(40))]):
        (found,) = takeovers([TWO[0], handed, TWO[1]], hits, [newcomer], ())
        assert not found.hurt
        assert found.first_sound == pytest.approx(0.8)
    assert takeovers(TWO[:1], HIT, (), ()) == ()


def test_each_further_takeover_is_its_own() -> None:
    events = [*TWO, leased(3, 41.5, 13)]
    voices = (Voice(2, at(22), ((at(22), QUESTION),)), Voice(3, at(43), ((at(43), QUESTION),)))
    found = takeovers(events, [*HIT, Hit(12, at(40))], voices, ())
    assert [over.first_sound for over in found] == [pytest.approx(2.0), pytest.approx(3.0)]


@pytest.mark.parametrize(
    ("began", "ended", "spared"), [(10, 17, False), (10, 19, True), (19, 24, True), (22, 30, True), (23, 30, False)]
)
def test_only_what_was_being_said_or_waited_for_when_it_was_hit_is_asked_for_again(
    began: float, ended: float, *, spared: bool
) -> None:
    assert in_the_air(said(began, ended), [one()]) is spared


def test_the_95th_of_a_hundred_is_the_one_that_is_promised() -> None:
    taken = [Takeover(at(0), at(1), first_sound=n / 10, resumed=n / 5) for n in range(1, 21)]
    told = takeover.figures(taken)
    assert told["takeovers"] == 20
    assert (told["first_sound_p50_s"], told["first_sound_p95_s"], told["resumed_p95_s"]) == (1.0, 1.9, 3.8)
    killed = Scenario("killed", "Dies.", hears=Hears(first_sound=1.8, resumed=5.0))
    row = verdict(killed, [Verdict({}, (), tuple(taken))], lag_ms=1.0)
    assert row["broken"] == ["first sound after 1.9 s, not 1.8 (p95 of 20)"]
    row = verdict(killed, [Verdict({}, (), (*taken, *[Takeover(at(0), at(1), 0.1, None)] * 2))], lag_ms=1.0)
    assert row["broken"] == ["first sound after 1.9 s, not 1.8 (p95 of 22)", "resumed never (p95 of 22)"]


def test_a_promise_about_takeovers_is_not_kept_where_nobody_took_over() -> None:
    killed = Scenario("killed", "Dies.", hears=Hears(first_sound=2.0, resumed=5.0))
    assert verdict(killed, [Verdict({}, ())], lag_ms=1.0)["broken"] == ["nobody took over: nothing was shown"]
