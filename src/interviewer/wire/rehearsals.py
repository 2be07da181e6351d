"""A rehearsal as `/v1` tells it: all that the candidate did so far in, the whole conversation by text out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from interviewer.conversation.facts import EndReason, SpeechKind
from interviewer.wire.examples import example

MOST_INPUTS = 500
Words = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]


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
    passages: Annotated[list[str], Field(max_length=20)] = []


class WroteNothingInput(BaseModel):
    """The server found no words before."""

    kind: Literal["wrote_nothing"]
    reason: Annotated[str, Field(max_length=500)]


RehearsalInput = Annotated[
    SaysInput | CutsOffInput | SilenceInput | MumbleInput | WaitInput | WroteInput | WroteNothingInput,
    Field(discriminator="kind"),
]
WARM_UP: list[Any] = [{"kind": "says", "text": "Yes, that's fine."}]


class NewRehearsal(BaseModel):
    """A published plan (`plan_id`), or the text of a plan file (`text`), and all that happened so far, in order."""

    model_config = example(plan_id="plan_3f9a1c07be21", text=None, candidate_name="Robin", inputs=WARM_UP)
    plan_id: Annotated[str, Field(max_length=100)] | None = None
    text: Annotated[str, Field(max_length=1 << 20)] | None = None
    candidate_name: Annotated[str, Field(max_length=200)] = "Robin"
    inputs: Annotated[list[RehearsalInput], Field(max_length=MOST_INPUTS)] = []


class RehearsalStep(BaseModel):
    """One thing that happened; `at` and `seconds` on the interview's clock.

    `said`: by the interviewer, as `kind`; `heard` is the fraction that it was let say. `replied`: by the candidate;
    without words it stayed silent. `noted`: what the log of a call would hold, `text` in plain words. `ended`: how, in
    `reason`.
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
