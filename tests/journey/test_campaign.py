"""A whole campaign by simulated telephones: the real system, two orchestrators, one of them killed half-way.

Then the log that it leaves: audited, made anew, replayed, tampered with, and made to forget somebody.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from interviewer.bootstrap import settings as bootstrap
from interviewer.bootstrap import system
from interviewer.bootstrap.database import database

INTERVIEWER = (sys.executable, "-m", "interviewer.cli")
SIXTY_IN_A_DAY = ("--candidates", "60", "--seed", "2", "--speed", "1200", "--limit", "8", "--days", "1")
ALWAYS = (
    "Every ring was announced by one DialStarted, before it, to the candidate's number",
    "No attempt rings twice",
    "No two rings or calls of one number overlap",
    "No limit on calls at once is exceeded",
    "An interview has one lease at a time",
    "The hash chain of the log holds",
)


@dataclass(frozen=True, slots=True)
class Campaign:
    """What the simulation printed, found and left."""

    ran: subprocess.CompletedProcess[str]
    report: Path
    state: Path

    def interviewer(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command on the installation that it left."""
        environment = {**os.environ, "INTERVIEWER_STATE_DIR": str(self.state), "NO_COLOR": "1"}
        return subprocess.run(
            [*INTERVIEWER, *arguments], capture_output=True, text=True, check=False, env=environment, timeout=120
        )

    async def database(self, work: Callable[[asyncpg.Connection[asyncpg.Record]], Any]) -> Any:
        """Something done to its database while nothing else runs."""
        async with database(bootstrap.load(state_dir=self.state)) as dsn:
            connection = await asyncpg.connect(dsn)
            try:
                return await work(connection)
            finally:
                await connection.close()


@pytest.fixture(scope="module")
def campaign(state_dir: Path) -> Campaign:
    report, state = state_dir / "report.json", state_dir / "campaign"
    ran = subprocess.run(
        [*INTERVIEWER, "simulate", "campaign", *SIXTY_IN_A_DAY, "--json", str(report), "--state", str(state)],
        capture_output=True,
        text=True,
        check=False,
    )
    return Campaign(ran, report, state)


@pytest.mark.timeout(300)
def test_every_law_holds_for_a_campaign_in_which_an_orchestrator_is_killed(campaign: Campaign) -> None:
    assert campaign.ran.returncode == 0, campaign.ran.stdout + campaign.ran.stderr
    found = json.loads(campaign.report.read_text())
    assert found["killed"] is not None
    assert found["accounted"]
    assert sum(found["states"].values()) + sum(one["problems_total"] for one in found["imports"]) == 60
    laws = {law["name"]: law for law in found["laws"]}
    assert [name for name, law in laws.items() if not law["holds"]] == []
    assert all(laws[name]["checked"] > 0 for name in ALWAYS)
    assert found["outcomes"]["rings"].get("answered", 0) > 20


@pytest.mark.timeout(300)
async def test_the_log_it_leaves_is_whole_and_makes_the_same_read_models_and_forgets_for_ever(
    campaign: Campaign, tmp_path: Path
) -> None:
    digest = str(tmp_path / "head.json")
    assert campaign.interviewer("log", "head", "--out", digest).returncode == 0
    async with running(campaign):
        listed = json.loads(campaign.interviewer("interviews", "list", "--outcome", "completed", "--json").stdout)
        interview = listed["items"][0]
        now = json.loads(campaign.interviewer("interviews", "replay", interview["id"], "--json").stdout)
        assert (now["state"], now["outcome"]) == ("evaluated", "completed")
        queued = next(step["position"] for step in now["steps"] if step["type"] == "interview.queued")
        then = json.loads(
            campaign.interviewer("interviews", "replay", interview["id"], "--at", str(queued), "--json").stdout
        )
        before = [step for step in now["steps"] if step["position"] <= queued]
        assert (then["state"], then["steps"], then["turns"]) == ("queued", before, [])
        forgotten = campaign.interviewer("candidates", "forget", interview["candidate"]["id"], "--yes", "--json")
        assert forgotten.returncode == 0, forgotten.stderr
        proof = json.loads(forgotten.stdout)
        assert (proof["state"], proof["interviews"], proof["in_plain"]) == ("forgotten", [interview["id"]], 0)
        again = json.loads(campaign.interviewer("interviews", "replay", interview["id"], "--json").stdout)
        assert [step["text"] for step in again["steps"]] == [step["text"] for step in now["steps"]], "the shape stays"
        shown = json.loads(campaign.interviewer("interviews", "show", interview["id"], "--json").stdout)
        assert interview["candidate"]["name"] != shown["candidate"]["name"] == ""
        rebuilt = campaign.interviewer("log", "rebuild", "--verify")
        assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    audited = campaign.interviewer("log", "audit", "--against", digest)
    assert audited.returncode == 0, audited.stdout + audited.stderr


FIRST_DIAL = "(select min(global_position) from events where type = 'dial.started')"
TAMPERING = {
    "altered": (
        f"""update events set data = replace(data::text, '"attempt":1', '"attempt":2')::json
        where global_position = {FIRST_DIAL}""",
        "its content was altered",
    ),
    "removed": (f"delete from events where global_position = {FIRST_DIAL}", "removed; lacking is interview-"),
    "swapped": (
        """update events set global_position = -global_position where global_position in (300, 301);
        update events set global_position = 601 + global_position where global_position < 0""",
        "the row that belongs there stands at 301",
    ),
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", TAMPERING)
async def test_whatever_was_done_to_the_log_is_named(campaign: Campaign, how: str) -> None:
    statement, said = TAMPERING[how]
    await campaign.database(lambda connection: connection.execute("create table untouched as table events"))
    await campaign.database(lambda connection: connection.execute(statement))
    audited = campaign.interviewer("log", "audit")
    await campaign.database(
        lambda connection: connection.execute(
            "truncate events; insert into events select * from untouched; drop table untouched"
        )
    )
    assert audited.returncode == 1
    assert said in audited.stdout + audited.stderr
    assert campaign.interviewer("log", "audit").returncode == 0, "put back"


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "report.json"
    command = [*INTERVIEWER, "simulate", "campaign", "--json", str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "Nothing was started" in " ".join(ran.stderr.replace("│", " ").split()), "wherever a line of the box ends"


@asynccontextmanager
async def running(campaign: Campaign) -> AsyncIterator[None]:
    """What has to run for somebody to be forgotten, from the state that the simulation left."""
    settings = bootstrap.load(state_dir=campaign.state, judge="none")
    async with system.running(settings, page_port=0, processes=("api", "orchestrator")):
        yield
