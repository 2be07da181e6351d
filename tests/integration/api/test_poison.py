"""A read model that stands still is shown as it is, and said to stand still."""

from __future__ import annotations

from uuid import uuid4

from interviewer.bootstrap.diagnosis.diagnose import diagnose
from interviewer.interviews.ids import stream_of
from interviewer.kernel.log import Metadata, NewEvent, Unit
from running_api import Api


async def test_lists_are_answered_and_metrics_and_doctor_say_where_it_stands(api: Api, postgres_dsn: str) -> None:
    before = await api.interview()
    newer = Unit(uuid4(), stream_of("int_1"), 0, (NewEvent("interview.dreamt", 1, "{}"),), Metadata("req_1"))
    (row,) = await api.plane.store.append(newer)
    await api.interview()
    for _ in range(2):
        listed = await api.client.get("/v1/interviews")
        assert listed.status_code == 200
        assert [item["id"] for item in listed.json()["items"]] == [before["id"]]
    text = (await api.client.get("/metrics")).text
    assert 'interviewer_projection_stopped{projection="interviews"} 1.0' in text
    assert 'interviewer_projection_stopped{projection="campaigns"} 0.0' in text
    assert 'interviewer_projection_behind{projection="interviews"} 2.0' in text
    settings = api.app.state.context.settings.model_copy(update={"database_url": postgres_dsn})
    found = [one async for one in diagnose(settings, hash_models=False) if one.what == "read model interviews"]
    assert [(one.state, f"position {row.global_position}" in one.detail) for one in found] == [("lacking", True)]
    assert "upgrade first" in found[0].detail
