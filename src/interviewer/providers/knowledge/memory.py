"""A job's documents in memory, for rehearsals and tests: the same reading, the same ranking, the same vectors.

Without an embedding it looks for words alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from interviewer.conversation.knowledge import NOTHING, Found
from interviewer.providers.knowledge.asking import asked_in
from interviewer.providers.knowledge.chunks import Piece, passages
from interviewer.providers.knowledge.embedding import Embedding, EmbeddingUnavailable, NoEmbedding, Vector
from interviewer.providers.knowledge.lexicon import alternatives
from interviewer.providers.knowledge.ranking import Asked, Candidate, ranked, terms_of
from interviewer.providers.knowledge.reading import read
from interviewer.providers.knowledge.search import MEANING_SECONDS
from interviewer.providers.knowledge.terms import words
from interviewer.providers.knowledge.vectors import SECONDS, texts_of


class MemoryKnowledge:
    """`Knowledge` of one job."""

    def __init__(
        self, pieces: Sequence[tuple[str, Piece]], *, language: str = "en", embedding: Embedding | None = None
    ) -> None:
        """`pieces`: document and passage."""
        self._pieces = [(piece.id_in("memory", document), document, piece) for document, piece in pieces]
        self._stems = [frozenset(words(f"{piece.heading} {piece.text}", language)) for _, piece in pieces]
        self._language = language
        self._embedding = embedding or NoEmbedding()
        self._vectors: dict[str, list[Vector]] | None = None

    @classmethod
    def of_files(
        cls, files: Sequence[Path], *, language: str = "en", embedding: Embedding | None = None
    ) -> MemoryKnowledge:
        """Of these documents. Raises `DocumentUnreadable`, and OSError for a file that is not there."""
        read_ = [(file.name, passages(read(file.name, file.read_bytes()))) for file in files]
        return cls(
            [(name, piece) for name, pieces in read_ for piece in pieces], language=language, embedding=embedding
        )

    async def search(self, question: str) -> Found:
        """See `Knowledge.search`."""
        if not self._pieces:
            return NOTHING
        question = asked_in(question)
        return ranked(self.asked(question), await self.candidates(question), model=self._embedding.name)

    def asked(self, question: str) -> Asked:
        """The question as `ranking` wants it."""
        terms = terms_of(question, self._language)
        wanted = [frozenset(alternatives(term, self._language)) for term in terms]
        counts = tuple(sum(1 for stems in self._stems if stems & alike) for alike in wanted)
        return Asked(question, self._language, terms, counts, len(self._pieces))

    async def candidates(self, question: str) -> list[Candidate]:
        """Every passage, with what is known of its meaning."""
        try:
            async with asyncio.timeout(SECONDS + MEANING_SECONDS):
                vectors = await self._all_vectors()
                (asked,) = await self._embedding.embed([question], within=SECONDS)
        except (EmbeddingUnavailable, TimeoutError):
            return [Candidate(id_, document, p.heading, p.text) for id_, document, p in self._pieces]
        found = []
        for id_, document, piece in self._pieces:
            whole, *said = (sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in vectors[id_])
            found.append(Candidate(id_, document, piece.heading, piece.text, whole, said))
        return found

    async def _all_vectors(self) -> dict[str, list[Vector]]:
        if self._vectors is None:
            texts = [text for id_, _, piece in self._pieces for text in texts_of(id_, piece.heading, piece.text)]
            made: dict[str, list[Vector]] = {}
            vectors = await self._embedding.embed([text.said for text in texts], within=SECONDS)
            for text, vector in zip(texts, vectors, strict=True):
                made.setdefault(text.passage_id, []).append(vector)
            self._vectors = made
        return self._vectors
