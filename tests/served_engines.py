"""The engines with real models on a port of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import models
from interviewer.engines import loading
from interviewer.engines.app import create_app


def find(name: str) -> Path:
    settings = bootstrap.load()
    return models.path(name, cache=settings.cache_dir, explicit=settings.model_paths)


@contextmanager
def serving(engines: loading.Engines) -> Iterator[str]:
    """Base URL of the engines on a free port, until the block ends."""
    server = uvicorn.Server(uvicorn.Config(create_app(engines), port=0, log_config=None, timeout_graceful_shutdown=5))
    ready = threading.Event()
    startup = server.startup

    async def tell(sockets: list[object] | None = None) -> None:
        await startup(sockets)  # type: ignore[arg-type]
        ready.set()

    server.startup = tell  # type: ignore[method-assign, assignment]
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert ready.wait(60)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.should_exit = True
        thread.join(30)


def assembled(*names: str) -> loading.Engines:
    """The engines with their models; the test is skipped where one of these is not assembled."""
    for name in names:
        try:
            find(name)
        except models.ModelMissing as missing:
            pytest.skip(str(missing))
    return loading.load(find)
