"""What happens by itself when its time comes: `waiting` lists it for a state, each with its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from interviewer.conversation import endpointing
from interviewer.conversation.backchannels import claim, listening
from interviewer.conversation.floor.facts import (
    Aside,
    Cut,
    Forget,
    GoOn,
    Murmur,
    Prepare,
    Quiet,
    Restore,
    TurnOver,
    Unclear,
)
from interviewer.conversation.floor.state import Floor, Step, Turn
from interviewer.conversation.floor.times import (
    ASIDE_AFTER,
    FALSE_STOPS,
    FINAL_EARLY,
    FINAL_WITHIN,
    FORGET_AFTER,
    GO_ON_AFTER,
    GO_ON_OWED,
    HOLD_AFTER,
    HOLD_LONGEST,
    LIMIT_OVERDUE,
    LIMIT_PAUSE,
    MURMUR_AFTER,
    MURMUR_WORTH,
    MURMURS_APART,
    NO_WORDS_AFTER,
    NO_WORDS_OWED,
    PERHAPS_AFTER,
    PREPARE_AHEAD,
    PREPARE_PAUSE,
    PREPARE_WAIT,
    QUIET,
    RESTORE_AFTER,
    RESTORE_AGAIN_AFTER,
    SHORT_SOUND,
    SHORT_WORDS_WITHIN,
    TAIL,
    UNCLEAR_SOUND,
    WORDS_OWED,
    WORDS_WITHIN,
)
from interviewer.conversation.understanding import agreement

Rule = Callable[[Floor], Step]
Waiting = Iterator[tuple[float, Rule]]


def waiting(state: Floor) -> Waiting:
    """Everything that waits, with the time at which it happens."""
    if state.down:
        return
    turn = state.turn
    if state.interviewer == "sounding":
        yield from _over_the_interviewer(state)
    elif turn is not None and state.speaking:
        yield from _in_speech(state, turn)
    elif turn is not None:
        yield from _in_a_pause(state, turn)
    nothing = turn is None or not (turn.text or turn.voiced)
    if state.interviewer == "silent" and state.listening and not state.speaking and nothing:
        owed = WORDS_OWED if state.owed else 0.0  # the candidate has spoken: that is no silence
        yield max(state.heard_at, state.edge_at) + _patience(state) + owed, _quiet


def _over_the_interviewer(state: Floor) -> Waiting:
    turn = state.turn
    if state.speaking and state.voice_since is not None:
        if turn is None or not state.cuttable:
            return
        began, heard = max(state.voice_since, state.edge_at), turn.words_at or 0.0
        if claim(turn.claims, state.words) == "perhaps":
            yield max(began + PERHAPS_AFTER, heard), cut
        if state.false_stops < FALSE_STOPS:
            yield max(began, heard) + HOLD_AFTER, cut
        return
    if state.ducked:
        yield state.quiet_since + (RESTORE_AGAIN_AFTER if state.again else RESTORE_AFTER), _restore
    if turn is not None and (turn.over or not turn.voiced):
        yield max(_settled(state, turn), turn.ended + ASIDE_AFTER), _aside


def _in_speech(state: Floor, turn: Turn) -> Waiting:
    since = max(state.voice_since or 0.0, state.edge_at)
    if state.prepared is not None:
        yield since + FORGET_AFTER, forget
    if state.interviewer == "held" and listening(turn.claims, state.words) and not turn.before:
        yield since + HOLD_LONGEST, _not_speech
        return
    yield max(since, turn.words_at or 0.0) + (NO_WORDS_OWED if state.owed else NO_WORDS_AFTER), _no_words
    if turn.text:
        yield turn.began + state.expectation.limit + LIMIT_OVERDUE, partial(_turn_over, turn, limit=True)


def _in_a_pause(state: Floor, turn: Turn) -> Waiting:
    settled = _settled(state, turn)
    if state.interviewer == "held" and listening(turn.claims, state.words) and not turn.before:
        yield max(turn.ended, state.edge_at) + (GO_ON_OWED if state.owed else GO_ON_AFTER), _go_on
        return
    if state.interviewer == "silent" and not state.listening and not turn.voiced:
        yield settled, _aside  # late words of a turn that is over
        return
    unhurried = state.expectation.unhurried
    hinted = state.hinted_at is not None and unhurried <= 1  # a recogniser's own wait is the usual one
    usual = endpointing.wait(turn.text, state.expectation.patience, state.guess, state.words, hinted=hinted)
    wait = usual * unhurried
    yield max(settled, turn.ended + wait), partial(_end_of_pause, turn)
    if not turn.text or _stays_aside(state, turn):
        return
    limit = turn.began + (0.0 if turn.torn else state.expectation.limit)
    yield max(settled, limit, turn.ended + LIMIT_PAUSE), partial(_turn_over, turn, limit=not turn.torn)
    murmurs = max(settled, turn.ended + MURMUR_AFTER)
    if murmurs <= turn.ended + wait - MURMUR_WORTH and _may_murmur(state, turn):
        yield murmurs, partial(_murmur, turn)
    if state.prepared is None and not state.forgot and usual <= PREPARE_WAIT:
        yield max(settled, turn.ended + max(PREPARE_PAUSE, wait - PREPARE_AHEAD)), partial(_prepare, turn.text)


def _settled(state: Floor, turn: Turn) -> float:
    """From when on the words of the last stretch of voice count as known."""
    early = min(FINAL_EARLY, turn.last / 2)
    if turn.final_at is not None and turn.final_at >= state.quiet_since - early and not turn.interim:
        return turn.final_at
    if state.owed:
        return state.quiet_since + WORDS_OWED
    if turn.interim:
        return state.quiet_since + FINAL_WITHIN
    if 0 < turn.last < SHORT_SOUND:
        return state.quiet_since + SHORT_WORDS_WITHIN
    return state.quiet_since + WORDS_WITHIN


def _stays_aside(state: Floor, turn: Turn) -> bool:
    """Whether what was said over the interviewer does not become a turn though the interviewer has ended."""
    if not turn.over or not listening(turn.text, state.words):
        return False
    answers = state.expectation.patience == "yes_no" and agreement(turn.text, state.words) is not None
    return not (answers and turn.ended >= state.edge_at - TAIL)


def _may_murmur(state: Floor, turn: Turn) -> bool:
    expected = state.expectation
    return (
        expected.murmurs
        and state.interviewer == "silent"
        and (turn.murmured_at is None or turn.ended - turn.murmured_at >= MURMURS_APART)
        and endpointing.tells(turn.text, expected.patience, state.words)
    )


def cut(state: Floor) -> Step:
    """Stop the interviewer; `ducked` ends with its sound."""
    return replace(state, interviewer="held", ducked=False, edge_at=state.now), (Cut(),)


def forget(state: Floor) -> Step:
    """Drop what was prepared, if anything was."""
    if state.prepared is None:
        return state, ()
    return replace(state, prepared=None, forgot=True), (Forget(),)


def _prepare(text: str, state: Floor) -> Step:
    return replace(state, prepared=text), (Prepare(text),)


def _murmur(turn: Turn, state: Floor) -> Step:
    return replace(state, turn=replace(turn, murmured_at=state.now)), (Murmur(),)


def _restore(state: Floor) -> Step:
    return replace(state, ducked=False, restored_at=state.now), (Restore(),)


def _go_on(state: Floor) -> Step:
    """The stop was false; what was said meanwhile is an aside."""
    state, acts = _aside(replace(state, false_stops=state.false_stops + 1))
    return replace(state, interviewer="silent", edge_at=state.now), (*acts, GoOn())


def _not_speech(state: Floor) -> Step:
    return _go_on(replace(state, deaf=True))


def _aside(state: Floor) -> Step:
    """The tentative turn is none; its words are kept."""
    turn = state.turn
    state, acts = forget(state)
    if turn is not None and turn.text:
        acts = (*acts, Aside(turn.text, turn.began, max(turn.began, turn.ended), turn.over))
    return _without_turn(state), acts


def _without_turn(state: Floor) -> Floor:
    interim = tuple(state.turn.interim.split()) if state.turn is not None else ()
    turn = Turn(state.now, over=state.interviewer == "sounding", ended=state.now) if state.speaking else None
    return replace(
        state,
        turn=turn,
        guess=None,
        hinted_at=None,
        forgot=False,
        given=(*state.given, *interim),
        heard_at=state.now,
    )


def _turn_over(turn: Turn, state: Floor, *, limit: bool = False) -> Step:
    ended = state.now if state.speaking else max(turn.began, turn.ended)
    state = replace(state, interviewer="silent", prepared=None, listening=False, false_stops=0)
    return _without_turn(state), (TurnOver(turn.text, turn.began, ended, turn.over, limit),)


def _end_of_pause(turn: Turn, state: Floor) -> Step:
    """The pause is long enough: whatever the candidate made of the turn comes out of it."""
    if turn.text:
        return _aside(state) if _stays_aside(state, turn) else _turn_over(turn, state)
    unclear = turn.voiced >= UNCLEAR_SOUND and state.listening and not state.unclear and not state.deaf
    state, acts = forget(_without_turn(state))
    if unclear:
        return replace(state, unclear=True), (*acts, Unclear(turn.began, turn.ended))
    return state, acts


def _no_words(state: Floor) -> Step:
    """The sound that goes on is no speech: from here on it counts as a pause."""
    turn = state.turn
    state = replace(state, deaf=True)
    if turn is None:
        return state, ()
    if turn.text:
        return replace(state, turn=replace(turn, ended=max(turn.ended, turn.words_at or 0.0))), ()
    unclear = state.listening and not state.unclear
    state = replace(_without_turn(state), unclear=state.unclear or unclear)
    return state, (Unclear(turn.began, state.now),) if unclear else ()


def _quiet(state: Floor) -> Step:
    return replace(state, heard_at=state.now), (Quiet(_patience(state)),)


def _patience(state: Floor) -> float:
    """Seconds of the candidate's silence before it is remarked on."""
    return QUIET[state.expectation.patience] * state.expectation.unhurried
