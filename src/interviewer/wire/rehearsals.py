"""What authors see of a plan before it is used, as `/v1` tells it: expected time, advice, and rehearsals by text."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, NaiveDatetime

from interviewer.conversation.facts import EndReason, SpeechKind
from interviewer.wire.examples import example

MOST_INPUTS = 500


class Advice(BaseModel):
    """Advice about a question, a follow-up or a criterion of a plan: its field, and what to do about it."""

    field: str
    message: str
    remedy: str
    rule: str
    severity: Literal["error", "warning"]


class PlanAdvice(BaseModel):
    """How long a plan is likely to take, whole and by question (answers of usual length), and advice about it."""

    model_config = example(
        expected_minutes=11.5,
        questions={"team_led": 1.7},
        advice=[
            {
                "field": "plan.questions[2].ask",
                "message": "this asks two things at once",
                "remedy": "Ask one of them, and the other in a follow-up.",
                "rule": "double",
                "severity": "warning",
            }
        ],
    )
    expected_minutes: float
    questions: dict[str, float]
    advice: list[Advice]


READABLE = r"^[^\x00]*$"
"""Any character but NUL, which cannot stand in a text anywhere else either."""
Words = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class SaysInput(BaseModel):
    """The candidate says this."""

    kind: Literal["says"]
    text: Words


class CutsOffInput(BaseModel):
    """The candidate says this over the interviewer's last words, of which only the beginning was heard."""

    kind: Literal["cuts_off"]
    text: Words


class SilenceInput(BaseModel):
    """The candidate says nothing until the interviewer does something about it."""

    kind: Literal["silence"]


class MumbleInput(BaseModel):
    """Sounds without words."""

    kind: Literal["mumbles"]


class WaitInput(BaseModel):
    """So much time goes by."""

    kind: Literal["waits"]
    seconds: Annotated[float, Field(ge=0, le=7200)]


class WroteInput(BaseModel):
    """Words that the server found before, as it told them: they are not looked for again."""

    kind: Literal["wrote"]
    text: Words
    passages: Annotated[list[Annotated[str, Field(pattern=READABLE)]], Field(max_length=20)] = []


class WroteNothingInput(BaseModel):
    """The server found no words before; `refused`: what a language model proposed then, and may not be said."""

    kind: Literal["wrote_nothing"]
    reason: Annotated[str, Field(max_length=500, pattern=READABLE)]
    refused: Annotated[str, Field(max_length=4000, pattern=READABLE)] = ""


RehearsalInput = Annotated[
    SaysInput | CutsOffInput | SilenceInput | MumbleInput | WaitInput | WroteInput | WroteNothingInput,
    Field(discriminator="kind"),
]
WARM_UP: list[Any] = [{"kind": "says", "text": "Yes, that's fine."}]


class NewRehearsal(BaseModel):
    """A published plan (`plan_id`), or the text of a plan file (`text`), and all that happened so far, in order.

    `line`: who opened a link is asked neither for its name nor for a good time. `began`: on the candidate's clocks, by
    which "tomorrow" is understood; without it, a certain Monday morning. `words`: `generated` has the language model of
    the settings find follow-ups and answers, as calls have it; `authored` (the same through the whole rehearsal) asks
    nobody.
    """

    model_config = example(
        plan_id="plan_3f9a1c07be21", text=None, candidate_name="Robin", words="authored", inputs=WARM_UP
    )
    plan_id: Annotated[str, Field(max_length=100, pattern=READABLE)] | None = None
    text: Annotated[str, Field(max_length=1 << 20)] | None = None
    candidate_name: Annotated[str, Field(max_length=200, pattern=READABLE)] = "Robin"
    line: Literal["phone", "link"] = "phone"
    began: NaiveDatetime | None = None
    words: Literal["authored", "generated"] = "authored"
    inputs: Annotated[list[RehearsalInput], Field(max_length=MOST_INPUTS)] = []


class RehearsalStep(BaseModel):
    """One thing that happened; `at` and `seconds` on the interview's clock.

    `said`: by the interviewer, as `kind`; `heard` is the fraction that it was let say. `replied`: by the candidate;
    without words it stayed silent. `noted`: what the log of a call would hold, or why no words were found, as `text` in
    plain words. `ended`: how, in `reason`.
    """

    what: Literal["said", "replied", "noted", "ended"]
    at: float
    seconds: float | None = None
    text: str = ""
    kind: SpeechKind | None = None
    question: str | None = None
    probe: str | None = None
    heard: float | None = None
    reason: EndReason | None = None


class Rehearsal(BaseModel):
    """The conversation so far. Send `inputs` with the next one added to go on; nothing of it is kept on the server.

    `left`: seconds of the planned time; negative once it is over. `awaits`: what the interviewer waits for, in words.
    """

    model_config = example(
        inputs=WARM_UP,
        steps=[
            {
                "what": "said",
                "at": 23.9,
                "seconds": 6.4,
                "text": "Tell me about a team that you have led.",
                "kind": "question",
                "question": "team_led",
                "probe": None,
                "heard": 1.0,
                "reason": None,
            }
        ],
        phase="questions",
        question=1,
        questions=6,
        question_id="team_led",
        elapsed=30.3,
        left=869.7,
        awaits="the answer",
        ended=None,
    )
    inputs: list[RehearsalInput]
    steps: list[RehearsalStep]
    phase: str
    question: int | None
    questions: int
    question_id: str | None
    elapsed: float
    left: float
    awaits: str
    ended: EndReason | None
