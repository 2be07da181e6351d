"""Laws of the floor, over random rooms: voices, words that come late, an interviewer that sounds when it likes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from interviewer.conversation.floor import (
    Act,
    Aside,
    Cut,
    Duck,
    Event,
    Expectation,
    Forget,
    GoOn,
    Kind,
    Playing,
    Prepare,
    Quiet,
    Restore,
    Tick,
    TurnOver,
    Unclear,
    Understood,
    Voice,
    begin,
    step,
)
from timelines import END_KNOWN_AFTER, ONSET_KNOWN_AFTER, Happened, played

Timed = list[tuple[float, Event]]
KINDS: tuple[Kind, ...] = ("yes_no", "short", "open", "behavioural")
LISTENER = ("mhm", "yeah", "right", "okay", "I see", "oh")
AFTERWARDS = 90.0
LONGEST_WAIT = 12.0
"""From the last sound: what is waited for words that do not come, and for somebody to speak."""


@dataclass(frozen=True)
class Room:
    """What happened, and the final words in the order in which the recogniser gave them."""

    events: Timed
    words: tuple[str, ...]
    sounding_until: float
    quiet_from: float


@st.composite
def rooms(draw: st.DrawFn, *, vocabulary: tuple[str, ...] = (), longest: float = 6.0, playing: bool = True) -> Room:
    """A room; without a vocabulary every word is another one, so that each can be counted."""
    numbers = count()
    events: Timed = []
    said: list[tuple[float, str]] = []
    at = 0.0
    for _ in range(draw(st.integers(1, 6))):
        at += draw(st.floats(0.2, 5.0))
        began, length = at, draw(st.floats(0.1, longest))
        at += length
        events += [(began + ONSET_KNOWN_AFTER, Voice(True, began)), (at + END_KNOWN_AFTER, Voice(False, at))]
        size = draw(st.integers(0, 5)) if not vocabulary else draw(st.integers(0, 2))
        words = [draw(st.sampled_from(vocabulary)) if vocabulary else f"w{next(numbers)}" for _ in range(size)]
        late = draw(st.floats(0.1, 2.0))
        before = said[-1][0] + 0.01 if said else 0.0
        known = max(at + late, before)
        for heard in range(1, len(words) + 1):
            if draw(st.booleans()):
                interim = max(before, began + length * heard / len(words) + 0.3)
                events.append((min(known, interim), _interim(words[:heard])))
        ending = draw(st.sampled_from(["", ".", ",", "?"]))
        events.append((known, Understood(" ".join(words) + (ending if words else ""), final=True)))
        said.append((known, " ".join(words)))
    quiet_from, now = at, 0.0
    while playing and now < at:
        now += draw(st.floats(0.0, 8.0))
        events.append((now, Playing(True, cuttable=draw(st.booleans()))))
        now += draw(st.floats(0.3, 8.0))
        events.append((now, Playing(False)))
    end = max(now, at, said[-1][0])
    events.append((end + AFTERWARDS, Tick()))
    spoken = tuple(word for _, text in said for word in text.split())
    return Room(sorted(events, key=lambda each: each[0]), spoken, now, quiet_from)


def _interim(words: list[str]) -> Understood:
    return Understood(" ".join(words), final=False)


expectations = st.builds(Expectation, st.sampled_from(KINDS), st.sampled_from([5.0, 240.0]))
probabilities = st.none() | st.floats(0, 1)


def plain(word: str) -> str:
    """The word without the recogniser's punctuation."""
    return word.strip(".,?").lower()


def seen_in(room: Room, expectation: Expectation, probability: float | None = None) -> Happened:
    """What the floor does in the room."""
    return played(list(room.events), probability, expectation)


@given(rooms(), expectations, probabilities)
def test_every_word_is_in_one_turn_or_aside_in_order(
    room: Room, expectation: Expectation, probability: float | None
) -> None:
    seen = seen_in(room, expectation, probability)
    texts = [act.text for _, act in seen.acts if isinstance(act, TurnOver | Aside)]
    assert [plain(word) for text in texts for word in text.split()] == list(room.words)


@given(rooms(vocabulary=LISTENER, longest=0.8), expectations)
def test_a_listener_never_stops_the_interviewer(room: Room, expectation: Expectation) -> None:
    assert not seen_in(room, expectation).all(Cut)


@given(rooms(), expectations, probabilities)
def test_no_turn_ends_while_its_voice_is_there(room: Room, expectation: Expectation, probability: float | None) -> None:
    seen = seen_in(room, expectation, probability)
    edges = [(at, event.on) for at, event in room.events if isinstance(event, Voice)]
    for at, act in seen.acts:
        if isinstance(act, TurnOver) and not act.limit:
            began = [known for known, on in edges if on and known < at]
            ended = [known for known, on in edges if not on and known <= at]
            assert len(began) == len(ended)


@given(rooms(), expectations, probabilities)
def test_a_cut_is_followed_by_a_turn_or_the_interviewer_goes_on(
    room: Room, expectation: Expectation, probability: float | None
) -> None:
    seen = seen_in(room, expectation, probability)
    sounds = [(at, event) for at, event in room.events if isinstance(event, Playing)]
    cut = False
    for _, act in sorted([*seen.acts, *sounds], key=lambda each: each[0]):
        match act:
            case Cut():
                assert not cut
                cut = True
            case GoOn():
                assert cut
                cut = False
            case TurnOver() | Playing():  # it may begin of its own accord, or have ended
                cut = False
            case _:
                pass
    assert not cut


@given(rooms(), expectations)
def test_the_loudness_goes_down_and_up_by_turns(room: Room, expectation: Expectation) -> None:
    ducked = False
    for _, act in seen_in(room, expectation).acts:
        match act:
            case Duck():
                assert not ducked
                ducked = True
            case Restore():
                assert ducked
                ducked = False
            case Cut():
                ducked = False
            case _:
                pass
    assert not ducked


@given(rooms(), expectations, probabilities)
def test_work_is_thrown_away_at_most_once_in_a_pause(
    room: Room, expectation: Expectation, probability: float | None
) -> None:
    seen = seen_in(room, expectation, probability)
    prepared = False
    for _, act in seen.acts:
        match act:
            case Prepare():
                assert not prepared
                prepared = True
            case Forget():
                assert prepared
                prepared = False
            case TurnOver():
                prepared = False
            case _:
                pass
    pauses = sum(isinstance(event, Voice) and not event.on for _, event in room.events)
    assert len(seen.all(Forget)) <= pauses


@given(st.booleans().flatmap(lambda playing: rooms(playing=playing)), expectations)
def test_once_the_interviewer_has_ended_something_comes_of_it(room: Room, expectation: Expectation) -> None:
    came = [at for at, act in seen_in(room, expectation).acts if isinstance(act, TurnOver | Unclear | Quiet)]
    after = next((at for at in came if at >= room.sounding_until), None)
    assert after is not None
    assert after <= max(room.sounding_until, room.quiet_from) + LONGEST_WAIT


@given(rooms(), expectations)
def test_late_ticks_change_nothing_but_the_delay(room: Room, expectation: Expectation) -> None:
    state = begin(0.0, expectation)
    late: list[Act] = []
    for at, event in room.events:
        state, acts = step(state, event, max(at, state.now))
        late += acts
    assert late == [act for _, act in seen_in(room, expectation).acts]


@given(rooms(), expectations)
def test_times_are_in_order(room: Room, expectation: Expectation) -> None:
    for at, act in seen_in(room, expectation).acts:
        if isinstance(act, TurnOver | Aside | Unclear):
            assert act.began <= act.ended <= at
