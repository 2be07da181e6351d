"""The language model is loaded only when the machine, or the container, has room for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.engines import memory
from interviewer.engines.errors import Unavailable
from interviewer.engines.llm import MARGIN, OVERHEAD, LanguageModel


def machine(folder: Path, kilobytes: int) -> Path:
    file = folder / "meminfo"
    file.write_text(f"MemTotal:       32000000 kB\nMemAvailable:   {kilobytes} kB\n")
    return file


def test_without_a_container_it_is_what_the_machine_has(tmp_path: Path) -> None:
    assert memory.available(machine(tmp_path, 1000), tmp_path) == 1000 << 10


@pytest.mark.parametrize(("limit", "expected"), [("max", 1000 << 10), ("300000", 200_000), ("50000", 0)])
def test_a_container_can_have_less(tmp_path: Path, limit: str, expected: int) -> None:
    (tmp_path / "memory.max").write_text(limit + "\n")
    (tmp_path / "memory.current").write_text("100000\n")
    assert memory.available(machine(tmp_path, 1000), tmp_path) == expected


async def test_a_model_that_does_not_fit_is_not_loaded_and_says_what_it_needs(tmp_path: Path) -> None:
    weights = tmp_path / "model.gguf"
    weights.write_bytes(bytes(1 << 20))
    model = LanguageModel(weights, available=lambda: 700 << 20)
    assert model.needs == OVERHEAD + MARGIN + (1 << 20)
    with pytest.raises(Unavailable, match=r"No judge ran: .* needs 1501 MB of free memory, 700 MB are free"):
        await model.answer({"messages": []})
    assert model.state == "unloaded"


async def test_a_damaged_model_file_is_told_and_leaves_no_process(tmp_path: Path) -> None:
    weights = tmp_path / "model.gguf"
    weights.write_bytes(b"GGUF" + bytes(100))
    model = LanguageModel(weights, available=lambda: 100 << 30)
    with pytest.raises(Unavailable, match=r"did not start .*model\.gguf"):
        await model.answer({"messages": [{"role": "user", "content": "Hello"}]})
    assert model.state == "unloaded"
