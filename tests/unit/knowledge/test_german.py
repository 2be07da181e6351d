"""German questions to German documents: answered in the document's words, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.providers.knowledge.memory import MemoryKnowledge

DOCUMENTS = sorted((Path(__file__).parents[3] / "examples" / "de" / "pflegefachkraft").glob("*.md"))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Was verdient man denn bei Ihnen?", "zwischen 3.400 und 3.900 Euro"),
        ("Wie viel Urlaub gibt es?", "30 Tage Urlaub"),
        ("Wie lange dauert denn bei Ihnen die Einarbeitung?", "sechs Wochen"),
        ("Wann fängt der Frühdienst an?", "von 6 Uhr bis 14 Uhr"),
        ("Wie lang ist die Probezeit?", "sechs Monate"),
    ],
)
async def test_what_the_documents_tell_is_quoted(question: str, says: str) -> None:
    found = await MemoryKnowledge.of_files(DOCUMENTS, language="de").search(question)
    assert found.answerable
    assert says in found.quote


@pytest.mark.parametrize(
    "question", ["Gibt es einen Betriebskindergarten?", "Kann ich von zu Hause arbeiten?", "Wer ist der Betriebsrat?"]
)
async def test_what_they_do_not_tell_is_not_answered(question: str) -> None:
    assert not (await MemoryKnowledge.of_files(DOCUMENTS, language="de").search(question)).answerable
