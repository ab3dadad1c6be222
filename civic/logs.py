"""Structured logs, one JSON object a line; never texts, names, addresses or tokens."""

import logging

import structlog

from civic.config import config


def set_up_logs() -> None:
    """structlog for our own events; uvicorn's warnings go the same way."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[config().log_level]),
    )
    logging.basicConfig(level=logging.WARNING, format='{"level": "%(levelname)s", "event": "%(name)s: %(message)s"}')
