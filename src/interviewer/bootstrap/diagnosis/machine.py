"""What is on the machine: packages, models, the page, tools, memory and disk, and who can read the keys."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from interviewer.bootstrap.diagnosis.findings import Finding
from interviewer.embedded import dashboard_build, models, places, toolchains

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings

GIGABYTE: Final = 1 << 30
# What the system takes without and with the local language model, in bytes.
MEMORY: Final = (int(1.5 * GIGABYTE), 4 * GIGABYTE)
DISK: Final = 2 * GIGABYTE


def python() -> Finding:
    """The interpreter that this runs on."""
    return Finding("Python", "ok", f"{sys.version.split()[0]} in {sys.prefix}")


def packages() -> Finding:
    """Those that the checkout names."""
    file = places.checkout() / "tools" / "setup" / "bootstrap.py"
    spec = importlib.util.spec_from_file_location("bootstrap", file)
    if spec is None or spec.loader is None or not file.is_file():
        return Finding("packages", "ok", "installed without a checkout")
    stage0 = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stage0)
    if stage0.up_to_date():
        return Finding("packages", "ok", "as requirements.lock names them")
    return Finding("packages", "lacking", "not those of requirements.lock as it is now", "make setup")


def model(settings: Settings, model: models.Model, *, anew: bool) -> Finding:
    """One local model; `anew` reads its files."""
    what = f"model {model.name}"
    state: Literal["lacking", "bad"] = "bad" if model.needed else "lacking"
    if model not in models.chosen(settings.models):
        return Finding(what, state, f"{model.purpose}: left out by INTERVIEWER_MODELS", "add it and run make setup")
    try:
        folder = models.path(model.name, cache=settings.cache_dir, explicit=settings.model_paths)
        damaged = models.verify(model, folder, anew=True) if anew and model.name not in settings.model_paths else []
    except models.ModelMissing as error:
        return Finding(what, state, str(error), "make setup")
    if damaged:
        return Finding(what, state, f"{model.purpose}: {', '.join(damaged)} is damaged", "make setup")
    return Finding(what, "ok", f"{model.purpose}, {model.size >> 20} MB, {folder}")


def page() -> Finding:
    """Whether it is built from the sources as they are."""
    page = dashboard_build.folder()
    if dashboard_build.current():
        return Finding("page", "ok", f"built, {page / 'dist'}")
    if (page / "dist").is_dir():
        return Finding("page", "lacking", "built from older sources", "make setup")
    return Finding("page", "bad", "not built", "make setup")


def tool(settings: Settings, kind: toolchains.Kind) -> Finding:
    """What builds the page and the server, where something must be built."""
    for found, where in (
        (toolchains.on_path(kind), "on the PATH"),
        (toolchains.in_cache(kind, settings.cache_dir), "from its wheel"),
    ):
        if found:
            return Finding(kind.name, "ok", f"{'.'.join(map(str, found.version))} {where}, for building")
    return Finding(kind.name, "ok", "not installed; set-up takes it from its wheel when something must be built")


def chromium(_settings: Settings) -> Finding:
    """The browser of the tests."""
    if found := shutil.which("chromium"):
        return Finding("chromium", "ok", f"{found}, for the tests")
    return Finding("chromium", "lacking", "tests of the page are skipped", "apt-get install chromium")


def memory(_settings: Settings) -> Finding:
    """What is free of it."""
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    free = int(lines["MemAvailable"].split()[0]) << 10
    text = f"{free / GIGABYTE:.1f} GB available"
    if free < MEMORY[0]:
        return Finding("memory", "bad", f"{text}; a call needs 1.5 GB", "end other programs")
    if free < MEMORY[1]:
        return Finding("memory", "lacking", f"{text}; the local judge needs 4 GB", "INTERVIEWER_MODELS=-qwen-1.5b")
    return Finding("memory", "ok", text)


def disk(settings: Settings) -> Finding:
    """What is free where things are kept."""
    told = []
    for name, folder in (("state", settings.state_dir), ("cache", settings.cache_dir)):
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        free = shutil.disk_usage(there).free
        told.append(f"{free / GIGABYTE:.1f} GB free for the {name} in {folder}")
        if free < DISK:
            remedy = f"free some, or set INTERVIEWER_{name.upper()}_DIR"
            return Finding("disk", "lacking", "; ".join(told), remedy)
    return Finding("disk", "ok", "; ".join(told))


def key_file(settings: Settings) -> Finding:
    """Who can read the keys."""
    file = settings.state_dir / "keys.json"
    if not file.exists():
        return Finding("keys", "ok", "made at the first start")
    if (mode := file.stat().st_mode & 0o777) & 0o077:
        return Finding("keys", "lacking", f"{file} can be read by others ({mode:o})", f"chmod 600 {file}")
    return Finding("keys", "ok", f"{file}, readable by its owner alone")
