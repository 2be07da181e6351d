"""`interviewer jobs documents` and `interviewer candidates cv`; and taking a plan's documents along with it."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

import typer

from interviewer.cli.front_door import Api, AsJson, ask, opened, print_json, refuse, seen, told
from interviewer.cli.table import print_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import httpx

Job = Annotated[str, typer.Argument(metavar="JOB", help="The job's id, as `jobs list` shows it.", show_default=False)]
Candidate = Annotated[
    str, typer.Argument(metavar="ID", help="The candidate's id, as `candidates list` shows it.", show_default=False)
]
Files = Annotated[
    list[Path],
    typer.Argument(
        help="Markdown, HTML, PDF, DOCX or plain text.", exists=True, dir_okay=False, readable=True, show_default=False
    ),
]
Language = Annotated[str, typer.Option(help="The language that they are written in.")]
READING_SECONDS: Final = 90.0


def register_jobs(group: typer.Typer) -> None:
    """Add `documents` to the group `jobs`."""
    documents = typer.Typer(no_args_is_help=True, help="What candidates' questions about a job are answered from.")
    documents.command("add")(add)
    documents.command("list")(list_)
    documents.command("remove")(remove)
    group.add_typer(documents, name="documents")


def register_candidates(group: typer.Typer) -> None:
    """Add `cv` to the group `candidates`."""
    group.command("cv")(cv)


def add(job: Job, files: Files, *, language: Language = "en", as_json: AsJson = False, api: Api = None) -> None:
    """Let the interviewer answer from these files. One that is there already under its name is replaced."""
    with opened(api) as client:
        there = ask(client, "GET", _all(job)).json()["items"]
        kept = [ask(client, "PUT", path, **request) for _, path, request in _requests(job, files, language, there)]
    if as_json:
        print_json({"items": [one.json() for one in kept]})
        return
    for one in (answer.json() for answer in kept):
        typer.echo(f"{one['name']}: {one['passages']} passages")


def list_(job: Job, *, as_json: AsJson = False, api: Api = None) -> None:
    """The job's documents, by name."""
    with opened(api) as client:
        found = ask(client, "GET", _all(job)).json()["items"]
    if as_json:
        print_json({"items": found})
        return
    rows = [(one["name"], one["kind"], one["language"], f"{one['passages']}", one["added_at"][:16]) for one in found]
    print_table(("name", "kind", "language", "passages", "added"), rows)


def remove(
    job: Job,
    name: Annotated[str, typer.Argument(help="As `list` shows it.", show_default=False)],
    *,
    api: Api = None,
) -> None:
    """Answer nothing from this document any more."""
    with opened(api) as client:
        path = f"{_all(job)}/{quote(name, safe='')}"
        ask(client, "DELETE", path, headers=seen(client, path))
    typer.echo(f"{name} is no longer answered from.")


def cv(
    candidate: Candidate,
    file: Annotated[
        Path | None,
        typer.Argument(help="PDF, DOCX, HTML, Markdown or plain text.", exists=True, dir_okay=False, readable=True),
    ] = None,
    *,
    remove_it: Annotated[bool, typer.Option("--remove", help="Forget the CV, and nothing else.")] = False,
    as_json: AsJson = False,
    api: Api = None,
) -> None:
    """Give the interviewer a candidate's CV, or tell whether there is one; what it says cannot be read back."""
    if remove_it and file is not None:
        raise typer.BadParameter("give a file or --remove, not both", param_hint="--remove")
    path = f"/v1/candidates/{quote(candidate, safe='')}/cv"
    with opened(api) as client:
        if remove_it:
            ask(client, "DELETE", path, headers=seen(client, path))
            typer.echo("The CV is forgotten.")
            return
        if file is None:
            found = ask(client, "GET", path).json()
        else:
            sent = {"content": file.read_bytes(), "headers": seen(client, path), "timeout": READING_SECONDS}
            found = ask(client, "PUT", path, **sent).json()
    if as_json:
        print_json(found)
    else:
        pages = f", {found['pages']} pages" if found["pages"] else ""
        typer.echo(f"a CV of {found['characters']} letters ({found['kind']}{pages}), of {found['added_at'][:16]}")


def take_along(client: httpx.Client, job: str, folder: Path, documents: Sequence[str], language: str) -> None:
    """Send what a plan file names. Leaves with 1 when one cannot be read: the plan is published all the same."""
    files = _files(folder, documents)
    there = ask(client, "GET", _all(job)).json()["items"] if files else []
    for file, path, request in _requests(job, files, language, there):
        answer = client.put(path, **request)
        if not answer.is_success:
            refuse(f"{file}: {told(answer)}\nThe plan is published; this document is not answered from.")


async def take_along_at_once(
    client: httpx.AsyncClient, job: str, folder: Path, documents: Sequence[str], language: str
) -> list[str]:
    """The same of documents side by side; what could not be read is told."""
    files = _files(folder, documents)
    if not files:
        return []
    there = await client.get(_all(job))
    if not there.is_success:
        return [told(there)]
    sent = list(_requests(job, files, language, there.json()["items"]))
    answers = await asyncio.gather(*(client.put(path, **request) for _, path, request in sent))
    return [f"{file}: {told(a)}" for (file, *_), a in zip(sent, answers, strict=True) if not a.is_success]


def _files(folder: Path, documents: Sequence[str]) -> list[Path]:
    """What a plan file names and what is there."""
    return [folder / document for document in documents if (folder / document).is_file()]


def _requests(
    job: str, files: Sequence[Path], language: str, there: Sequence[dict[str, Any]]
) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """The requests that send the files in place of those that were seen `there`."""
    versions = {one["name"]: one["version"] for one in there}
    for file, name in zip(files, named(files), strict=True):
        yield (
            file,
            f"{_all(job)}/{quote(name, safe='')}",
            {
                "content": file.read_bytes(),
                "params": {"language": language},
                "headers": {"If-Match": f'"{versions[name]}"'} if name in versions else {},
                "timeout": READING_SECONDS,
            },
        )


def named(files: Sequence[Path]) -> list[str]:
    """What the files are called in a job: by their names, and where these are the same with their folders."""
    names = [_plain(file.name) for file in files]
    return [
        name if names.count(name) == 1 else _plain("-".join(file.parts[-2:]))
        for name, file in zip(names, files, strict=True)
    ]


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"^[^A-Za-z0-9]+", "", re.sub(r"[^A-Za-z0-9 ._()+-]", "-", letters))[-100:] or "document"


def _all(job: str) -> str:
    return f"/v1/jobs/{quote(job, safe='')}/documents"
