"""Verbs of the library: bring a file in, publish what it held, discard it, close it."""

from civic.library.actions.importing import ImportReport, import_path
from civic.library.actions.publishing import (
    ask_to_close_version,
    close_version,
    discard_version,
    place_document,
    publish_import,
    publish_version,
)
from civic.library.actions.starting import start_import

__all__ = [
    "ImportReport",
    "ask_to_close_version",
    "close_version",
    "discard_version",
    "import_path",
    "place_document",
    "publish_import",
    "publish_version",
    "start_import",
]
