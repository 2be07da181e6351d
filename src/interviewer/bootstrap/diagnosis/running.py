"""What runs of the system: by the files that its processes leave in the state folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interviewer.bootstrap import system
from interviewer.bootstrap.diagnosis.findings import Finding
from interviewer.bootstrap.diagnosis.servers import answers
from interviewer.embedded import identity, ports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from interviewer.bootstrap.settings import Settings


async def running(settings: Settings) -> AsyncIterator[Finding]:
    """The system that runs in this folder, what a killed one left, and the port."""
    found = system.already(settings.state_dir)
    alive: list[str] = []
    for file in sorted((settings.state_dir / "run").glob("*.json")):
        who = identity.read(file)
        if who and "signal" in who[1] and who[0].alive():
            alive.append(f"{who[1]['name']} ({who[0].pid})")
    if found:
        pid, page = found
        answering = "answers" if await answers(f"{page}/healthz") else "does not answer"
        yield Finding("running", "ok" if answering == "answers" else "lacking", f"pid {pid}; {page} {answering}")
        yield Finding("processes", "ok", ", ".join(alive) or "none")
        return
    if alive:
        yield Finding("running", "lacking", f"left by a killed run: {', '.join(alive)}", "the next start ends them")
    else:
        yield Finding("running", "ok", "not now; `interviewer up` or `make demo` starts it")
    if ports.is_free(settings.api_port, settings.api_host):
        yield Finding("port", "ok", f"{settings.api_port} is free for the page")
    else:
        yield Finding("port", "lacking", f"{settings.api_port} is taken", "the next free one will be used, or --port N")
