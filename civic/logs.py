"""Structured logs, one JSON object a line; never texts, names, addresses or tokens."""

import logging
import sys
import traceback

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from civic.config import config

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SERVER = ("uvicorn", "uvicorn.error", "uvicorn.access")


def without_values(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """An exception is told by its kind and where it happened. Its message stays out: a database's error repeats the
    row, a parser's the text, and both may be somebody's."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    return event


def keep_stdout_clean() -> None:
    """What a command prints may be read by a program: its log goes to stderr."""
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))


def set_up_logs() -> None:
    """Our own events and those of the libraries (uvicorn, the database) go to stdout in the same form.

    Raises ValueError when CIVIC_LOG_LEVEL names no level."""
    level = config().log_level.upper()
    if level not in LEVELS:
        raise ValueError(f"CIVIC_LOG_LEVEL={config().log_level}; {', '.join(LEVELS)}")
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(),
    )
    others = logging.StreamHandler(sys.stdout)
    others.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(
        level=max(logging.WARNING, logging.getLevelNamesMapping()[level]), handlers=[others], force=True
    )
    for name in SERVER:  # the server's own set-up may have come first: what it prints goes our way too
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
