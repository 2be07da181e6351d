"""The engines process: find the models, load them, serve until told to stop."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from interviewer.bootstrap.settings import Settings


def run(settings: Settings) -> None:
    """Serve on the host and port of `settings.engines_url` until SIGTERM or SIGINT."""
    # Before numpy is imported: BLAS threads spin after each small product, a quarter of a transcription's cost.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import uvicorn

    from interviewer.embedded import models
    from interviewer.engines import loading
    from interviewer.engines.app import create_app
    from interviewer.kernel import heap

    heap.bound()
    address = urlsplit(settings.engines_url)
    engines = loading.load(lambda name: models.path(name, cache=settings.cache_dir, explicit=settings.model_paths))
    uvicorn.run(
        create_app(engines),
        host=address.hostname or "127.0.0.1",
        port=address.port or 80,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
