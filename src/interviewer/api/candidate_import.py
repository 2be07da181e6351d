"""Takes candidates that were read from a file into a campaign: each a person, its consent, and one interview.

Whatever is repeated is harmless: the same number is the same person, a consent that is known is not recorded again, and
a person has one place in a campaign. So an import that was cut is completed by running it again. Deliberately not
here: how rows are read (`calling.importing`) and how they arrive (`importing`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from interviewer.api.phone_interviews import PhoneInterview
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.calling import names
from interviewer.calling.importing import Imported, RowProblem
from interviewer.calling.permission import ConsentOutdated, contact_of
from interviewer.interviews.ids import new_id
from interviewer.interviews.policy import GRACE
from interviewer.kernel.log import Metadata, NameTaken
from interviewer.providers.people import Standing
from interviewer.providers.plans import KeptPlan
from interviewer.telemetry import logs

BATCH = 100
"""Rows that are worked off side by side: what the log's writer commits in one go."""
MOST_PROBLEMS = 1000
"""How many problems are told one by one."""


@dataclass(slots=True)
class Report:
    """What became of the rows so far. `line` is the last one that was worked off."""

    line: int = 0
    added: int = 0
    already_there: int = 0
    held: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    problems_total: int = 0

    def add(self, problem: RowProblem) -> None:
        """Note a problem."""
        self.problems_total += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class _Row:
    """An interview that a line of the file asks for."""

    line: int
    interview: PhoneInterview

    @property
    def contact(self) -> str:
        return self.interview.contact


class CandidateImport:
    """One file on its way into one campaign."""

    def __init__(self, plane: ControlPlane, secret: str, campaign_id: str, plan: KeptPlan, cause: Metadata) -> None:
        self._plane = plane
        self._secret = secret
        self._campaign_id = campaign_id
        self._plan = plan
        self._cause = cause
        self.report = Report()

    async def run(self, rows: Iterator[Imported | RowProblem]) -> AsyncIterator[Report]:
        """Take all rows in; the report after each batch of them."""
        while batch := await asyncio.to_thread(lambda: list(islice(rows, BATCH))):
            for found in batch:
                if isinstance(found, RowProblem):
                    self.report.add(found)
            await self._take([found for found in batch if isinstance(found, Imported)])
            self.report.line = batch[-1].line
            yield self.report

    async def _take(self, candidates: Sequence[Imported]) -> None:
        if not candidates:
            return
        contacts = [contact_of(candidate.number.e164, self._secret) for candidate in candidates]
        standings = await self._plane.people.standings(self._campaign_id, contacts)
        now = self._plane.clock.now()
        rows: list[_Row] = []
        for candidate, contact in zip(candidates, contacts, strict=True):
            row = _row(candidate, contact, standings[contact])
            problem = _problem(row, now)
            if problem is None:
                rows.append(row)
            else:
                self.report.add(problem)
        ids = await self._plane.people.put([row.interview.person for row in rows])
        outcomes = await asyncio.gather(
            *(self._agree(row, ids[row.contact], now) for row in rows), return_exceptions=True
        )
        held: list[str] = []
        for row, outcome in zip(rows, outcomes, strict=True):
            if isinstance(outcome, RowProblem):
                self.report.add(outcome)
            elif isinstance(outcome, BaseException):
                raise outcome
            elif outcome == "held":
                held.append(ids[row.contact])
        if held:  # somebody may have seen to it since we looked
            await self._plane.people.look_again(held)

    async def _agree(self, row: _Row, candidate_id: str, now: datetime) -> str | RowProblem:
        """Record consent and agree the interview of one row; what became of it."""
        cause = Metadata(logs.new_correlation_id(), self._cause.correlation_id, self._cause.actor)
        if (consent := row.interview.record_consent(now)) is not None:
            try:
                await self._plane.execute_consent(candidate_id, consent, cause)
            except ConsentOutdated:
                remedy = "Ask again, and give the new consent."
                return RowProblem(row.line, "consent_at", "the person withdrew the consent after that", remedy)
        if row.interview.standing.placed:
            self.report.already_there += 1
            return "already there"
        questions = [question.id for question in self._plan.plan.plan.questions]
        command = row.interview.schedule(candidate_id, self._plan, questions, now, self._campaign_id)
        try:
            await self._plane.execute(new_id("int"), command, cause)
        except NameTaken as taken:
            if taken.name == names.forgotten(candidate_id):
                return RowProblem(row.line, None, "the person is being forgotten", "Leave the row out.")
            if taken.name != names.place(self._campaign_id, candidate_id):
                raise
            self.report.already_there += 1  # another import of the same file was faster
            return "already there"
        self.report.added += 1
        self.report.held += command.hold is not None
        return "held" if command.hold else "added"


def _problem(row: _Row, now: datetime) -> RowProblem | None:
    """Why a row is left out for what is known beside the file."""
    line, interview, standing = row.line, row.interview, row.interview.standing
    if standing.listed:
        remedy = "Leave the row out: nobody at this number is called any more."
        return RowProblem(line, "number", "the number is on the do-not-call list", remedy)
    if interview.local is not None and interview.zone is None:
        reason = "nobody knows by whose clocks this is: the number does not tell where the person lives"
        return RowProblem(line, "zone", reason, "Give the zone, as Europe/Berlin.")
    if (due := interview.due) is not None and due + GRACE <= now.astimezone(UTC) and not standing.placed:
        return RowProblem(line, "appointment", "the time has passed", "Agree on another one, or leave it empty.")
    return None


def _row(candidate: Imported, contact: str, standing: Standing) -> _Row:
    interview = PhoneInterview(
        candidate.name,
        candidate.number,
        contact,
        standing,
        candidate.zone,
        candidate.zone_given,
        candidate.hold,
        candidate.consent,
        candidate.reference,
        local=candidate.appointment,
    )
    return _Row(candidate.line, interview)
