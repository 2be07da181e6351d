"""No word is lost and none is said twice, whatever happens to a recogniser, and whenever."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.providers.recognition.port import Words
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import Breakers, MemoryBreakers
from interviewer.providers.resilience.ears import Ear
from interviewer.providers.resilience.incidents import Incident, noticing
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.resilience.recognition import LastingRecognition
from scripted_recognisers import Fault, Heard, Script, Streaming, Whole, frame
from virtual_time import in_virtual_time

HOSTED = POLICY.recognition.of("deepgram")
LOCAL = POLICY.recognition.of("local")
STORY = Script(
    [
        *[("we", 10, 0), ("had", 12, 0), ("a", 6, 1), ("slow", 18, 0), ("page", 20, 30)],
        *[("so", 12, 0), ("I", 8, 1), ("measured", 25, 0), ("it", 10, 25)],
        *[("no", 12, 2), ("no", 12, 50), ("the", 8, 0), ("database", 30, 0), ("was", 10, 1), ("slow", 20, 90)],
        *[("yes", 14, 10)],
    ]
)


def lasting(*ears: Streaming | Whole | None, breakers: Breakers | None = None) -> LastingRecognition:
    members: list[Ear] = [
        Member(one, Account("recognition", one.name, ""), HOSTED if isinstance(one, Streaming) else LOCAL)
        for one in ears
        if one is not None
    ]
    return LastingRecognition(members, breakers or MemoryBreakers(POLICY.breakers), draw=lambda: 0.5)


def call(
    first: Streaming | Whole, second: Streaming | Whole | None, script: Script = STORY, **more: Any
) -> tuple[Heard, list[Incident]]:
    incidents: list[Any] = []

    async def held() -> Heard:
        with noticing(incidents.append):
            hearing = lasting(first, second).open(keyterms=(), language="en")
            return await Heard().call(hearing, script, **more)

    heard = in_virtual_time(held())
    return heard, [incident for incident in incidents if isinstance(incident, Incident)]


def test_a_recogniser_that_is_well_is_passed_on_as_it_is() -> None:
    heard, incidents = call(first := Streaming(STORY), Whole(STORY))
    assert heard.finals == STORY.texts
    assert incidents == []
    assert len(first.opened) == 1
    times = [word.start for _, found in heard.told if isinstance(found, Words) and found.final for word in found.words]
    assert times == sorted(times)


def test_sound_is_passed_on_and_kept_without_a_copy() -> None:
    first, given = Streaming(STORY), frame(1)

    async def held() -> None:
        hearing = lasting(first).open(keyterms=(), language="en")
        await asyncio.sleep(0.1)
        hearing.push(given)
        assert first.opened[0].last is given
        assert hearing._kept.between(0.0, 1.0)[0][1] is given
        await hearing.aclose()

    in_virtual_time(held())


MOMENTS = [round(0.1 * n, 1) for n in range(0, 116, 7)]


@pytest.mark.parametrize("kind", ["broken", "silent", "ended", "refused", "raising"])
def test_one_that_fails_for_good_at_any_moment_loses_no_word(kind: Any) -> None:
    for moment in MOMENTS:
        heard, _ = call(Streaming(STORY, [Fault(kind, moment)]), Whole(STORY))
        assert heard.finals == STORY.texts, moment


@pytest.mark.parametrize("kind", ["broken", "silent", "ended"])
@pytest.mark.parametrize("moment", [1.3, 4.2, 6.1, 8.9])
def test_words_stay_owed_until_they_are_there(kind: Any, moment: float) -> None:
    heard, _ = call(Streaming(STORY, [Fault(kind, moment)]), Whole(STORY))
    for end in heard.ends:
        final = min((at for at, found in heard.told if isinstance(found, Words) and found.final and at > end))
        assert all(owed for at, owed in heard.pending if end <= at < min(final, end + 8.0) - 0.05)
    assert heard.final_at - heard.ends[-1] < 2.5


def test_without_a_second_one_the_first_is_opened_again_and_hears_what_was_kept() -> None:
    heard, incidents = call(Streaming(STORY, [Fault("broken", 4.0, 5.5)]), None)
    assert heard.finals == STORY.texts
    assert incidents == []


def test_when_nobody_hears_for_longer_than_is_kept_it_is_said_that_words_are_lost() -> None:
    script = Script([("on", 90 * 50, 0), ("and", 20 * 50, 10)])
    everybody = [Fault("broken", 0.0)]
    heard, _ = call(Streaming(script, everybody), Streaming(script, everybody, name="other/ear"), script, quiet=5.0)
    assert "What was said more than 90 s ago is lost." in str(heard.failed)
    assert not heard.pending[-1][1]


def test_nobody_is_given_up_while_nothing_is_said() -> None:
    silence = Script([("late", 20, 20)])
    first = Streaming(silence, [Fault("broken", 0.0, 200.0)])

    async def held() -> Heard:
        return await Heard().call(lasting(first).open(keyterms=(), language="en"), silence, quiet=5.0, before=205.0)

    heard = in_virtual_time(held())
    assert heard.failed is None
    assert heard.finals == ["late"]
    assert len(first.opened) > 50


def test_a_stream_that_takes_seconds_to_end_holds_nobody_up() -> None:
    first = Streaming(STORY, [Fault("silent", 4.0)], closing_takes=5.0)
    heard, _ = call(first, Whole(STORY))
    assert heard.finals == STORY.texts
    assert heard.final_at - heard.ends[-1] < 1.0


def test_who_speaks_on_without_a_pause_into_a_dead_stream_is_heard_meanwhile() -> None:
    script = Script([(f"w{number}", 20, 0) for number in range(25)])
    heard, _ = call(Streaming(script, [Fault("silent", 0.0)]), Streaming(script, name="other/ear"), script)
    assert heard.finals == script.texts
    assert heard.told[0][0] < heard.ends[0] - 5.0


COUGH = Script([("", 15, 100), ("yes", 20, 10)])


def test_a_sound_that_nobody_finds_a_word_in_changes_nothing() -> None:
    heard, incidents = call(first := Streaming(COUGH), second := Whole(COUGH), COUGH)
    assert heard.finals == ["yes"]
    assert incidents == []
    assert second.asked
    assert len(first.opened) == 1


def test_a_word_that_the_other_one_is_not_sure_of_is_no_word() -> None:
    said = Script([("hm", 15, 100), ("yes", 20, 10)])
    first = Streaming(COUGH)
    heard, incidents = call(first, Whole(said, confidence=0.3), said)
    assert heard.finals == ["yes"]
    assert incidents == []


def test_a_short_word_into_a_dead_stream_is_found_by_the_other_one() -> None:
    said = Script([("no", 15, 60)])
    heard, incidents = call(Streaming(said, [Fault("silent", 0.0)]), Whole(said), said)
    assert heard.finals == ["no"]
    assert [incident.instead for incident in incidents] == ["local/ear"]
    assert heard.final_at - heard.ends[0] < 2.0


LONG = Script([("first", 30, 60), *[("and", 20, 40 * 50)] * 2, ("last", 30, 10)])


def test_the_first_is_taken_back_once_it_hears_again_and_not_in_the_middle_of_a_turn() -> None:
    first = Streaming(LONG, [Fault("broken", 0.6, 3.0)])
    heard, incidents = call(first, second := Whole(LONG), LONG)
    assert heard.finals == LONG.texts
    assert len(incidents) == 1
    assert len(second.asked) < len(LONG.words)
    assert first.opened[-1].given > 0


def test_a_breaker_that_is_open_lets_the_second_one_hear_from_the_beginning() -> None:
    first = Streaming(STORY)

    async def held() -> Heard:
        breakers = MemoryBreakers(POLICY.breakers)
        for _ in range(POLICY.breakers.minimum):
            await breakers.failed(Account("recognition", first.name, ""), "broken", 0.1)
        return await Heard().call(
            lasting(first, Whole(STORY), breakers=breakers).open(keyterms=(), language="en"), STORY
        )

    assert in_virtual_time(held()).finals == STORY.texts
    assert first.opened == []


speech = st.lists(
    st.tuples(
        st.sampled_from(["no", "yes", "I", "was", "there"]),
        st.integers(8, 30),
        st.one_of(st.integers(0, 3), st.integers(20, 130)),
    ),
    min_size=1,
    max_size=24,
).map(Script)
faults = st.lists(
    st.builds(
        lambda kind, begin, lasts: Fault(kind, begin, begin + lasts),
        st.sampled_from(["broken", "silent", "ended", "refused", "raising"]),
        st.floats(0, 15),
        st.one_of(st.floats(0.05, 8), st.just(1e9)),
    ),
    max_size=3,
)


@settings(deadline=None, max_examples=20)
@given(script=speech, faults=faults, twice=st.booleans(), wrong_by=st.floats(-0.03, 0.03), hosted=st.booleans())
def test_words_said_are_the_final_words_in_order_and_once(
    *, script: Script, faults: Sequence[Fault], twice: bool, wrong_by: float, hosted: bool
) -> None:
    first = Streaming(script, faults, twice=twice, wrong_by=wrong_by)
    second = Streaming(script, name="other/ear") if hosted else Whole(script)
    heard, _ = call(first, second, script)
    assert heard.failed is None
    assert heard.finals == script.texts
