"""What a text means by the two local models, each as its makers give it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interviewer.embedded import models
from interviewer.engines import loading
from interviewer.engines.e5 import E5, FILE
from interviewer.engines.embeddings import Embedder
from served_engines import find

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def folders() -> tuple[Path, Path]:
    try:
        return find(loading.MINILM), find(loading.E5)
    except models.ModelMissing as missing:
        pytest.skip(str(missing))


def test_a_text_is_cut_into_the_pieces_that_the_model_learned(folders: tuple[Path, Path]) -> None:
    """Between beginning (0) and end (2) XLM-RoBERTa's numbers of `query: how much protein should a female eat`."""
    read = E5(folders[1]).read
    assert read("how much protein should a female eat") == [
        0, 41, 1294, 12, 3642, 5045, 21308, 5608, 10, 117776, 73203, 2,
    ]  # fmt: skip
    assert read("\uff21\uff22  c") == read("AB c"), "letters of other widths and doubled spaces are the same text"
    assert 3 in read("\U00010900"), "a letter that nobody learned is unknown, and is no error"
    assert not {0, 1, 2} & set(read("a <s> <pad> </s> b")[1:-1]), "what begins and ends a text is never read out of it"


def test_a_text_has_the_same_vector_alone_and_among_others(folders: tuple[Path, Path]) -> None:
    texts = ["What does it pay?", "Wie viel verdient man?", "Pay: 17 pounds an hour. " * 40, "x"]
    embedder = Embedder(*folders)
    together, tokens = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text])[0] for text in texts])
    assert together.shape == (4, 768)
    assert tokens > 300
    assert np.allclose((together * together).sum(axis=1), 1, atol=1e-4)
    assert ((together * alone).sum(axis=1) > 0.99).all()


def test_another_language_is_near_to_what_it_means(folders: tuple[Path, Path]) -> None:
    (asked, pay, bus), _ = E5(folders[1]).embed(
        ["Was verdient man hier?", "The pay is 17 pounds.", "Bus 14 stops here."]
    )
    assert asked @ pay > asked @ bus


def test_a_file_of_another_kind_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match=f"{FILE} is not a model of the kind"):
        E5(tmp_path).embed(["anything"])
