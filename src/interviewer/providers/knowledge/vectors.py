"""The vectors of passages: which are still to be made, and keeping them. One of the whole and one of each sentence.

A passage whose document was taken away or replaced meanwhile gets none. Two who do the same at once do it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from interviewer.evaluations.sentences import sentences
from interviewer.providers.knowledge.embedding import Embedding, Vector

AT_ONCE: Final = 16
"""Passages that are done together."""
SECONDS: Final = 30.0
PENDING = "select id, heading, text from passages where embedded_by is distinct from $1 order by id limit $2"
CLAIM = "select id from passages where id = any($1::text[]) order by id for no key update"
CLEAR = "delete from passage_vectors where passage_id = any($1::text[])"
KEEP = """
insert into passage_vectors (passage_id, sentence, embedding)
select told.id, told.sentence, told.embedding::vector
from unnest($1::text[], $2::smallint[], $3::text[]) as told (id, sentence, embedding)
"""
MARK = "update passages set embedded_by = $2 where id = any($1::text[])"


@dataclass(frozen=True, slots=True)
class Text:
    """What is said of a passage to a model; `sentence` 0 is the whole of it."""

    passage_id: str
    sentence: int
    said: str


class Vectors:
    """The table `passage_vectors`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], embedding: Embedding) -> None:
        self._pool = pool
        self._embedding = embedding

    async def make(self) -> int:
        """Make some that are missing or of another model; of how many passages. Raises `EmbeddingUnavailable`."""
        model = self._embedding.name
        if model is None:
            return 0
        rows = await self._pool.fetch(PENDING, model, AT_ONCE)
        texts = [text for row in rows for text in texts_of(row["id"], row["heading"], row["text"])]
        vectors = await self._embedding.embed([text.said for text in texts], within=SECONDS) if texts else []
        async with self._pool.acquire() as connection, connection.transaction():
            there = {row["id"] for row in await connection.fetch(CLAIM, [row["id"] for row in rows])}
            kept = [(t, as_text(v)) for t, v in zip(texts, vectors, strict=True) if t.passage_id in there]
            await connection.execute(CLEAR, list(there))
            await connection.execute(
                KEEP, [t.passage_id for t, _ in kept], [t.sentence for t, _ in kept], [vector for _, vector in kept]
            )
            await connection.execute(MARK, list(there), model)
        return len(rows)


def texts_of(passage_id: str, heading: str, text: str) -> Sequence[Text]:
    """What is embedded of a passage: each with the nearest heading, for without it few sentences tell much."""
    nearest = heading.rpartition(" > ")[2]
    said = [text, *sentences(text)]
    return [Text(passage_id, number, f"{nearest}: {one}" if nearest else one) for number, one in enumerate(said)]


def as_text(vector: Vector) -> str:
    """As pgvector reads it."""
    return f"[{','.join(f'{number:.6f}' for number in vector)}]"
