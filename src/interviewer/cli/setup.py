"""`interviewer setup`: stage 1 of `make setup`, what needs more than Python's standard library.

Two lanes run side by side: what keeps the processor busy (livekit-server, the page) and what waits for the network
(the models). Nothing is done twice: a second run only looks, in well under two seconds.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.progress import Progress, TaskID

    from interviewer.bootstrap.settings import Settings
    from interviewer.embedded.models import Model


# What make test and make check need besides, from Debian; program → package.
TEST_PROGRAMS: Final = {"chromium": "chromium", "curl": "curl", "jq": "jq"}


def register(app: typer.Typer) -> None:
    """Add the command `setup`."""
    app.command("setup")(setup)


def setup(
    verify: Annotated[bool, typer.Option(help="Hash every model file, whatever is remembered.")] = False,
    tests: Annotated[bool, typer.Option(help="Also what only `make test` and `make check` need.")] = False,
    began: Annotated[float | None, typer.Option(hidden=True)] = None,
) -> None:
    """Fetch, build and check what the system needs on this machine; what is there already is left as it is."""
    from rich.console import Console

    from interviewer.bootstrap import settings as bootstrap
    from interviewer.embedded import places

    began = began or time.time()
    settings = bootstrap.load()
    console = Console(soft_wrap=True)
    settings.cache_dir.mkdir(parents=True, exist_ok=True)
    if tests:
        _debian_packages(console)
    lanes = _Lanes(settings, console, verify=verify, tests=tests)
    problems = lanes.run()
    for text in problems:
        console.print(text, style="red" if text in lanes.fatal else "yellow", markup=False, highlight=False)
    took = time.time() - began
    if lanes.worked and not lanes.fatal:
        console.print(f"setup: done in {took:.0f} s; the cache is {settings.cache_dir}", highlight=False)
    # For the demo's report.
    (places.checkout() / ".venv" / "set-up-seconds").write_text(f"{took:.1f}\n")
    raise typer.Exit(1 if lanes.fatal else 0)


class _Lanes:
    """The two lanes, what went wrong in them, and the progress they show."""

    def __init__(self, settings: Settings, console: Console, *, verify: bool, tests: bool) -> None:
        self.fatal: list[str] = []
        self.worked = False
        self._settings = settings
        self._console = console
        self._verify = verify
        self._tests = tests
        self._problems: list[str] = []
        self._stop = threading.Event()

    def run(self) -> list[str]:
        """Run both lanes to their end and return what to tell the user."""
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
        bars = Progress(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)
        with bars, ThreadPoolExecutor(2) as lanes:
            futures = [lanes.submit(self._builds, bars), lanes.submit(self._models, bars)]
            try:
                for future in futures:
                    future.result()
            except KeyboardInterrupt:
                # pip, go and npm got the same Ctrl-C from the terminal and are ending by themselves.
                self._stop.set()
        if self._stop.is_set():
            # That they were ended is not worth telling beside why.
            self._problems = self.fatal = ["Interrupted. What is done stays done; `make setup` goes on from there."]
        return self._problems

    def _builds(self, bars: Progress) -> None:
        self._step(lambda: self._livekit(bars), fatal=True)
        self._step(lambda: self._page(bars), fatal=True)

    def _models(self, bars: Progress) -> None:
        from interviewer.embedded import models

        for model in models.chosen(self._settings.models):
            self._step(lambda model=model: self._model(model, bars), fatal=model.needed)  # type: ignore[misc]

    def _livekit(self, bars: Progress) -> None:
        from interviewer.embedded import livekit, livekit_build

        if self._settings.livekit_url:
            return
        try:
            livekit.find_program(self._settings.livekit_server, self._settings.cache_dir)
        except livekit.LivekitMissing:
            if self._settings.livekit_server is not None:
                raise
        else:
            return
        self._say("building livekit-server from its Go module, once; about 3 minutes on 2 cores")
        bar = bars.add_task("livekit-server", total=None)
        livekit_build.build(
            self._settings.cache_dir,
            say=self._say,
            progress=lambda line: bars.update(bar, description=f"livekit-server  {line[-48:]:<48}"),
        )
        self._done(bars, bar, "livekit-server is built")

    def _page(self, bars: Progress) -> None:
        from interviewer.embedded import dashboard_build

        if not (dashboard_build.folder() / "package.json").is_file():
            return
        if self._tests:
            dashboard_build.install(self._settings.cache_dir, say=self._say)
        if dashboard_build.current():
            return
        bar = bars.add_task("the page", total=None)
        dashboard_build.build(self._settings.cache_dir, say=self._say)
        self._done(bars, bar, "the page is built")

    def _model(self, model: Model, bars: Progress) -> None:
        from interviewer.embedded import model_parts, models

        settings = self._settings
        if model.name in settings.model_paths:
            models.path(model.name, explicit=settings.model_paths)
            return
        where = models.folder(model.name, settings.cache_dir)
        bad = models.verify(model, where, anew=self._verify)
        if not bad:
            return
        if where.is_dir() and (harmed := [name for name in bad if (where / name).exists()]):
            self._say(f"{', '.join(harmed)} of the model {model.name} is damaged; fetching it again")
        bar = bars.add_task(f"model {model.name} ({model.purpose})", total=model.size)
        model_parts.assemble(
            model,
            settings.cache_dir,
            progress=lambda count: bars.advance(bar, count),
            waiting=lambda: self._say(f"another run assembles {model.name}; waiting for it"),
        )
        self._done(bars, bar, f"model {model.name} ({model.purpose}, {model.size >> 20} MB) is assembled and checked")

    def _step(self, do: Callable[[], object], *, fatal: bool) -> None:
        if self._stop.is_set():
            return
        try:
            do()
        except _refusals() as error:
            self._fail(str(error), fatal=fatal)
        except OSError as error:
            self._fail(f"{error}. What is done stays done; `make setup` goes on from there.", fatal=fatal)

    def _fail(self, text: str, *, fatal: bool) -> None:
        self._problems.append(text)
        if fatal:
            self.fatal.append(text)

    def _say(self, text: str) -> None:
        self.worked = True
        self._console.print(f"setup: {text}", markup=False, highlight=False)

    def _done(self, bars: Progress, bar: TaskID, text: str) -> None:
        bars.remove_task(bar)
        self._say(text)


def _refusals() -> tuple[type[Exception], ...]:
    from interviewer.embedded import livekit, livekit_build, model_parts, models, toolchains

    return (
        livekit.LivekitMissing,
        livekit_build.BuildFailed,
        model_parts.FetchFailed,
        model_parts.NoSpace,
        models.ModelMissing,
        toolchains.ToolMissing,
    )


def _debian_packages(console: Console) -> None:
    """Install what the tests need as root, else name the command; they are skipped by name without it."""
    import os
    import shutil
    import subprocess

    missing = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    if not missing:
        return
    command = f"apt-get install -y {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        console.print(f"setup: not installed: {', '.join(missing)}; tests that need it are skipped. `sudo {command}`")
        return
    console.print(f"setup: installing Debian packages that the tests need: {', '.join(missing)}")
    for words in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *missing]):
        if subprocess.call(words, stdout=sys.stderr) != 0:
            console.print(f"setup: `{' '.join(words)}` failed; tests that need {', '.join(missing)} are skipped")
            return
