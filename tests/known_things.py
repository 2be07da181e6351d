"""Things that exist in an api, by the names of the parameters that ask for them.

What is random is unknown, and gets no farther than to "no such thing".
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from held_interview import HERE, HeldInterview, now
from interviewer.calling.forgetting import FORGETTINGS
from interviewer.interviews.commands import Evaluate, Observe
from interviewer.interviews.ids import TurnId
from interviewer.interviews.observations import ConsentGiven, RecordingSegmentStored, RecordingStarted
from interviewer.kernel.queue import Claim
from interviewer.orchestrator.forgetting import Forgetter
from recruiting import NUMBER, make_campaign, send
from running_api import PLAN, Api
from silence import silence
from told_interviews import CARD

Known = dict[str, str]
"""Names of parameters, and what exists under them; what is in one of these belongs together."""
OTHER_PLAN = PLAN.replace("minutes: 9", "minutes: 12")
NUMBERS = itertools.count(2_025_550_123)
SPENT = {
    "archive_job",
    "restore_job",
    "discard_draft",
    "remove_document",
    "remove_cv",
    "forget_candidate",
    "cancel_campaign",
    "cancel_interview",
    "join_interview",
    "choose_time",
    "remove_webhook",
    "revoke_api_key",
    "begin_session",
}
"""Operations after which their thing is of no more use to the next request."""


@dataclass
class KnownThings:
    """Makes them through the front door, as far as it has a way; once, unless asked for fresh ones."""

    api: Api
    kept: dict[str, list[Known]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether it can make what goes by that name."""
        return hasattr(self, f"_{name}")

    async def of(self, name: str, *, fresh: bool = False) -> list[Known]:
        """What can stand for a parameter of that name, with others that belong to it."""
        make: Callable[[], Awaitable[list[Known]]] = getattr(self, f"_{name}")
        if fresh:
            make = getattr(self, f"_fresh_{name}", make)
            return await make()
        if name not in self.kept:
            self.kept[name] = await make()
        return self.kept[name]

    async def _job_id(self) -> list[Known]:
        job_id, archived = await self._jobs()
        await self._post(f"/v1/jobs/{job_id}/draft/publish", headers={"If-Match": "*"})
        await self._with_document(job_id, "pay.md")
        await self._with_document(job_id, "site.txt")
        return [{"job_id": job_id, "document": "pay.md"}, {"job_id": archived, "document": "pay.md"}]

    async def _plan_id(self) -> list[Known]:
        plan, other = [(await self._post("/v1/plans", content=text))["id"] for text in (PLAN, OTHER_PLAN)]
        return [{"plan_id": plan, "against": other}]

    async def _candidate_id(self) -> list[Known]:
        by_link = await self._post("/v1/candidates", json={"name": "Ada Byron"})
        by_telephone = (await self._by_telephone())["candidate"]
        forgotten = (await self._of_the_forgotten())["candidate"]
        await self._with_cv(by_link["id"])
        return [{"candidate_id": known["id"]} for known in (by_link, by_telephone, forgotten)]

    async def _campaign_id(self) -> list[Known]:
        campaign = await make_campaign(self.api)
        assert (await send(self.api, campaign, f"name,number\nAda Byron,{a_number()}\n")).status_code == 200
        cancelled = await make_campaign(self.api)
        await self._post(f"/v1/campaigns/{cancelled['id']}/cancel")
        return [{"campaign_id": campaign["id"]}, {"campaign_id": cancelled["id"]}]

    async def _interview_id(self) -> list[Known]:
        """One by link, one by telephone that is held, one that is over with all there is, one of somebody forgotten."""
        by_link, held = await self.api.interview(), await self._by_telephone()
        assert held["state"] == "held", held
        over, forgotten = await self._judged(), await self._of_the_forgotten()
        return [{"interview_id": known} for known in (by_link["id"], held["id"], over, forgotten["id"])]

    async def _fresh_job_id(self) -> list[Known]:
        return [{"job_id": job_id} for job_id in await self._jobs()]

    async def _fresh_document(self) -> list[Known]:
        """To read one takes a process: only for who asks for documents."""
        job_id, archived = await self._jobs()
        await self._with_document(job_id, "pay.md")
        return [{"job_id": job_id, "document": "pay.md"}, {"job_id": archived, "document": "pay.md"}]

    async def _fresh_interview_id(self) -> list[Known]:
        return [{"interview_id": (await self.api.interview())["id"]}]

    async def _fresh_candidate_id(self) -> list[Known]:
        known = await self._post("/v1/candidates", json={"name": "Ada Byron"})
        return [{"candidate_id": await self._with_cv(known["id"])}]

    async def _fresh_campaign_id(self) -> list[Known]:
        return [{"campaign_id": (await make_campaign(self.api))["id"]}]

    async def _fresh_token(self) -> list[Known]:
        return [{"token": self.api.token(await self.api.interview())}]

    async def _token(self) -> list[Known]:
        interview, over = await self.api.interview(), await self.api.interview()
        await self._post(f"/v1/interviews/{over['id']}/cancel")
        return [{"token": self.api.token(interview)}, {"token": self.api.token(over)}]

    async def _webhook_id(self) -> list[Known]:
        wanted, found = {"url": "https://ats.example/hook", "types": ["interview.*"]}, list[Known]()
        for enabled in (True, False):
            hook = await self._post("/v1/webhooks", json={**wanted, "enabled": enabled})
            message = await self._post(f"/v1/webhooks/{hook['id']}/test")
            found.append({"webhook_id": hook["id"], "message_id": message["id"]})
        return found

    async def _key_id(self) -> list[Known]:
        names = [{"name": f"known {next(NUMBERS)}", "scopes": ["read"]} for _ in range(2)]
        made, revoked = [await self._post("/v1/api-keys", json=wanted) for wanted in names]
        await self._put_aside(f"/v1/api-keys/{revoked['id']}")
        return [{"key_id": known["id"], "key": known["secret"]} for known in (made, revoked)]

    _key = _key_id
    _against = _plan_id
    _document = _job_id

    async def _number(self) -> list[Known]:
        await self._post("/v1/do-not-call", json={"number": NUMBER, "source": "letter"})
        return [{"number": NUMBER}]

    async def _jobs(self) -> tuple[str, str]:
        """One with a draft, and one that is archived."""
        job = {"title": "Barista", "company": f"Blue Cup {next(NUMBERS)}", "summary": "You make coffee."}
        job_id, archived = [(await self._post("/v1/jobs", json=job))["id"] for _ in range(2)]
        draft = f"/v1/jobs/{job_id}/draft"
        put = await self.api.client.put(draft, content=plan_text(), headers={"If-None-Match": "*"})
        assert put.status_code == 201, put.text
        await self._put_aside(f"/v1/jobs/{archived}")
        return job_id, archived

    async def _with_document(self, job_id: str, name: str) -> None:
        path = f"/v1/jobs/{job_id}/documents/{name}"
        assert (await self.api.client.put(path, content="We pay 20 pounds an hour.")).status_code == 201

    async def _with_cv(self, candidate_id: str) -> str:
        put = await self.api.client.put(f"/v1/candidates/{candidate_id}/cv", content="Ada Byron, PostgreSQL")
        assert put.status_code == 201, put.text
        return candidate_id

    async def _by_telephone(self) -> dict[str, Any]:
        plan_id = (await self.of("plan_id"))[0]["plan_id"]
        wanted = {"plan_id": plan_id, "candidate_name": "Grace Hopper", "number": a_number()}
        return await self._post("/v1/interviews", json={**wanted, "zone": "Europe/Berlin"})

    async def _of_the_forgotten(self) -> dict[str, Any]:
        interview = await self.api.interview()
        candidate_id = interview["candidate"]["id"]
        await self._put_aside(f"/v1/candidates/{candidate_id}")
        await Forgetter(self.api.plane).work(Claim(FORGETTINGS, candidate_id, now(), 1, {}))
        return interview

    async def _judged(self) -> str:
        plane = self.api.plane
        held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
        for seen in (
            ConsentGiven(epoch=1, number=held._next(), at=now(), turn_id=TurnId("t0")),
            RecordingStarted(epoch=1, number=held._next(), at=now(), started=now()),
            RecordingSegmentStored(epoch=1, number=held._next(), at=now(), key="1-1.ogg", start=0, seconds=1),
        ):
            await plane.execute(held.id, Observe(seen), HERE)
        await (await held.answered()).ended()
        await plane.execute(held.id, Evaluate(CARD, now()), HERE)
        await self.api.blobs.put(held.id, "1-1.ogg", silence(1))
        return held.id

    async def _post(self, path: str, **sent: Any) -> dict[str, Any]:
        answer = await self.api.client.post(path, **sent)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def _put_aside(self, path: str) -> None:
        answer = await self.api.client.delete(path, headers={"If-Match": "*"})
        assert answer.is_success, answer.text


def a_number() -> str:
    """Of nobody else."""
    return f"+1{next(NUMBERS)}"


def plan_text() -> str:
    """A plan without its job, of which there is no other."""
    plan = yaml.safe_load(PLAN)["plan"]
    return yaml.safe_dump({"plan": {**plan, "title": f"Interview {next(NUMBERS)}"}})
