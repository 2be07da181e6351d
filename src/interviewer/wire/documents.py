"""The public API's shapes of documents: those of a job, and a candidate's CV."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, JsonValue, StringConstraints

from interviewer.wire.examples import MOMENT, example

DocumentName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._()+-]*$")]
"""As a file is called; its end tells Markdown from plain text."""
FACTS: Final[dict[str, JsonValue]] = {
    "name": "pay-and-benefits.md",
    "kind": "markdown",
    "title": "Pay and benefits",
    "language": "en",
    "bytes": 720,
    "pages": None,
    "sha256": "9f2b7a1c44d0e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0",
    "passages": 9,
    "added_at": MOMENT,
    "version": "9f2b7a1c44d0e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0-en",
}


class JobDocument(BaseModel):
    """A document of a job, of which candidates' questions are answered. `passages`: into how many it was cut.

    `pages` is null for kinds that have none; `sha256` is that of the file that was sent, which is not kept itself;
    `version` is its `ETag`.
    """

    model_config = example(**FACTS)
    name: str
    kind: str
    title: str
    language: str
    bytes: int
    pages: int | None
    sha256: str
    passages: int
    added_at: datetime
    version: str


class JobDocuments(BaseModel):
    """All documents of a job, by name; `next_cursor` is null, for there are never many."""

    items: list[JobDocument]
    next_cursor: str | None = None


class DocumentPassage(BaseModel):
    """What is looked for and quoted as one: a few sentences, and the headings above them."""

    model_config = example(
        id="pas_5d0c7be1f02a94c3", heading="Pay and benefits", text="Holiday: 30 days a year and the public holidays."
    )
    id: str
    heading: str
    text: str


class ReadDocument(JobDocument):
    """A document of a job with all that was read in it."""

    model_config = example(
        **FACTS,
        text=[{"id": "pas_5d0c7be1f02a94c3", "heading": "Pay and benefits", "text": "Holiday: 30 days a year."}],
    )
    text: list[DocumentPassage]


class Cv(BaseModel):
    """That there is a CV of a candidate, and how long it is; not what it says."""

    model_config = example(kind="pdf", pages=2, characters=4180, added_at=MOMENT)
    kind: str
    pages: int | None
    characters: int
    added_at: datetime
