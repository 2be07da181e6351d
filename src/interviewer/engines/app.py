"""The engines as one HTTP application with OpenAI's endpoints, and `/healthz`.

Deliberately not in it: loading (`loading`), and what each endpoint does (`audio_routes`, `text_routes`).
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from interviewer.engines import audio_routes, loading, text_routes
from interviewer.engines.errors import EngineError
from interviewer.engines.serving import CallerGone, Correlated, problem, problem_body
from interviewer.telemetry.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

log = get_logger(__name__)

GONE = 499  # what proxies log for a caller that closed the connection; nobody receives it


def create_app(engines: loading.Engines) -> FastAPI:
    """The application; it warms the engines up before it accepts requests, and closes them when it ends."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(engines.warm_up)
        watching = [asyncio.create_task(engines.give_back_when_idle())]
        if not isinstance(engines.llm, loading.Missing):
            watching.append(asyncio.create_task(engines.llm.unload_when_idle()))
        try:
            yield
        finally:
            for task in watching:
                task.cancel()
            await engines.close()

    app = FastAPI(title="Local speech and language engines", lifespan=lifespan)
    app.include_router(audio_routes.routes(engines))
    app.include_router(text_routes.routes(engines))
    app.add_middleware(Correlated)

    @app.get("/healthz", tags=["health"])
    async def healthz() -> dict[str, Any]:
        """200 once warm; each engine's state: ready, missing, or for the language model unloaded or loading."""
        return {"status": "ok", "engines": engines.states()}

    _errors(app)
    return app


def _errors(app: FastAPI) -> None:
    @app.exception_handler(EngineError)
    async def refused(_request: Request, error: EngineError) -> Response:
        log.warning("engines.refused", status=error.status, code=error.code, reason=str(error))
        return problem(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        told = "; ".join(f"{'.'.join(map(str, e['loc'][1:])) or 'body'}: {e['msg']}" for e in error.errors())
        return JSONResponse(problem_body(told, "invalid_request_error", "bad_input"), 400)

    @app.exception_handler(HTTPException)
    async def no_such_thing(_request: Request, error: HTTPException) -> Response:
        return JSONResponse(
            problem_body(str(error.detail), "invalid_request_error", None), error.status_code, error.headers
        )

    @app.exception_handler(CallerGone)
    @app.exception_handler(ClientDisconnect)
    async def gone(_request: Request, _error: Exception) -> Response:
        log.info("engines.caller_gone")
        return Response(status_code=GONE)

    @app.exception_handler(Exception)
    async def broken(_request: Request, error: Exception) -> Response:
        log.error("engines.failed", exc_info=error)
        message = "The engine failed at this request; nothing was kept. Its log has the reason."
        return JSONResponse(problem_body(message, "server_error", "engine_failed"), 500)
