"""The dashboard's files. Every path that is no file gets the page, which finds its own way from there."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

import interviewer
from interviewer.api.problems import elsewhere

IMMUTABLE = "public, max-age=31536000, immutable"
NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>AI interviewer</title>
<style>body{font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<h1>The page is not built yet</h1>
<p>The API works: see <a href="/docs">its documentation</a>. To build the page, run <code>make setup</code> in the
checkout, or <code>npm ci</code> and <code>npm run build</code> in its folder <code>dashboard</code>; then load this
address again. Nothing has to be restarted.</p>
</html>
"""


def places() -> tuple[Path, ...]:
    """Where the built page may be: in the installed package, or in the checkout that this code runs from."""
    package = Path(interviewer.__file__).parent
    return package / "dashboard", package.parents[1] / "dashboard" / "dist"


def install(app: FastAPI, folders: tuple[Path, ...]) -> None:
    """Serve the page on every path that nothing else serves. Must come last."""
    router = APIRouter(include_in_schema=False)

    @router.get("/{path:path}")
    async def page(request: Request, path: str) -> Response:
        if path == "v1" or path.startswith("v1/"):
            return elsewhere(request)
        built = next((folder for folder in folders if (folder / "index.html").is_file()), None)
        if built is None:
            return HTMLResponse(NOT_BUILT, status_code=503)
        root = built.resolve()
        wanted = (root / path).resolve()
        if path and wanted.is_relative_to(root) and wanted.is_file():
            headers = {"Cache-Control": IMMUTABLE} if path.startswith("assets/") else {}
            return FileResponse(wanted, headers=headers)
        if path.startswith("assets/"):
            raise HTTPException(404, "There is no such file; load the page again to get the newest one.")
        return FileResponse(root / "index.html", headers={"Cache-Control": "no-cache"})

    app.include_router(router)
