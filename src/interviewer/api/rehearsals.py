"""`/v1/rehearsals`: a plan rehearsed by text. The server keeps nothing of it: each request tells all that happened."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, assert_never

from fastapi import APIRouter
from pydantic import ValidationError

from interviewer.api import callers
from interviewer.api.context import Context, Here
from interviewer.api.refusals import RequestInvalid, ScopeMissing
from interviewer.api.rehearsal_model import ModelMissing
from interviewer.catalog.check import dotted, parse_plan
from interviewer.catalog.lint.rules import findings
from interviewer.catalog.models import PlanFile
from interviewer.catalog.timing import expected_minutes, question_seconds
from interviewer.conversation.knowledge import Found, Knowledge, NoKnowledge
from interviewer.conversation.script import Script
from interviewer.providers.knowledge.search import Place
from interviewer.rehearsal.cases import BEGAN
from interviewer.rehearsal.happenings import (
    CutsOff,
    Ended,
    Happening,
    Input,
    Mumbles,
    Noted,
    Replied,
    Said,
    Says,
    StaysSilent,
    Unwritten,
    Waits,
    Wanted,
    Wrote,
    WroteNothing,
)
from interviewer.rehearsal.rehearsal import OutOfTurn, Rehearsal
from interviewer.rehearsal.told import note
from interviewer.rehearsal.trial import script_of
from interviewer.rehearsal.whereabouts import whereabouts
from interviewer.rehearsal.writers import Authored, Modelled, Writer, spoken_so_far
from interviewer.wire import rehearsals as wire
from interviewer.wire.problems import PlanInvalidProblem, Problem

router = APIRouter(prefix="/v1", tags=["catalog"])
ANSWERS: dict[int | str, dict[str, Any]] = {
    HTTPStatus.NOT_FOUND: {"model": Problem},
    HTTPStatus.UNPROCESSABLE_ENTITY: {"model": PlanInvalidProblem | Problem},
    HTTPStatus.TOO_MANY_REQUESTS: {"model": Problem},
}


@router.get("/plans/{plan_id}/advice", responses={HTTPStatus.NOT_FOUND: {"model": Problem}})
async def advise_on_plan(here: Here, plan_id: str) -> wire.PlanAdvice:
    """How long a published plan is likely to take, and what could be better about its questions."""
    plan = (await here.plane.catalog.plan(plan_id)).plan
    found = await asyncio.to_thread(lambda: tuple(findings(plan)))
    return wire.PlanAdvice(
        expected_minutes=round(expected_minutes(plan.plan), 1),
        questions={question.id: round(question_seconds(question) / 60, 1) for question in plan.plan.questions},
        advice=[
            wire.Advice(field=dotted(one.path), message=one.message, remedy=one.remedy, rule=rule, severity=severity)
            for rule, severity, one in found
        ],
    )


@router.post("/rehearsals", responses=ANSWERS)
async def rehearse(here: Here, wanted: wire.NewRehearsal) -> wire.Rehearsal:
    """What the interviewer says and does upon all this, with the conductor of the calls. Nothing is kept.

    With `words` `authored` follow-ups are the author's, and what the candidate asks is answered in the words of the
    job's documents where they tell. With `generated` a language model is asked for both within the limits of a call,
    which needs the scope `operate`; what it wrote comes back among the inputs and is not asked for again.
    """
    if wanted.words == "generated" and not callers.current().may("operate"):
        raise ScopeMissing("operate")
    plan, knowledge = await _plan(here, wanted)
    script = script_of(plan, wanted.candidate_name.strip(), wanted.line)
    writer = _writer(here, wanted, script, knowledge)
    rehearsal = Rehearsal(script, writes=writer.follows_up, began=wanted.began or BEGAN)
    inputs = await _held(rehearsal, wanted.inputs, writer)
    where = whereabouts(rehearsal)
    return wire.Rehearsal(
        inputs=inputs,
        steps=[step for happening in rehearsal.happened if (step := _step(happening)) is not None],
        phase=where.phase,
        question=where.question,
        questions=where.of,
        question_id=where.question_id,
        elapsed=where.seconds,
        left=where.left,
        awaits=where.awaits,
        ended=rehearsal.ended.reason if rehearsal.ended else None,
    )


@dataclass(frozen=True, slots=True)
class _OfJob:
    """`Knowledge` of the job that a published plan is for."""

    here: Context
    place: Place

    async def search(self, question: str) -> Found:
        """What its documents say."""
        return await self.here.plane.search.find(self.place, question)


async def _plan(here: Context, wanted: wire.NewRehearsal) -> tuple[PlanFile, Knowledge]:
    if (wanted.plan_id is None) == (wanted.text is None):
        raise RequestInvalid("What is rehearsed? Give plan_id, or the text of a plan file, and not both.")
    if wanted.text is not None:
        return await asyncio.to_thread(parse_plan, wanted.text, source="plan", base=None), NoKnowledge()
    kept = await here.plane.catalog.plan(str(wanted.plan_id))
    return kept.plan, _OfJob(here, Place(kept.job_id, kept.plan.plan.language))


def _writer(here: Context, wanted: wire.NewRehearsal, script: Script, knowledge: Knowledge) -> Writer:
    if wanted.words == "authored":
        return Authored(script.spoken, knowledge)
    if here.model is None:
        raise ModelMissing
    return Modelled(here.model, script, knowledge, numbers=here.settings.policy.writing)


async def _held(rehearsal: Rehearsal, inputs: list[wire.RehearsalInput], writer: Writer) -> list[wire.RehearsalInput]:
    """Hold it; the inputs again, with the words that were found for it. Raises `RequestInvalid`."""
    told: list[wire.RehearsalInput] = []
    rehearsal.begins()
    for number, given in enumerate(inputs):
        try:
            rehearsal.takes(_input(given))
        except OutOfTurn as refused:
            raise RequestInvalid(f"inputs[{number}]: {refused}") from refused
        told.append(given)
    while rehearsal.wanted is not None and rehearsal.wanted.written is not None:
        found = _carried(await writer.write(rehearsal.wanted.written, spoken_so_far(rehearsal)))
        rehearsal.takes(_input(found))
        told.append(found)
    return told


def _carried(found: Wrote | WroteNothing) -> wire.WroteInput | wire.WroteNothingInput:
    """As it is told and comes back in: a language model may write what stands in no request."""
    try:
        if isinstance(found, Wrote):
            return wire.WroteInput(kind="wrote", text=found.text, passages=list(found.passages))
        return wire.WroteNothingInput(kind="wrote_nothing", reason=found.reason, refused=found.refused)
    except ValidationError:
        return wire.WroteNothingInput(kind="wrote_nothing", reason="what was written is too long, or no plain text")


def _input(given: wire.RehearsalInput) -> Input:
    match given:
        case wire.SaysInput(text=text):
            return Says(text)
        case wire.CutsOffInput(text=text):
            return CutsOff(text)
        case wire.SilenceInput():
            return StaysSilent()
        case wire.MumbleInput():
            return Mumbles()
        case wire.WaitInput(seconds=seconds):
            return Waits(seconds)
        case wire.WroteInput(text=text, passages=passages):
            return Wrote(text, tuple(passages))
        case wire.WroteNothingInput(reason=reason, refused=refused):
            return WroteNothing(reason, refused)
        case _:
            assert_never(given)


def _step(happening: Happening) -> wire.RehearsalStep | None:
    at = round(happening.at, 1)
    match happening:
        case Said():
            return wire.RehearsalStep(
                what="said",
                at=at,
                seconds=round(happening.seconds, 1),
                text=happening.text,
                kind=happening.kind,
                question=happening.question_id,
                probe=happening.probe_id,
                heard=happening.heard,
            )
        case Replied(text=text, seconds=seconds, question_id=question):
            return wire.RehearsalStep(what="replied", at=at, seconds=round(seconds, 1), text=text, question=question)
        case Noted(noted):
            said = note(noted)
            return None if said is None else wire.RehearsalStep(what="noted", at=at, text=said)
        case Unwritten(reason):
            return wire.RehearsalStep(what="noted", at=at, text=f"nothing written: {reason}")
        case Ended(reason):
            return wire.RehearsalStep(what="ended", at=at, reason=reason)
        case Wanted():
            return None
        case _:
            assert_never(happening)
