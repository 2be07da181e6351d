"""A hosted judge: one call an interview, anchored scales in the prompt, answers and quotes by a JSON schema."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from interviewer.catalog.models import Job
from interviewer.evaluations.hearing import Case
from interviewer.evaluations.ports import JudgeUnavailable, Label, Opinion, Proposal, Quote
from interviewer.providers.judges.chat import Chat

SYSTEM: Final = files(__package__).joinpath("prompts/anchored.md").read_text(encoding="utf-8").strip()
MOST_TOKENS: Final = 4000


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Quote(_Shape):
    turn: str
    quote: str


class _Rating(_Shape):
    id: str
    rationale: str
    evidence: list[_Quote]
    score: float | None


class _Ratings(_Shape):
    criteria: list[_Rating]
    summary: str


class AnchoredJudge:
    """A judge that hands rubric and answers to a large model and takes back ratings."""

    def __init__(self, chat: Chat, *, model: str) -> None:
        self.label = Label(f"{model} (OpenAI)", "behaviourally anchored 0\N{EN DASH}5", indicative=False)
        self._chat = chat
        self._model = model

    async def judge(self, job: Job, cases: tuple[Case, ...]) -> Opinion:
        """A proposal for each case and a summary; an answer that does not fit the schema is JudgeUnavailable."""
        choice = await self._chat.first_choice(
            {
                "model": self._model,
                "messages": [
                    {"role": "system", "content": SYSTEM},
                    {"role": "user", "content": json.dumps(_document(job, cases), ensure_ascii=False)},
                ],
                "max_tokens": MOST_TOKENS,
                "temperature": 0,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "ratings", "strict": True, "schema": _schema(cases)},
                },
            }
        )
        try:
            ratings = _Ratings.model_validate_json(choice["message"]["content"])
        except (LookupError, TypeError, ValidationError):
            raise JudgeUnavailable(f"{self.label.judge} answered something else than ratings.") from None
        return Opinion(
            tuple(
                Proposal(r.id, r.score, r.rationale, tuple(Quote(e.turn, e.quote) for e in r.evidence))
                for r in ratings.criteria
            ),
            ratings.summary,
        )


def _document(job: Job, cases: tuple[Case, ...]) -> dict[str, Any]:
    return {
        "job": {"title": job.title, "summary": job.summary},
        "criteria": [
            {
                "id": case.criterion.id,
                "name": case.criterion.name,
                "description": case.criterion.description,
                "anchors": {str(score): text for score, text in sorted(case.criterion.anchors.items())},
            }
            for case in cases
        ],
        "answers": [
            {
                "asked": answer.question.ask,
                "criteria": [case.criterion.id for case in cases if answer in case.answers],
                "turns": [{"turn": turn.id, "text": turn.text} for turn in answer.turns],
            }
            for answer in dict.fromkeys(answer for case in cases for answer in case.answers)
        ],
    }


def _schema(cases: tuple[Case, ...]) -> dict[str, Any]:
    """Only criteria and turns that there are; the rationale stands before the score, so that it is thought first."""
    turns = list(dict.fromkeys(turn.id for case in cases for answer in case.answers for turn in answer.turns))
    quote = _object({"turn": {"type": "string", "enum": turns}, "quote": {"type": "string"}})
    rating = _object(
        {
            "id": {"type": "string", "enum": [case.criterion.id for case in cases]},
            "evidence": {"type": "array", "items": quote},
            "rationale": {"type": "string"},
            "score": {"type": ["number", "null"], "enum": [0, 1, 2, 3, 4, 5, None]},
        }
    )
    return _object({"criteria": {"type": "array", "items": rating}, "summary": {"type": "string"}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
