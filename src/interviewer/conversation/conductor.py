"""The conductor: what the interviewer does next. A pure function over frozen state.

It asks the plan's questions in the plan's words and order, follows up as the author wrote, and always comes to
an end. It hears text and gives directives; sound, time and the network are the agent's.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal, assert_never

from interviewer.catalog.models import MissingAnyOf, Probe, Question, ShorterThan
from interviewer.conversation import lines
from interviewer.conversation.facts import (
    ASKED_FRACTION,
    Began,
    CandidateAsked,
    ConsentGiven,
    ConsentRefused,
    Directive,
    End,
    FollowUp,
    Heard,
    HeardLate,
    NotSaid,
    NotUnderstood,
    NotWritten,
    Observation,
    Patience,
    ProbeAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    Speak,
    Spoke,
    StayedSilent,
)
from interviewer.conversation.standing import WRITTEN, Conversation
from interviewer.conversation.understanding import (
    agreement,
    mentions,
    question_in,
    wants_repetition,
    wants_to_skip,
    word_count,
)

DISCLOSED_FRACTION = 0.9
MAX_PROBES = 2
MAX_WRITTEN = 1
"""Follow-ups to a question that a language model may find the words of."""
WORTH_FOLLOWING = 8
"""Words that an answer has before there is anything to follow up on."""
MAX_GREETINGS = 3
MAX_BEGUN = 8
"""Greetings that were begun, heard or not."""
MAX_CONSENT_TRIES = 2
MAX_SILENCES = 3
MAX_UNCLEAR = 3
"""How often in a row a candidate is asked to say it again; then sounds without words are silence."""
MAX_CUTS = 4
"""How often a question that is cut off is begun again; then what was heard of it has to do."""
MAX_DETOURS = 2
"""How often one question is asked again because the candidate asked something; then their words are the answer."""
ANSWER_BEFORE_QUESTION_WORDS = 12
"""A turn that ends in a question but has this many words before it is an answer as well."""

Step = tuple[Conversation, tuple[Directive, ...]]


def step(state: Conversation, seen: Observation, elapsed: float = 0.0) -> Step:
    """What to do upon this, `elapsed` seconds into the conversation; after an `End` nothing more is said."""
    state = replace(state, elapsed=max(state.elapsed, elapsed))
    if state.phase == "over":
        return state, ()
    match seen:
        case Began():
            return _began(state)
        case Spoke():
            return _spoke(state, seen)
        case Heard():
            return _heard(replace(state, silences=0, unclear=0), seen)
        case HeardLate():
            return _late(state, seen)
        case StayedSilent():
            return _silent(state)
        case NotUnderstood() if state.unclear < MAX_UNCLEAR:
            return _say(replace(state, unclear=state.unclear + 1), "check_in", state.said.not_understood)
        case NotUnderstood():
            return _silent(state)
        case NotSaid():
            return _unsaid(state, seen)
        case NotWritten():
            return _not_written(state)
        case _:
            assert_never(seen)


def _began(state: Conversation) -> Step:
    if state.phase == "questions":  # resumed by a new interviewer
        return _open_question(state, state.said.resumed)
    opening = (state.said.resumed,) if state.resumed else ()
    return _speak(
        replace(state, phase="consent", begun=state.begun + 1),
        Speak("greeting", (*opening, *lines.greeting(state.script)), patience="yes_no"),
    )


def _unsaid(state: Conversation, seen: NotSaid) -> Step:
    """Once more; the candidate did not cut it off. After that, what was heard of it has to do."""
    if state.unsaid:
        return _spoke(replace(state, unsaid=0), Spoke(seen.speech, seen.turn_id, seen.fraction))
    return _speak(replace(state, unsaid=1), seen.speech)


def _spoke(state: Conversation, seen: Spoke) -> Step:
    said = seen.speech
    state = replace(state, unsaid=0)
    complete = seen.fraction >= ASKED_FRACTION
    if said.kind == "greeting":
        heard = min(1, math.ceil(seen.fraction))  # a greeting of which nothing was heard was none
        state = replace(state, greetings=state.greetings + heard)
        return replace(state, disclosed=state.disclosed or seen.fraction >= DISCLOSED_FRACTION), ()
    question = state.question
    if said.kind == "question" and question is not None and said.question_id == question.id:
        if state.asked:
            return replace(state, cut=False), ()
        if complete or state.cuts >= MAX_CUTS:
            return replace(state, asked=True, cut=False), (QuestionAsked(question.id, seen.turn_id),)
        return replace(state, cut=True, cuts=state.cuts + 1), ()
    if said.kind == "probe" and said.probe_id is not None and said.question_id is not None and complete:
        return state, (ProbeAsked(said.question_id, said.probe_id, seen.turn_id),)
    return state, ()


def _heard(state: Conversation, seen: Heard) -> Step:
    if state.phase in ("opening", "consent"):
        return _consent(state, seen)
    if state.cut and state.question is not None:
        return _continued(state, seen)
    return _answer(state, seen)


def _consent(state: Conversation, seen: Heard) -> Step:
    if not state.disclosed:  # a hello over the greeting is no consent
        return _disclose_again(state)
    match agreement(seen.text, state.words):
        case True if not seen.early:  # a yes to something that was not asked yet is none
            state, directives = _open_question(replace(state, phase="questions"), state.said.consent_thanks)
            return state, (ConsentGiven(seen.turn_id), *directives)
        case False if not seen.early:
            return _refused(state)
        case _ if state.consent_tries >= MAX_CONSENT_TRIES:
            return _refused(state)
        case _:
            return _speak(
                replace(state, phase="consent", consent_tries=state.consent_tries + 1),
                Speak("consent", (state.said.consent_again,), patience="yes_no"),
            )


def _disclose_again(state: Conversation) -> Step:
    """The greeting was not heard to its end; without it nobody can consent."""
    if state.greetings >= MAX_GREETINGS or state.begun >= MAX_BEGUN:
        return replace(state, phase="over"), (End("failed"),)
    return _began(state)


def _refused(state: Conversation) -> Step:
    state, directives = _say(replace(state, phase="over"), "closing", state.said.declined)
    return state, (ConsentRefused(), *directives, End("declined"))


def _continued(state: Conversation, seen: Heard) -> Step:
    """The candidate went on with the answer before, over a question that began too early: keep it, ask again.

    Unless they only ask for the question that they spoke over.
    """
    if state.detours < MAX_DETOURS and wants_repetition(seen.text, state.words):
        return _open_question(replace(state, detours=state.detours + 1), state.said.repeat)
    state, notes = _answered_before(state, seen.turn_id)
    state, opening = _acknowledged(state)
    state, directives = _open_question(state, *opening)
    return state, (*notes, *directives)


def _late(state: Conversation, seen: HeardLate) -> Step:
    """The words belong to the answer that is still open, or to the one before."""
    if state.answer:
        text = f"{state.answer} {seen.text}"
        return replace(state, answer=text, answer_turns=(*state.answer_turns, seen.turn_id)), ()
    return _answered_before(state, seen.turn_id)


def _answered_before(state: Conversation, turn_id: str) -> Step:
    if state.before is None:
        return state, ()
    question_id, turns = state.before
    before = (question_id, (*turns, turn_id))
    return replace(state, before=before), (QuestionAnswered(*before),)


def _answer(state: Conversation, seen: Heard) -> Step:
    question = state.question
    if question is None:
        return _close(state)
    may_detour = state.detours < MAX_DETOURS
    if may_detour and wants_repetition(seen.text, state.words):
        return _open_question(replace(state, detours=state.detours + 1), state.said.repeat)
    if wants_to_skip(seen.text, state.words):
        return _next(state, QuestionSkipped(question.id, "candidate_wished"), state.said.skipped)
    text = f"{state.answer} {seen.text}".strip()
    state = replace(state, answer=text, answer_turns=(*state.answer_turns, seen.turn_id))
    asked_back = question_in(seen.text, state.words)
    said_before = word_count(state.answer) - word_count(asked_back or "")
    if may_detour and asked_back is not None and said_before < ANSWER_BEFORE_QUESTION_WORDS:
        state = replace(state, answer="", answer_turns=(), detours=state.detours + 1)
        state, directives = _speak(
            state,
            Speak(
                "question",
                (state.said.for_the_team, state.said.back_to, question.ask),
                question.id,
                patience=_patience(question),
            ),
        )
        return state, (CandidateAsked(seen.turn_id), *directives)
    notes: tuple[Directive, ...] = (CandidateAsked(seen.turn_id),) if asked_back else ()
    probe = _due_probe(state, question)
    follows_up = probe is None and _worth_following(state, question)
    opening: tuple[str, ...] = (state.said.for_the_team,)
    if not asked_back:
        state, opening = _acknowledged(state, written=follows_up)
    thanks = 0 if asked_back else len(opening)
    if probe is not None:
        state = replace(state, probed=(*state.probed, probe.id))
        said = (*opening, probe.ask)
        speech = Speak("probe", said, question.id, probe.id, patience=_patience(question), opening=thanks)
        state, directives = _speak(state, speech)
        return state, (*notes, *directives)
    if follows_up:
        state = replace(state, written=state.written + 1)
        follow_up = FollowUp(question.ask, state.answer)
        probe_id = f"{WRITTEN}{state.written}"
        speech = Speak(
            "probe",
            opening,
            question.id,
            probe_id,
            patience=_patience(question),
            written=follow_up,
            opening=thanks,
        )
        state, directives = _speak(state, speech)
        return state, (*notes, *directives)
    state, directives = _next(state, QuestionAnswered(question.id, state.answer_turns), *opening)
    return state, (*notes, *directives)


def _not_written(state: Conversation) -> Step:
    """Nothing was found to follow up with: the plan goes on."""
    question = state.question
    if question is None:
        return _close(state)
    return _next(state, QuestionAnswered(question.id, state.answer_turns))


def _worth_following(state: Conversation, question: Question) -> bool:
    if not state.writes or question.kind == "yes_no" or len(state.probed) + state.written >= MAX_PROBES:
        return False
    return state.written < MAX_WRITTEN and word_count(state.answer) >= WORTH_FOLLOWING


def _next(state: Conversation, note: QuestionAnswered | QuestionSkipped, *opening: str) -> Step:
    state = replace(
        state,
        index=state.index + 1,
        asked=False,
        cut=False,
        before=(note.question_id, state.answer_turns),
        answer="",
        answer_turns=(),
        probed=(),
        written=0,
        silences=0,
        detours=0,
        cuts=0,
    )
    state, directives = _open_question(state, *opening)
    return state, (note, *directives)


def _open_question(state: Conversation, *opening: str) -> Step:
    question = state.question
    if question is None:
        return _close(state, *opening)
    thanks = sum(line in state.said.acknowledgements for line in opening)
    return _speak(
        state,
        Speak("question", (*opening, question.ask), question.id, patience=_patience(question), opening=thanks),
    )


def _close(state: Conversation, *opening: str) -> Step:
    state, directives = _speak(replace(state, phase="over"), Speak("closing", (*opening, *lines.closing(state.script))))
    return state, (*directives, End("finished"))


def _silent(state: Conversation) -> Step:
    state = replace(state, silences=state.silences + 1)
    if state.phase in ("opening", "consent"):
        if not state.disclosed:
            return _disclose_again(state)
        if state.silences >= MAX_SILENCES:
            return _silent_end(state)
        if state.silences == 1:
            return _say(state, "check_in", state.said.can_you_hear_me)
        return _speak(
            state, Speak("consent", (state.said.can_you_hear_me, state.said.consent_again), patience="yes_no")
        )
    question = state.question
    if question is None:
        return _close(state)
    if state.answer and state.silences >= 2:  # noqa: PLR2004 - one reminder is enough for who has answered
        return _next(state, QuestionAnswered(question.id, state.answer_turns), state.said.acknowledgements[0])
    match state.silences:
        case _ if state.cut:
            return _open_question(state, state.said.go_on_with)
        case 1:
            return _say(state, "check_in", state.said.take_your_time)
        case 2:
            return _open_question(state, state.said.can_you_hear_me)
        case _ if state.before is None or state.before[1]:
            skipped = QuestionSkipped(question.id, "no_answer")
            state, directives = _next(replace(state, answer_turns=()), skipped, state.said.move_on)
            return state, directives
        case _:
            return _silent_end(state)


def _silent_end(state: Conversation) -> Step:
    state, directives = _say(replace(state, phase="over"), "closing", state.said.silent_goodbye)
    return state, (*directives, End("candidate_silent"))


def _due_probe(state: Conversation, question: Question) -> Probe | None:
    if len(state.probed) >= MAX_PROBES:
        return None
    return next((p for p in question.probes if p.id not in state.probed and _due(p, state.answer)), None)


def _due(probe: Probe, answer: str) -> bool:
    match probe.when:
        case ShorterThan(shorter_than=words):
            return word_count(answer) < words
        case MissingAnyOf(missing_any_of=phrases):
            return not mentions(answer, phrases)


def _acknowledged(state: Conversation, *, written: bool = False) -> tuple[Conversation, tuple[str, ...]]:
    """Thanks for what was said, every second time: nobody says so after each sentence.

    Where a language model follows up, what is planned is said at once, and what is `written` after a murmur.
    """
    if state.thanked or (state.writes and not written):
        return replace(state, thanked=False), ()
    said = state.said.murmurs if written else state.said.acknowledgements
    line = said[state.acknowledged % len(said)]
    return replace(state, thanked=True, acknowledged=state.acknowledged + 1), (line,)


def _patience(question: Question) -> Patience:
    return question.kind


def _say(state: Conversation, kind: Literal["check_in", "closing"], line: str) -> Step:
    question = state.question
    patience: Patience = "open" if question is not None else "yes_no"
    return _speak(state, Speak(kind, (line,), question.id if question else None, patience=patience))


def _speak(state: Conversation, speech: Speak) -> Step:
    return state, (speech,)
