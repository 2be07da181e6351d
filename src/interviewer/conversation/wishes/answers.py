"""What the candidate wants to know, and what it wants to say about an earlier answer."""

from __future__ import annotations

from dataclasses import replace

from interviewer.catalog.models import Question
from interviewer.conversation import pending, values
from interviewer.conversation.answers import READINGS
from interviewer.conversation.phases import asking, questions
from interviewer.conversation.speaking import Step, noting, remark
from interviewer.conversation.standing import Conversation, Correcting, ReadBack
from interviewer.conversation.understanding import WORD, plain, question_in, word_count
from interviewer.conversation.wishes.wish import Asked

SAYS_IT = 12
"""Words of a turn that says what is to be changed, and does not only announce it."""
LONG_WORD = 4
"""Letters of words that tell questions apart."""


def asks_back(state: Conversation, asked: Asked) -> Step | None:
    """Answer at once out of the company's documents; after an answer, go on from there."""
    asks = question_in(asked.seen.text, state.words)
    question = state.question
    if asks is None or question is None:
        return None
    if isinstance(state.pending, ReadBack) and word_count(asked.rest):
        return noting(asked.notes, pending.confirmed_and_asks(state, state.pending, asked.seen, asked.rest, asks))
    if _whole(state, question, asked.rest) and not state.cut:
        return noting(asked.notes, questions.answered_and_asks(state, asked.seen, asked.rest, asks))
    notes = asked.notes
    if word_count(asked.rest):
        state, kept = questions.keep(state, asked.seen, asked.rest)
        notes = (*notes, *kept)
    return asking.answer_back(state, asked.seen, asks, notes)


def asked_late(state: Conversation, asked: Asked, asks: str) -> Step:
    """The words came when the interviewer had begun with what comes next: that is said after the answer."""
    state = replace(state, cut=False)
    question = state.question
    if question is None or (state.answer and state.followed is None):
        return questions.answers_and_goes_on(state, asked.seen, asks)
    return asking.answer_back(state, asked.seen, asks, ())


def _whole(state: Conversation, question: Question, rest: str) -> bool:
    """Whether what was said so far answers the question, so that it need not be asked again."""
    if isinstance(state.pending, ReadBack):
        return True
    if state.followed is not None and not word_count(rest):
        return False
    answer = f"{state.answer} {rest}".strip()
    if question.kind in READINGS:
        return bool(answer) and values.read(state, question, answer) is not None
    return word_count(answer) >= questions.ANSWER_BEFORE_QUESTION_WORDS


def goes_back(state: Conversation, asked: Asked) -> Step | None:
    """To an earlier answer: at once if the turn says what to change, else it is asked what."""
    earlier = _earlier(state, asked.seen.text)
    if earlier is None or isinstance(state.pending, ReadBack):
        return None
    if word_count(asked.seen.text) >= SAYS_IT:
        return noting(asked.notes, pending.correct(state, earlier, asked.seen))
    state = replace(state, pending=Correcting(earlier))
    return remark(state, state.replies.goes_back, notes=asked.notes)


def _earlier(state: Conversation, text: str) -> str | None:
    """The answered question that the words are about: by its number, by words they share, or the last one."""
    said = plain(text)
    answered = [question for question, _ in state.answers]
    order = [q.id for q in state.script.questions]
    if not answered:
        return None
    for place, pattern in enumerate(state.script.spoken.wishes.ordinals):
        if pattern.search(said) and place < len(order) and order[place] in answered:
            return order[place]
    words = {word for word in WORD.findall(said) if len(word) >= LONG_WORD}
    shared = {
        q.id: len(words & {word for word in WORD.findall(plain(q.ask)) if len(word) >= LONG_WORD})
        for q in state.script.questions
        if q.id in answered
    }
    best = max(shared, key=lambda question: (shared[question], order.index(question)), default=answered[-1])
    return best if shared.get(best) else answered[-1]
