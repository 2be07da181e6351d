"""Documents read in a process of their own, whatever they make it do."""

from __future__ import annotations

import pytest

from interviewer.providers.knowledge.apart import Reader
from interviewer.providers.knowledge.blocks import DocumentUnreadable
from interviewer.providers.knowledge.reading import read


async def test_a_document_is_read_as_here() -> None:
    text = "# Pay\n\n20 pounds, für alle.\n".encode()
    assert await Reader().read("pay.md", text) == read("pay.md", text)


async def test_why_it_cannot_be_read_is_told_as_here() -> None:
    with pytest.raises(DocumentUnreadable, match="damaged"):
        await Reader().read("a.pdf", b"%PDF-1.7\ngarbage")


async def test_one_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(DocumentUnreadable, match="takes far longer"):
        await Reader(seconds=0.001).read("a.md", b"# Pay")
