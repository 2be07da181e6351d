"""What a call may rely on, whoever writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

import pytest
import structlog

from interviewer.providers.accounts import HOSTED, Accounts
from interviewer.providers.lineup import WRITING
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, Writing, WritingFailed

ROWS = [row for row in WRITING if row in HOSTED]
INSTRUCTIONS = "You interview a candidate. Ask one short question at a time."
TURNS: tuple[Turn, ...] = (
    ("assistant", "Tell me about a service that you built."),
    ("user", "I built the queue that sends the tickets, with Redis behind it."),
)
ASK = "Ask one follow-up question."
Made: TypeAlias = Callable[[Accounts], Writing]
pytestmark = pytest.mark.parametrize("row", ROWS)


@pytest.fixture
def writing(writes: Made, accounts: Accounts) -> Writing:
    return writes(accounts)


async def written(
    writing: Writing, *, instructions: str = INSTRUCTIONS, turns: Sequence[Turn] = TURNS, size: Size = "normal"
) -> list[Piece | Usage]:
    reply = writing.write(instructions=instructions, turns=turns, ask=ASK, size=size)
    return [found async for found in reply]


async def test_a_reply_comes_in_pieces_and_ends_with_what_it_cost(writing: Writing) -> None:
    *pieces, usage = await written(writing)
    assert all(isinstance(piece, Piece) and piece.text for piece in pieces)
    assert len(pieces) > 1
    assert isinstance(usage, Usage)
    assert usage.tokens_in > 20
    assert usage.tokens_out > 0
    assert usage.tokens_cached == 0


async def test_a_stable_beginning_is_found_in_the_vendors_cache(writing: Writing) -> None:
    long = INSTRUCTIONS + " Remember: a service has owners, limits and a history." * 200
    *_, first = await written(writing, instructions=long)
    *_, second = await written(writing, instructions=long, turns=(*TURNS, ("assistant", "Why?"), ("user", "Speed.")))
    assert isinstance(first, Usage)
    assert isinstance(second, Usage)
    assert first.tokens_cached == 0
    assert second.tokens_cached >= 1024


async def test_the_size_picks_the_model(row: str, writes: Made, accounts: Accounts) -> None:
    sized = replace(accounts, llm_small_model="gpt-4.1-nano", llm_large_model="gpt-4o")
    writing = writes(sized)
    with structlog.testing.capture_logs() as logs:
        for size in ("normal", "small", "large"):
            await written(writing, size=size)
    told = [line["model"] for line in logs if line["event"] == "llm.response"]
    assert told == [f"{row}/gpt-4o-mini", f"{row}/gpt-4.1-nano", f"{row}/gpt-4o"]
    assert writing.name == f"{row}/gpt-4o-mini"


async def test_a_model_that_there_is_not_is_told_in_words(writes: Made, accounts: Accounts) -> None:
    writing = writes(replace(accounts, llm_small_model="gpt-none"))
    with pytest.raises(WritingFailed, match=r"404.*there is no such model"):
        await written(writing, size="small")


@pytest.mark.parametrize(
    ("key", "told"),
    [("sk-wrong-secret", "401.*the key is wrong"), ("{key}-without-quota", "429.*the quota is used up")],
)
async def test_a_key_that_is_wrong_or_spent_is_told_in_words_and_to_nobody(
    writes: Made, accounts: Accounts, key: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("openai", "httpx2", "httpcore2"):
        caplog.set_level("DEBUG", logger=name)
    given = key.format(key=accounts.openai_api_key)
    writing = writes(replace(accounts, openai_api_key=given, azure_openai_api_key=given))
    with structlog.testing.capture_logs() as logs, pytest.raises(WritingFailed, match=told) as caught:
        await written(writing)
    assert given not in f"{caught.value!r} {caught.value.__cause__} {logs} {writing!r} {caplog.text}"
    assert "secret" not in f"{caught.value}"


async def test_a_model_that_nobody_reaches_is_told_in_words(writes: Made, accounts: Accounts) -> None:
    nowhere = replace(accounts, openai_url="http://127.0.0.1:9/v1", azure_openai_endpoint="http://127.0.0.1:9")
    with pytest.raises(WritingFailed, match="cannot be reached"):
        await written(writes(nowhere))


async def test_a_reply_that_is_not_wanted_any_more_is_left_and_the_next_one_comes(writing: Writing) -> None:
    reply = writing.write(instructions=INSTRUCTIONS, turns=TURNS, ask=ASK)
    assert isinstance(await anext(reply), Piece)
    await reply.aclose()  # type: ignore[attr-defined]
    task = asyncio.create_task(written(writing))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await written(writing)


async def test_the_log_tells_time_and_cost_and_never_a_word(writing: Writing) -> None:
    with structlog.testing.capture_logs() as logs:
        *pieces, _ = await written(writing)
    (line,) = (line for line in logs if line["event"] == "llm.response")
    assert line["latency_ms"] is not None
    assert line["tokens_in"] > line["tokens_out"] > 0
    assert line["tokens_cached"] == 0
    said = "".join(piece.text for piece in pieces if isinstance(piece, Piece))
    assert not any(word in str(logs) for word in (*said.split(), "tickets", "Redis") if len(word) > 4)
