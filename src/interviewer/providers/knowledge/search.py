"""Finding what a job's documents say about a question: candidates from PostgreSQL, the order from `ranking`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import asyncpg

from interviewer.conversation.knowledge import NOTHING, Found
from interviewer.providers.knowledge.asking import asked_in
from interviewer.providers.knowledge.embedding import Embedding, EmbeddingUnavailable
from interviewer.providers.knowledge.lexicon import alternatives
from interviewer.providers.knowledge.ranking import Asked, Candidate, ranked, terms_of
from interviewer.providers.knowledge.vectors import as_text
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

MEANING_SECONDS: Final = 0.4
"""How long the meaning of a question is waited for; after that its words alone are looked for."""
NEAREST, SAID = 24, 12
"""Candidates of each kind; the former by sentence, of which a passage has several."""
COUNTS = """
select (select count(*) from passages where job_id = $1) as passages,
       array(
           select (select count(*) from passages where job_id = $1 and words @@ told.query::tsquery)
           from unnest($2::text[]) with ordinality as told (query, number) order by number
       ) as counts
"""
CANDIDATES = """
with near as (
    select passage_id as id from passage_vectors join passages on passages.id = passage_id
    where job_id = $1 and embedded_by = $2 and $3::vector is not null
    order by embedding <=> $3::vector limit $5
), said as (
    select id from passages where job_id = $1 and words @@ $4::tsquery
    order by ts_rank_cd(words, $4::tsquery) desc, id limit $6
)
select id, document, heading, text, told.whole, told.said
from passages left join lateral (
    select max(1 - (embedding <=> $3::vector)) filter (where sentence = 0) as whole,
           array_agg(1 - (embedding <=> $3::vector) order by sentence) filter (where sentence > 0) as said
    from passage_vectors where passage_id = passages.id and embedded_by = $2 and $3::vector is not null
) as told on true
where id in (select id from near union select id from said) order by id
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: the documents of one job, asked in one language."""

    job_id: str
    language: str


class Search:
    """Over the tables that `documents` and `vectors` write."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], embedding: Embedding) -> None:
        self._pool = pool
        self._embedding = embedding

    async def find(self, place: Place, question: str) -> Found:
        """What the documents of that job say, and of no other."""
        question = asked_in(question)
        terms = terms_of(question, place.language)
        queries = [_any_of(alternatives(term, place.language)) for term in terms]
        vector, counted = await asyncio.gather(
            self._meaning(question), self._pool.fetchrow(COUNTS, place.job_id, queries)
        )
        if counted is None or not counted["passages"]:
            return NOTHING
        rows = await self._pool.fetch(
            CANDIDATES, place.job_id, self._embedding.name, vector, " | ".join(queries), NEAREST, SAID
        )
        asked = Asked(question, place.language, terms, tuple(counted["counts"]), counted["passages"])
        return ranked(asked, [Candidate(**dict(row)) for row in rows], model=self._embedding.name)

    async def _meaning(self, question: str) -> str | None:
        if self._embedding.name is None:
            return None
        try:
            async with asyncio.timeout(MEANING_SECONDS):
                (vector,) = await self._embedding.embed([question], within=MEANING_SECONDS)
        except (EmbeddingUnavailable, TimeoutError) as error:
            log.warning("knowledge.words_alone", error=type(error).__name__)
            return None
        return as_text(vector)


def _any_of(stems: tuple[str, ...]) -> str:
    """A query for any of these stems, which need no stemming any more."""
    return " | ".join("'" + stem.replace("\\", "").replace("'", "''") + "'" for stem in stems)
