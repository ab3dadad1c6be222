"""Verbs of the library: bring a file in, publish what it held, discard it, close it."""

from civic.library.actions.delivering import Delivered, bring_delivery
from civic.library.actions.importing import ImportReport, import_path
from civic.library.actions.keeping import keep_collection
from civic.library.actions.linking import link_documents
from civic.library.actions.naming import name_version
from civic.library.actions.publishing import (
    ask_to_close_version,
    close_version,
    discard_version,
    enter_into_force,
    place_document,
    publish_import,
    publish_version,
)
from civic.library.actions.redacting import redact_unit
from civic.library.actions.starting import start_import

__all__ = [
    "Delivered",
    "ImportReport",
    "ask_to_close_version",
    "bring_delivery",
    "close_version",
    "discard_version",
    "enter_into_force",
    "import_path",
    "keep_collection",
    "link_documents",
    "name_version",
    "place_document",
    "publish_import",
    "publish_version",
    "redact_unit",
    "start_import",
]
