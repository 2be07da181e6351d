"""Mistakes in the part `job` of a plan file that its shape does not show: another job, documents that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from pathlib import PurePosixPath, PureWindowsPath

from interviewer.catalog.models import Job
from interviewer.catalog.positions import Found, Path, Source


def other_job(read: Source, job: Job) -> Iterator[Found]:
    """Where the file tells of another job than the one it is for."""
    told = read.data.get("job") if isinstance(read.data, dict) else None
    for field, known in (("title", job.title), ("company", job.company)):
        name = told.get(field) if isinstance(told, dict) else None
        if isinstance(name, str) and name.strip() != known:
            path: Path = ("job", field)
            message = f"this is a plan for {name.strip()!r}, and the job's {field} is {known!r}"
            yield path, read.where(path), message, "Correct it, or leave job out of the plan: the job is known."


def documents(read: Source, base: FilePath) -> Iterator[Found]:
    """Documents that are not where the file says, in the folder or below it."""
    job = read.data.get("job") if isinstance(read.data, dict) else None
    listed = job.get("documents") if isinstance(job, dict) else None
    for index, name in enumerate(listed if isinstance(listed, list) else ()):
        path: Path = ("job", "documents", index)
        if not isinstance(name, str):
            continue
        if (
            PurePosixPath(name).is_absolute()
            or PureWindowsPath(name).is_absolute()
            or ".." in PurePosixPath(name).parts
        ):
            message = f"{name!r} is not beside the plan file"
            yield path, read.where(path), message, "Copy the document next to the plan and give its path from there."
        elif not (base / name).is_file():
            message = f"there is no document {name!r} in {base}"
            yield path, read.where(path), message, "Correct the path, which starts at the plan file, or remove it."
