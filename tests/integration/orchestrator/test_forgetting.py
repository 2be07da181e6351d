"""A person is forgotten: what they said is gone everywhere, the log keeps its shape and proof, and it stays so."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from held_interview import ANSWER, HeldInterview, eventually
from interviewer.bootstrap.wiring import ControlPlane, control_plane
from interviewer.calling.forgetting import FORGETTING, STREAM_PREFIX, CandidateForgotten, Forget, ForgettingAsked
from interviewer.calling.permission import CONSENT_PREFIX, RecordConsent, contact_of
from interviewer.catalog.check import parse_plan
from interviewer.evaluations.ports import NoJudge
from interviewer.interviews.commands import Join, Observe, Schedule
from interviewer.interviews.events import CODEC
from interviewer.interviews.ids import TurnId, new_id, stream_of
from interviewer.interviews.observations import TurnHeard
from interviewer.interviews.transcript import transcript_of
from interviewer.kernel import twins
from interviewer.kernel.execute import load
from interviewer.kernel.keyring import PostgresKeyring, column
from interviewer.kernel.log import Metadata, NameTaken, NewEvent, Unit
from interviewer.kernel.projection import catch_up
from interviewer.kernel.sealing import FORGOTTEN, KeyEncryptionKeys
from interviewer.kernel.tasks import end
from interviewer.orchestrator.admission import Bounds
from interviewer.orchestrator.app import work
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.candidates import CandidateGone, Candidates
from interviewer.providers.people import Person
from interviewer.providers.rooms import MemoryRooms
from interviewer.providers.summaries import VIEW, InterviewSummaries
from running_api import ENCRYPTION_KEYS, PLAN, settings_of

HERE = Metadata("req_test", actor="tester")
NUMBER = "+442079460018"
DOC = Path(__file__).parents[3] / "docs" / "personal-data.md"


def now() -> datetime:
    return datetime.now(UTC)


@contextlib.asynccontextmanager
async def orchestrated(plane: ControlPlane) -> AsyncIterator[None]:
    task = asyncio.create_task(
        work(plane, NoJudge("none in this test"), local_judge=False, bounds=Bounds({"calls": 10}, None))
    )
    try:
        yield
    finally:
        await end([task])


async def so_far(plane: ControlPlane, candidate_id: str) -> object:
    return (await load(plane.store, FORGETTING, STREAM_PREFIX + candidate_id))[0]


async def forgotten(plane: ControlPlane, candidate_id: str) -> CandidateForgotten:
    async def done() -> bool:
        return isinstance(await so_far(plane, candidate_id), CandidateForgotten)

    await eventually(done)
    found = await so_far(plane, candidate_id)
    assert isinstance(found, CandidateForgotten)
    return found


async def called(plane: ControlPlane) -> tuple[str, str]:
    """A candidate with a number, a consent and an interview to come: its id and the interview's."""
    contact = contact_of(NUMBER, "secret")
    candidate = (await plane.people.put([Person("Ada Byron", NUMBER, contact, "GB", "Europe/London", None, "A-17")]))[
        contact
    ]
    consent = RecordConsent(contact, "mail of Ada Byron", "I agree.", now() - timedelta(days=1), now())
    await plane.execute_consent(candidate, consent, HERE)
    kept = await plane.catalog.add_plan(parse_plan(PLAN, source="plan", base=None))
    interview = new_id("int")
    due = now() + timedelta(days=3)
    command = Schedule(kept.id, candidate, ("own_service",), due=due, now=now(), contact=contact, appointed=True)
    await plane.execute(interview, command, HERE)
    return candidate, interview


async def texts(dsn: str) -> dict[str, list[str]]:
    """Every value of every column of the database that can hold words, by `table.column`."""
    connection = await asyncpg.connect(dsn)
    try:
        columns = await connection.fetch(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
            " and data_type in ('text', 'json', 'jsonb', 'bytea', 'ARRAY', 'character varying') order by 1, 2"
        )
        return {
            f"{table}.{column}": [
                row[0]
                for row in await connection.fetch(
                    f'select "{column}"::text from "{table}" where "{column}" is not null'
                )
            ]
            for table, column in columns
        }
    finally:
        await connection.close()


async def test_what_a_person_said_is_gone_and_the_history_keeps_its_shape(plane: ControlPlane) -> None:
    held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
    await (await held.answered()).ended()
    candidate = (await held.view()).candidate_id
    await plane.blobs.put(held.id, "1-1.ogg", b"sound")
    before = await plane.store.read_stream(stream_of(held.id))
    assert ANSWER in [turn.text for turn in transcript_of(before).turns]
    async with orchestrated(plane):
        first, second = await asyncio.gather(
            *(plane.execute_forgetting(candidate, Forget("Grace", now()), HERE) for _ in range(2))
        )
        assert len(first.events) + len(second.events) == 1, "two who ask at once are one"
        done = await forgotten(plane, candidate)
    assert (done.interviews, done.blobs, done.in_plain) == ((held.id,), 1, 0)
    after = await plane.store.read_stream(stream_of(held.id))
    assert [turn.text for turn in transcript_of(after).turns] == [FORGOTTEN]
    assert [(row.type, row.version, row.hash) for row in after[: len(before)]] == [
        (row.type, row.version, row.hash) for row in before
    ]
    assert await plane.blobs.keys(held.id) == ()
    assert await plane.tombstones.all() == (candidate,)
    with pytest.raises(CandidateGone):
        await plane.candidates.get(candidate)
    assert await plane.candidates.name_of(candidate) == ""
    assert [c for c in await plane.candidates.page(limit=10) if c.id == candidate] == []


async def test_who_destroys_a_key_has_it_no_more_at_hand_though_the_news_of_it_be_late(plane: ControlPlane) -> None:
    keys = PostgresKeyring(KeyEncryptionKeys.read(ENCRYPTION_KEYS), lambda: plane.store.pool)
    keys.listen(listening=True)  # what it would hear never comes
    candidates = Candidates(plane.store.pool, keys)
    ada = await candidates.add("Ada Byron")
    sealed = column(await keys.sealer(ada.id), "what Ada said")
    assert await keys.values([sealed]) == ["what Ada said"]
    await candidates.forget(ada.id)
    assert await keys.values([sealed]) == [FORGOTTEN]


async def test_nothing_in_the_database_tells_in_plain_who_somebody_is_or_what_they_said(
    plane: ControlPlane, postgres_dsn: str
) -> None:
    candidate, _ = await called(plane)
    held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
    await (await held.answered()).ended()
    telling = re.compile(
        f"Ada|Byron|A-17|{NUMBER[3:]}|queue that sells|I agree"
    )  # too long to stand in a hash by chance
    found = {place for place, values in (await texts(postgres_dsn)).items() if any(map(telling.search, values))}
    assert found == set()
    assert (await plane.candidates.get(candidate)).name == "Ada Byron", "and yet whoever may can read it"
    assert await plane.people.number(candidate) == NUMBER


async def test_every_place_where_personal_data_can_be_is_in_the_docs(postgres_dsn: str) -> None:
    first = re.findall(r"^\| (`[a-z_]+\.[a-z0-9_`., ]+`) \|", DOC.read_text(), re.MULTILINE)
    told = {place for cell in first for place in re.findall("`([a-z0-9_.]+)`", cell)}
    there = set(await texts(postgres_dsn)) - {"migrations.name", "migrations.sha256"}
    assert there - told == set(), "say in docs/personal-data.md what these hold, and what becomes of it"
    assert told - there == set(), "these are no longer there"


async def test_the_docs_name_every_field_that_is_sealed() -> None:
    told = DOC.read_text()
    for stored in CODEC._stored.values():
        assert all(f"`{stored.name}`: " in told for _ in stored.personal), stored.name


async def test_calls_to_come_are_called_off_and_none_can_begin(plane: ControlPlane) -> None:
    candidate, interview = await called(plane)
    await plane.execute_forgetting(candidate, Forget("Grace", now()), HERE)
    with pytest.raises(NameTaken, match="forgotten"):
        await plane.execute(interview, Join(interview, now()), HERE)
    async with orchestrated(plane):
        done = await forgotten(plane, candidate)
    assert done.interviews == (interview,)
    types = [row.type for row in await plane.store.read_stream(stream_of(interview))]
    assert types[-1] == "interview.cancelled"
    await catch_up(plane.store, InterviewSummaries())
    row = await plane.store.pool.fetchrow("select contact, view from interviews where id = $1", interview)
    assert row is not None
    assert (row["contact"], VIEW.validate_json(row["view"]).contact) == (None, None)
    assert await plane.people.reachable([candidate]) == {}
    again = await plane.people.put([Person("Ada Byron", NUMBER, contact_of(NUMBER, "secret"), "GB", None)])
    assert set(again.values()) != {candidate}, "whoever comes back is somebody new"


async def test_a_call_that_goes_on_is_waited_for_and_what_it_still_reports_is_sealed_for_ever(
    plane: ControlPlane,
) -> None:
    held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
    candidate = (await held.view()).candidate_id
    await plane.execute_forgetting(candidate, Forget("Grace", now()), HERE)
    async with orchestrated(plane):

        async def put_off() -> bool:
            query = "select due > clock_timestamp() + interval '2 s' from jobs where queue = 'forgettings'"
            return bool(await plane.store.pool.fetchval(query))

        await eventually(put_off)
        assert isinstance(await so_far(plane, candidate), ForgettingAsked)
        await held.answered()
        assert ANSWER in [t.text for t in transcript_of(await plane.store.read_stream(stream_of(held.id))).turns]
        await held.ended()
        await plane.jobs.hasten("forgettings", [candidate])
        await forgotten(plane, candidate)
    late = TurnHeard(
        epoch=1,
        number=held.number + 1,
        at=now(),
        turn_id=TurnId("turn_late"),
        text="one thing more",
        question_id=None,
        started=now(),
        ended=now(),
    )
    await plane.execute(held.id, Observe(late), HERE)
    said = [turn.text for turn in transcript_of(await plane.store.read_stream(stream_of(held.id))).turns]
    assert set(said) == {FORGOTTEN}


async def test_a_piece_of_sound_that_was_on_its_way_is_swept_later(plane: ControlPlane) -> None:
    held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
    await held.ended()
    candidate = (await held.view()).candidate_id
    await plane.execute_forgetting(candidate, Forget("Grace", now()), HERE)
    async with orchestrated(plane):
        await forgotten(plane, candidate)
        await plane.blobs.put(held.id, "1-9.ogg", b"sound")
        await plane.jobs.hasten("forgettings", [candidate])

        async def swept() -> bool:
            return await plane.blobs.keys(held.id) == ()

        await eventually(swept)
    events = [row.type for row in await plane.store.read_stream(STREAM_PREFIX + candidate)]
    assert events == ["candidate.forgetting_asked", "candidate.forgotten"]


async def test_a_backup_that_is_restored_over_a_forgotten_person_forgets_it_again(
    postgres_dsn: str, tmp_path: Path
) -> None:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    name = urlsplit(postgres_dsn).path[1:]
    backup = f"{name}_backup"
    server = await asyncpg.connect(postgres_dsn, database="postgres")
    settings = settings_of(postgres_dsn, tmp_path)
    async with control_plane(settings, rooms=rooms, blobs=blobs) as plane:
        held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
        await (await held.answered()).ended()
        candidate = (await held.view()).candidate_id
    await server.execute(f"create database {backup} template {name}")
    async with control_plane(settings, rooms=rooms, blobs=blobs) as plane, orchestrated(plane):
        await plane.execute_forgetting(candidate, Forget("Grace", now()), HERE)
        await forgotten(plane, candidate)
    await blobs.put(held.id, "1-1.ogg", b"sound, restored too")
    restored = settings_of(postgres_dsn.replace(name, backup), tmp_path)
    async with control_plane(restored, rooms=rooms, blobs=blobs) as plane:
        said = [turn.text for turn in transcript_of(await plane.store.read_stream(stream_of(held.id))).turns]
        assert said == [FORGOTTEN], "before anything else runs"
        async with orchestrated(plane):
            await forgotten(plane, candidate)
        assert await blobs.keys(held.id) == ()
        asked = await plane.store.read_stream(STREAM_PREFIX + candidate)
        assert '"by":"tombstone"' in asked[0].data
    await server.close()


async def test_a_restore_that_is_killed_half_way_is_finished_by_the_next_start(
    postgres_dsn: str, tmp_path: Path
) -> None:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    settings = settings_of(postgres_dsn, tmp_path)
    async with control_plane(settings, rooms=rooms, blobs=blobs) as plane:
        held = await (await HeldInterview.scheduled(plane)).dialled()
        candidate = (await held.view()).candidate_id
        await blobs.put(held.id, "1-1.ogg", b"sound")
        await plane.tombstones.put(candidate, now())
    async with control_plane(settings, rooms=rooms, blobs=blobs):
        pass  # it dies as soon as it has looked
    async with control_plane(settings, rooms=rooms, blobs=blobs) as plane:
        asked = await so_far(plane, candidate)
        assert isinstance(asked, ForgettingAsked)
        assert await plane.candidates.forgotten(candidate)


async def test_whoever_is_put_at_the_moment_of_being_forgotten_is_somebody_new(
    plane: ControlPlane, postgres_dsn: str
) -> None:
    candidate, _ = await called(plane)
    person = Person("Ada Byron", NUMBER, contact_of(NUMBER, "secret"), "GB", "Europe/London")
    connection = await asyncpg.connect(postgres_dsn)
    forgetting = connection.transaction()
    await forgetting.start()
    await plane.store.keys.destroy(connection, candidate)
    await connection.execute("delete from candidates where id = $1", candidate)
    putting = asyncio.create_task(plane.people.put([person]))

    async def waiting() -> bool:
        query = "select exists (select from pg_locks where not granted)"
        return bool(await connection.fetchval(query))

    await eventually(waiting)
    await forgetting.commit()
    await connection.close()
    (new,) = (await putting).values()
    assert new != candidate
    assert (await plane.candidates.get(new)).name == "Ada Byron"


async def test_an_event_that_cannot_be_digested_keeps_nobody_from_being_forgotten(plane: ControlPlane) -> None:
    await plane.store.append(Unit(uuid4(), "interview-int_x", 0, (NewEvent("interview.unheard_of", 1, "{}"),), HERE))
    candidate, interview = await called(plane)  # behind it
    await plane.execute_forgetting(candidate, Forget("Grace", now()), HERE)
    async with orchestrated(plane):
        done = await forgotten(plane, candidate)
    assert done.interviews == (interview,)
    assert await plane.people.number(candidate) is None


async def test_nobody_agrees_an_interview_with_somebody_who_is_being_forgotten(plane: ControlPlane) -> None:
    candidate, _ = await called(plane)
    await plane.execute_forgetting(candidate, Forget("Grace", now()), HERE)
    kept = await plane.catalog.add_plan(parse_plan(PLAN, source="plan", base=None))
    with pytest.raises(NameTaken, match="forgotten"):
        await plane.execute(new_id("int"), Schedule(kept.id, candidate, ("own_service",), due=now(), now=now()), HERE)


async def test_what_an_older_release_wrote_in_plain_is_counted_in_the_proof(plane: ControlPlane) -> None:
    candidate, interview = await called(plane)
    for stream in (CONSENT_PREFIX + candidate, stream_of(interview)):
        first, *_ = rows = await plane.store.read_stream(stream)
        event = NewEvent(first.type, first.schema_version, first.data)  # opened
        await plane.store.append(Unit(uuid4(), stream, len(rows), (event,), HERE))
    await plane.execute_forgetting(candidate, Forget("Grace", now()), HERE)
    async with orchestrated(plane):
        assert (await forgotten(plane, candidate)).in_plain == 2


async def test_nobody_stays_in_what_a_killed_rebuild_left_once_an_orchestrator_starts(
    plane: ControlPlane, postgres_dsn: str
) -> None:
    _, interview = await called(plane)
    await catch_up(plane.store, InterviewSummaries())
    killed = await asyncpg.connect(postgres_dsn)
    await twins.make(killed, InterviewSummaries.tables)
    await killed.execute("insert into rebuilding.interviews select * from interviews")
    killed.terminate()
    assert await plane.store.pool.fetchval("select contact from rebuilding.interviews where id = $1", interview)

    async def gone() -> bool:
        return await plane.store.pool.fetchval("select to_regnamespace('rebuilding')") is None

    async with orchestrated(plane):
        await eventually(gone)
