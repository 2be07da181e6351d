"""Structured logs: one JSON object a line, or readable lines on a terminal.

    log = get_logger(__name__)
    with bind(session_id="int_…", correlation_id="req_…"):
        log.info("llm.response", latency_ms=450, model="gpt-4o-mini")
    # {"session_id": "int_…", "event": "llm.response", "latency_ms": 450, …, "correlation_id": "req_…"}

The event is a static, dotted name; what varies stands beside it as a field. Personal data belongs in neither.
Deliberately not in it: where lines go after standard error; whoever starts the process decides that.
"""

from __future__ import annotations

import logging
import sys
import uuid
from typing import TYPE_CHECKING, Any, Protocol, Self, TextIO, cast

import structlog
from structlog.contextvars import bind_contextvars, get_contextvars, merge_contextvars, reset_contextvars

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextvars import Token
    from types import TracebackType

    from structlog.typing import EventDict, Processor, WrappedLogger

# They say the same as our own lines, or say it once per packet.
QUIET = ("httpx", "httpcore", "asyncio", "urllib3", "websockets", "livekit", "uvicorn.access", "faster_whisper")


PERSONAL = "lk.pii."
"""Prefix of LiveKit's fields that hold personal data."""


class LogSettings(Protocol):
    """The one setting that logs depend on."""

    @property
    def log_format(self) -> str:
        """`auto` (readable on a terminal, JSON elsewhere), `json` or `console`."""
        ...


def configure(process: str, settings: LogSettings, *, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every log line of this process, the standard library's too, to `stream` (standard error) in one form."""
    out = stream if stream is not None else sys.stderr
    readable = settings.log_format == "console" or (settings.log_format == "auto" and out.isatty())
    shared: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="%H:%M:%S.%f" if readable else "iso", utc=not readable),
        structlog.stdlib.ExtraAdder(),
        _without_personal_data,
    ]
    rendering: list[Processor] = (
        [_console(colors=out.isatty())]
        if readable
        else [structlog.processors.format_exc_info, _Shape(process), structlog.processors.JSONRenderer(default=str)]
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger called after the module it is used in."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


class Bound:
    """Fields that stand on every line of this task and of the tasks it starts, until the `with` block ends."""

    def __init__(self, tokens: Mapping[str, Token[Any]]) -> None:
        self._tokens = tokens

    def __enter__(self) -> Self:
        """The fields are bound already."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Put back what was bound before."""
        reset_contextvars(**self._tokens)


def bind(*, session_id: str | None = None, correlation_id: str | None = None, **fields: object) -> Bound:
    """Bind fields to the current context at once; as a `with` block, only for its duration. None leaves a field be."""
    named = {"session_id": session_id, "correlation_id": correlation_id}
    return Bound(bind_contextvars(**{key: value for key, value in named.items() if value is not None}, **fields))


def correlation_id() -> str | None:
    """The correlation id bound here, to be passed on to another process."""
    return cast("str | None", get_contextvars().get("correlation_id"))


def new_correlation_id() -> str:
    """A fresh id, `req_` and 20 hexadecimal digits, for work that nobody else has named."""
    return f"req_{uuid.uuid4().hex[:20]}"


def _without_personal_data(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Drop the fields that LiveKit marks as personal: what somebody said belongs in the event log alone."""
    for key in [key for key in line if key.startswith(PERSONAL)]:
        del line[key]
    return line


def _console(*, colors: bool) -> Processor:
    """Lines for people. A trace is the plain one: the pretty one shows local variables, and so names and numbers."""
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=colors, pad_event_to=32, exception_formatter=plain)


class _Shape:
    """Order of the keys on a JSON line; the two ids stand on every one of them, null when there is none."""

    def __init__(self, process: str) -> None:
        self._process = process

    def __call__(self, _logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        rest = dict(line)
        rest.pop("color_message", None)  # uvicorn's, for its own terminal output
        first = {
            "timestamp": rest.pop("timestamp", None),
            "level": rest.pop("level", None),
            "process": self._process,
            "session_id": rest.pop("session_id", None),
            "event": rest.pop("event", None),
        }
        last = {"correlation_id": rest.pop("correlation_id", None), "logger": rest.pop("logger", None)}
        return {**first, **rest, **last}
