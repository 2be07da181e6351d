"""The step of the floor: what an event changes. What waits for its time is in `rules`."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from interviewer.conversation.backchannels import claim
from interviewer.conversation.floor.facts import (
    Act,
    Ask,
    Duck,
    Event,
    Expect,
    Expectation,
    Guess,
    Hint,
    Line,
    Owed,
    Playing,
    Prepare,
    Restore,
    Stalled,
    Tick,
    Understood,
    Voice,
)
from interviewer.conversation.floor.rules import cut, forget, waiting
from interviewer.conversation.floor.state import Floor, Step, Turn
from interviewer.conversation.floor.times import FLAPPING, HEARING_AGAIN, SHORT_SOUND, WORDS_WITHIN
from interviewer.conversation.languages import ENGLISH, Words


def begin(now: float, expectation: Expectation | None = None, *, words: Words = ENGLISH.words) -> Floor:
    """The call begins; it is the candidate's turn until the interviewer sounds."""
    return Floor(now, expectation or Expectation(), words, quiet_since=now, edge_at=now, heard_at=now)


def step(state: Floor, event: Event, now: float) -> Step:
    """What to do upon this event. Rules that came due before it are applied first."""
    if isinstance(event, Stalled):
        state = _without(state, event.seconds, now)
    state, acts = _elapse(state, max(now, state.now))
    state, more = _take(state, event)
    state, rest = _elapse(state, state.now)
    return state, (*acts, *more, *rest)


def due(state: Floor) -> float | None:
    """When a `Tick` is wanted at the latest, unless another event comes first."""
    return min((at for at, _ in waiting(state)), default=None)


def _elapse(state: Floor, now: float) -> Step:
    acts: tuple[Act, ...] = ()
    while True:
        at, rule = min(waiting(state), key=lambda each: each[0], default=(now, None))
        if rule is None or at > now:
            return replace(state, now=now), acts
        state, more = rule(replace(state, now=max(state.now, at)))
        acts += more


def _without(state: Floor, seconds: float, now: float) -> Floor:
    """As if these last seconds had not been: of a pause counts what was heard of it, and so of all that waits."""

    def later(at: float) -> float:
        return min(at + seconds, max(now, at))

    def maybe(at: float | None) -> float | None:
        return None if at is None else later(at)

    turn = state.turn
    if turn is not None:
        turn = replace(turn, ended=later(turn.ended), words_at=maybe(turn.words_at), final_at=maybe(turn.final_at))
    return replace(
        state,
        turn=turn,
        voice_since=maybe(state.voice_since),
        quiet_since=later(state.quiet_since),
        edge_at=later(state.edge_at),
        heard_at=later(state.heard_at),
        restored_at=maybe(state.restored_at),
        hinted_at=maybe(state.hinted_at),
    )


def _take(state: Floor, event: Event) -> Step:
    match event:
        case Voice(on=True):
            return _voice_on(state, min(event.at, state.now))
        case Voice():
            return _voice_off(state, min(event.at, state.now))
        case Understood():
            return _understood(state, event)
        case Hint():
            return _hint(state, event)
        case Guess():
            stale = state.voice_since is not None or event.at < state.quiet_since
            return (state if stale else replace(state, guess=event.probability)), ()
        case Owed():
            return replace(state, owed=event.words), ()
        case Playing(on=True):
            return _playing(state, event)
        case Playing():
            return _played(state)
        case Expect():
            return replace(state, expectation=event.expectation), ()
        case Line():
            return _line(state, event), ()
        case Stalled() | Tick():
            return state, ()
        case _:
            assert_never(event)


def _line(state: Floor, line: Line) -> Floor:
    if not line.up or not line.missed:
        return replace(state, down=not line.up)
    # Pauses begin anew: whoever was silent while nothing came through was not silent.
    turn = state.turn and replace(state.turn, ended=max(state.turn.ended, state.now), torn=True)
    return replace(state, down=False, turn=turn, edge_at=state.now, heard_at=state.now)


def _voice_on(state: Floor, at: float) -> Step:
    if state.voice_since is not None:
        return state, ()
    deaf = state.deaf and at - state.quiet_since < HEARING_AGAIN
    turn = state.turn or Turn(at, over=state.interviewer == "sounding", ended=at)
    state = replace(state, voice_since=at, turn=turn, deaf=deaf)
    return _duck(state)


def _duck(state: Floor) -> Step:
    if state.interviewer != "sounding" or not state.cuttable or state.ducked or not state.speaking:
        return state, ()
    again = state.restored_at is not None and state.now - state.restored_at < FLAPPING
    return replace(state, ducked=True, again=again), (Duck(),)


def _voice_off(state: Floor, at: float) -> Step:
    since = state.voice_since
    if since is None:
        return state, ()
    at = max(at, since)
    state = replace(state, voice_since=None, quiet_since=at)
    turn = state.turn
    if turn is None:
        return state, ()
    length = at - since
    if length >= SHORT_SOUND or not turn.text:
        hinted_at = state.hinted_at if state.hinted_at is not None and state.hinted_at >= at else None
        turn = replace(turn, ended=at)
        state = replace(state, guess=None, hinted_at=hinted_at, forgot=False)
    turn = replace(turn, voiced=turn.voiced + length, last=length)
    state = replace(state, turn=turn)
    if state.deaf:
        return state, ()
    state = replace(state, heard_at=at)
    return state, () if state.interviewer == "sounding" else (Ask(),)


def _understood(state: Floor, heard: Understood) -> Step:
    text = " ".join(_remaining(heard.text.split(), state.given))
    if heard.final:
        state = replace(state, given=())
    if not text and state.turn is None:
        return state, ()
    turn = state.turn or _of_words(state)
    if text and text != turn.interim:
        turn = replace(turn, words_at=state.now)
    if heard.final:
        turn = replace(turn, finals=(*turn.finals, text) if text else turn.finals, interim="", final_at=state.now)
    else:
        turn = replace(turn, interim=text)
    if not turn.voiced and state.voice_since is None:  # the voice detector missed it
        turn = replace(turn, ended=state.now)
    elif text and state.voice_since is None:  # a short sound was a word
        turn = replace(turn, ended=max(turn.ended, state.quiet_since))
    state = replace(state, turn=turn)
    acts: tuple[Act, ...] = ()
    if text:
        state = replace(state, heard_at=state.now, deaf=False)
        state, acts = _duck(state)
    if state.prepared is not None and not _same(state.prepared, turn.text):
        state, forgot = forget(state)
        acts += forgot
    if (
        state.interviewer == "sounding"
        and state.cuttable
        and _audible(state)
        and claim(turn.claims, state.words) == "floor"
    ):
        state, stopped = cut(state)
        acts += stopped
    return state, acts


def _of_words(state: Floor) -> Turn:
    """A turn of which the words come first; without any voice since the interviewer began they are late ones."""
    late = state.voice_since is None and state.quiet_since <= state.edge_at
    return Turn(state.now, over=state.interviewer == "sounding" and not late, ended=state.now)


def _hint(state: Floor, hint: Hint) -> Step:
    if hint.kind == "end":
        return replace(state, hinted_at=state.now), ()
    if hint.kind == "resumed":
        return forget(replace(state, hinted_at=None))
    turn = state.turn
    if state.interviewer == "sounding" or turn is None or not turn.text or state.prepared is not None or state.forgot:
        return state, ()
    return replace(state, prepared=turn.text), (Prepare(turn.text),)


def _playing(state: Floor, playing: Playing) -> Step:
    turn = replace(state.turn, before=len(state.turn.finals)) if state.turn else None
    state, acts = forget(state)
    state = replace(
        state, interviewer="sounding", cuttable=playing.cuttable, edge_at=state.now, listening=False, turn=turn
    )
    state, ducked = _duck(state)
    return state, (*acts, *ducked)


def _played(state: Floor) -> Step:
    """Ended by itself, also in the moment in which it was cut: then there is nothing to go on with."""
    if state.interviewer == "silent" and state.listening:
        return state, ()
    acts: tuple[Act, ...] = (Restore(),) if state.ducked else ()
    state = replace(
        state, interviewer="silent", ducked=False, listening=True, unclear=state.unclear and state.owed, false_stops=0
    )
    return replace(state, edge_at=state.now, heard_at=state.now), acts


def _audible(state: Floor) -> bool:
    """Whether words that come now were said over what sounds now: late words of the turn before were not."""
    recently = state.quiet_since >= state.edge_at and state.now - state.quiet_since <= WORDS_WITHIN
    return state.voice_since is not None or recently


def _remaining(words: list[str], given: tuple[str, ...]) -> list[str]:
    """The words without those that were given away before; none of them if it is another utterance."""
    same = sum(_same(one, other) for one, other in zip(words, given, strict=False))
    return words[len(given) :] if 2 * same >= len(given) else words


def _same(one: str, other: str) -> bool:
    return one.lower().strip(" .,?!") == other.lower().strip(" .,?!")
