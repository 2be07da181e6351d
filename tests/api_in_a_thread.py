"""A whole api in a thread of its own, for callers that know no event loop, such as schemathesis."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from interviewer.api.app import create_app
from interviewer.kernel.projection import Projection, run_projection
from interviewer.kernel.tasks import end
from interviewer.providers.blobs import MemoryBlobs
from interviewer.providers.deliveries import WebhookDeliveries
from interviewer.providers.projections import READ_MODELS
from interviewer.providers.rooms import MemoryRooms
from running_api import Api, client_of, serving, settings_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ApiInAThread:
    """`secret` is that of a key that may do everything; `api` is for what runs in the api's own loop."""

    api: Api
    secret: str
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Have it done in the api's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)


@contextlib.contextmanager
def api_in_a_thread(dsn: str, folder: Path) -> Iterator[ApiInAThread]:
    """An api that asks for keys."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="api")
    thread.start()

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(60)

    stack = contextlib.AsyncExitStack()
    try:
        yield run(_begun(stack, dsn, folder, loop))
    finally:
        run(stack.aclose())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


async def _begun(
    stack: contextlib.AsyncExitStack, dsn: str, folder: Path, loop: asyncio.AbstractEventLoop
) -> ApiInAThread:
    rooms, blobs = MemoryRooms(), MemoryBlobs()
    page = folder / "page"
    page.mkdir()
    (page / "index.html").write_text("<!doctype html><title>The page</title>")
    app = create_app(settings_of(dsn, folder, api_auth="required"), rooms=rooms, blobs=blobs, page=(page,))
    url = await stack.enter_async_context(serving(app))
    client = await stack.enter_async_context(client_of(url))
    api = Api(app, url, client, rooms, blobs, page)
    _, secret = await api.plane.api_keys.create("key_of_stranger", "stranger", ("admin",), None)
    client.headers["Authorization"] = f"Bearer {secret}"
    projections: tuple[Projection, ...] = (*(make() for make in READ_MODELS.values()), WebhookDeliveries())
    for projection in projections:
        stack.push_async_callback(end, [asyncio.create_task(run_projection(api.plane.store, projection))])
    return ApiInAThread(api, secret, loop)
