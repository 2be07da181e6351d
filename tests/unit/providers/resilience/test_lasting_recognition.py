"""No word is lost and none is said twice, whatever happens to a recogniser, and whenever."""

from __future__ import annotations

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
from scripted_recognisers import Fault, Heard, Script, Streaming, Whole
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

    return in_virtual_time(held()), incidents


def test_a_recogniser_that_is_well_is_passed_on_as_it_is() -> None:
    heard, incidents = call(first := Streaming(STORY), Whole(STORY))
    assert heard.finals == STORY.texts
    assert incidents == []
    assert len(first.opened) == 1
    times = [word.start for _, found in heard.told if isinstance(found, Words) and found.final for word in found.words]
    assert times == sorted(times)


MOMENTS = [round(0.1 * n, 1) for n in range(0, 116, 7)]


@pytest.mark.parametrize("kind", ["broken", "silent", "ended", "refused", "raising"])
def test_one_that_fails_for_good_at_any_moment_loses_no_word(kind: Any) -> None:
    for moment in MOMENTS:
        heard, _ = call(Streaming(STORY, [Fault(kind, moment)]), Whole(STORY))
        assert heard.finals == STORY.texts, moment


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
