"""The dashboard's files, and the page itself on the addresses that it knows the way from; elsewhere is nothing."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

import interviewer
from interviewer.api import methods
from interviewer.api.answers import elsewhere

ROUTES = ("/", "/plans", "/plans/{plan_id}", "/talk", "/providers", "/interviews/{interview_id}", "/join/{token}")
"""The page's own, as `dashboard/src/app/App.tsx` has them; mail programs put a / behind some."""
ADDRESSES = tuple(sorted({*ROUTES, *(f"{route.rstrip('/')}/" for route in ROUTES)}))
IMMUTABLE = "public, max-age=31536000, immutable"
NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>AI interviewer</title>
<style>body{font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<h1>The page is not built yet</h1>
<p>The API works: see <a href="/openapi.json">its description</a>. To build the page, run <code>make setup</code> in the
checkout, or <code>npm ci</code> and <code>npm run build</code> in its folder <code>dashboard</code>; then load this
address again. Nothing has to be restarted.</p>
</html>
"""


def places() -> tuple[Path, ...]:
    """Where the built page may be: in the installed package, or in the checkout that this code runs from."""
    package = Path(interviewer.__file__).parent
    return package / "dashboard", package.parents[1] / "dashboard" / "dist"


router = APIRouter(include_in_schema=False)
"""To be included last: it serves the page on its routes, and its files wherever nothing else is served."""


def _built(request: Request) -> Path | None:
    """The folder of the page, of those that its application was given."""
    return next((folder.resolve() for folder in request.app.state.page if (folder / "index.html").is_file()), None)


async def page(request: Request) -> Response:
    """The page itself."""
    if (root := _built(request)) is None:
        return HTMLResponse(NOT_BUILT, status_code=503)
    return FileResponse(root / "index.html", headers={"Cache-Control": "no-cache"})


for address in ADDRESSES:
    router.add_api_route(address, page)


@router.get(methods.ANYWHERE)
async def file(request: Request, path: str) -> Response:
    """One of its files."""
    if (root := _built(request)) and path != "v1" and not path.startswith("v1/"):
        wanted = (root / path).resolve()
        if wanted.is_relative_to(root) and wanted.is_file():
            headers = {"Cache-Control": IMMUTABLE} if path.startswith("assets/") else {}
            return FileResponse(wanted, headers=headers)
    if path.startswith("assets/"):
        raise HTTPException(404, "There is no such file; load the page again to get the newest one.")
    return elsewhere(request)
