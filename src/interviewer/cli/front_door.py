"""How a command talks to the running api: over HTTP, as everybody does. What goes wrong is told in the api's words."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

Api = Annotated[
    str | None,
    typer.Option("--api", help="Address of the api. Without it: INTERVIEWER_API_URL, or what runs on this machine."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
TIMEOUT_SECONDS = 60.0


@contextlib.contextmanager
def opened(api: str | None) -> Iterator[httpx.Client]:
    """A client of the api. Leaves with 1 when nobody answers there."""
    import httpx

    from interviewer.bootstrap import settings as bootstrap

    address, key = _address(api), bootstrap.load().api_key
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    url = httpx.URL(address)
    local = url.host in ("localhost", "127.0.0.1", "::1")
    plain = local and url.scheme == "http"  # nobody is to be believed there, and to load whom to believe takes long
    try:
        with httpx.Client(
            base_url=address, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=not local, verify=not plain
        ) as client:
            yield client
    except (httpx.TransportError, httpx.InvalidURL) as error:
        why = str(error) or type(error).__name__
        refuse(f"The api at {address} does not answer ({why}). Start it with `interviewer up`, or name it in --api.")


def ask(client: httpx.Client, method: str, path: str, **request: Any) -> httpx.Response:  # noqa: ANN401 - as httpx has it
    """The answer to a request. Leaves with 1 and the problem's own words when it is refused."""
    answer = client.request(method, path, **request)
    if not answer.is_success:
        refuse(told(answer))
    return answer


def seen(client: httpx.Client, path: str, **request: Any) -> dict[str, str]:  # noqa: ANN401 - as httpx has it
    """The header that names what is there now for a change; none where nothing is, which the change's answer tells."""
    answer = client.get(path, **request)
    if answer.status_code in (404, 410):
        return {}
    if not answer.is_success:
        refuse(told(answer))
    return {"If-Match": answer.headers["ETag"]}


def everything(client: httpx.Client, path: str, **query: str | bool | None) -> list[Any]:
    """All entries of a list, page by page. Leaves with 1 when it is refused."""
    items: list[Any] = []
    asked: dict[str, Any] = {"limit": 200, **{name: value for name, value in query.items() if value is not None}}
    while True:
        page = ask(client, "GET", path, params=asked).json()
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        asked["cursor"] = page["next_cursor"]


def told(answer: httpx.Response) -> str:
    """Why a request was refused."""
    try:
        problem = answer.json()
        lines = [f"{p['line']}: {p['field']}: {p['message']}. {p['remedy']}" for p in problem.get("problems", [])]
        return "\n".join([f"{problem['title']}: {problem['detail']}", *lines])
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code}: {answer.text[:200]}"


def refuse(message: str) -> NoReturn:
    """Leave with 1."""
    typer.secho(message, fg="red", err=True)
    raise typer.Exit(1)


def print_json(found: object) -> None:
    """For programs."""
    typer.echo(json.dumps(found, indent=1, ensure_ascii=False))


def _address(api: str | None) -> str:
    if api:
        return api.rstrip("/")
    from interviewer.bootstrap import settings as bootstrap

    settings = bootstrap.load()
    if "api_url" in settings.model_fields_set:
        return settings.api_url
    from interviewer.bootstrap import system

    running = system.already(settings.state_dir)
    return (running and running[1]) or settings.api_url
