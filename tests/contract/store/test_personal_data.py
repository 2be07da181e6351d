"""What both event logs promise about what is personal: sealed as stored, plain as read, gone with its key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest

from interviewer.kernel.codec import Codec, Stored
from interviewer.kernel.execute import Aggregate, execute
from interviewer.kernel.keyring import PostgresKeyring, column
from interviewer.kernel.log import LogUnavailable, Metadata, NewEvent, Store, Unit
from interviewer.kernel.memory import MemoryStore
from interviewer.kernel.postgres import PostgresStore
from interviewer.kernel.sealing import FORGOTTEN, KeyEncryptionKeys, KeysMissing, KeysWrong, new_key
from kernel_events import Said

OLD, NEW = new_key(), new_key()
HERE = Metadata("req_1")
TALKS: Aggregate[str, Said, int] = Aggregate(
    initial=0,
    decide=lambda words, count: (Said(f"turn_{count}", words),),
    evolve=lambda count, _: count + 1,
    codec=Codec({Said: Stored("said", personal=("text",))}),
    effects=lambda *_: (),
    subject=lambda stream, _: stream,
)
Forget = Callable[[str], Awaitable[None]]


@pytest.fixture
async def keyed(postgres_dsn: str) -> AsyncIterator[PostgresStore]:
    async with PostgresStore(postgres_dsn, keys=KeyEncryptionKeys([OLD])) as store:
        yield store


@pytest.fixture(params=["memory", "postgres"])
def log(request: pytest.FixtureRequest) -> tuple[Store, Forget]:
    if request.param == "memory":
        memory = MemoryStore()

        async def forget(subject: str) -> None:
            memory.keys.destroy(subject)

        return memory, forget
    store: PostgresStore = request.getfixturevalue("keyed")

    async def destroy(subject: str) -> None:
        await destroyed(store, subject)

    return store, destroy


async def destroyed(store: PostgresStore, subject: str) -> None:
    async with store.pool.acquire() as connection, connection.transaction():
        await store.keys.destroy(connection, subject)


async def words(store: Store, stream: str) -> list[str]:
    return [json.loads(row.data)["text"] for row in await store.read_stream(stream)]


async def until(there: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await there():
            await asyncio.sleep(0.01)


async def test_what_is_said_is_read_in_plain_and_gone_with_its_key(log: tuple[Store, Forget]) -> None:
    store, forget = log
    for stream, said in (("ada", "I am Ada"), ("grace", "I am Grace"), ("ada", 'She said "so", \\ twice')):
        await execute(store, TALKS, stream, said, HERE)
    assert await words(store, "ada") == ["I am Ada", 'She said "so", \\ twice']
    await forget("ada")
    await forget("ada")

    async def gone() -> bool:
        return await words(store, "ada") == [FORGOTTEN, FORGOTTEN]

    await until(gone)
    assert await words(store, "grace") == ["I am Grace"]
    assert [json.loads(row.data)["text"] for row in await store.read_all()] == [FORGOTTEN, "I am Grace", FORGOTTEN]
    late = await execute(store, TALKS, "ada", "one thing more", HERE)
    assert late.version == 3, "the history goes on"
    assert await words(store, "ada") == [FORGOTTEN] * 3, "what arrives late is sealed for ever"


async def test_the_stored_bytes_tell_nothing_and_the_chain_holds_over_them(keyed: PostgresStore) -> None:
    await execute(keyed, TALKS, "ada", "I am Ada", HERE)
    stored = await keyed.pool.fetchval("select data::text from events")
    assert "Ada" not in stored
    (row,) = await keyed.append(Unit(uuid4(), "plain", 0, (NewEvent("x", 1, stored),), HERE))
    assert row.data == stored, "append gives back what was stored"


async def test_another_process_drops_the_key_as_soon_as_it_is_destroyed(
    keyed: PostgresStore, postgres_dsn: str
) -> None:
    await execute(keyed, TALKS, "ada", "I am Ada", HERE)
    async with PostgresStore(postgres_dsn, keys=KeyEncryptionKeys([OLD])) as other:
        assert await words(other, "ada") == ["I am Ada"]
        await destroyed(keyed, "ada")

        async def gone() -> bool:
            return await words(other, "ada") == [FORGOTTEN]

        await until(gone)


async def test_many_who_seal_at_once_use_one_key(keyed: PostgresStore, postgres_dsn: str) -> None:
    async with PostgresStore(postgres_dsn, keys=KeyEncryptionKeys([OLD])) as other:
        await asyncio.gather(
            *(execute(store, TALKS, f"p{n % 3}", f"said {n}", HERE) for n in range(12) for store in (keyed, other))
        )
        said = [text for n in range(3) for text in await words(other, f"p{n}")]
        assert sorted(said) == sorted([f"said {n}" for n in range(12)] * 2)
    assert await keyed.pool.fetchval("select count(*) from data_keys") == 3


async def test_a_key_that_is_made_while_its_subject_is_forgotten_is_not_kept(keyed: PostgresStore) -> None:
    for n in range(20):
        await asyncio.gather(keyed.keys.make([f"p{n}"]), destroyed(keyed, f"p{n}"))
        keyed.keys.drop(f"p{n}")
        await keyed.keys.make([f"p{n}"])
    assert await keyed.pool.fetchval("select count(*) from data_keys") == 0


async def test_key_encryption_keys_are_replaced_without_touching_an_event(
    keyed: PostgresStore, postgres_dsn: str
) -> None:
    await asyncio.gather(*(execute(keyed, TALKS, f"p{n}", f"said {n}", HERE) for n in range(7)))
    before = await keyed.pool.fetch("select data::text, hash from events order by global_position")
    async with PostgresStore(postgres_dsn, keys=KeyEncryptionKeys([NEW, OLD])) as both:
        assert await both.keys.wrap_anew() == 7
        assert await both.keys.wrap_anew() == 0
    async with PostgresStore(postgres_dsn, keys=KeyEncryptionKeys([NEW])) as store:
        await store.keys.check()
        assert await words(store, "p3") == ["said 3"]
        assert await store.pool.fetch("select data::text, hash from events order by global_position") == before


async def test_missing_and_wrong_keys_are_told_before_anything_is_changed(
    keyed: PostgresStore, postgres_dsn: str
) -> None:
    await execute(keyed, TALKS, "ada", "I am Ada", HERE)
    for keys in (KeyEncryptionKeys([NEW]), KeyEncryptionKeys()):
        async with PostgresStore(postgres_dsn, keys=keys) as store:
            with pytest.raises(KeysWrong, match="1 by"):
                await store.keys.check()
            with pytest.raises(KeysWrong):
                await store.read_stream("ada")
    async with PostgresStore(postgres_dsn) as store:
        with pytest.raises(KeysMissing):
            await execute(store, TALKS, "grace", "I am Grace", HERE)
        assert await store.head() == 1


async def test_columns_are_sealed_and_opened_like_events(keyed: PostgresStore) -> None:
    keys: PostgresKeyring = keyed.keys
    seal = await keys.sealer("ada")
    columns = [column(seal, "Ada"), None, "kept before anything was sealed", column(seal, '{"sealed":"x"}')]
    assert await keys.values(columns) == ["Ada", None, "kept before anything was sealed", '{"sealed":"x"}']
    await destroyed(keyed, "ada")
    keys.drop("ada")
    assert (await keys.values(columns))[0] == FORGOTTEN


async def test_a_database_that_is_away_is_said_to_be_away(keyed: PostgresStore) -> None:
    await keyed.pool.close()
    with pytest.raises(LogUnavailable):
        await execute(keyed, TALKS, "ada", "I am Ada", HERE)
    with pytest.raises(LogUnavailable):
        await keyed.keys.sealer("ada")
