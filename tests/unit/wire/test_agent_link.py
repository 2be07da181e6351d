"""What the control plane tells an agent arrives as it was told."""

from __future__ import annotations

from interviewer.catalog.models import InterviewPlan, Job, PlanFile
from interviewer.conversation.script import Progress, Script
from interviewer.wire.agent_link import LeaseGranted

CARE = {"id": "care", "name": "Care", "description": "Works.", "anchors": {0: "No.", 3: "Some.", 5: "All."}}
PLAN = InterviewPlan.model_validate(
    {
        "title": "Talk",
        "questions": [{"id": "tools", "ask": "Do you use kubectl?", "criteria": ["care"]}],
        "criteria": [{**CARE, "checklist": ["A?"] * 5}],
        "pronunciations": {"kubectl": "cube control"},
    }
)


def test_the_lexicon_of_the_plan_reaches_the_agent() -> None:
    file = PlanFile(job=Job(title="Cook", company="Green Kitchen", summary="You cook."), plan=PLAN)
    told = LeaseGranted(
        interview_id="int_1",
        epoch=1,
        correlation_id="req_1",
        livekit_url="ws://livekit",
        room="room",
        token="token",
        candidate="candidate",
        script=Script.from_plan(file, candidate_name="", questions=("tools",)),
        progress=Progress(),
    )
    assert LeaseGranted.model_validate_json(told.model_dump_json()) == told
    assert told.script.pronunciations == {"kubectl": "cube control"}
