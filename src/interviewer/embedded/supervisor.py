"""Starts programs, waits until they are ready, starts the dead ones again, and stops all in order.

Each child has a log file of its own, which it writes itself, so that it outlives the supervisor unharmed, and a pid
file that says who it is beyond its number. What a killed supervisor left behind is ended by those files at the next
start. Deliberately not in it: which programs there are; `bootstrap.system` knows.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Final, TypeAlias

from interviewer.embedded import identity
from interviewer.embedded.identity import Identity
from interviewer.embedded.program import NotReady
from interviewer.telemetry.logs import get_logger

if TYPE_CHECKING:
    from pathlib import Path

    from interviewer.embedded.program import Program

log = get_logger(__name__)

LOG_BYTES: Final = 20 << 20
"""A log is moved aside when it is larger; one former log is kept."""
BACKOFF: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before a dead child is started again: the first time, the second, …; the last for every further time."""
RELIEVED: Final = 3.0
"""The same at least for one that failed while another of the same command lives: that one is taking over what the dead
one had in hand, and needs the processor more than who starts."""
STEADY: Final = 60.0
"""A child that lived this many seconds starts again at the beginning of the backoff."""

Tell: TypeAlias = Callable[[str, str], object]
"""Told a child's name and what happened to it, for a person to read."""


class Child:
    """A program that was started, and its process of the moment."""

    def __init__(self, program: Program, log_file: Path, pid_file: Path) -> None:
        self.program = program
        self.log_file = log_file
        self.restarts = 0
        self.stopping = False
        self._pid_file = pid_file
        self._process: asyncio.subprocess.Process | None = None
        self._log_start = 0

    @property
    def pid(self) -> int | None:
        """Number of the process of the moment; None when it has ended."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    async def launch(self) -> None:
        """Start the process; does not wait until it is ready."""
        program = self.program
        with self.log_file.open("ab") as out:
            self._log_start = out.tell()
            self._process = await _spawn(program, out)
        if who := Identity.of(self._process.pid):
            about: dict[str, str | float] = {"name": program.name, "stage": program.stage, "grace": program.grace}
            about |= {"signal": int(program.stop_signal), "where": program.where, "drains": program.drains}
            identity.write(self._pid_file, who, **about)

    async def ready(self) -> None:
        """Wait until the program is ready; NotReady when it ends before that or takes too long."""
        deadline = time.monotonic() + self.program.within
        attempts, pause = self.program.attempts, 0.02
        while not await self.program.ready(self.said_first()):
            if self.pid is None:
                attempts -= 1
                if attempts <= 0:
                    raise NotReady(f"{self.program.name} ended with {self.ending()} before it was ready.{self._last()}")
                await asyncio.sleep(0.3)
                await self.launch()
            if time.monotonic() > deadline:
                raise NotReady(f"{self.program.name} was not ready within {self.program.within:.0f} s.{self._last()}")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.25)

    async def ended(self) -> None:
        """Wait for the end of the process of the moment."""
        if self._process is not None:
            await self._process.wait()

    @property
    def failed(self) -> bool:
        """Whether the last process ended with anything but exit status 0."""
        return self._process is not None and self._process.returncode != 0

    def ending(self) -> str:
        """How the last process ended, in words."""
        code = self._process.returncode if self._process else None
        if code is not None and code < 0:
            return f"signal {signal.Signals(-code).name}"
        return f"exit status {code}"

    async def stop(self) -> None:
        """End the process: its own signal, a grace, then SIGKILL."""
        if self._process is not None and self._process.returncode is None:
            self.stopping = True
            self.signal()
            try:
                await asyncio.wait_for(self._process.wait(), self.program.grace)
            except TimeoutError:
                log.warning("child.killed", name=self.program.name, grace_s=self.program.grace)
                with contextlib.suppress(ProcessLookupError):
                    self._process.kill()
                await self._process.wait()
        self._pid_file.unlink(missing_ok=True)

    def signal(self) -> None:
        """Send its process the signal to stop."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(self.program.stop_signal)

    def said_first(self, limit: int = 65536) -> str:
        """The beginning of what the process of the moment has logged, where it says that it is ready."""
        return self._logged(limit)

    def said_last(self, limit: int = 65536) -> str:
        """The end of it."""
        return self._logged(limit, at_the_end=True)

    def _logged(self, limit: int, *, at_the_end: bool = False) -> str:
        try:
            with self.log_file.open("rb") as opened:
                size = opened.seek(0, os.SEEK_END)
                begin = self._log_start if self._log_start <= size else 0
                opened.seek(max(begin, size - limit) if at_the_end else begin)
                return opened.read(limit).decode(errors="replace")
        except FileNotFoundError:
            return ""

    def rotate(self, largest: int = LOG_BYTES) -> None:
        """Move a log that has grown too large aside; a line written in that very moment may be lost."""
        with contextlib.suppress(OSError):
            if self.log_file.stat().st_size > largest:
                shutil.copyfile(self.log_file, self.log_file.with_suffix(".log.1"))
                os.truncate(self.log_file, 0)

    def _last(self) -> str:
        lines = self.said_last().strip().splitlines()[-8:]
        said = "\n  ".join(("", *lines)) if lines else " It logged nothing."
        return f"{said}\nThe whole log is {self.log_file}."


class Supervisor:
    """The children of one state folder."""

    def __init__(self, state: Path, tell: Tell = lambda _name, _text: None) -> None:
        self.children: dict[str, Child] = {}
        self._state = state
        self._teller = tell
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self, program: Program) -> Child:
        """Start a program and wait until it is ready; from then on it is kept alive. Raises NotReady."""
        began = time.monotonic()
        child = Child(program, self.log_file(program.name), self._state / "run" / f"{program.name}.json")
        child.log_file.parent.mkdir(parents=True, exist_ok=True)
        self.children[program.name] = child
        try:
            await child.launch()
        except OSError as error:
            raise NotReady(f"{program.name} cannot be started: {error}.") from error
        await child.ready()
        where = f" on {program.where}" if program.where else ""
        self._tell(program.name, f"ready{where} after {time.monotonic() - began:.1f} s (pid {child.pid})")
        self._tasks.append(asyncio.create_task(self._keep(child)))
        return child

    def log_file(self, name: str) -> Path:
        """Where a child's output goes."""
        return self._state / "logs" / f"{name}.log"

    async def stop(self, *, down_to: int = 0) -> None:
        """Stop the children, the highest stage first, and return when all down to this stage have ended.

        Bounded by their graces. From now on nobody is started again.
        """
        self._stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        stages = {child.program.stage for child in self.children.values()}
        for stage in sorted((stage for stage in stages if stage >= down_to), reverse=True):
            group = [child for child in self.children.values() if child.program.stage == stage]
            await asyncio.gather(*(child.stop() for child in group))
            for child in group:
                del self.children[child.program.name]
                self._tell(child.program.name, f"stopped ({child.ending()})")

    def hurry(self) -> None:
        """Who is still coming to an end with its work leaves it."""
        for child in self.children.values():
            if child.program.drains and child.stopping:
                child.signal()

    async def end_leftovers(self) -> list[str]:
        """End what an earlier supervisor left behind, the highest stage first; returns the names of what it ended."""
        found = [(file, read) for file in (self._state / "run").glob("*.json") if (read := identity.read(file))]
        ended: list[str] = []
        for file, (who, about) in sorted(found, key=lambda one: -float(one[1][1].get("stage", 0))):
            if "signal" not in about:
                continue
            polite = signal.Signals(int(about["signal"]))
            twice = bool(about.get("drains"))
            if await asyncio.to_thread(who.end, polite, float(about["grace"]), twice=twice):
                ended.append(str(about["name"]))
            file.unlink(missing_ok=True)
        return ended

    def _tell(self, name: str, text: str) -> None:
        """Whoever is told may be gone, its terminal closed: that keeps no child from being stopped or started again."""
        with contextlib.suppress(OSError):
            self._teller(name, text)

    async def _keep(self, child: Child) -> None:
        while not self._stopping:
            began = time.monotonic()
            watch = asyncio.create_task(child.ended())
            while not watch.done():
                await asyncio.wait({watch}, timeout=5.0)
                child.rotate()
            if time.monotonic() - began > STEADY:
                child.restarts = 0
            pause = max(BACKOFF[min(child.restarts, len(BACKOFF) - 1)], RELIEVED if self._relieved(child) else 0.0)
            child.restarts += 1
            name = child.program.name
            log.warning("child.died", name=name, how=child.ending(), restart_in_s=pause)
            self._tell(name, f"ended ({child.ending()}); starting it again in {pause:g} s, log: {child.log_file}")
            await asyncio.sleep(pause)
            try:
                await child.launch()
            except OSError as error:
                self._tell(name, f"cannot be started: {error}")
            else:
                self._tasks.append(asyncio.create_task(self._tell_when_ready(child)))

    def _relieved(self, dead: Child) -> bool:
        others = (child for child in self.children.values() if child is not dead and child.pid is not None)
        return dead.failed and any(child.program.command == dead.program.command for child in others)

    async def _tell_when_ready(self, child: Child) -> None:
        """Of one that was started again; if it ends before that, this is told."""
        began, pid, name = time.monotonic(), child.pid, child.program.name
        while child.pid == pid is not None:
            if await child.program.ready(child.said_first()):
                took = time.monotonic() - began
                log.info("child.ready_again", name=name, after_s=round(took, 1))
                self._tell(name, f"ready again after {took:.1f} s (pid {pid})")
                return
            await asyncio.sleep(0.25)


async def _spawn(program: Program, out: IO[bytes]) -> asyncio.subprocess.Process:
    as_user = {"user": program.user[0], "group": program.user[1], "extra_groups": []} if program.user else {}
    return await asyncio.create_subprocess_exec(
        *program.command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        cwd=program.folder,
        env=dict(program.environment),
        # A Ctrl-C on the terminal reaches the supervisor alone, which then stops them in order.
        start_new_session=True,
        **as_user,  # type: ignore[arg-type]
    )
